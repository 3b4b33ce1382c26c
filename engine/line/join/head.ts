import { SPACE, byteAt, isDigit, isLetter, isUpper, skipBlanks, skipDigits, skipWord, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { CUT, TIME, follow } from '../layout.ts';
import type { Layout } from '../layout.ts';
import type { HeaderPlan } from '../learn.ts';
import { levelOfLetter, readLevel } from '../level.ts';
import { SpanRecord } from '../record.ts';
import { readTime } from '../time.ts';
import type { TimeCursor } from '../time.ts';
import { startsWithAny } from './shape.ts';
import { hasTimeWithin } from './within.ts';

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** How far into a first line its level is looked for. */
const LEVEL_WITHIN = 240;
const FIRST_FIELDS = ['time=', 'ts=', 't=', 'level=', 'lvl=', 'timestamp=', 'at='];

/** Whether a line has a header: it begins with one, or has its time further in. */
export function isHead(line: ByteSpan, plan: HeaderPlan | null): boolean {
  return beginsWithHead(line, plan) || hasTimeWithin(line);
}

/** Whether a line begins with a header: by its own shape, or because it keeps the columns of its container or one of the headers learned of it. */
export function beginsWithHead(line: ByteSpan, plan: HeaderPlan | null): boolean {
  return hasHeadShape(line) || (plan !== null && ((plan.columns > 0 && keepsPlan(line, plan)) || keepsLayout(line, plan)));
}

function hasHeadShape(line: ByteSpan): boolean {
  const { source, start, end } = line;
  const first = byteAt(source, start);
  if (first === 123 && source[start + 1] === 34) return source[end - 1] === 125;
  const at = isOpener(first) ? start + 1 : start;
  if (readTime(line, at, 0, cursor) && cursor.end <= end) return true;
  if (isLeader(first)) return hasTimeBehindMarks(line);
  return isLetter(source[at]) && (isLevelFirst(line, at) || isLetterFirst(line, at) || startsWithAny(line, at, FIRST_FIELDS));
}

/** `[`, `<`, `(`, `{`. */
function isOpener(byte: number): boolean {
  return byte === 91 || byte === 60 || byte === 40 || byte === 123;
}

/** `*** 08:09:10`, `#12 08:09:10`: a single mark may be a bullet. */
function hasTimeBehindMarks(line: ByteSpan): boolean {
  const { source, start, end } = line;
  let at = start + 1;
  while (at < end && (isLeader(source[at]) || isDigit(source[at]))) at += 1;
  const time = skipBlanks(source, at, end);
  return at > start + 1 && time > at && readTime(line, time, 0, cursor) && cursor.end <= end;
}

/** Hash, star, plus, dash, equals sign, angle, tilde. */
function isLeader(byte: number | undefined): boolean {
  return byte === 35 || byte === 42 || byte === 43 || byte === 45 || byte === 61 || byte === 62 || byte === 126;
}

/** `WARN `, `[WARN]`, `WARN:`, all in capitals; in small letters it may as well be a sentence. */
function isLevelFirst({ source, end }: ByteSpan, at: number): boolean {
  let stop = at;
  while (stop < end && isLetter(source[stop])) stop += 1;
  return isUpper(source[at + 1]) && readLevel(source, at, stop) !== null && endsLevel(source[stop]);
}

function endsLevel(byte: number | undefined): boolean {
  return byte === SPACE || byte === 9 || byte === 93 || byte === 91 || byte === 58 || byte === 124 || byte === 44;
}

/** `E0102 15:04:05` (klog; glog and CockroachDB with a year) and `E, [2026-...` (Ruby). */
function isLetterFirst(line: ByteSpan, at: number): boolean {
  const { source, end } = line;
  if (levelOfLetter(source[at]) === null) return false;
  if (isDigit(source[at + 1])) {
    const stop = skipDigits(source, at + 1, end);
    return (stop === at + 5 || stop === at + 7 || stop === at + 9) && source[stop] === SPACE && source[stop + 3] === 58;
  }
  return startsWith(line, at + 1, ', [');
}

/** Whether a line has a time or a level in the column where its container has one. */
function keepsPlan(line: ByteSpan, plan: HeaderPlan): boolean {
  const { source, start, end } = line;
  let at = start;
  for (let column = 0; column < plan.columns && at < end; column += 1) {
    const stop = skipWord(source, at, end);
    if (column === plan.timeColumn && (readTime(line, at, 0, cursor) || (at < end && readTime(line, at + 1, 0, cursor)))) return true;
    if (column === plan.levelColumn && readLevel(source, at, stop) !== null) return true;
    at = skipBlanks(source, stop, end);
  }
  return false;
}

const read = new SpanRecord();

/** Whether a line follows a learned header that has a time in it: others say too little, a word in brackets would do for some. */
function keepsLayout({ source, start, end }: ByteSpan, { layouts }: HeaderPlan): boolean {
  return layouts.some((layout) => {
    if (!isTimed(layout)) return false;
    read.source = source;
    read.narrow(start, end);
    return follow(read, layout, 0);
  });
}

function isTimed(layout: Layout): boolean {
  const cut = layout.indexOf(CUT);
  const time = layout.findIndex((step) => (step & 15) === TIME);
  return time >= 0 && time < cut;
}

/** An indented line that carries a time, or a level padded to the right: it begins a record like any other. */
export function isIndentedHead(line: ByteSpan, indent: number): boolean {
  const at = line.start + indent;
  if (isDigit(line.source[at])) return readTime(line, at, 0, cursor) && !Number.isNaN(cursor.atMs) && cursor.end <= line.end;
  return indent <= 2 && isLevelFirst(line, at);
}

const FAILURES = ['Error', 'error', 'ERROR', 'Exception', 'exception', 'panic'];
const failureBytes = new Uint8Array(256);
for (const word of FAILURES) failureBytes[word.charCodeAt(0)] = 1;

/** Whether a headed line tells of a failure: by its level, or by its words where it carries none. */
export function isFailing(line: ByteSpan): boolean {
  const level = levelWithin(line);
  return level === null ? speaksOfFailure(line) : level === 'warning' || level === 'error' || level === 'fatal';
}

/** The first word of a header that spells a level. */
function levelWithin(line: ByteSpan): ReturnType<typeof readLevel> {
  const { source, start } = line;
  const end = Math.min(line.end, start + LEVEL_WITHIN);
  if (isLetterFirst(line, start)) return levelOfLetter(source[start]);
  for (let at = start; at < end; at += 1) {
    if (!isLetter(source[at])) continue;
    let stop = at;
    while (stop < end && isLetter(source[stop])) stop += 1;
    const level = readLevel(source, at, stop);
    if (level !== null) return level;
    at = stop;
  }
  return null;
}

/** Whether a line names an exception or a panic. */
export function speaksOfFailure(line: ByteSpan): boolean {
  const { source, start } = line;
  const end = Math.min(line.end, start + 1_024);
  for (let at = start; at + 5 <= end; at += 1) {
    if (failureBytes[byteAt(source, at)] === 1 && startsWithAny(line, at, FAILURES)) return true;
  }
  return false;
}
