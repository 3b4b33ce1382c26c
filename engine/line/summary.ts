import { QUOTE, closingQuote, isBlank } from './bytes.ts';
import { CONTEXT, KIND, LEVEL, PRIORITY, SEVERITY, TIME, roleOf } from './keys.ts';
import type { SpanRecord } from './record.ts';
import { clearScratch, putByte, putBytes, scratchLength, useScratch } from './scratch.ts';

/** Longest value written whole; a longer one tells no pattern. */
const LONGEST_VALUE = 48;
const MOST_PAIRS = 24;
const DEEPEST = 3;

const written = { pairs: 0 };

/**
 * Makes the message of an object that has none: the words that name its kind, then `key=value` for each member down to the third level that is
 * neither time nor level nor context. Returns false for an object without any of them, which keeps its text.
 */
export function summarise(record: SpanRecord): boolean {
  clearScratch();
  written.pairs = 0;
  writeMembers(record, true);
  writeMembers(record, false);
  if (scratchLength() === 0) return false;
  useScratch(record);
  return true;
}

/** Writes the members that name a kind, or all others. */
function writeMembers({ source, start, end }: SpanRecord, kinds: boolean): void {
  let depth = 0;
  let at = start;
  while (at < end && written.pairs < MOST_PAIRS) {
    const byte = source[at];
    if (byte === QUOTE) {
      const close = closingQuote(source, at + 1, end);
      if (close < 0) return;
      const value = depth <= DEEPEST ? valueAt(source, close + 1, end) : -1;
      if (value < 0) at = close + 1;
      else at = opens(source[value]) ? value : writeMember(source, { start: at + 1, end: close }, { start: value, end }, kinds);
    } else {
      if (opens(byte)) depth += 1;
      else if (byte === 125 || byte === 93) depth -= 1;
      at += 1;
    }
  }
}

/** An object or an array, which is left to its own members. */
function opens(byte: number | undefined): boolean {
  return byte === 123 || byte === 91;
}

/** Place of the value behind a key's colon, or -1 where there is none. */
function valueAt(source: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(source[at])) at += 1;
  if (at >= end || source[at] !== 58) return -1;
  at += 1;
  while (at < end && isBlank(source[at])) at += 1;
  return at < end ? at : -1;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Writes a member that is wanted; returns the place behind its value. */
function writeMember(source: Uint8Array, key: Range, value: Range, kinds: boolean): number {
  const isQuoted = source[value.start] === QUOTE;
  const start = isQuoted ? value.start + 1 : value.start;
  const stop = isQuoted ? closingQuote(source, start, value.end) : bareEnd(source, start, value.end);
  if (stop < 0) return value.end;
  const role = roleOf(source, key.start, key.end) >> 8;
  const isKind = role === KIND && isQuoted && stop - start <= LONGEST_VALUE;
  if (kinds && isKind) writeWord(source, start, stop);
  else if (!kinds && !isKind && !isLeftOut(role)) writePair(source, key, { start, end: stop });
  return isQuoted ? stop + 1 : stop;
}

function isLeftOut(role: number): boolean {
  return role === TIME || role === LEVEL || role === SEVERITY || role === PRIORITY || role === CONTEXT;
}

function writeWord(source: Uint8Array, start: number, end: number): void {
  if (scratchLength() > 0) putByte(32);
  putBytes(source, start, end);
}

/** `key=value`, with a long value or one with blanks in quotes. */
function writePair(source: Uint8Array, key: Range, value: Range): void {
  writeWord(source, key.start, key.end);
  putByte(61);
  written.pairs += 1;
  const stop = Math.min(value.end, value.start + LONGEST_VALUE);
  const isText = stop < value.end || source.subarray(value.start, stop).includes(32);
  if (isText) putByte(QUOTE);
  putBytes(source, value.start, stop);
  if (isText) putByte(QUOTE);
}

function bareEnd(source: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && source[at] !== 44 && source[at] !== 125 && source[at] !== 93 && !isBlank(source[at])) at += 1;
  return at;
}
