import type { Level } from '../domain.ts';
import { bracketClose } from './bracket.ts';
import { briefEnd } from './brief.ts';
import { SPACE, byteAt, find, isBlank, isDigit, isLetter, readNumber, skipBlanks, skipDigits, skipWord } from './bytes.ts';
import { channelEnd } from './fields.ts';
import { lettersEnd } from './layout.ts';
import { LONGEST_NAME, levelOfLetter, levelOfSeverity, levelWithin, readLevel } from './level.ts';
import type { SpanRecord } from './record.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

/** How many columns a header may have. */
const COLUMNS = 12;

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** Where the walk through the columns is. `settled` is the end of the last column that is certainly header. */
interface Walk {
  at: number;
  settled: number;
  /** A time or a level was seen, so what follows may be header without looking like one by itself. */
  strong: boolean;
  /** The last column was a time, behind which syslog writes host and tag. */
  afterTime: boolean;
  hasLogger: boolean;
  brackets: number;
  /** Level of a syslog priority, which a written level outranks. */
  priority: Level | null;
}

/**
 * Strips time, level, thread, process id and logger from the start of a plain line, by their shapes. Returns whether any header was there. A line
 * that is nothing but header keeps its text.
 */
export function parseHeader(line: SpanRecord, referenceMs: number): boolean {
  const walk: Walk = {
    at: line.start,
    settled: line.start,
    strong: false,
    afterTime: false,
    hasLogger: false,
    brackets: 0,
    priority: null,
  };
  for (let column = 0; column < COLUMNS && walk.at < line.end; column += 1) {
    walk.at = skipMarks(line, walk.at, walk.strong);
    if (!takeColumn(line, walk, referenceMs)) break;
  }
  line.writtenLevel ??= walk.priority;
  const start = skipMarks(line, walk.settled, walk.settled > line.start);
  if (start >= line.end) return walk.strong;
  line.start = start;
  return walk.strong;
}

/**
 * Takes the level that a message begins with where its container's header has none, as `error: x` and `ALERT x` do. The message stays whole, because in
 * most lines that place is the message's.
 */
export function peekLevel(record: SpanRecord): void {
  const { source, start, end } = record;
  const stop = lettersEnd(source, start, Math.min(end, start + LONGEST_LEVEL));
  const next = stop < end ? source[stop] : SPACE;
  if (stop - start > 2 && endsLevel(next) && looksWritten(source, start, next)) record.writtenLevel = readLevel(source, start, stop);
}

const LONGEST_LEVEL = 16;

function takeColumn(line: SpanRecord, walk: Walk, referenceMs: number): boolean {
  if (walk.at >= line.end) return false;
  const first = byteAt(line.source, walk.at);
  if (first === 91 || first === 40 || first === 60) return takeBracket(line, walk, referenceMs);
  if (!walk.hasLogger && takeTime(line, walk, referenceMs)) return true;
  if (isDigit(first)) return walk.strong && takeNumber(line, walk);
  return takeLevel(line, walk) || (walk.strong && !walk.hasLogger && takeName(line, walk));
}

/** `channel.LEVEL:` */
function takeChannel(line: SpanRecord, walk: Walk): boolean {
  const { source, end } = line;
  const stop = skipWord(source, walk.at, end);
  const dot = source[stop - 1] === 58 && line.writtenLevel === null ? channelEnd(source, walk.at, stop - 1) : -1;
  if (dot < 0) return false;
  line.writtenLevel = readLevel(source, dot + 1, stop - 1);
  walk.hasLogger = true;
  walk.at = stop;
  walk.settled = stop;
  return true;
}

function takeName(line: SpanRecord, walk: Walk): boolean {
  return takeChannel(line, walk) || (walk.afterTime && takeHostAndTag(line, walk)) || takeLogger(line, walk);
}

function takeTime(line: SpanRecord, walk: Walk, referenceMs: number): boolean {
  if (!readTime(line, walk.at, referenceMs, cursor) || cursor.end > line.end) return false;
  const next = line.source[cursor.end];
  if (cursor.end < line.end && !isBlank(next) && !isMark(next) && next !== 93) return false;
  settleTime(line, walk, cursor.end);
  return true;
}

function settleTime(line: SpanRecord, walk: Walk, end: number): void {
  if (Number.isNaN(line.writtenAtMs)) line.writtenAtMs = cursor.atMs;
  walk.strong = true;
  walk.afterTime = true;
  walk.at = end;
  walk.settled = end;
  if (line.source[end] === 124) takePipes(line, walk);
}

/** `time|component|number|message`: columns between bars, as long as they are single words. */
function takePipes(line: SpanRecord, walk: Walk): void {
  for (let i = 0; i < 6; i += 1) {
    const bar = find(line.source, 124, walk.at + 1, Math.min(line.end, walk.at + 64));
    if (bar < 0 || bar + 1 >= line.end || skipWord(line.source, walk.at + 1, bar) < bar) return;
    line.writtenLevel ??= readLevel(line.source, walk.at + 1, bar);
    walk.at = bar;
    walk.settled = bar;
  }
}

/** A process or thread number is header only when a surer column follows, so it does not settle. */
function takeNumber(line: SpanRecord, walk: Walk): boolean {
  const stop = skipDigits(line.source, walk.at, line.end);
  if (!isBlank(line.source[stop]) || stop >= line.end) return false;
  walk.at = stop;
  walk.afterTime = false;
  return true;
}

function takeLevel(line: SpanRecord, walk: Walk): boolean {
  if (line.writtenLevel !== null) return false;
  const { source } = line;
  const stop = lettersEnd(source, walk.at, Math.min(line.end, walk.at + LONGEST_NAME + 1));
  const next = stop < line.end ? source[stop] : SPACE;
  if (!endsLevel(next)) return false;
  const isAlone = stop - walk.at === 1;
  const level = isAlone ? letterLevel(line, walk) : readLevel(source, walk.at, stop);
  if (level === null || !(walk.strong || isAlone || looksWritten(source, walk.at, next))) return false;
  const tagEnd = isAlone ? briefEnd(source, stop, line.end) : -1;
  line.writtenLevel = level;
  walk.strong = true;
  walk.afterTime = false;
  walk.hasLogger ||= tagEnd > 0;
  walk.at = Math.max(stop, tagEnd);
  walk.settled = walk.at;
  return true;
}

function endsLevel(byte: number | undefined): boolean {
  return isBlank(byte) || byte === 58 || byte === 124 || byte === 44 || byte === 47 || byte === 93;
}

/** Without a time before it, `ERROR x` and `error: x` carry a level, but `Error: x` is an exception's text. */
function looksWritten(source: Uint8Array, at: number, next: number | undefined): boolean {
  return isUpper(source[at + 1]) || (next === 58 && !isUpper(source[at]));
}

function letterLevel({ source, end }: SpanRecord, { strong, at }: Walk): ReturnType<typeof levelOfLetter> {
  return strong || briefEnd(source, at + 1, end) > 0 ? levelOfLetter(source[at]) : null;
}

/** `[thread]`, `[level]`, `[time]`, `(pid)`, `<priority>`. */
function takeBracket(line: SpanRecord, walk: Walk, referenceMs: number): boolean {
  const { source, end } = line;
  const open = byteAt(source, walk.at);
  const close = bracketClose(source, walk.at, end);
  if (close < 0) return false;
  const level = line.writtenLevel === null && open !== 60 ? levelWithin(source, walk.at + 1, close) : null;
  const isTime = level === null && isTimeWithin(line, walk.at + 1, close, referenceMs);
  if (level === null && !isTime) return open === 60 ? takePriority(line, walk, close) : takeOther(walk, close);
  if (isTime || hasTimeAmongParts(line, walk.at + 1, close, referenceMs)) settleTime(line, walk, close + 1);
  line.writtenLevel ??= level;
  walk.strong = true;
  walk.afterTime = isTime;
  walk.brackets += 1;
  walk.at = close + 1;
  walk.settled = close + 1;
  return true;
}

/** A thread, a process, a context, as long as there is more of a header and not too many of them. */
function takeOther(walk: Walk, close: number): boolean {
  if (!walk.strong || walk.brackets >= 4) return false;
  walk.afterTime = false;
  walk.brackets += 1;
  walk.at = close + 1;
  walk.settled = close + 1;
  return true;
}

/** `[31:7:1123/152846.56:ERROR:net/a.cc(60)]`: a time at its begin or behind one of its colons. */
function hasTimeAmongParts(line: SpanRecord, from: number, close: number, referenceMs: number): boolean {
  for (let colon = from - 1; colon >= 0; colon = find(line.source, 58, colon + 1, close)) {
    const isSlashed = line.source[colon + 5] === 47 && isDigit(line.source[colon + 1]);
    if (isSlashed && isTimeWithin(line, colon + 1, close, referenceMs)) return true;
  }
  return false;
}

function isTimeWithin(line: SpanRecord, from: number, close: number, referenceMs: number): boolean {
  return Number.isNaN(line.writtenAtMs) && readTime(line, from, referenceMs, cursor) && cursor.end <= close;
}

/** `<34>` at the very start is a syslog priority (RFC 3164, RFC 5424): facility times eight plus severity. */
function takePriority(line: SpanRecord, walk: Walk, close: number): boolean {
  if (walk.at !== line.start || skipDigits(line.source, walk.at + 1, close) !== close || close - walk.at > 4) return false;
  walk.priority = levelOfSeverity(readNumber(line.source, walk.at + 1, close) & 7);
  walk.at = close + 1;
  walk.settled = close + 1;
  return true;
}

/** `host tag[pid]:` behind a time, or `host tag:` where the tag is one word (RFC 3164). */
function takeHostAndTag(line: SpanRecord, walk: Walk): boolean {
  const { source, end } = line;
  const hostEnd = skipWord(source, walk.at, end);
  if (hostEnd >= end || source[hostEnd - 1] === 58) return false;
  let at = skipBlanks(source, hostEnd, end);
  for (let words = 0; words < 3 && at < end; words += 1) {
    const stop = skipWord(source, at, end);
    if (source[stop - 1] === 58 && (words === 0 || source[stop - 2] === 93)) {
      walk.at = stop;
      walk.settled = stop;
      walk.hasLogger = true;
      return true;
    }
    at = skipBlanks(source, stop, end);
  }
  return false;
}

/** A dotted or `[pid]`-carrying name that a colon, dash or bar ends. */
function takeLogger(line: SpanRecord, walk: Walk): boolean {
  const { source, end } = line;
  const stop = skipWord(source, walk.at, end);
  if (stop >= end || stop - walk.at > 120) return false;
  const last = source[stop - 1];
  const mark = skipBlanks(source, stop, end);
  const separated = source[mark + 1] === SPACE && isSeparator(source[mark]);
  if (!separated && !((last === 58 || last === 93) && looksLikeLogger(source, walk.at, last === 58 ? stop - 1 : stop))) return false;
  walk.hasLogger = true;
  walk.at = stop;
  walk.settled = stop;
  return true;
}

function isSeparator(byte: number | undefined): boolean {
  return byte === 45 || byte === 58 || byte === 124;
}

function looksLikeLogger(source: Uint8Array, from: number, to: number): boolean {
  let marks = 0;
  for (let i = from; i < to; i += 1) {
    const byte = source[i];
    if (byte === 46 || byte === 36 || byte === 91 || byte === 58) marks += 1;
    else if (byte === 61 || byte === 34 || byte === 47) return false;
  }
  return marks > 0 && isLetter(source[from]) && source[to - 1] !== 46;
}

/** Skips blanks and, within a header, the marks that stand between columns. */
function skipMarks(line: SpanRecord, from: number, strong: boolean): number {
  const { source, end } = line;
  let at = skipBlanks(source, from, end);
  if (!strong) return at === from && source[at] === 45 && source[at + 1] === SPACE ? at + 2 : at;
  while (at < end && isMark(source[at]) && (isMarkAlone(source, at, end) || at === from)) at = skipBlanks(source, at + 1, end);
  return at;
}

function isMarkAlone(source: Uint8Array, at: number, end: number): boolean {
  return at + 1 >= end || isBlank(source[at + 1]) || isMark(source[at + 1]);
}

/** Dash, bar, colon, comma, star, hash. */
function isMark(byte: number | undefined): boolean {
  return byte === 45 || byte === 124 || byte === 58 || byte === 44 || byte === 42 || byte === 35;
}

function isUpper(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 65 && byte <= 90;
}
