import { QUOTE, closingQuote, find, isDigit, isLetter, readNumber, skipDigits, skipWord } from './bytes.ts';
import { levelOfStatus } from './level.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

const times = createTimeMemo();

/** `host ident user [time] "METHOD path protocol" status ...`: the message is method, path, protocol and status. */
export function parseAccess(record: SpanRecord, referenceMs: number): boolean {
  const { source, start, end } = record;
  const first = source[start];
  if (!isDigit(first) && first !== 58 && !isLetter(first)) return false;
  const host = skipWord(source, start, end);
  if (source[host + 1] !== 45 && !isDigit(source[host - 1])) return false;
  const open = find(source, 91, host, Math.min(end, host + 80));
  if (open < 0 || !readNextTime(times, record, open + 1, referenceMs)) return false;
  const request = times.end + 3;
  const close = isRequest(source, request) ? closingQuote(source, request, end) : -1;
  if (close < 0 || skipDigits(source, close + 2, end) !== close + 5) return false;
  if (Number.isNaN(record.writtenAtMs)) record.writtenAtMs = times.atMs;
  record.writtenLevel = levelOfStatus(readNumber(source, close + 2, close + 5));
  record.start = request;
  record.end = close + 5;
  return true;
}

/** Whether `] "` and a letter stand around the place. */
function isRequest(source: Uint8Array, at: number): boolean {
  return source[at - 3] === 93 && source[at - 1] === QUOTE && isLetter(source[at]);
}
