import { QUOTE, closingQuote, encode, readNumber, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import { CONTEXT, LEVEL, MESSAGE, METHOD, NO_ROLE, PATH, PRIORITY, STATUS, TIME, roleOf } from './keys.ts';
import { levelOfValue } from './level.ts';
import { setMessage } from './message.ts';
import type { SpanRecord } from './record.ts';
import { writeRequest } from './request.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/** Letters, digits, underscore, dot, dash, at. */
const KEY_BYTES = new Uint8Array(256);
for (const byte of encode('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-@')) KEY_BYTES[byte] = 1;

const NOT_FOUND = 256;

/** What was found in the line so far: the message, how many levels and times, words that are no pair, and the first pair that tells something. */
const found = { rank: NOT_FOUND, start: 0, end: 0, known: 0, words: 0, telling: -1, sentence: -1, isHeaded: false };
const access = { method: { start: -1, end: 0 }, path: { start: -1, end: 0 }, request: { start: -1, end: 0 }, status: -1 };

const times = createTimeMemo();

/**
 * `time=... level=info msg="..." key=value`: taken as logfmt when a message stands beside a level or a time. Without a message, in a line of pairs alone,
 * the request is the message, or the pairs from the first one on that is neither time nor level nor context; so it is where a sentence follows pairs among
 * which a time or level is.
 */
export function parseLogfmt(record: SpanRecord, referenceMs: number): boolean {
  const { source, start, end } = record;
  const equals = keyEnd(source, start, Math.min(end, start + 24));
  if (equals === start || equals >= end || source[equals] !== 61) return false;
  found.rank = NOT_FOUND;
  found.known = 0;
  found.words = 0;
  found.telling = -1;
  found.sentence = -1;
  found.isHeaded = false;
  access.method.start = -1;
  access.path.start = -1;
  access.status = -1;
  let at = start;
  while (at < end) at = readPair(record, at, referenceMs);
  if (found.known === 0) return false;
  if (record.writtenLevel === null && access.status >= 0) record.takeStatus(access.status);
  if (found.rank < NOT_FOUND) setMessage(record, found.start, found.end);
  else if (found.words > 0) return startSentence(record);
  else return writeRequest(record, access) || startTelling(record);
  return true;
}

function startTelling(record: SpanRecord): boolean {
  if (found.telling < 0) return false;
  record.start = found.telling;
  return true;
}

function startSentence(record: SpanRecord): boolean {
  if (!found.isHeaded || found.sentence < 0) return false;
  record.start = found.telling >= 0 && found.telling < found.sentence ? found.telling : found.sentence;
  return true;
}

/** Takes in one `key=value` and returns where the next may begin. */
function readPair(record: SpanRecord, from: number, referenceMs: number): number {
  const { source, end } = record;
  const key = skipBlanks(source, from, end);
  const equals = keyEnd(source, key, end);
  if (equals >= end || source[equals] !== 61) {
    if (key < end) noteWord(record, key);
    return Math.max(skipWord(source, equals, end), from + 1);
  }
  const quoted = source[equals + 1] === QUOTE;
  const start = quoted ? equals + 2 : equals + 1;
  const close = quoted ? closingQuote(source, start, end) : -1;
  const code = roleOf(source, key, equals);
  const stop = close >= 0 ? close : code >> 8 === MESSAGE ? sentenceEnd(source, start, end) : skipWord(source, start, end);
  if (code >> 8 === TIME) takeTime(record, start, referenceMs);
  else if (code !== NO_ROLE) take(record, code, start, stop);
  if (found.telling < 0 && !isHeading(code >> 8)) found.telling = key;
  return stop + 1;
}

/** The first word that is no pair begins a sentence; pairs that told a time or a level are its header then. */
function noteWord(record: SpanRecord, at: number): void {
  found.words += 1;
  if (found.sentence >= 0) return;
  found.sentence = at;
  found.isHeaded = record.writtenLevel !== null || !Number.isNaN(record.writtenAtMs);
}

function isHeading(role: number): boolean {
  return role === TIME || role === LEVEL || role === PRIORITY || role === CONTEXT;
}

/** End of a message without quotes: words follow it until the next pair. */
function sentenceEnd(source: Uint8Array, start: number, end: number): number {
  let stop = skipWord(source, start, end);
  for (let at = skipBlanks(source, stop, end); at < end; at = skipBlanks(source, stop, end)) {
    if (source[keyEnd(source, at, end)] === 61) break;
    stop = skipWord(source, at, end);
  }
  return stop;
}

function take(record: SpanRecord, code: number, start: number, stop: number): void {
  switch (code >> 8) {
    case MESSAGE:
      takeMessage(code & 255, start, stop);
      break;
    case LEVEL:
    case PRIORITY:
      record.writtenLevel ??= levelOfValue(record.source, start, stop);
      found.known += 1;
      break;
    default:
      takeAccess(record.source, start, stop, code >> 8);
  }
}

function takeMessage(rank: number, start: number, stop: number): void {
  if (rank >= found.rank || stop <= start) return;
  found.rank = rank;
  found.start = start;
  found.end = stop;
}

function takeAccess(source: Uint8Array, start: number, stop: number, role: number): void {
  const place = role === METHOD ? access.method : role === PATH ? access.path : null;
  if (place !== null) {
    place.start = start;
    place.end = stop;
  } else if (role === STATUS && stop === start + 3 && skipDigits(source, start, stop) === stop)
    access.status = readNumber(source, start, stop);
}

function takeTime(record: SpanRecord, start: number, referenceMs: number): void {
  if (!readNextTime(times, record, start, referenceMs)) return;
  found.known += 1;
  if (Number.isNaN(record.writtenAtMs)) record.writtenAtMs = times.atMs;
}

function keyEnd(source: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && KEY_BYTES[source[at] ?? 0] === 1) at += 1;
  return at;
}
