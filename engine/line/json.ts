import { BACKSLASH, QUOTE, find, isDigit, readNumber } from './bytes.ts';
import { closingQuote, unescapeJson } from './frame.ts';
import { roleOf } from './keys.ts';
import type { Role } from './keys.ts';
import { levelOfBytes, levelOfStatus, numericLevel } from './level.ts';
import { takeTrace } from './record.ts';
import type { ParsedLine } from './record.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

/** Objects one level down in which the usual keys may stand; deeper ones are skipped. */
const DEEPEST = 2;

/** Place of what was found so far, besides what goes into the parsed line at once. */
interface Found {
  rank: number;
  start: number;
  end: number;
  escaped: boolean;
  status: number;
}

const cursor: TimeCursor = { end: 0, atMs: 0 };

/**
 * Reads an object that fills [start, end): the message under its usual keys, also one level down, with level, time and trace id.
 * Returns false when it is no object or has no message; then nothing is known of the line. One pass without recursion, so depth costs nothing.
 */
export function parseJson(line: ParsedLine, referenceMs: number): boolean {
  if (line.source[line.start] !== 123 || line.source[line.end - 1] !== 125) return false;
  const found: Found = { rank: Number.POSITIVE_INFINITY, start: 0, end: 0, escaped: false, status: -1 };
  if (!scan(line, found, referenceMs) || found.rank === Number.POSITIVE_INFINITY) return false;
  if (line.level === null && found.status >= 100) line.level = levelOfStatus(found.status);
  if (found.escaped) {
    line.source = unescapeJson(line.source, found.start, found.end);
    line.start = 0;
    line.end = line.source.length;
  } else {
    line.start = found.start;
    line.end = found.end;
  }
  return true;
}

function scan(line: ParsedLine, found: Found, referenceMs: number): boolean {
  const { source, end } = line;
  let depth = 0;
  let at = line.start;
  while (at < end) {
    const byte = source[at];
    if (byte === QUOTE) {
      const close = closingQuote(line, at + 1);
      if (close < 0) return false;
      const value = afterColon(source, close + 1, end);
      at =
        value < 0 || depth > DEEPEST ? close + 1 : readMember(line, { keyStart: at + 1, keyEnd: close, value, depth, found, referenceMs });
    } else {
      if (byte === 123 || byte === 91) depth += 1;
      else if (byte === 125 || byte === 93) depth -= 1;
      at += 1;
    }
  }
  return depth === 0;
}

interface Member {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: number;
  readonly depth: number;
  readonly found: Found;
  readonly referenceMs: number;
}

/** Takes in one member and returns the place behind its value, or the place of its value when that is an object or array. */
function readMember(line: ParsedLine, member: Member): number {
  const { source, end } = line;
  const first = source[member.value];
  if (first === 123 || first === 91) return member.value;
  const quoted = first === QUOTE;
  const start = quoted ? member.value + 1 : member.value;
  const stop = quoted ? closingQuote(line, start) : bareEnd(source, start, end);
  if (stop < 0) return end;
  const known = roleOf(source, member.keyStart, member.keyEnd);
  if (known !== undefined) take(line, member, { role: known.role, rank: known.rank, start, stop, quoted });
  return quoted ? stop + 1 : stop;
}

interface Value {
  readonly role: Role;
  readonly rank: number;
  readonly start: number;
  readonly stop: number;
  readonly quoted: boolean;
}

function take(line: ParsedLine, member: Member, value: Value): void {
  const { start, stop, quoted } = value;
  switch (value.role) {
    case 'message':
      if (quoted) takeMessage(line, member, value);
      break;
    case 'level':
      line.level ??= quoted ? levelOfBytes(line.source, start, stop) : numericLevel(line.source, start, stop);
      break;
    case 'time':
      if (Number.isNaN(line.atMs)) takeTime(line, start, member.referenceMs);
      break;
    case 'trace':
      takeTrace(line, start, stop);
      break;
    case 'status':
      if (!quoted) takeStatus(line, member.found, start, stop);
      break;
  }
}

function takeStatus(line: ParsedLine, found: Found, start: number, stop: number): void {
  if (stop - start === 3 && isDigit(line.source[start])) found.status = readNumber(line.source, start, stop);
}

function takeMessage(line: ParsedLine, { depth, found }: Member, { rank, start, stop }: Value): void {
  const deepRank = rank + depth * 100;
  if (deepRank >= found.rank) return;
  found.rank = deepRank;
  found.start = start;
  found.end = stop;
  found.escaped = find(line.source, BACKSLASH, start, stop) >= 0;
}

function takeTime(line: ParsedLine, start: number, referenceMs: number): void {
  if (readTime(line, start, referenceMs, cursor)) line.atMs = cursor.atMs;
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
