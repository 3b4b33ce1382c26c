import { QUOTE, byteAt, isDigit, readNumber, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import { levelOfSeverity } from './level.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

const times = createTimeMemo();

/**
 * `<34>1 2026-06-07T08:09:10Z host app 123 ID47 [sd@1 key="value"] message` (RFC 5424): the header and the structured data go, the priority tells the
 * level. A line without a message keeps what stands behind its host.
 */
export function parseSyslog(record: SpanRecord, referenceMs: number): boolean {
  const { source, start, end } = record;
  const close = skipDigits(source, start + 1, Math.min(end, start + 4));
  if (source[start] !== 60 || close === start + 1 || source[close] !== 62 || !isDigit(source[close + 1]) || source[close + 2] !== 32)
    return false;
  const timeAt = close + 3;
  const isNil = source[timeAt] === 45;
  if (!isNil && !readNextTime(times, record, timeAt, referenceMs)) return false;
  // Host, program, process and message id are one word each, a dash where they are unknown.
  const host = skipBlanks(source, isNil ? timeAt + 1 : times.end, end);
  const program = nextField(source, host, end);
  const data = nextField(source, nextField(source, nextField(source, program, end), end), end);
  if (data >= end) return false;
  if (!isNil) record.writtenAtMs = times.atMs;
  record.writtenLevel = levelOfSeverity(readNumber(source, start + 1, close) & 7);
  const message = skipMark(source, skipBlanks(source, dataEnd(source, data, end), end), end);
  record.start = message < end ? message : program;
  return true;
}

function nextField(source: Uint8Array, at: number, end: number): number {
  return skipBlanks(source, skipWord(source, at, end), end);
}

/** Behind a dash or behind elements in brackets, whose quoted values may hold brackets. */
function dataEnd(source: Uint8Array, from: number, end: number): number {
  if (source[from] === 45) return from + 1;
  let at = from;
  while (at < end && source[at] === 91) {
    const close = elementEnd(source, at, end);
    if (close < 0) return at;
    at = close;
  }
  return at;
}

function elementEnd(source: Uint8Array, from: number, end: number): number {
  let quoted = false;
  for (let at = from + 1; at < end; at += 1) {
    const byte = source[at];
    if (byte === 92) at += 1;
    else if (byte === QUOTE) quoted = !quoted;
    else if (byte === 93 && !quoted) return at + 1;
  }
  return -1;
}

/** The byte order mark that says the message is UTF-8. */
function skipMark(source: Uint8Array, at: number, end: number): number {
  return at + 3 <= end && byteAt(source, at) === 239 && source[at + 1] === 187 && source[at + 2] === 191 ? at + 3 : at;
}
