import { BACKSLASH, QUOTE, find, isDigit, isLetter, skipBlanks, skipWord } from './bytes.ts';
import { closingQuote, unescapeJson } from './frame.ts';
import { roleOf } from './keys.ts';
import { levelOfBytes } from './level.ts';
import { takeTrace } from './record.ts';
import type { ParsedLine } from './record.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

interface Found {
  rank: number;
  start: number;
  end: number;
  /** How many of level and time there are. */
  known: number;
}

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** `time=... level=info msg="..." key=value`: taken as logfmt when a message stands beside a level or a time. */
export function parseLogfmt(line: ParsedLine, referenceMs: number): boolean {
  const { start, end } = line;
  const equals = keyEnd(line.source, start, Math.min(end, start + 24));
  if (equals === start || line.source[equals] !== 61) return false;
  const found: Found = { rank: Number.POSITIVE_INFINITY, start: 0, end: 0, known: 0 };
  let at = start;
  while (at < end) at = readPair(line, at, found, referenceMs);
  if (found.rank === Number.POSITIVE_INFINITY || found.known === 0) return false;
  setMessage(line, found.start, found.end);
  return true;
}

/** Narrows the line to [start, end), the inside of a quoted text, and resolves what is escaped in it. */
export function setMessage(line: ParsedLine, start: number, end: number): void {
  if (find(line.source, BACKSLASH, start, end) < 0) {
    line.start = start;
    line.end = end;
    return;
  }
  line.source = unescapeJson(line.source, start, end);
  line.start = 0;
  line.end = line.source.length;
}

/** Takes in one `key=value` and returns where the next may begin. */
function readPair(line: ParsedLine, from: number, found: Found, referenceMs: number): number {
  const { source, end } = line;
  const key = skipBlanks(source, from, end);
  const equals = keyEnd(source, key, end);
  if (source[equals] !== 61) return Math.max(skipWord(source, equals, end), from + 1);
  const quoted = source[equals + 1] === QUOTE;
  const start = quoted ? equals + 2 : equals + 1;
  const close = quoted ? closingQuote(line, start) : -1;
  const stop = close < 0 ? skipWord(source, start, end) : close;
  const known = roleOf(source, key, equals);
  if (known !== undefined) take(line, found, { role: known.role, rank: known.rank, start, stop, referenceMs });
  return stop + 1;
}

type Value = NonNullable<ReturnType<typeof roleOf>> & { readonly start: number; readonly stop: number; readonly referenceMs: number };

function take(line: ParsedLine, found: Found, { role, rank, start, stop, referenceMs }: Value): void {
  if (role === 'message' && rank < found.rank) {
    found.rank = rank;
    found.start = start;
    found.end = stop;
  } else if (role === 'level') {
    line.level ??= levelOfBytes(line.source, start, stop);
    found.known += 1;
  } else if (role === 'time') {
    if (Number.isNaN(line.atMs) && readTime(line, start, referenceMs, cursor)) line.atMs = cursor.atMs;
    found.known += 1;
  } else if (role === 'trace') takeTrace(line, start, stop);
}

function keyEnd(source: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isKeyByte(source[at])) at += 1;
  return at;
}

function isKeyByte(byte: number | undefined): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 95 || byte === 46 || byte === 45 || byte === 64;
}
