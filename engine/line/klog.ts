import { QUOTE, SPACE, closingQuote, find, skipBlanks, skipDigits } from './bytes.ts';
import { levelOfLetter } from './level.ts';
import { setMessage } from './message.ts';
import type { SpanRecord } from './record.ts';
import { readNextGlogTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

const LONGEST_HEADER = 160;

const times = createTimeMemo();

/**
 * `I0102 15:04:05.000000   12345 file.go:67] message` (klog, glog; glog also writes the year): the letter is the level. Of klog's structured lines,
 * `"message" key="value"`, the quoted text is the message. CockroachDB (its manual, "Log formats") writes two digits of the year, and tags and a running number
 * behind the place: `I060102 15:04:05.000000 14 server/node.go:67 ⋮ [n1] 23  message`.
 */
export function parseKlog(record: SpanRecord, referenceMs: number): boolean {
  const { source, start, end } = record;
  const letter = source[start];
  const close = isLetter(letter) ? headerEnd(record) : -1;
  if (close < 0) return false;
  if (readNextGlogTime(times, record, start + 1, referenceMs)) record.writtenAtMs = times.atMs;
  record.writtenLevel = levelOfLetter(letter);
  const from = skipBlanks(source, source[start + 7] === SPACE ? numberEnd(source, close + 1, end) : close + 1, end);
  const quote = source[from] === QUOTE ? closingQuote(source, from + 1, end) : -1;
  if (quote > from + 1) setMessage(record, from + 1, quote);
  else if (from < end) record.start = from;
  return true;
}

/** Behind the number of the line and its two blanks, where they are there. */
function numberEnd(source: Uint8Array, at: number, end: number): number {
  const stop = skipDigits(source, at + 1, end);
  return stop > at + 1 && source[stop] === SPACE && source[stop + 1] === SPACE ? stop : at;
}

/** I, W, E, F. */
function isLetter(byte: number | undefined): boolean {
  return byte === 73 || byte === 87 || byte === 69 || byte === 70;
}

/** Place of the bracket that closes the header, or -1. */
function headerEnd({ source, start, end }: SpanRecord): number {
  const digits = skipDigits(source, start + 1, end) - start - 1;
  if ((digits !== 4 && digits !== 6 && digits !== 8) || source[start + digits + 4] !== 58) return -1;
  const close = find(source, 93, start + digits + 16, Math.min(end, start + LONGEST_HEADER));
  return close < 0 || (source[close + 1] !== 32 && close + 1 < end) ? -1 : close;
}
