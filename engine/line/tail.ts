import type { Level } from '../domain.ts';
import { isBlank, isUpper } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { ALWAYS } from './columns.ts';
import { lettersEnd } from './layout.ts';
import { readLevel } from './level.ts';
import type { SpanRecord } from './record.ts';
import { readNextTime, readTime } from './time.ts';
import type { TimeCursor } from './time.ts';
import { createTimeMemo } from './time-memo.ts';

/** A time has no more words than this: `Sun Jun 7 08:09:10 UTC 2026`. */
const MOST_WORDS = 6;

const times = createTimeMemo();
const cursor: TimeCursor = { end: 0, atMs: 0 };

/** In place of a number of words: the last word is a level. */
export const LEVEL_TAIL = -1;

/** Whether the last word of nearly all lines is a level, one of several: `depot is full [WARN]`. */
export function endsInLevel(lines: readonly ByteSpan[]): boolean {
  const levels = lines.flatMap((line) => levelAtEnd(line) ?? []);
  return levels.length >= lines.length * ALWAYS && new Set(levels).size > 1;
}

/** How many words at the end of nearly all lines are a time, or 0. */
export function learnTail(lines: readonly ByteSpan[], referenceMs: number): number {
  for (let words = MOST_WORDS; words > 0; words -= 1) {
    const timed = lines.filter((line) => {
      const start = tailStart(line, words);
      if (start <= line.start || !readTime(line, start, referenceMs, cursor) || Number.isNaN(cursor.atMs)) return false;
      return closesLine(line, cursor.end);
    });
    if (timed.length >= lines.length * ALWAYS) return words;
  }
  return 0;
}

/** The line without its last words and what separates them. */
export function withoutTail(line: ByteSpan, tail: number): ByteSpan {
  return { source: line.source, start: line.start, end: messageEnd(line, Math.abs(tail)) };
}

/** Takes the time or level at the end of the line off it, when it is there. */
export function trimTail(record: SpanRecord, tail: number, referenceMs: number): void {
  if (tail === LEVEL_TAIL) trimLevel(record);
  else trimTime(record, tail, referenceMs);
}

function trimLevel(record: SpanRecord): void {
  const level = levelAtEnd(record);
  const end = messageEnd(record, 1);
  if (level === null || end === record.start) return;
  record.writtenLevel = level;
  record.end = end;
}

/** The level that the last word is, in brackets or in capitals. */
function levelAtEnd(line: ByteSpan): Level | null {
  const { source, end } = line;
  const start = tailStart(line, 1);
  if (start <= line.start) return null;
  const stop = lettersEnd(source, start, end);
  const isEnclosed = stop + 1 === end && closesLine(line, stop);
  return isEnclosed || (stop === end && isUpper(source[start + 1])) ? readLevel(source, start, stop) : null;
}

function trimTime(record: SpanRecord, words: number, referenceMs: number): void {
  const at = tailStart(record, words);
  if (at <= record.start || !readNextTime(times, record, at, referenceMs) || !closesLine(record, times.end)) return;
  const end = messageEnd(record, words);
  if (end === record.start) return;
  record.writtenAtMs = times.atMs;
  record.end = end;
}

function messageEnd(line: ByteSpan, words: number): number {
  let end = tailStart(line, words);
  while (end > line.start && isSeparator(line.source[end - 1])) end -= 1;
  return end;
}

/** Where so many words from the end begin, behind an opening bracket. */
function tailStart({ source, start, end }: ByteSpan, words: number): number {
  let at = end;
  for (let i = 0; i < words; i += 1) {
    while (at > start && endsWord(source[at - 1])) at -= 1;
    while (at > start && !endsWord(source[at - 1])) at -= 1;
  }
  return source[at] === 91 || source[at] === 40 || source[at] === 60 ? at + 1 : at;
}

/** Blank, bar, comma, semicolon. */
function endsWord(byte: number | undefined): boolean {
  return isBlank(byte) || byte === 124 || byte === 44 || byte === 59;
}

/** Nothing, or a closing bracket, stands from `at` on. */
function closesLine({ source, end }: ByteSpan, at: number): boolean {
  const close = source[at];
  return at === end || (at + 1 === end && (close === 93 || close === 41 || close === 62));
}

/** Blank, bar, dash, comma, semicolon, at, or an opening bracket. */
function isSeparator(byte: number | undefined): boolean {
  return (
    isBlank(byte) || byte === 124 || byte === 45 || byte === 44 || byte === 59 || byte === 64 || byte === 91 || byte === 40 || byte === 60
  );
}
