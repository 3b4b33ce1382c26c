import { isBlank, isDigit, skipBlanks, skipDigits } from './bytes.ts';

const SLASH = 47;
const LONGEST_TAG = 80;

/**
 * End of `/tag(pid):` behind the letter of a level, as Android's logcat writes its formats `brief` and `time` (developer.android.com/tools/logcat), else -1.
 * Blanks fill up the tag and the number.
 */
export function briefEnd(source: Uint8Array, from: number, end: number): number {
  if (source[from] !== SLASH) return -1;
  const open = openerAt(source, from + 1, Math.min(end, from + LONGEST_TAG));
  if (open < 0) return -1;
  const number = skipBlanks(source, open + 1, end);
  const close = skipDigits(source, number, end);
  const isClosed = isDigit(source[number]) && source[close] === 41 && source[close + 1] === 58;
  return isClosed && close + 2 < end && isBlank(source[close + 2]) ? close + 2 : -1;
}

/** The bracket behind a word. */
function openerAt(source: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && source[at] !== 40 && source[at] !== 58 && !isBlank(source[at])) at += 1;
  const open = skipBlanks(source, at, end);
  return at > from && open < end && source[open] === 40 ? open : -1;
}
