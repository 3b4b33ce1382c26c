import { QUOTE, closingQuote, encode, skipBlanks, skipWord } from './bytes.ts';
import { LEVEL, MESSAGE, TIME, roleOf } from './keys.ts';
import { levelOfBytes } from './level.ts';
import { setMessage } from './message.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/** Letters, digits, underscore, dot, dash, at. */
const KEY_BYTES = new Uint8Array(256);
for (const byte of encode('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-@')) KEY_BYTES[byte] = 1;

/** What was found in the line so far; `known` counts levels and times. Reused from line to line. */
const found = { rank: 256, start: 0, end: 0, known: 0 };

const times = createTimeMemo();

/** `time=... level=info msg="..." key=value`: taken as logfmt when a message stands beside a level or a time. */
export function parseLogfmt(record: SpanRecord, referenceMs: number): boolean {
  const { source, start, end } = record;
  const equals = keyEnd(source, start, Math.min(end, start + 24));
  if (equals === start || equals >= end || source[equals] !== 61) return false;
  found.rank = 256;
  found.known = 0;
  let at = start;
  while (at < end) at = readPair(record, at, referenceMs);
  if (found.rank === 256 || found.known === 0) return false;
  setMessage(record, found.start, found.end);
  return true;
}

/** Takes in one `key=value` and returns where the next may begin. */
function readPair(record: SpanRecord, from: number, referenceMs: number): number {
  const { source, end } = record;
  const key = skipBlanks(source, from, end);
  const equals = keyEnd(source, key, end);
  if (equals >= end || source[equals] !== 61) return Math.max(skipWord(source, equals, end), from + 1);
  const quoted = source[equals + 1] === QUOTE;
  const start = quoted ? equals + 2 : equals + 1;
  const close = quoted ? closingQuote(source, start, end) : -1;
  const stop = close < 0 ? skipWord(source, start, end) : close;
  const code = roleOf(source, key, equals);
  if (code !== 0) take(record, code, start, stop);
  if (code >> 8 === TIME) takeTime(record, start, referenceMs);
  return stop + 1;
}

function take(record: SpanRecord, code: number, start: number, stop: number): void {
  const role = code >> 8;
  if (role === MESSAGE && (code & 255) < found.rank && stop > start) {
    found.rank = code & 255;
    found.start = start;
    found.end = stop;
  } else if (role === LEVEL) {
    record.writtenLevel ??= levelOfBytes(record.source, start, stop);
    found.known += 1;
  }
}

function takeTime(record: SpanRecord, start: number, referenceMs: number): void {
  found.known += 1;
  if (Number.isNaN(record.writtenAtMs) && readNextTime(times, record, start, referenceMs)) record.writtenAtMs = times.atMs;
}

function keyEnd(source: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && KEY_BYTES[source[at] ?? 0] === 1) at += 1;
  return at;
}
