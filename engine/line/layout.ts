import { bracketClose } from './bracket.ts';
import { byteAt, isLetter, isUpper, readNumber, skipBlanks, skipDigits } from './bytes.ts';
import { levelOfCompanion, levelOfLetter, levelOfSeverity, levelWithin, readLevel } from './level.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/**
 * A header as a program: what to read, in order, each step a kind plus 16 times its argument (a byte or the number of a time). Numbers alone, so that
 * following it costs no comparison of texts and it can be saved as it is.
 */
export type Layout = readonly number[];

/** One blank or more; none or more. */
export const BLANKS = 0;
export const OPTIONAL_BLANKS = 1;
/** Exactly this byte. */
export const MARK = 2;
/** A word up to a blank or the argument. */
export const WORD = 3;
/** A word up to a blank whose last byte is the argument. */
export const LOGGER = 4;
/** From the bracket of the argument to its closer. */
export const BRACKET = 5;
/** `tag[pid]:` or `tag:`, as syslog writes them. */
export const TAG = 6;
/** A dotted name, or one with brackets or double colons, and its colon. */
export const NAME = 7;
/** As many words as the argument says, each with blanks behind it. */
export const WORDS = 8;
/** The header may end here: a line that goes on otherwise has its message from here. */
export const CUT = 9;
/** A time; the argument numbers the times of the layout. From here on the kinds take something down. */
export const TIME = 10;
/** A level in letters; a word in capitals that is no known level passes, too. */
export const LEVEL = 11;
/** A level of one letter, known or not. */
export const LETTER = 12;
/** A level and a colon, where they stand. */
export const OPTIONAL_LEVEL = 13;
/** `<34>`, facility times eight plus severity (RFC 5424). */
export const PRIORITY = 14;
/** A bracket, the argument, with a level in it. */
export const BRACKET_LEVEL = 15;

const LONGEST_WORD = 200;
const TIMES = 4;
const memos = Array.from({ length: TIMES }, createTimeMemo);

/**
 * Narrows `record` to the message and takes its time and level, when the line begins as the layout says; otherwise leaves it as it is and returns false.
 * A line that is nothing but header does not follow.
 */
export function follow(record: SpanRecord, layout: Layout, referenceMs: number): boolean {
  const { source, end } = record;
  let at = record.start;
  let cut = end;
  for (let i = 0; i < layout.length; i += 1) {
    const step = layout[i] ?? 0;
    const kind = step & 15;
    if (kind === CUT) {
      cut = at;
      continue;
    }
    const next = kind < CUT ? skipStep(source, at, end, step) : takeStep(record, at, step, referenceMs);
    if (next < 0) {
      at = cut;
      break;
    }
    at = next;
  }
  const start = messageStart(source, at, end);
  if (start < end) {
    record.start = start;
    return true;
  }
  record.writtenLevel = null;
  record.writtenAtMs = Number.NaN;
  return false;
}

/** Behind the blanks, and the colon of a column that a few lines have besides, as in `[shelf]: is full`. */
function messageStart(source: Uint8Array, at: number, end: number): number {
  const start = skipBlanks(source, at, end);
  return source[start] === 58 && source[start + 1] === 32 ? skipBlanks(source, start + 1, end) : start;
}

/** Where a step that takes nothing down ends, or -1 where the line has something else. */
function skipStep(source: Uint8Array, at: number, end: number, step: number): number {
  const argument = step >> 4;
  switch (step & 15) {
    case BLANKS:
      return atLeast(skipBlanks(source, at, end), at + 1);
    case OPTIONAL_BLANKS:
      return skipBlanks(source, at, end);
    case MARK:
      return at < end && source[at] === argument ? at + 1 : -1;
    case WORDS:
      return wordsEnd(source, at, end, argument);
    case WORD:
      return atLeast(wordEnd(source, at, end, argument), at + 1);
    case LOGGER:
      return loggerEnd(source, at, end, argument);
    case BRACKET:
      return bracketEnd(source, at, end, argument);
    case TAG:
      return tagEnd(source, at, end);
    default:
      return namesEnd(source, at, end);
  }
}

function atLeast(place: number, least: number): number {
  return place >= least ? place : -1;
}

/** Takes a value down and returns where it ends, or -1. */
function takeStep(record: SpanRecord, at: number, step: number, referenceMs: number): number {
  switch (step & 15) {
    case TIME:
      return takeTime(record, at, step >> 4, referenceMs);
    case LEVEL:
      return takeLevel(record, at);
    case LETTER:
      return takeLetter(record, at);
    case OPTIONAL_LEVEL:
      return takeOptionalLevel(record, at);
    case BRACKET_LEVEL:
      return takeBracketLevel(record, at, step >> 4);
    default:
      return takePriority(record, at);
  }
}

function takeTime(record: SpanRecord, at: number, number: number, referenceMs: number): number {
  const memo = memos[number % TIMES];
  if (memo === undefined || !readNextTime(memo, record, at, referenceMs)) return -1;
  if (Number.isNaN(record.writtenAtMs)) record.writtenAtMs = memo.atMs;
  return memo.end;
}

function takeLevel(record: SpanRecord, at: number): number {
  const { source, end } = record;
  const stop = lettersEnd(source, at, end);
  const level = readLevel(source, at, stop);
  if (level === null && !isCapitals(source, at, stop)) return -1;
  record.writtenLevel = level ?? levelOfCompanion(source, at, stop);
  return stop;
}

/** Where levels stand, a word in capitals is one that only its program knows. */
function isCapitals(source: Uint8Array, from: number, to: number): boolean {
  if (to - from < 3 || to - from > 14) return false;
  for (let i = from; i < to; i += 1) if (!isUpper(source[i])) return false;
  return true;
}

function takeLetter(record: SpanRecord, at: number): number {
  const { source, end } = record;
  if (at >= end || !isUpper(source[at]) || (at + 1 < end && isLetter(source[at + 1]))) return -1;
  record.writtenLevel = levelOfLetter(source[at]);
  return source[at + 1] === 33 ? at + 2 : at + 1;
}

function takeOptionalLevel(record: SpanRecord, at: number): number {
  const { source, end } = record;
  const stop = lettersEnd(source, at, end);
  const level = stop < end && source[stop] === 58 ? readLevel(source, at, stop) : null;
  if (level === null) return at;
  record.writtenLevel = level;
  return stop + 1;
}

function takeBracketLevel(record: SpanRecord, at: number, opener: number): number {
  const stop = bracketEnd(record.source, at, record.end, opener);
  if (stop > 0) record.writtenLevel = levelWithin(record.source, at + 1, stop - 1);
  return stop;
}

function takePriority(record: SpanRecord, at: number): number {
  const { source, end } = record;
  const close = skipDigits(source, at + 1, Math.min(end, at + 4));
  if (source[at] !== 60 || close === at + 1 || close >= end || source[close] !== 62) return -1;
  record.writtenLevel = levelOfSeverity(readNumber(source, at + 1, close) & 7);
  return close + 1;
}

function loggerEnd(source: Uint8Array, at: number, end: number, last: number): number {
  const stop = wordEnd(source, at, end, 0);
  return stop > at + 1 && source[stop - 1] === last ? stop : -1;
}

/** End of `tag[pid]:` within three words, or of `tag:` of one word (RFC 3164), else -1. */
export function tagEnd(source: Uint8Array, from: number, end: number): number {
  let at = from;
  for (let words = 0; words < 3 && at < end; words += 1) {
    const stop = wordEnd(source, at, end, 0);
    if (source[stop - 1] === 58 && stop > at + 1 && (words === 0 || source[stop - 2] === 93)) return stop;
    at = skipBlanks(source, stop, end);
  }
  return -1;
}

/**
 * End of a logger's name and its colon, else -1: with dots, dollars, brackets or double colons in it, such as `org.depot.Shelf:`, `depot::shelf:`,
 * `sshd(pam)[12]:` or `build{id=1 repo=x}:`.
 */
export function nameEnd(source: Uint8Array, from: number, end: number): number {
  const limit = isLetter(source[from]) ? Math.min(end, from + LONGEST_WORD) : from;
  let marks = 0;
  let at = from;
  for (; at < limit; at += 1) {
    const kind = NAME_BYTES[source[at] ?? 0] ?? 0;
    if (kind === ENDS) break;
    marks += kind;
    if (source[at] === 123) at = skipBraces(source, at, limit);
  }
  return marks > 1 && endsName(source, at, end) ? at : -1;
}

/** A name, or two where the first is a span with its fields, behind which the logger stands. */
function namesEnd(source: Uint8Array, from: number, end: number): number {
  const first = nameEnd(source, from, end);
  if (first < 0 || source[first - 2] !== 125) return first;
  return Math.max(first, nameEnd(source, skipBlanks(source, first, end), end));
}

/** A colon and a blank; the last colon is no mark of a name, and dots before it are those of a sentence. */
function endsName(source: Uint8Array, at: number, end: number): boolean {
  return source[at - 1] === 58 && source[at - 2] !== 46 && (at >= end || byteAt(source, at) <= 32);
}

/** 1 for what marks a name: dot, dollar, opening bracket, colon, opening brace; `ENDS` for what no name has: blanks, equals sign, quote, slash. */
const NAME_BYTES = new Uint8Array(256);
const ENDS = 2;
for (const byte of [46, 36, 91, 58, 123]) NAME_BYTES[byte] = 1;
for (const byte of [61, 34, 47]) NAME_BYTES[byte] = ENDS;
NAME_BYTES.fill(ENDS, 0, 33);

function skipBraces(source: Uint8Array, at: number, limit: number): number {
  for (let i = at + 1; i < limit; i += 1) if (source[i] === 125) return i;
  return at;
}

/** End of the word at `at`: a blank, or the byte that ends it besides. */
function wordEnd(source: Uint8Array, at: number, end: number, stopper: number): number {
  const limit = Math.min(end, at + LONGEST_WORD);
  let stop = at;
  while (stop < limit) {
    const byte = source[stop] ?? 0;
    if (byte <= 32 || byte === stopper) break;
    stop += 1;
  }
  return stop;
}

/** Behind so many words and the blanks behind each, or -1. */
function wordsEnd(source: Uint8Array, from: number, end: number, count: number): number {
  let at = from;
  for (let words = 0; words < count; words += 1) {
    const start = at;
    while (at < end && (source[at] ?? 0) > 32) at += 1;
    if (at === start || at - start > LONGEST_WORD || at >= end) return -1;
    at = skipBlanks(source, at, end);
  }
  return at;
}

/** Behind the closer of the bracket at `at`, or -1. */
function bracketEnd(source: Uint8Array, at: number, end: number, opener: number): number {
  return at >= end || source[at] !== opener ? -1 : bracketClose(source, at, end) + 1 || -1;
}

/** End of the letters at `at`, those beyond ASCII included. */
export function lettersEnd(source: Uint8Array, at: number, end: number): number {
  let stop = at;
  while (stop < end && (isLetter(source[stop]) || byteAt(source, stop) > 127)) stop += 1;
  return stop;
}
