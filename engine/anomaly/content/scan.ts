/**
 * The values of a line, each with what stands before it: words with a digit, and what a key is given. A value is known again by its key, the
 * last plain word before it and its place behind that word, which stays the same when the miner joins patterns. Bytes only: nothing here makes
 * a string, but for the name of a key that has not been seen before.
 */
import { decode, isDigit, type ByteSpan } from '../../line/bytes.ts';
import { millisecondsOf, namedUnit, unitOfKey } from './unit.ts';

/** The values of one line, reused from line to line. */
export interface Values {
  count: number;
  /** Hash of the word before the value and the value's place behind it. */
  readonly keys: Int32Array;
  /** Hash of the value itself. */
  readonly hashes: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where the word before it stands. */
  readonly keyStarts: Int32Array;
  readonly keyEnds: Int32Array;
  /** What a duration lasts; NaN for a value that is none. */
  readonly milliseconds: Float64Array;
}

const mostValues = 24;
/** What is longer is text or an id, and no value of few. */
const longestValue = 48;
const longestLine = 1_024;

export function createValues(): Values {
  return {
    count: 0,
    keys: new Int32Array(mostValues),
    hashes: new Int32Array(mostValues),
    starts: new Int32Array(mostValues),
    ends: new Int32Array(mostValues),
    keyStarts: new Int32Array(mostValues),
    keyEnds: new Int32Array(mostValues),
    milliseconds: new Float64Array(mostValues),
  };
}

const [seed, prime] = [0x811c9dc5 | 0, 0x01000193];
const separator = 0;
const letter = 1;
const digit = 2;
const assigns = 3;
const kindOf = kinds();

/** Where the scan stands; one object, since lines are read one after another. */
const cursor = { at: 0, end: 0, hash: 0, key: 0, keyStart: 0, keyEnd: 0, place: 0, isAssigned: false, hasDigit: false };

/** Fills `values` with at most 24 values of the first kilobyte. */
export function scanValues({ source, start, end }: ByteSpan, values: Values): void {
  values.count = 0;
  cursor.at = start;
  cursor.end = Math.min(end, start + longestLine);
  cursor.key = seed;
  cursor.keyStart = start;
  cursor.keyEnd = start;
  cursor.place = 0;
  while (values.count < mostValues) {
    const from = nextWord(source);
    if (from < 0) return;
    if (cursor.hasDigit || cursor.isAssigned) takeValue(source, from, values);
    else takePlain(source, from, values);
  }
}

/** The start of the next word, whose hash and end the cursor then has; -1 at the end of the line. */
function nextWord(source: Uint8Array): number {
  let { at } = cursor;
  const { end } = cursor;
  let isAssigned = false;
  while (at < end) {
    const kind = kindOf[source[at] ?? 0];
    if (kind !== separator && kind !== assigns) break;
    if (kind === assigns) isAssigned = true;
    at += 1;
  }
  if (at >= end) return -1;
  const from = at;
  let hash = seed;
  let hasDigit = false;
  for (; at < end; at += 1) {
    const byte = source[at] ?? 0;
    const kind = kindOf[byte];
    if (kind === separator || kind === assigns) break;
    if (kind === digit) hasDigit = true;
    hash = Math.imul(hash ^ byte, prime);
  }
  cursor.at = at;
  cursor.hash = hash;
  cursor.isAssigned = isAssigned;
  cursor.hasDigit = hasDigit;
  return from;
}

/** A plain word is what the next value is known by, or the unit of the number before it. */
function takePlain(source: Uint8Array, from: number, values: Values): void {
  const last = values.count - 1;
  const isBehindNumber = last >= 0 && values.ends[last] === from - 1 && source[from - 1] === 32;
  if (isBehindNumber && Number.isNaN(values.milliseconds[last] ?? 0)) {
    const number = bareNumber(source, values.starts[last] ?? 0, values.ends[last] ?? 0);
    if (!Number.isNaN(number)) values.milliseconds[last] = number * namedUnit(cursor.hash);
  }
  cursor.key = cursor.hash;
  cursor.keyStart = from;
  cursor.keyEnd = cursor.at;
  cursor.place = 0;
}

function takeValue(source: Uint8Array, from: number, values: Values): void {
  cursor.place += 1;
  const { at } = cursor;
  if (at - from > longestValue) return;
  const place = values.count;
  values.count += 1;
  values.keys[place] = Math.imul(cursor.key ^ cursor.place, prime);
  values.hashes[place] = cursor.hash;
  values.starts[place] = from;
  values.ends[place] = at;
  values.keyStarts[place] = cursor.keyStart;
  values.keyEnds[place] = cursor.keyEnd;
  values.milliseconds[place] = durationAt(source, from, at);
}

/** In milliseconds, by the unit that is written with the number or the one that its key promises; else NaN. */
function durationAt(source: Uint8Array, from: number, to: number): number {
  if (!isDigit(source[from])) return Number.NaN;
  const number = bareNumber(source, from, to);
  if (Number.isNaN(number)) return millisecondsOf(source, from, to);
  const { key, keyStart, keyEnd, place } = cursor;
  return place === 1 ? number * unitOfKey(key, () => decode(source, keyStart, keyEnd)) : Number.NaN;
}

/** Digits with at most one dot; else NaN. */
function bareNumber(source: Uint8Array, from: number, to: number): number {
  let value = 0;
  let scale = 0;
  if (to - from > 15) return Number.NaN;
  for (let at = from; at < to; at += 1) {
    const byte = source[at] ?? 0;
    if (byte === 46 && scale === 0) scale = 1;
    else if (!isDigit(byte)) return Number.NaN;
    else {
      value = value * 10 + (byte - 48);
      scale *= 10;
    }
  }
  return scale > 1 ? value / scale : value;
}

/** Letters, everything beyond ASCII, and what stands within names and numbers: dash, dot, slash, underscore, at, percent, plus. */
function kinds(): Uint8Array {
  const table = new Uint8Array(256).fill(letter, 128);
  for (let byte = 48; byte <= 57; byte += 1) table[byte] = digit;
  for (let byte = 65; byte <= 90; byte += 1) {
    table[byte] = letter;
    table[byte + 32] = letter;
  }
  for (const mark of '-./_@%+') table[mark.charCodeAt(0)] = letter;
  for (const mark of '=:') table[mark.charCodeAt(0)] = assigns;
  return table;
}
