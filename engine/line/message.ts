import { BACKSLASH, LINE_FEED, decode, find } from './bytes.ts';
import type { SpanRecord } from './record.ts';
import { unescape, unescaped } from './unescape.ts';

/**
 * Narrows the record to [start, end), the inside of a quoted text, and resolves what is escaped in it. Of several lines, such as a trace inside JSON, the
 * first is the message.
 */
export function setMessage(record: SpanRecord, start: number, end: number): void {
  if (find(record.source, BACKSLASH, start, end) < 0) {
    record.narrow(start, end);
    return;
  }
  unescape(record.source, start, end);
  record.source = unescaped.bytes;
  record.start = 0;
  record.end = unescaped.length;
  const feed = find(record.source, LINE_FEED, 0, record.end);
  if (feed <= 0) return;
  const rest = decode(record.source, feed + 1, Math.min(record.end, feed + 1 + LONGEST_REST));
  record.rest = record.rest === undefined ? rest : `${rest}\n${record.rest}`;
  record.end = record.source[feed - 1] === 13 ? feed - 1 : feed;
}

/** As much of a trace inside a message as of one in lines of its own is kept. */
const LONGEST_REST = 4_096;
