/** Keys and tokens that are known by their own look, wherever they stand. */
import { matchesOf, type Finding, type Kind, type Rule } from './rule.ts';
import { DASHES, PAIR, RUN, SCHEME } from './traits.ts';

/** One shape of a key: its kind, the two characters it may begin with, and the shape itself. */
type Shape = readonly [Kind, string, string];

/**
 * Shapes as their makers publish them. Each is a fixed beginning and one class of characters, so that no run is gone through twice; where something
 * must follow the run, nothing that belongs to it may stand before the beginning. Where a maker has changed the length, the shortest is asked for.
 */
const SHAPES: readonly Shape[] = [
  ['jwt', 'ey', String.raw`(?<![_-])eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*){0,3}`],
  ['aws-key', 'AK AS AI AR AB AC', '(?:AKIA|ASIA|AIDA|AROA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])'],
  // Session tokens begin with what their header encodes to.
  ['aws-key', 'Fw IQ', '(?:FwoGZXIvYXdz|IQoJb3JpZ2lu)[A-Za-z0-9+/=]{50,}'],
  ['github-token', 'gh gi', String.raw`(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})`],
  ['gitlab-token', 'gl', String.raw`gl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct)-[\w.-]{20,}`],
  ['slack-token', 'xo xa', String.raw`(?:xox[abceoprs](?:\.xox[bp])?|xapp)-[\w-]{10,}`],
  ['google-key', 'AI ya GO 1/', String.raw`(?:AIza[\w-]{35}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{28}|1//0[\w-]{30,})`],
  ['stripe-key', 'sk rk pk wh', '(?:[srp]k_(?:live|test)_|whsec_)[A-Za-z0-9+/=]{16,}'],
  ['npm-token', 'np', 'npm_[A-Za-z0-9]{36}'],
  // A PEM block in Base64, as Kubernetes keeps it, whose first line says `PRIVATE`; that word looks one of three ways.
  ['private-key', 'LS', '(?<![+/])LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,16}(?:UFJJVkFUR|BSSVZBVE|QUklWQVRF)[A-Za-z0-9+/=]{16,}'],
  ['token', 'sk', String.raw`sk-(?:proj-|ant-|svcacct-|or-)?[\w-]{32,}`],
  ['token', 'hf dc do sh li', '(?:hf_|dckr_pat_|do[opr]_v1_|shp(?:at|ca|pa|ss)_|lin_api_)[A-Za-z0-9_=-]{24,}'],
  ['token', 'PM NR AT pu ru', '(?:PMAK-|NRAK-|ATATT3|ATCTT3|pul-|rubygems_)[A-Za-z0-9_=-]{24,}'],
  ['token', 'py gl hv da', String.raw`(?:pypi-AgEI[\w-]{40,}|glsa_\w{32,}|glc_[A-Za-z0-9+/=]{32,}|hv[sbr]\.[\w-]{24,}|dapi[a-f0-9]{32})`],
  ['token', 'SG SK AG', String.raw`(?:(?<![_-])SG\.[\w-]{16,}\.[\w-]{16,}|SK[a-f0-9]{32}(?!\w)|AGE-SECRET-KEY-1[A-Z0-9]{50,})`],
];

const ANY_SHAPE = new RegExp(`(?:${SHAPES.map(([, , shape]) => `(${shape})`).join('|')})`, 'y');
const CODES = 128;
/** 1 at `first * 128 + second` for every beginning. */
const beginnings = new Uint8Array(CODES * CODES);
for (const [, begins] of SHAPES) for (const two of begins.split(' ')) beginnings[two.charCodeAt(0) * CODES + two.charCodeAt(1)] = 1;

export const tokenRule: Rule = {
  traits: RUN,
  find(text, found) {
    let before = 0;
    for (let i = 0; i < text.length - 1; i += 1) {
      const first = text.charCodeAt(i);
      const last = before;
      before = first;
      if (first >= CODES || isAlphanumeric(last) || !isBeginning(first, text.charCodeAt(i + 1))) continue;
      ANY_SHAPE.lastIndex = i;
      const match = ANY_SHAPE.exec(text);
      if (match === null) continue;
      const at = match.findIndex((group, index) => index > 0 && group !== undefined);
      found({ kind: SHAPES[at - 1]?.[0] ?? 'token', start: i, end: i + match[0].length });
      i += match[0].length - 1;
      before = text.charCodeAt(i);
    }
  },
};

function isBeginning(first: number, second: number): boolean {
  return second < CODES && beginnings[first * CODES + second] === 1;
}

function isAlphanumeric(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/** Keys without a beginning of their own: a sign that is rare says where to look. A SHA-512 in Base64 has the length of an Azure storage key, and is named. */
const MARKED: readonly (readonly [Kind, string, RegExp])[] = [
  ['azure-key', '==', /(?<![A-Za-z0-9+/])(?<!sha512[-:=])[A-Za-z0-9+/]{86}==/g],
  ['azure-key', 'Q~', /(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}(?![\w~.-])/g],
  ['token', ':AA', /(?<![A-Za-z0-9])\d{8,10}:AA[\w-]{33}(?![\w-])/g],
];

export const markedRule: Rule = {
  traits: 0,
  find(text, found) {
    for (const [kind, mark, shape] of MARKED) {
      if (!text.includes(mark)) continue;
      for (const { index, 0: key } of matchesOf(shape, text)) found({ kind, start: index, end: index + key.length });
    }
  },
};

/** A block ends where its end stands; without one (cut, or the rest comes in other lines) all that follows is the key's. */
const KEY_BLOCK =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*(?:-(?!----)[^-]*)*(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?/g;

const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

export const keyBlockRule: Rule = {
  traits: DASHES,
  find(text, found) {
    if (!text.includes('PRIVATE KEY')) return;
    for (const { index, 0: block } of matchesOf(KEY_BLOCK, text)) found({ kind: 'private-key', start: index, end: index + block.length });
    for (const { index, 0: end } of matchesOf(KEY_END, text)) {
      const start = bodyStart(text, index);
      if (start < index) found({ kind: 'private-key', start, end: index + end.length });
    }
  },
};

/** Where the lines of Base64 begin that stand right before an end whose beginning was cut off. */
function bodyStart(text: string, end: number): number {
  let start = end;
  while (start > 1 && text[start - 1] === '\n') {
    // Looked for in what one line may hold, so that no end is a reason to go through all that stands before it.
    const before = text.slice(Math.max(0, start - MOST_OF_LINE), start - 1);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    const isWhole = before.length > line.length || before.length === start - 1;
    if (!isWhole || !/^[ \t]*[A-Za-z0-9+/=]+\s*$/.test(line)) return start;
    start -= line.length + 1;
  }
  return start;
}

/** PEM breaks lines at 64 characters, MIME at 76; some are indented. */
const MOST_OF_LINE = 100;

/**
 * What may be a line of such a block by itself: nothing but Base64, as long as PEM and MIME break it, or alone and with the padding that ends it.
 * Hashes in hexadecimal lack capitals or small letters; names lack digits or are shorter.
 */
const KEY_LINE = /(?<![^\s"'])(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{76})(?![^\s"',])/g;
const LAST_KEY_LINE = /^[ \t]*([A-Za-z0-9+/]{16,74}={1,2})\s*$/dgm;

export const keyLineRule: Rule = {
  traits: RUN,
  find(text, found) {
    for (const { index, 0: line } of matchesOf(KEY_LINE, text)) {
      if (isBase64(line)) found({ kind: 'base64', start: index, end: index + line.length });
    }
    for (const { indices, 1: line = '' } of matchesOf(LAST_KEY_LINE, text)) {
      const [start, end] = indices?.[1] ?? [0, 0];
      if (isBase64(line)) found({ kind: 'base64', start, end });
    }
  },
};

function isBase64(text: string): boolean {
  return /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d|==$/.test(text);
}

/** A secret access key has no look of its own, but beside the id of its key it can be nothing else. */
const SECRET_BESIDE_ID =
  /(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{16}[^A-Za-z0-9+]{1,8}(?:[A-Za-z_ ]{1,24}[^A-Za-z0-9+]{1,8})?([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/=])/dg;

export const awsSecretRule: Rule = {
  traits: RUN,
  find: (text, found) => (text.includes('KIA') || text.includes('SIA') ? findGroup(text, SECRET_BESIDE_ID, found, 'aws-key') : undefined),
};

/** Hashes of passwords as crypt(3), Django and LDAP write them: guesses can be tried on them. */
const PASSWORD_HASH =
  /\$(?:2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}|(?:argon2(?:id|i|d)|scrypt|pbkdf2-sha\d{1,3}|y|7|6|5|1)\$[\w./+,=-]{1,100}\$[\w./+=$-]{8,200})|(?<!\w)pbkdf2_sha\d{1,3}\$\d{1,9}\$[\w./+=]{1,64}\$[\w./+=]{8,128}|\{SSHA(?:\d{3})?\}[A-Za-z0-9+/=]{16,}/g;

export const passwordHashRule: Rule = {
  traits: RUN,
  find(text, found) {
    if (!text.includes('$') && !text.includes('{SSHA')) return;
    for (const { index, 0: hash } of matchesOf(PASSWORD_HASH, text))
      found({ kind: 'password-hash', start: index, end: index + hash.length });
  },
};

const SLACK_HOOK = /hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/([\w/-]{8,})/dg;
const CHAT_HOOK = /(?:discord(?:app)?\.com\/api\/webhooks|\.webhook\.office\.com\/webhookb2)\/([\w/@-]{8,})/dg;

/** Whoever knows the path of a webhook may post to it. */
export const hookRule: Rule = {
  traits: RUN,
  find(text, found) {
    if (!text.includes('hook')) return;
    findGroup(text, SLACK_HOOK, found, 'slack-hook');
    findGroup(text, CHAT_HOOK, found, 'token');
  },
};

/** What signs an address opens it. */
const SIGNATURE = /[?&;](?:sig|signature|x-amz-signature|x-goog-signature)=([^\s"'<>&#;,)]{16,})/dgi;

export const signatureRule: Rule = {
  traits: PAIR,
  find: (text, found) => (text.includes('?') || text.includes('&') ? findGroup(text, SIGNATURE, found) : undefined),
};

const USER_AND_PASSWORD = /:\/\/[^\s:@/?#"'<>]{0,128}:([^\s/?#"'<>]{1,256})@/dg;
/** What stands before the host, is long and has digits, is a key (Sentry, or Git with a token). */
const KEY_AS_USER = /:\/\/((?=\D{0,60}\d)[A-Za-z0-9_-]{20,128})@/dg;

/** `postgres://app:secret@db`. */
export const userInfoRule: Rule = {
  traits: SCHEME,
  find(text, found) {
    if (!text.includes('@')) return;
    findGroup(text, USER_AND_PASSWORD, found);
    findGroup(text, KEY_AS_USER, found);
  },
};

// oxlint-disable-next-line max-params -- where to look, for what, whom to tell, and as what
function findGroup(text: string, pattern: RegExp, found: (finding: Finding) => void, kind: Kind = 'credential'): void {
  for (const { indices } of matchesOf(pattern, text)) {
    const [start, end] = indices?.[1] ?? [0, 0];
    found({ kind, start, end });
  }
}
