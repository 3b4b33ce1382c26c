import { byteAt } from '../line/bytes.ts';
import { ATOM, CLASS, DIGIT, LETTER } from './classes.ts';
import { ALARMS, CALENDAR, FLAGS, METHODS, NUMBER_GUARDS, UNITS, guarded } from './guard.ts';

/** FNV-1a, 32 bits, over bytes. */
export const SEED = 0x811c9dc5 | 0;
export const PRIME = 0x01000193;

/** Hashes of words in a flat open-addressing table: a `Set` of numbers this large would box each of them. */
interface WordTable {
  readonly hashes: Int32Array;
  readonly mask: number;
}

const numberGuards = createTable(NUMBER_GUARDS);
const units = createTable(UNITS);
const calendar = createTable(CALENDAR);
const alarms = createTable(ALARMS.flatMap((word) => [word, (word[0] ?? '').toUpperCase() + word.slice(1), word.toUpperCase()]));
const flags = createTable(FLAGS);
const methods = createTable([...METHODS]);
const guards = createTable([...guarded]);
const LONGEST_GUARD = Math.max(...[...guarded].map((word) => word.length));

/** Whether it is the hash of a word before a number that makes the number part of the meaning. */
export function isNumberGuard(hash: number): boolean {
  return holds(numberGuards, hash);
}

/** Whether it is the hash of a unit behind a number. */
export function isUnit(hash: number): boolean {
  return holds(units, hash);
}

/** Whether it is the hash of a word of errors. */
export function isAlarm(hash: number): boolean {
  return holds(alarms, hash);
}

/** Whether it is the hash of what a flag is set to. */
export function isFlag(hash: number): boolean {
  return holds(flags, hash);
}

/** Whether it is the hash of an HTTP method in capitals. */
export function isMethod(hash: number): boolean {
  return holds(methods, hash);
}

/** The hash that a word of these bytes has. */
export function wordHash(source: Uint8Array, start: number, end: number): number {
  let hash = SEED;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (source[i] ?? 0), PRIME);
  return hash;
}

/** A day or month name of three letters right before a word with a digit, or another of them, is part of a date. */
export function isCalendar(source: Uint8Array, start: number, hash: number): boolean {
  if (byteAt(source, start) > 90 || !holds(calendar, hash)) return false;
  const end = start + 3;
  const next = end + (source[end] === 44 ? 2 : 1) + (source[end + 1] === 32 ? 1 : 0);
  return holdsDigit(source, next) || (source[next + 3] === 32 && holds(calendar, wordHash(source, next, next + 3)));
}

function holdsDigit(source: Uint8Array, start: number): boolean {
  for (let i = start; (byteAt(CLASS, byteAt(source, i)) & ATOM) !== 0; i += 1) {
    if (byteAt(CLASS, byteAt(source, i)) === DIGIT) return true;
  }
  return false;
}

export function isHexRun(source: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    if (!isHex(byteAt(source, i))) return false;
  }
  return true;
}

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 102);
}

export function endsUrl(byte: number): boolean {
  return byte <= 32 || byte === 34 || byte === 39 || byte === 62 || byte === 41 || byte === 44 || byte === 93;
}

export function isPath(source: Uint8Array, start: number, end: number): boolean {
  if (source[start] === 47 || source[start] === 92) return end - start > 1;
  let slashes = 0;
  for (let i = start; i < end; i += 1) {
    if (source[i] === 47 || source[i] === 92) slashes += 1;
  }
  return slashes > 1;
}

/** Whether the bytes are a guarded word, in whatever case. */
export function isGuard(source: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST_GUARD) return false;
  let hash = SEED;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ ((source[i] ?? 0) | 32), PRIME);
  return holds(guards, hash);
}

/** Whether the bytes are a guarded word or end in one, as the names of flags do: `is_ready`, `isReady`. */
export function endsInGuard(source: Uint8Array, start: number, end: number): boolean {
  for (let i = end - 1; i > start; i -= 1) {
    const byte = byteAt(source, i);
    const isCapital = byte >= 65 && byte <= 90 && byteAt(source, i - 1) >= 97;
    if ((byteAt(CLASS, byte) & LETTER) === 0) return isGuard(source, i + 1, end);
    if (isCapital) return isGuard(source, i, end);
  }
  return isGuard(source, start, end);
}

function createTable(words: readonly string[]): WordTable {
  let size = 64;
  while (size < words.length * 4) size *= 2;
  const table = { hashes: new Int32Array(size), mask: size - 1 };
  const encoder = new TextEncoder();
  for (const word of words) {
    const bytes = encoder.encode(word);
    const hash = wordHash(bytes, 0, bytes.length);
    let at = slotOf(hash) & table.mask;
    while (table.hashes[at] !== 0 && table.hashes[at] !== hash) at = (at + 1) & table.mask;
    table.hashes[at] = hash;
  }
  return table;
}

function holds({ hashes, mask }: WordTable, hash: number): boolean {
  for (let at = slotOf(hash) & mask; ; at = (at + 1) & mask) {
    const found = hashes[at];
    if (found === hash) return true;
    if (found === 0) return false;
  }
}

function slotOf(hash: number): number {
  return hash ^ (hash >>> 15);
}
