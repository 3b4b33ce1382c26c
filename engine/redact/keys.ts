import { groupBy } from '../math.ts';
/** Names whose values are secret, and how sure that is. */

/**
 * `secret`: every value is one that is no ordinary word. `key`: the same, and it is not short. `object`: unless it is the name of a Secret of
 * Kubernetes. `token`: the name has other meanings too, so the value must look random. `session`: the
 * same, and longer. `code`: a few digits. `header`: a scheme, then the secret. `cookie`: pairs of names and values.
 */
export type KeySort = 'secret' | 'key' | 'object' | 'token' | 'session' | 'code' | 'header' | 'cookie';

/** Ends of names, in one word or several: `DB_PASSWORD`, `dbPassword` and `db.password` all end in `password`. */
const ENDS: Readonly<Record<Exclude<KeySort, 'code'>, string>> = {
  secret:
    'password, passwd, passphrase, passcode, client secret, app secret, api secret, shared secret, consumer secret, webhook secret, jwt secret, ' +
    'session secret, passwort, kennwort, contraseña, contrasena, mot de passe, senha, wachtwoord, hasło, heslo, lösenord, salasana, пароль, ' +
    '密码, 密碼, パスワード, 비밀번호',
  key:
    'api key, secret key, access key, private key, encryption key, signing key, account key, master key, auth key, license key, licence key, ' +
    'integration key, shared key, key data, access token, auth token, refresh token, api token, bearer token, id token, secret token, bot token',
  object: 'secret',
  token: 'token, credential, credentials',
  session: 'session id, sess id, connect sid',
  header: 'authorization',
  cookie: 'cookie, cookies',
};

/** Names so short that they are the end of other words too: they must be a word of their own. */
const WORDS: ReadonlyMap<string, KeySort> = new Map([
  ['pwd', 'secret'],
  ['passe', 'secret'],
  ['pass', 'token'],
  ['auth', 'token'],
  ['sid', 'session'],
  ['cvv', 'code'],
  ['cvc', 'code'],
  ['otp', 'code'],
]);

const sorts: readonly Exclude<KeySort, 'code'>[] = ['secret', 'key', 'object', 'token', 'session', 'header', 'cookie'];
interface End {
  /** Without what parts its words. */
  readonly joined: string;
  /** The last of its words. */
  readonly last: string;
  readonly sort: KeySort;
}

const ends: readonly End[] = sorts.flatMap((sort) =>
  ENDS[sort].split(', ').map((end) => ({ joined: end.replaceAll(' ', ''), last: end.split(' ').at(-1) ?? '', sort })),
);
const wordTails = new Set([...WORDS.keys()].map((word) => word.slice(-2)));
const endsByTail = groupBy(ends, ({ last }) => last.slice(-2));

const CODES = 128;
/** 1 at `last but one * 128 + last` of every name above, in small letters: a look at two characters rules out most names. */
const tails = new Uint8Array(CODES * CODES);
for (const name of [...ends.map(({ last }) => last), ...WORDS.keys(), 'key', 'value', 'is', 'was']) {
  const at = name.charCodeAt(name.length - 2) * CODES + name.charCodeAt(name.length - 1);
  if (at < tails.length) tails[at] = 1;
}

/** Whether a name that ends with these two characters can be one that announces a secret. */
export function isTail(beforeLast: number, last: number): boolean {
  if (last >= CODES || beforeLast >= CODES) return true;
  return tails[small(beforeLast) * CODES + small(last)] === 1;
}

function small(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/**
 * What sort of value a name announces, a name that ends with a letter; null for most names. `before` is the word in front of the name, since `API
 * key` is written in two.
 */
export function sortOfKey(name: string, before = ''): KeySort | null {
  // `password is: kitten`, in a sentence.
  if (before !== '' && /^(?:is|was)$/i.test(name)) return sortOfKey(before.trim()) === 'secret' ? 'secret' : null;
  const lowered = name.toLowerCase();
  const tail = lowered.slice(-2);
  const candidates = endsByTail.get(tail)?.filter(({ last }) => lowered.endsWith(last)) ?? none;
  if (candidates.length > 0) {
    const letters = `${before}${lowered}`.toLowerCase().replaceAll(/[^\p{L}]+/gu, '');
    const known = candidates.find((end) => letters.endsWith(end.joined));
    if (known !== undefined) return known.sort;
  }
  return wordTails.has(tail) ? (WORDS.get(lastWord(name)) ?? null) : null;
}

const none: readonly End[] = [];

/** `userPwd` and `user_pwd` end in the word `pwd`, `compass` does not end in `pass`. */
function lastWord(name: string): string {
  return (/(?:^|[^A-Za-z]|(?<=[a-z])(?=[A-Z]))([A-Z]?[a-z]+|[A-Z]+)$/.exec(name)?.[1] ?? '').toLowerCase();
}
