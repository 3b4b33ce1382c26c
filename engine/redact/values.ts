/** Whether what stands behind a name can be a secret: log lines also say `password: incorrect`, `token: unexpected }` and `secret=shop/db`. */
import type { KeySort } from './keys.ts';

export interface Value {
  readonly text: string;
  /** Neither quoted nor joined by `=`: what follows may be the rest of a sentence. */
  readonly isProse: boolean;
}

/** What stands for a value: nothing, yes and no, a mask, a variable, a directive of a format. */
const PLACEHOLDER =
  /^(?:true|false|null|nil|none|undefined|yes|no|on|off|ok|empty|unset|set|missing|invalid|n\/a|[-*•.x…#?_]+|[[(<]?(?:redacted|masked|hidden|filtered|removed|omitted|protected|private|null|nil|none|empty|unset)[\])>]?|%[a-z]|\{[\w.]{0,30}\}?|\$\{?[A-Za-z_]\w*\}?|\$\{.*|\$\(.*|\{\{.*|<[^<>]*>?)$/i;

/** Words that go on with a sentence where a value could stand. */
const PROSE = new Set(
  (
    'a an the this that these those your our their its my his her any all each every some another other no not never only also still already ' +
    'is are was were be been being am has have had do does did done can cannot could may might must shall should will would ' +
    "can't don't doesn't didn't isn't wasn't won't mustn't " +
    'and or but if then else when while because so than as at by for from in into of off on onto out over to too under until up with within without ' +
    'incorrect wrong bad weak strong short long old new same different equal valid validation verified verification verify unverified expired expiry ' +
    'expiration expires revoked rejected refused accepted denied failed failure fails failing error errors exception unknown undefined unspecified ' +
    'unsupported unexpected expected required requires needed needs mandatory optional provided given supplied entered found lost absent blank ' +
    'changed change changes updated update reset rotated rotation created generated generating renewed refreshed deleted cleared ' +
    'authentication authenticated authorization authorized unauthorized unauthenticated permission access login logon signin ' +
    'please enter enters use using used try check see contact mismatch mismatched match matches matched ' +
    'parse parsing parsed parser syntax malformed illegal character characters string number type length end eof identifier keyword literal ' +
    'bearer basic default disabled enabled mode policy prompt field value user username account name file files path store manager token tokens key keys header headers amd64 arm64 i386 all'
  ).split(' '),
);

/** Names of objects: words parted by `-`, `/`, `.` or `_`, perhaps with a short number or what Kubernetes makes up, as in `shop/db-2` or `default-token-x7k2p`. */
const OBJECT_NAME =
  /^(?=.{0,80}[-/._:])(?:[A-Za-z]+\d?|v?\d{1,3})(?:[-/._:]+(?:[A-Za-z]+\d?|v?\d{1,3}))*(?:-[a-z0-9]{8,10})?(?:-[a-z0-9]{5})?$/;
const PATH = /^(?:~|\.{1,2})?(?:\/[\w.-]{0,20})+$|^[A-Za-z]:\\/;
/** Source code, as in the excerpts that compilers and interpreters print. */
const CALL = /^[\w.$]*\(/;

/** What is asked of a value behind a name of each sort. */
const CHECKS: Readonly<Record<KeySort, (value: Value) => boolean>> = {
  secret: isProbable,
  key: (value) => value.text.length >= 8 && isProbable(value) && !CALL.test(value.text),
  object: (value) =>
    value.isProse ? looksRandom(value.text, 6) : isProbable(value) && !OBJECT_NAME.test(value.text) && !CALL.test(value.text),
  token: ({ text, isProse }) => looksRandom(text, isProse ? 8 : 6) || isUserAndPassword(text),
  session: ({ text }) => looksRandom(text, 16),
  code: ({ text }) => /^\d{3,8}$/.test(text),
  header: ({ text }) => looksRandom(text, 6),
  cookie: ({ text }) => looksRandom(text, 6),
};

/** Whether the value behind a name of this sort is worth hiding. */
export function isSecret(sort: KeySort, value: Value): boolean {
  return value.text !== '' && !PLACEHOLDER.test(value.text.slice(0, 100)) && CHECKS[sort](value);
}

/** Everything but words of a sentence, paths of files, and the next name of a dump in which this one has no value. */
function isProbable({ text, isProse }: Value): boolean {
  return !PATH.test(text) && (!isProse || !(PROSE.has(text.toLowerCase().replace(/[.,:;!?]+$/, '')) || /^[A-Z]\w*:/.test(text)));
}

/** Letters mixed with digits, or many letters that are no word. */
export function looksRandom(text: string, least: number): boolean {
  if (text.length < least || OBJECT_NAME.test(text) || PATH.test(text) || CALL.test(text)) return false;
  const start = text.slice(0, 100);
  if (/\d/.test(start) && /[A-Za-z]/.test(start)) return true;
  return text.length >= 20 && /^[\w+/=.~-]+$/.test(start) && /[a-z][A-Z].*[a-z][A-Z]/.test(start) && !/^(?:[A-Z][a-z]{2,})+$/.test(start);
}

/** Base64 of `user:password`, as basic authentication and Docker write it. */
export function isUserAndPassword(text: string): boolean {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]{8,200}={0,2}$/.test(text)) return false;
  return /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(atob(text));
}
