import { QUOTE, byteAt, isBlank, isDigit } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { LEVEL, TIME, roleOf } from '../keys.ts';
import { lettersEnd } from '../layout.ts';
import { readLevel } from '../level.ts';
import { readTime } from '../time.ts';
import type { TimeCursor } from '../time.ts';

/** How far into a line a time still is its header's: behind a host, a pod and its container, `- -` and a user. */
const MOST_WORDS = 6;
const WITHIN_BYTES = 120;
const DOT = 46;
const COLON = 58;
const EQUALS = 61;

const cursor: TimeCursor = { end: 0, atMs: 0 };

/**
 * Whether a line has a date with its clock, in brackets or not, or a pair such as `ts=...` or `level=...`, among its first words: then somebody logged it,
 * whatever stands before. A clock alone, a date alone and a number of seconds may be anybody's.
 */
export function hasTimeWithin(line: ByteSpan): boolean {
  const { source, start } = line;
  const end = Math.min(line.end, start + WITHIN_BYTES);
  let words = 0;
  let word = start;
  for (let at = start; at < end && words < MOST_WORDS; at += 1) {
    const byte = byteAt(source, at);
    if (byte === EQUALS) {
      if (isTelling(line, word, at)) return true;
    } else if (isOpener(byte)) {
      if (isFullTime(line, at + 1)) return true;
    } else if (endsWord(byte)) {
      if (!isBlank(source[at - 1])) words += 1;
      word = at + 1;
      if (isFullTime(line, word)) return true;
    }
  }
  return false;
}

/** `ts=2026-...`, `level=warn`: [from, equals) is the key. */
function isTelling(line: ByteSpan, from: number, equals: number): boolean {
  const { source, end } = line;
  const role = roleOf(source, from, equals) >> 8;
  const value = source[equals + 1] === QUOTE ? equals + 2 : equals + 1;
  if (role === TIME) return readTime(line, value, 0, cursor) && cursor.end <= end;
  return role === LEVEL && readLevel(source, value, lettersEnd(source, value, end)) !== null;
}

/** A date and a clock: what begins with a clock has no date, and digits alone count seconds. */
function isFullTime(line: ByteSpan, at: number): boolean {
  const { source, end } = line;
  if (source[at + 1] === COLON || source[at + 2] === COLON) return false;
  if (!readTime(line, at, 0, cursor) || Number.isNaN(cursor.atMs) || cursor.end > end) return false;
  for (let i = at; i < cursor.end; i += 1) if (!isDigit(source[i]) && source[i] !== DOT) return true;
  return false;
}

/** Blank, bar, comma, semicolon. */
function endsWord(byte: number): boolean {
  return isBlank(byte) || byte === 124 || byte === 44 || byte === 59;
}

/** `[`, `(`, `<`. */
function isOpener(byte: number): boolean {
  return byte === 91 || byte === 40 || byte === 60;
}
