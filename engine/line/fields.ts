import { bracketClose, closerOf } from './bracket.ts';
import { byteAt, find, isBlank, isUpper, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { lettersEnd } from './layout.ts';
import { levelOfLetter, levelWithin, readLevel } from './level.ts';
import { readTime } from './time.ts';

/**
 * What a field at the beginning of a line looks like: a time, an uptime in seconds, a level in capitals, a level otherwise, a level of one letter,
 * something in brackets, a word, or a bracket that opens several fields.
 */
export type FieldKind = 'time' | 'uptime' | 'level' | 'word-level' | 'letter' | 'bracket' | 'word' | 'open';

/** One of the fields that blanks, bars, commas, brackets and the like separate. */
export interface Field {
  readonly kind: FieldKind;
  readonly start: number;
  readonly end: number;
  /** Of a time: a date without a clock. */
  readonly isDate: boolean;
  /** The bracket around it, or 0. */
  readonly opener: number;
  /** The marks between it and the next field, without blanks. */
  readonly marks: string;
  /** No blank stands before the marks, or between the marks and the next field. */
  readonly tightBefore: boolean;
  readonly tightAfter: boolean;
  /** Where the next field begins. */
  readonly next: number;
}

/** The first fields of one line, and which of them is surely its last of header: the last time or level, or -1. */
export interface Head {
  readonly line: ByteSpan;
  readonly fields: readonly Field[];
  readonly anchor: number;
}

const MOST_FIELDS = 16;

/** Splits the beginning of a line into at most sixteen fields; JSON and quoted texts end it. */
export function splitHead(line: ByteSpan, referenceMs: number): Field[] {
  const fields: Field[] = [];
  let at = skipBlanks(line.source, line.start, line.end);
  const splitting: Splitting = { line, referenceMs, separator: separatorAt(line, at), inside: 0, cursor: { end: 0, atMs: 0 } };
  while (at < line.end && fields.length < MOST_FIELDS) {
    const first = line.source[at];
    if (first === 34 || (first === 123 && line.source[at + 1] === 34)) break;
    const field = takeField(splitting, at);
    fields.push(field);
    at = field.next;
  }
  return fields;
}

/** The comma or semicolon that stands at least twice in the first word: one alone may belong to a sentence. */
function separatorAt({ source, end }: ByteSpan, from: number): number {
  const stop = skipWord(source, from, end);
  for (const mark of [44, 59]) {
    const first = find(source, mark, from, stop);
    if (first > from && find(source, mark, first + 1, stop) > first + 1) return mark;
  }
  return 0;
}

interface Splitting {
  readonly line: ByteSpan;
  readonly referenceMs: number;
  /** The mark that stood between the fields before, without blanks; it ends words, too. */
  separator: number;
  /** The bracket that holds several fields, until it closes. */
  inside: number;
  readonly cursor: { end: number; atMs: number };
}

function takeField(splitting: Splitting, at: number): Field {
  const { line } = splitting;
  const first = byteAt(line.source, at);
  if (first === 91 || first === 40 || first === 60 || first === 123) {
    const bracket = takeBracket(splitting, at, first);
    if (bracket !== null) return bracket;
  }
  const timeEnd = timeAt(splitting, at);
  if (timeEnd > 0) return finish(splitting, { kind: 'time', isDate: isDate(splitting), start: at, end: timeEnd, opener: 0 });
  return takeWord(splitting, at);
}

type Core = Pick<Field, 'kind' | 'start' | 'end' | 'opener'> & { readonly isDate?: boolean };

function takeBracket(splitting: Splitting, at: number, opener: number): Field | null {
  const { source, end } = splitting.line;
  const close = bracketClose(source, at, end);
  if (close < 0 || (close + 1 < end && !endsField(source, close + 1))) return null;
  const start = skipBlanks(source, at + 1, close);
  let stop = close;
  while (stop > start && isBlank(source[stop - 1])) stop -= 1;
  const kind = kindWithin(splitting, start, stop);
  if (kind !== 'open' || splitting.inside !== 0) {
    const isDateAlone = kind === 'time' && isDate(splitting);
    return finish(splitting, { kind: kind === 'open' ? 'bracket' : kind, isDate: isDateAlone, start: at, end: close + 1, opener });
  }
  splitting.inside = opener;
  return { kind, isDate: false, start: at, end: at + 1, opener, marks: '', tightBefore: true, tightAfter: true, next: start };
}

/** What the inside of a bracket is: a time, uptime or level, one of these with more behind it (`open`), or anything else. */
function kindWithin(splitting: Splitting, start: number, stop: number): FieldKind {
  const { source } = splitting.line;
  const timeEnd = timeAt(splitting, start);
  if (timeEnd > 0) return timeEnd === stop ? 'time' : timeEnd < stop ? 'open' : 'bracket';
  if (isUptime(source, start, stop)) return 'uptime';
  // A letter alone may be anything.
  if (stop - start > 1 && levelWithin(source, start, stop) !== null) return 'level';
  return readLevel(source, start, lettersEnd(source, start, stop)) === null ? 'bracket' : 'open';
}

/** End of the time at `at`, where a field ends with it; else -1. */
function timeAt({ line, referenceMs, cursor, inside }: Splitting, at: number): number {
  const { source, end } = line;
  if (!readTime(line, at, referenceMs, cursor)) return -1;
  const next = byteAt(source, cursor.end);
  const isEnd = cursor.end >= end || isBlank(next) || isMark(next) || next === 93 || next === 41 || next === 62 || next === 91;
  return isEnd || (inside !== 0 && next === closerOf(inside)) ? cursor.end : -1;
}

/** Whether the time read last is a date without a clock. */
function isDate({ cursor }: Splitting): boolean {
  return Number.isNaN(cursor.atMs);
}

/** Seconds since the start, with a fraction. */
function isUptime(source: Uint8Array, start: number, stop: number): boolean {
  const dot = skipDigits(source, start, stop);
  return dot > start && source[dot] === 46 && skipDigits(source, dot + 1, stop) === stop && stop - dot > 3;
}

function takeWord(splitting: Splitting, at: number): Field {
  const { source, end } = splitting.line;
  const closer = splitting.inside === 0 ? 0 : closerOf(splitting.inside);
  const letters = lettersEnd(source, at, end);
  const level = letters - at === 1 ? levelOfLetter(source[at]) : readLevel(source, at, letters);
  if (isLetterAndMark(source, at, end)) return finish(splitting, { kind: 'letter', start: at, end: at + 2, opener: 0 });
  if (level !== null && (letters >= end || endsLevel(byteAt(source, letters), closer)))
    return finish(splitting, { kind: levelKind(source, at, letters), start: at, end: letters, opener: 0 });
  const stop = wordEnd(splitting, at, closer);
  const dot = channelEnd(source, at, stop);
  if (dot < 0 || source[stop] !== COLON) return finish(splitting, { kind: 'word', start: at, end: stop, opener: 0 });
  return { kind: 'word', isDate: false, start: at, end: dot, opener: 0, marks: '.', tightBefore: true, tightAfter: true, next: dot + 1 };
}

const COLON = 58;

/** `W! message`, as Telegraf writes its levels (github.com/influxdata/telegraf, its logger). */
function isLetterAndMark(source: Uint8Array, at: number, end: number): boolean {
  return source[at + 1] === 33 && at + 2 < end && isBlank(source[at + 2]) && levelOfLetter(source[at]) !== null;
}

/** The dot of `channel.LEVEL`, as Monolog writes the two (github.com/Seldaek/monolog, LineFormatter), or -1. */
export function channelEnd(source: Uint8Array, from: number, to: number): number {
  const dot = find(source, 46, from, to);
  return dot > from && isUpper(source[dot + 1]) && isUpper(source[dot + 2]) && readLevel(source, dot + 1, to) !== null ? dot : -1;
}

/** End of the word at `at`, without the colon, comma or semicolon that ends it. */
function wordEnd({ line, separator }: Splitting, at: number, closer: number): number {
  const { source, end } = line;
  let stop = at;
  while (stop < end && !isBlank(source[stop]) && source[stop] !== 124 && source[stop] !== separator && source[stop] !== closer) stop += 1;
  while (stop > at + 1 && isTrailing(source[stop - 1])) stop -= 1;
  return Math.max(stop, at + 1);
}

function levelKind(source: Uint8Array, from: number, to: number): FieldKind {
  if (to - from === 1) return 'letter';
  return isUpper(source[from + 1]) || (source[from + 1] ?? 0) > 127 ? 'level' : 'word-level';
}

function endsLevel(byte: number, closer: number): boolean {
  return isBlank(byte) || isTrailing(byte) || byte === 124 || byte === 47 || byte === 91 || byte === closer;
}

/** Adds what stands between the field and the next one. */
function finish(splitting: Splitting, core: Core): Field {
  const { source, end } = splitting.line;
  let at = core.end;
  let marks = '';
  let lastMark = core.end;
  for (;;) {
    const mark = skipBlanks(source, at, end);
    if (mark >= end || !isGapMark(splitting, core.end, mark)) break;
    if (splitting.inside !== 0 && source[mark] === closerOf(splitting.inside)) splitting.inside = 0;
    marks += String.fromCharCode(byteAt(source, mark));
    at = mark + 1;
    lastMark = at;
  }
  const next = skipBlanks(source, at, end);
  const tightBefore = marks !== '' && !isBlank(source[core.end]);
  const tightAfter = next === lastMark;
  splitting.separator = marks.length === 1 && tightBefore && tightAfter && isTrailing(marks.charCodeAt(0)) ? marks.charCodeAt(0) : 0;
  return { ...core, isDate: core.isDate === true, marks, tightBefore, tightAfter, next };
}

/** Bars and semicolons always are marks, commas and colons where they end a field or stand alone, dashes and the like only alone. */
function isGapMark({ line, inside }: Splitting, fieldEnd: number, at: number): boolean {
  const { source, end } = line;
  const byte = byteAt(source, at);
  if (byte === 124 || (inside !== 0 && byte === closerOf(inside))) return true;
  if (!isMark(byte)) return false;
  let stop = at;
  while (stop < end && isMark(byteAt(source, stop))) stop += 1;
  const isAlone = stop >= end || isBlank(source[stop]);
  return isAlone || (isTrailing(byte) && at === fieldEnd);
}

function isTrailing(byte: number | undefined): boolean {
  return byte === 58 || byte === 44 || byte === 59;
}

/** Dash, bar, colon, semicolon, comma, star, hash, equals sign, angle, tilde. */
function isMark(byte: number): boolean {
  return isTrailing(byte) || byte === 45 || byte === 124 || byte === 42 || byte === 35 || byte === 61 || byte === 62 || byte === 126;
}

function endsField(source: Uint8Array, at: number): boolean {
  const byte = byteAt(source, at);
  return isBlank(byte) || isMark(byte) || byte === 91 || byte === 40 || byte === 60 || byte === 123 || byte === 93;
}
