import type { Level } from '../domain.ts';
import { QUOTE, closingQuote, isDigit, readNumber } from './bytes.ts';
import { LEVEL, MESSAGE, SEVERITY, STATUS, TIME, roleOf } from './keys.ts';
import { levelOfBytes, levelOfStatus, numericLevel } from './level.ts';
import { setMessage } from './message.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/** Objects one level down in which the usual keys may stand; deeper ones are skipped. */
const DEEPEST = 2;
const NOT_FOUND = 1_000_000;

/** What was found in the object so far, besides what goes into the record at once. Reused from line to line. */
const found = { rank: NOT_FOUND, start: 0, end: 0, status: -1, levelDepth: DEEPEST + 1, timeDepth: DEEPEST + 1 };

const times = createTimeMemo();

/**
 * Reads an object that fills [start, end): the message under its usual keys, also one level down, with level and time. Returns false when it is no
 * object or has no message; then nothing is known of the line. One pass without recursion, so depth costs nothing.
 */
export function parseJson(record: SpanRecord, referenceMs: number): boolean {
  if (record.source[record.start] !== 123 || record.source[record.end - 1] !== 125) return false;
  found.rank = NOT_FOUND;
  found.status = -1;
  found.levelDepth = DEEPEST + 1;
  found.timeDepth = DEEPEST + 1;
  if (!scan(record, referenceMs) || found.rank === NOT_FOUND) return false;
  if (record.writtenLevel === null && found.status >= 100) record.writtenLevel = levelOfStatus(found.status);
  setMessage(record, found.start, found.end);
  return true;
}

function scan(record: SpanRecord, referenceMs: number): boolean {
  const { source, end } = record;
  let depth = 0;
  let at = record.start;
  while (at < end) {
    const byte = source[at];
    if (byte === QUOTE) {
      const close = closingQuote(source, at + 1, end);
      if (close < 0) return false;
      const value = afterColon(source, close + 1, end);
      if (value < 0) at = close + 1;
      else {
        const code = depth > DEEPEST ? 0 : roleOf(source, at + 1, close);
        at = code === 0 ? value : readValue(record, value, code * 8 + depth, referenceMs);
      }
    } else {
      if (byte === 123 || byte === 91) depth += 1;
      else if (byte === 125 || byte === 93) depth -= 1;
      at += 1;
    }
  }
  return depth === 0;
}

/** Takes in the value of a known key and returns the place behind it, or its own place when it is an object or array. `code` is role, rank and depth. */
function readValue(record: SpanRecord, at: number, code: number, referenceMs: number): number {
  const { source, end } = record;
  const first = source[at];
  if (first === 123 || first === 91) return at;
  if (first !== QUOTE) {
    const stop = bareEnd(source, at, end);
    takeBare(record, at, stop, code);
    if (code >> 11 === TIME) takeTime(record, at, code & 7, referenceMs);
    return stop;
  }
  const stop = closingQuote(source, at + 1, end);
  if (stop < 0) return end;
  if (code >> 11 === TIME) takeTime(record, at + 1, code & 7, referenceMs);
  else takeQuoted(record, at + 1, stop, code);
  return stop + 1;
}

function takeQuoted(record: SpanRecord, start: number, stop: number, code: number): void {
  const role = code >> 11;
  const depth = code & 7;
  if (role === MESSAGE) {
    const rank = depth * 256 + ((code >> 3) & 255);
    if (rank >= found.rank || start === stop) return;
    found.rank = rank;
    found.start = start;
    found.end = stop;
  } else if (role === LEVEL && depth < found.levelDepth) {
    const level = levelOfBytes(record.source, start, stop) ?? numericLevel(record.source, start, stop);
    if (level !== null) takeLevel(record, level, depth);
  }
}

function takeBare(record: SpanRecord, start: number, stop: number, code: number): void {
  const role = code >> 11;
  const depth = code & 7;
  if (role === STATUS && stop - start === 3 && isDigit(record.source[start])) found.status = readNumber(record.source, start, stop);
  else if (depth < found.levelDepth && (role === LEVEL || role === SEVERITY)) {
    const level = role === LEVEL ? numericLevel(record.source, start, stop) : levelOfSeverityNumber(record.source, start, stop);
    if (level !== null) takeLevel(record, level, depth);
  }
}

function takeLevel(record: SpanRecord, level: Level, depth: number): void {
  record.writtenLevel = level;
  found.levelDepth = depth;
}

/** OpenTelemetry counts four numbers a level, from 1. */
function levelOfSeverityNumber(source: Uint8Array, start: number, stop: number): Level | null {
  const severity = stop - start > 2 ? 0 : readNumber(source, start, stop);
  return severity >= 1 && severity <= 24 ? (OTLP_LEVELS[(severity - 1) >> 2] ?? null) : null;
}

const OTLP_LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];

function takeTime(record: SpanRecord, start: number, depth: number, referenceMs: number): void {
  if (depth >= found.timeDepth || !readNextTime(times, record, start, referenceMs)) return;
  record.writtenAtMs = times.atMs;
  found.timeDepth = depth;
}

function bareEnd(source: Uint8Array, start: number, end: number): number {
  for (let i = start; i < end; i += 1) {
    const byte = source[i];
    if (byte === 44 || byte === 125 || byte === 93 || byte === 32) return i;
  }
  return end;
}

/** Place of the value when a colon follows, else -1: the string was no key. */
function afterColon(source: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && source[i] === 32) i += 1;
  if (source[i] !== 58 || i >= end) return -1;
  i += 1;
  while (i < end && source[i] === 32) i += 1;
  return i < end ? i : -1;
}
