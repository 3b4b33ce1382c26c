import { QUOTE, find, isDigit, isLetter, readNumber, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import { closingQuote } from './frame.ts';
import { parseHeader } from './header.ts';
import { parseJson } from './json.ts';
import type { HeaderPlan } from './learn.ts';
import { levelOfLetter, levelOfStatus } from './level.ts';
import { parseLogfmt, setMessage } from './logfmt.ts';
import type { ParsedLine } from './record.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

const cursor: TimeCursor = { end: 0, atMs: 0 };

/**
 * Finds time, level, trace id and message of one line by what it looks like: JSON, klog, logfmt, access log, or a header of columns.
 * Narrows `line` to the message. A header may stand before JSON or logfmt.
 */
export function parseLine(line: ParsedLine, plan: HeaderPlan | null, referenceMs: number): void {
  const first = line.source[line.start];
  if (first === 123 && parseJson(line, referenceMs)) return;
  if (parseKlog(line, first) || parseAccess(line, first, referenceMs) || parseLogfmt(line, referenceMs)) return;
  if (!parseHeader(line, plan, referenceMs)) return;
  const inner = line.source[line.start];
  if (inner === 123) parseJson(line, referenceMs);
  else if (!parseKlog(line, inner)) parseLogfmt(line, referenceMs);
}

/** `I0102 15:04:05.000000   12345 file.go:67] message` (klog, glog): the letter is the level. */
function parseKlog(line: ParsedLine, first: number | undefined): boolean {
  const { source, start, end } = line;
  if (first !== 73 && first !== 87 && first !== 69 && first !== 70) return false;
  if (!isDigit(source[start + 1]) || skipDigits(source, start + 1, end) !== start + 5 || source[start + 8] !== 58) return false;
  const close = find(source, 93, start + 20, Math.min(end, start + 120));
  if (close < 0 || source[close + 1] !== 32) return false;
  line.level = levelOfLetter(first);
  const from = skipBlanks(source, close + 1, end);
  const quote = source[from] === QUOTE ? closingQuote(line, from + 1) : -1;
  if (quote > 0) setMessage(line, from + 1, quote);
  else line.start = Math.min(from, end);
  return true;
}

/** `host ident user [time] "METHOD path protocol" status ...`: the message is method, path, protocol and status. */
function parseAccess(line: ParsedLine, first: number | undefined, referenceMs: number): boolean {
  const { source, end } = line;
  if (!isDigit(first) && first !== 58 && !isLetter(first)) return false;
  const host = skipWord(source, line.start, end);
  if (source[host + 1] !== 45 && !isDigit(source[host - 1])) return false;
  const open = find(source, 91, host, Math.min(end, host + 80));
  if (open < 0 || !readTime(line, open + 1, referenceMs, cursor)) return false;
  const request = cursor.end + 3;
  const close = isRequest(source, request) ? closingQuote(line, request) : -1;
  if (close < 0 || skipDigits(source, close + 2, end) !== close + 5) return false;
  if (Number.isNaN(line.atMs)) line.atMs = cursor.atMs;
  line.level = levelOfStatus(readNumber(source, close + 2, close + 5));
  line.start = request;
  line.end = close + 5;
  return true;
}

/** Whether `] "` and a letter stand around the place. */
function isRequest(source: Uint8Array, at: number): boolean {
  return source[at - 3] === 93 && source[at - 1] === QUOTE && isLetter(source[at]);
}
