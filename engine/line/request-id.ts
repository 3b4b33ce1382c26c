/**
 * The id by which lines of several programs are told to be of one request, from the bytes of a line. It is asked of nearly every line and most have none, so
 * one pass over the bytes says which of the slow questions (`trace.ts`) could find anything at all; the answer is always theirs.
 */
import { decode } from './bytes.ts';
import { SEARCHED, findIds, findTrace, traceIdIn } from './trace.ts';

const [WORD, HEX, DIGIT] = [1, 2, 4];
/** What `\w`, `[0-9a-f]` and `\d` take, in either case. */
const kinds = new Uint8Array(256);
for (let byte = 0; byte < 128; byte += 1) {
  const letter = String.fromCharCode(byte);
  kinds[byte] = (/\w/.test(letter) ? WORD : 0) | (/[\da-f]/i.test(letter) ? HEX : 0) | (/\d/.test(letter) ? DIGIT : 0);
}
const DASH = 45;
const groups = [4, 4, 4, 12];
const uuidLength = 36;

/** The last letters of a word, in small, as one number. */
const [TRAC, REQ, CORR, ID] = [0x74726163, 0x726571, 0x636f7272, 0x6964];

/** What a pass over a line has seen; one object, for lines are read one after another. */
const seen = { hasTrace: false, speaksOfRequest: false, hasRequest: false, longHexes: 0, idStart: -1, idEnd: -1 };

/** What `findTrace(line).traceId ?? findIds(line)[0]` says. */
export function findRequestId(source: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > SEARCHED) {
    const line = decode(source, start, end);
    return findTrace(line).traceId ?? findIds(line)[0];
  }
  look(source, start, end);
  const named = seen.hasTrace || seen.hasRequest || seen.longHexes > 1 ? traceIdIn(decode(source, start, end), seen) : undefined;
  return named ?? (seen.idStart < 0 ? undefined : decode(source, seen.idStart, seen.idEnd));
}

function look(source: Uint8Array, start: number, end: number): void {
  seen.hasTrace = false;
  seen.speaksOfRequest = false;
  seen.hasRequest = false;
  seen.longHexes = 0;
  seen.idStart = -1;
  for (let at = start; at < end; at += 1) if (kinds[source[at] ?? 0] !== 0) at = readWord(source, at, end);
}

/** Returns where the word that begins at `from` ends. */
function readWord(source: Uint8Array, from: number, end: number): number {
  let letters = 0;
  let [all, any] = [HEX, 0];
  let at = from;
  for (; at < end; at += 1) {
    const byte = source[at] ?? 0;
    const kind = kinds[byte] ?? 0;
    if (kind === 0) break;
    all &= kind;
    any |= kind;
    letters = (letters << 8) | byte | 32;
    if (letters === TRAC) seen.hasTrace = true;
    else if (letters === CORR || (letters & 0xffffff) === REQ) seen.speaksOfRequest = true;
  }
  // What names a request ends in "id", at the end of a word.
  if ((letters & 0xffff) === ID && seen.speaksOfRequest) seen.hasRequest = true;
  if (all === HEX) noteHex(source, from, at, { end, hasDigit: (any & DIGIT) !== 0 });
  return at;
}

/** A word of hex digits alone. */
// oxlint-disable-next-line max-params -- a place is two numbers
function noteHex(
  source: Uint8Array,
  from: number,
  to: number,
  { end, hasDigit }: { readonly end: number; readonly hasDigit: boolean },
): void {
  const length = to - from;
  if (length >= 16 && length <= 32) seen.longHexes += 1;
  if (seen.idStart >= 0) return;
  if (length === 8 && isUuid(source, from, end)) [seen.idStart, seen.idEnd] = [from, from + uuidLength];
  else if (hasDigit && (length === 16 || length === 32)) [seen.idStart, seen.idEnd] = [from, to];
}

/** Whether the eight hex digits at `from` begin a UUID that has a decimal digit. */
function isUuid(source: Uint8Array, from: number, end: number): boolean {
  const to = from + uuidLength;
  if (to > end || (to < end && kinds[source[to] ?? 0] !== 0)) return false;
  let at = from + 8;
  for (const digits of groups) {
    if (source[at] !== DASH) return false;
    at += 1;
    for (const next = at + digits; at < next; at += 1) if (((kinds[source[at] ?? 0] ?? 0) & HEX) === 0) return false;
  }
  return source.subarray(from, to).some((byte) => ((kinds[byte] ?? 0) & DIGIT) !== 0);
}
