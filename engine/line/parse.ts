import { QUOTE, closingQuote, find, isDigit, isLetter, readNumber, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import { parseHeader } from './header.ts';
import { parseJson } from './json.ts';
import type { HeaderPlan } from './learn.ts';
import { levelOfLetter, levelOfStatus } from './level.ts';
import { parseLogfmt } from './logfmt.ts';
import { setMessage } from './message.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

const times = createTimeMemo();

/**
 * Finds time, level, trace id and message of one line by what it looks like: JSON, klog, logfmt, access log, or a header of columns.
 * Narrows `line` to the message. A header may stand before JSON or logfmt.
 */
export function parseLine(line: SpanRecord, plan: HeaderPlan | null, referenceMs: number): void {
  const first = line.source[line.start];
  if (first === 123 && parseJson(line, referenceMs)) return;
  if (parseKlog(line, first) || parseAccess(line, first, referenceMs) || parseLogfmt(line, referenceMs)) return;
  if (!parseHeader(line, plan, referenceMs)) return;
  const inner = line.source[line.start];
  if (inner === 123) parseJson(line, referenceMs);
  else if (!parseKlog(line, inner)) parseLogfmt(line, referenceMs);
}

/** `I0102 15:04:05.000000   12345 file.go:67] message` (klog, glog): the letter is the level. */
function parseKlog(line: SpanRecord, first: number | undefined): boolean {
  const { source, start, end } = line;
  if (first !== 73 && first !== 87 && first !== 69 && first !== 70) return false;
  if (!isDigit(source[start + 1]) || skipDigits(source, start + 1, end) !== start + 5 || source[start + 8] !== 58) return false;
  const close = find(source, 93, start + 20, Math.min(end, start + 120));
  if (close < 0 || source[close + 1] !== 32) return false;
  line.writtenLevel = levelOfLetter(first);
  const from = skipBlanks(source, close + 1, end);
  const quote = source[from] === QUOTE ? closingQuote(source, from + 1, end) : -1;
  if (quote > 0) setMessage(line, from + 1, quote);
  else line.start = Math.min(from, end);
  return true;
}

/** `host ident user [time] "METHOD path protocol" status ...`: the message is method, path, protocol and status. */
function parseAccess(line: SpanRecord, first: number | undefined, referenceMs: number): boolean {
  const { source, end } = line;
  if (!isDigit(first) && first !== 58 && !isLetter(first)) return false;
  const host = skipWord(source, line.start, end);
  if (source[host + 1] !== 45 && !isDigit(source[host - 1])) return false;
  const open = find(source, 91, host, Math.min(end, host + 80));
  if (open < 0 || !readNextTime(times, line, open + 1, referenceMs)) return false;
  const request = times.end + 3;
  const close = isRequest(source, request) ? closingQuote(source, request, end) : -1;
  if (close < 0 || skipDigits(source, close + 2, end) !== close + 5) return false;
  if (Number.isNaN(line.writtenAtMs)) line.writtenAtMs = times.atMs;
  line.writtenLevel = levelOfStatus(readNumber(source, close + 2, close + 5));
  line.start = request;
  line.end = close + 5;
  return true;
}

/** Whether `] "` and a letter stand around the place. */
function isRequest(source: Uint8Array, at: number): boolean {
  return source[at - 3] === 93 && source[at - 1] === QUOTE && isLetter(source[at]);
}
