import {
  QUOTE,
  closingQuote,
  find,
  isBlank,
  isDigit,
  isLetter,
  isUpper,
  readNumber,
  skipBlanks,
  skipDigits,
  skipWord,
  startsWith,
} from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import type { SpanRecord } from './record.ts';
import { writeRequest } from './request.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/** How far from its beginning a line has its request, and how many fields behind it the status is looked for. */
const BEFORE_REQUEST = 400;
const BEHIND_REQUEST = 8;
/** Longest ident and user of a common log. */
const IDENTITY_BYTES = 80;
/** More words of letters alone before the request than host, user and a name besides are a sentence. */
const MOST_WORDS = 3;

const times = createTimeMemo();
const access = { method: { start: -1, end: 0 }, path: { start: -1, end: 0 }, request: { start: -1, end: 0 }, status: -1 };

/**
 * Reads a line of an access log: a request such as `"GET /shelf/4 HTTP/1.1"`, quoted or not, a status, and mostly a time, in whatever order, with nothing
 * but addresses, names, numbers and dashes before the request: common and combined logs, those of nginx, Envoy, Traefik, HAProxy, load balancers and
 * frameworks. The message becomes method, path and status, which tells the level.
 */
export function parseAccess(record: SpanRecord, referenceMs: number): boolean {
  const { source, start, end } = record;
  if (!mayBegin(source, start, end)) return false;
  let status = readCommon(record, referenceMs);
  if (status < 0) status = readAny(record, referenceMs);
  if (status < 0) return false;
  access.status = status;
  if (!writeRequest(record, access)) return false;
  record.takeStatus(status);
  return true;
}

/** The status of `host ident user [time] "METHOD path protocol" status`, which most servers write and which needs no search; else -1. */
function readCommon(record: SpanRecord, referenceMs: number): number {
  const { source, start, end } = record;
  const host = skipWord(source, start, end);
  const open = source[host + 1] === 45 ? find(source, 91, host + 2, Math.min(end, host + IDENTITY_BYTES)) : -1;
  if (open < 0 || !readNextTime(times, record, open + 1, referenceMs)) return -1;
  const quote = times.end + 2;
  if (source[quote] !== QUOTE || source[quote - 2] !== 93 || !isUpper(source[quote + 1])) return -1;
  const methodEnd = skipWord(source, quote + 1, end);
  const pathEnd = skipWord(source, methodEnd + 1, end);
  const close = closingQuote(source, methodEnd, end);
  const status = close < 0 ? -1 : statusAt(source, close + 1, end);
  if (status < 0 || pathEnd > close) return -1;
  setRequest(quote + 1, methodEnd, methodEnd + 1, pathEnd);
  if (Number.isNaN(record.writtenAtMs)) record.writtenAtMs = times.atMs;
  return status;
}

/** The status of any other order, or -1. */
function readAny(record: SpanRecord, referenceMs: number): number {
  const { source, start, end } = record;
  if (!findRequest(record)) return -1;
  const prefix = readPrefix(record, access.method.start, referenceMs);
  if (prefix === SENTENCE) return -1;
  const named = namedStatus(source, start, access.method.start);
  if (named >= 0) return named;
  const behind = requestEnd(record);
  const status = statusAt(source, behind, end);
  if (status >= 0 || prefix !== TIMED) return status;
  const before = statusWithin(source, start, access.method.start, MOST_FIELDS);
  return before >= 0 ? before : statusWithin(source, behind, end, BEHIND_REQUEST);
}

function setRequest(methodStart: number, methodEnd: number, pathStart: number, pathEnd: number): void {
  access.method.start = methodStart;
  access.method.end = methodEnd;
  access.path.start = pathStart;
  access.path.end = pathEnd;
}

/**
 * Whether the first word can be one of an access log: an address, a time, a quote, a method, or a name that a dash, bracket or date follows. This spares
 * all prose the search for a request.
 */
function mayBegin(source: Uint8Array, start: number, end: number): boolean {
  const first = source[start];
  if (!isLetter(first)) return isDigit(first) || first === 91 || first === QUOTE || first === 58;
  const at = skipWord(source, start, end) + 1;
  const next = source[at];
  if (isDigit(next)) return source[at + 4] === 45 || !mayBeTime(source, at);
  return next === 45 || next === 91 || (isUpper(first) && isUpper(source[start + 1]) && isTarget(next));
}

/** A slash, the `h` of an address, or more blanks. */
function isTarget(byte: number | undefined): boolean {
  return byte === 47 || byte === 104 || byte === 32;
}

/** Finds capitals, blanks and, perhaps in a quote, a path or address; notes method and path. */
function findRequest({ source, start, end }: SpanRecord): boolean {
  const limit = Math.min(end, start + BEFORE_REQUEST);
  for (let at = start + 3; at < limit; at += 1) {
    if (source[at] === 32 && isUpper(source[at - 1]) && takeRequest(source, start, at, end)) return true;
  }
  return false;
}

/** Whether the blank at `at` stands between a method and its target. */
function takeRequest(source: Uint8Array, start: number, at: number, end: number): boolean {
  const gap = skipBlanks(source, at, end);
  const target = source[gap] === QUOTE ? gap + 1 : gap;
  if (source[target] !== 47 && !isAddress({ source, start, end }, at, target)) return false;
  let from = at;
  while (from > start && isUpper(source[from - 1])) from -= 1;
  const before = from > start ? source[from - 1] : 32;
  if (at - from < 3 || at - from > 10 || !(isBlank(before) || before === QUOTE)) return false;
  setRequest(from, at, target, targetEnd(source, target, end));
  return true;
}

/** A whole address, or behind CONNECT the host of a tunnel (RFC 9110, 7.1). */
function isAddress(line: ByteSpan, methodEnd: number, target: number): boolean {
  return startsWith(line, target, 'http') || (methodEnd - line.start >= 7 && startsWith(line, methodEnd - 7, 'CONNECT'));
}

function targetEnd(source: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && !isBlank(source[at]) && source[at] !== QUOTE) at += 1;
  return at;
}

const SENTENCE = 0;
const FIELDS = 1;
const TIMED = 2;
const MOST_FIELDS = 40;

/** What stands before the request: a sentence, or fields, with a time among them, which is taken. */
function readPrefix(record: SpanRecord, to: number, referenceMs: number): number {
  const { source } = record;
  let at = skipBlanks(source, record.start, to);
  let words = 0;
  let kind = FIELDS;
  while (at < to) {
    const stop = readField(record, at, to, referenceMs);
    if (times.end === stop) kind = TIMED;
    else if (isWord(source, at, stop)) words += 1;
    at = skipBlanks(source, stop, to);
  }
  return words > MOST_WORDS ? SENTENCE : kind;
}

/** End of the field at `at`, which `times.end` is when it is a time. */
function readField(record: SpanRecord, at: number, to: number, referenceMs: number): number {
  const { source } = record;
  times.end = -1;
  const isBracket = source[at] === 91;
  const isTime = (isBracket || mayBeTime(source, at)) && readNextTime(times, record, isBracket ? at + 1 : at, referenceMs);
  if (isTime && Number.isNaN(record.writtenAtMs)) record.writtenAtMs = times.atMs;
  if (isTime && !isBracket) return times.end;
  const close = isBracket ? find(source, 93, at, to) : -1;
  if (close < 0) return skipWord(source, at, to);
  if (isTime) times.end = close + 1;
  return close + 1;
}

/** Digits that no dot follows, as it does in an address. */
function mayBeTime(source: Uint8Array, at: number): boolean {
  return isDigit(source[at]) && source[at + 1] !== 46 && source[at + 2] !== 46 && source[at + 3] !== 46;
}

/** Letters alone, or with a colon or comma at the end. */
function isWord(source: Uint8Array, from: number, to: number): boolean {
  const stop = source[to - 1] === 58 || source[to - 1] === 44 ? to - 1 : to;
  if (stop - from < 2) return false;
  for (let i = from; i < stop; i += 1) if (!isLetter(source[i])) return false;
  return true;
}

/** Behind the request, its protocol and its quote. */
function requestEnd({ source, end }: SpanRecord): number {
  const { method, path } = access;
  const isQuoted = source[method.start - 1] === QUOTE;
  const close = isQuoted ? closingQuote(source, path.end, end) : -1;
  if (close >= 0) return close + 1;
  const next = skipBlanks(source, source[path.end] === QUOTE ? path.end + 1 : path.end, end);
  return startsWith({ source, start: next, end }, next, 'HTTP/') ? skipWord(source, next, end) : next;
}

/** The status that the next field is, or -1. */
function statusAt(source: Uint8Array, from: number, end: number): number {
  const at = skipBlanks(source, from, end);
  const first = source[at] ?? 0;
  if (first < 49 || first > 53 || skipDigits(source, at, end) !== at + 3 || (at + 3 < end && !isBlank(source[at + 3]))) return -1;
  return readNumber(source, at, at + 3);
}

/** The status behind the name of what came of it, as in `TCP_MISS/200` (Squid's own format); -1 where there is none. */
function namedStatus(source: Uint8Array, from: number, to: number): number {
  for (let at = skipBlanks(source, from, to); at < to;) {
    const stop = skipWord(source, at, to);
    if (stop > at + 5 && source[stop - 4] === 47 && isUpper(source[at]) && isUpper(source[stop - 5])) {
      const status = statusAt(source, stop - 3, to);
      if (isRegistered(status)) return status;
    }
    at = skipBlanks(source, stop, to);
  }
  return -1;
}

/** The first of so many fields that is a status, and not just any number of three digits. */
function statusWithin(source: Uint8Array, from: number, to: number, fields: number): number {
  let at = skipBlanks(source, from, to);
  for (let i = 0; i < fields && at < to; i += 1) {
    const stop = skipWord(source, at, to);
    const status = stop === at + 3 ? statusAt(source, at, to) : -1;
    if (isRegistered(status)) return status;
    at = skipBlanks(source, stop, to);
  }
  return -1;
}

/** Statuses of IANA's registry, and those that nginx and content networks have added: the first and last of each run. */
const REGISTERED: readonly (readonly [number, number])[] = [
  [100, 103],
  [200, 208],
  [226, 226],
  [300, 308],
  [400, 418],
  [421, 431],
  [451, 451],
  [499, 511],
  [520, 527],
];

function isRegistered(status: number): boolean {
  return REGISTERED.some(([first, last]) => status >= first && status <= last);
}
