import type { Level } from '../domain.ts';
import { BACKSLASH, QUOTE, isBlank, isDigit, readNumber } from './bytes.ts';
import { parseHeader } from './header.ts';
import { LEVEL, MESSAGE, METHOD, NO_ROLE, PATH, PRIORITY, RECORD, REQUEST, SEVERITY, STATUS, TIME } from './keys.ts';
import { levelOfValue, numericLevel } from './level.ts';
import { setMessage } from './message.ts';
import { lastKey, readKey } from './recurring-keys.ts';
import type { SpanRecord } from './record.ts';
import { writeRequest } from './request.ts';
import { summarise } from './summary.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/** How deep keys are looked at, and those of message, level and time, which further down are somebody else's. */
const DEEPEST = 3;
const NESTED = 2;
/** Keys of messages that also count one level down: the others mean too many things. */
const STRONG_KEYS = 12;
const NOT_FOUND = 1_000_000;

/** What was found in the object so far, besides what goes into the record at once. Reused from line to line. */
const found = { rank: NOT_FOUND, start: 0, end: 0, escaped: false, status: -1, levelDepth: 0, timeDepth: 0 };
/** The same of a record within the object, which counts only where it has a level of its own. */
const inner = { rank: NOT_FOUND, start: 0, end: 0, escaped: false, level: null as Level | null, isOpen: false };
/** Stands for the depth of what is found there. */
const WITHIN_RECORD = 0;
/** Whether the string that `stringEnd` looked at last holds an escape. */
const text = { escaped: false };
const access = { method: { start: -1, end: 0 }, path: { start: -1, end: 0 }, request: { start: -1, end: 0 }, status: -1 };

const times = createTimeMemo();

/**
 * Reads an object that fills [start, end): the message under its usual keys, also one level down, with level and time. An object without a message is
 * told by its request, or by its keys and short values. A message that is an object again is read, too. Returns false when it is no object or an empty
 * one. One pass without recursion, so depth costs nothing.
 */
export function parseJson(record: SpanRecord, referenceMs: number): boolean {
  if (!parseObject(record, referenceMs)) return false;
  for (let i = 0; i < MOST_WRAPPINGS && record.source[record.start] === 123; i += 1) if (!parseObject(record, referenceMs)) return true;
  // A collector's object holds the line as the program wrote it, with a header of its own.
  if (found.rank === LOG_RANK && record.writtenLevel === null) parseHeader(record, referenceMs);
  return true;
}

const MOST_WRAPPINGS = 2;
const LOG_RANK = 256 + 7;

function parseObject(record: SpanRecord, referenceMs: number): boolean {
  const { source, start } = record;
  let last = record.end - 1;
  while (last > start && isBlank(source[last])) last -= 1;
  if (source[start] !== 123 || source[last] !== 125) return false;
  begin();
  if (!scan(record, referenceMs)) return false;
  takeInner(record);
  if (record.writtenLevel === null && found.status >= 0) record.takeStatus(found.status);
  if (found.rank < NOT_FOUND) {
    if (found.escaped) setMessage(record, found.start, found.end);
    else record.narrow(found.start, found.end);
    return true;
  }
  access.status = found.status;
  return writeRequest(record, access) || summarise(record);
}

function begin(): void {
  found.rank = NOT_FOUND;
  found.status = -1;
  found.levelDepth = NESTED + 1;
  found.timeDepth = NESTED + 1;
  access.method.start = -1;
  access.path.start = -1;
  access.request.start = -1;
  inner.rank = NOT_FOUND;
  inner.level = null;
}

function takeInner(record: SpanRecord): void {
  if (inner.level === null || inner.rank === NOT_FOUND) return;
  found.rank = inner.rank;
  found.start = inner.start;
  found.end = inner.end;
  found.escaped = inner.escaped;
  record.writtenLevel = inner.level;
}

function scan(record: SpanRecord, referenceMs: number): boolean {
  const { source, end } = record;
  let depth = 0;
  /** The depth, but within a record. */
  let weight = 0;
  let number = 0;
  let at = record.start;
  while (at < end) {
    const byte = source[at];
    if (byte === QUOTE) {
      readKey(source, at + 1, end, number);
      const { close } = lastKey;
      if (close < 0) return false;
      number += 1;
      const value = afterColon(source, close + 1, end);
      at = value < 0 ? close + 1 : readValue(record, value, (depth > DEEPEST ? NO_ROLE : lastKey.code) * 8 + weight, referenceMs);
    } else {
      if (byte === 123 || byte === 91) {
        depth += 1;
        weight = weigh(depth, byte);
      } else if (byte === 125 || byte === 93) {
        depth -= 1;
        weight = weigh(depth, byte);
      }
      at += 1;
    }
  }
  return depth === 0;
}

/** `bracket` is the one by which the scan came to this depth. */
function weigh(depth: number, bracket: number): number {
  if (depth !== NESTED) return depth;
  if (bracket === 123) inner.isOpen = lastKey.code >> 8 === RECORD;
  return inner.isOpen ? WITHIN_RECORD : depth;
}

/** Takes in the value of a key and returns the place behind it, or its own place when it is an object or array. `code` is role, rank and depth. */
function readValue(record: SpanRecord, at: number, code: number, referenceMs: number): number {
  const { source, end } = record;
  const first = source[at];
  if (first === 123 || first === 91) return at;
  const role = code >> 11;
  if (first !== QUOTE) {
    const stop = bareEnd(source, at, end);
    if (role === TIME) takeTime(record, at, code & 7, referenceMs);
    else if (role !== NO_ROLE) takeBare(record, at, stop, code);
    return stop;
  }
  const stop = stringEnd(source, at + 1, end);
  if (stop < 0) return end;
  if (role === TIME) takeTime(record, at + 1, code & 7, referenceMs);
  else if (role !== NO_ROLE) takeQuoted(record, at + 1, stop, code);
  return stop + 1;
}

function takeQuoted(record: SpanRecord, start: number, stop: number, code: number): void {
  if (start === stop) return;
  switch (code >> 11) {
    case MESSAGE:
      takeMessage(record, start, stop, code);
      break;
    case LEVEL:
    case PRIORITY:
      takeLevel(record, levelOfValue(record.source, start, stop) ?? numericLevel(record.source, start, stop), code & 7);
      break;
    case STATUS:
      takeStatus(record.source, start, stop);
      break;
    default:
      takeRequest(record.source, start, stop, code >> 11);
  }
}

function takeMessage({ source }: SpanRecord, start: number, stop: number, code: number): void {
  const depth = code & 7;
  const key = (code >> 3) & 255;
  const rank = depth * 256 + key;
  const target = depth === WITHIN_RECORD ? inner : found;
  if (rank >= target.rank || depth > NESTED || (depth > 1 && key >= STRONG_KEYS) || isBlankText(source, start, stop)) return;
  target.rank = rank;
  target.start = start;
  target.end = stop;
  target.escaped = text.escaped;
}

/** `closingQuote`, noting on its way whether there is an escape. */
function stringEnd(source: Uint8Array, from: number, end: number): number {
  text.escaped = false;
  for (let i = from; i < end; i += 1) {
    const byte = source[i];
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) {
      text.escaped = true;
      i += 1;
    }
  }
  return -1;
}

function isBlankText(source: Uint8Array, start: number, stop: number): boolean {
  return source[start] === 32 && stop - start === 1;
}

function takeRequest(source: Uint8Array, start: number, stop: number, role: number): void {
  const place = role === METHOD ? access.method : role === PATH ? access.path : role === REQUEST ? access.request : null;
  if (place === null || place.start >= 0) return;
  if (role === PATH && source[start] !== 47 && source[start] !== 104) return;
  place.start = start;
  place.end = stop;
}

/** A number. Levels further down are counts of somebody else's, but OpenTelemetry's severities are certainly meant. */
function takeBare(record: SpanRecord, start: number, stop: number, code: number): void {
  const depth = code & 7;
  switch (code >> 11) {
    case LEVEL:
      if (depth < NESTED) takeLevel(record, numericLevel(record.source, start, stop), depth);
      break;
    case SEVERITY:
      takeLevel(record, levelOfSeverityNumber(record.source, start, stop), depth);
      break;
    case STATUS:
      takeStatus(record.source, start, stop);
      break;
    default:
  }
}

function takeLevel(record: SpanRecord, level: Level | null, depth: number): void {
  if (depth === WITHIN_RECORD) inner.level ??= level;
  if (level === null || depth === WITHIN_RECORD || depth >= found.levelDepth) return;
  record.writtenLevel = level;
  found.levelDepth = depth;
}

/** Three digits, the first of which tells a class of HTTP. */
function takeStatus(source: Uint8Array, start: number, stop: number): void {
  const first = source[start] ?? 0;
  if (found.status < 0 && stop - start === 3 && first >= 49 && first <= 53 && isDigit(source[start + 1]) && isDigit(source[start + 2]))
    found.status = readNumber(source, start, stop);
}

const OTLP_LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];

/** OpenTelemetry counts four numbers a level, from 1. */
function levelOfSeverityNumber(source: Uint8Array, start: number, stop: number): Level | null {
  const severity = stop - start > 2 ? 0 : readNumber(source, start, stop);
  return severity >= 1 && severity <= 24 ? (OTLP_LEVELS[(severity - 1) >> 2] ?? null) : null;
}

function takeTime(record: SpanRecord, start: number, depth: number, referenceMs: number): void {
  if (depth === WITHIN_RECORD || depth >= found.timeDepth || !readNextTime(times, record, start, referenceMs) || Number.isNaN(times.atMs))
    return;
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
