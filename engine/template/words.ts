import { byteAt } from '../line/bytes.ts';
import { CLASS, DIGIT, LETTER } from './classes.ts';
import { CALENDAR, NUMBER_GUARDS, UNITS, guarded } from './guard.ts';

/** FNV-1a, 32 bits, over bytes. */
export const SEED = 0x811c9dc5 | 0;
export const PRIME = 0x01000193;

/** A run of bytes between blanks and delimiters: its place, hash and the classes of its bytes. */
export interface Atom {
  start: number;
  end: number;
  hash: number;
  flags: number;
}

/** Hashes of the words before a number that make it part of the meaning. */
export const numberGuards = hashSet(NUMBER_GUARDS);
/** Hashes of the units behind a number. */
export const units = hashSet(UNITS);
const calendar = hashSet(CALENDAR);
const guards = hashSet([...guarded]);
const LONGEST_GUARD = Math.max(...[...guarded].map((word) => word.length));

/** The hash that a word of these bytes has. */
export function wordHash(source: Uint8Array, start: number, end: number): number {
  let hash = SEED;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (source[i] ?? 0), PRIME);
  return hash;
}

/** A dot before a letter or digit is inside a word; any other ends a sentence. */
export function continuesWord(source: Uint8Array, at: number, end: number): boolean {
  return at < end && (byteAt(CLASS, byteAt(source, at)) & (LETTER | DIGIT)) !== 0;
}

export function isScheme(source: Uint8Array, at: number): boolean {
  return source[at] === 58 && source[at + 1] === 47 && source[at + 2] === 47;
}

/** A day or month name right before a number or another of them is part of a date. */
export function isCalendar(source: Uint8Array, { start, end, hash }: Atom): boolean {
  if (end - start !== 3 || byteAt(source, start) > 90 || !calendar.has(hash)) return false;
  const next = end + (source[end] === 44 ? 2 : 1) + (source[end + 1] === 32 ? 1 : 0);
  const byte = byteAt(source, next);
  return (byte >= 48 && byte <= 57) || (source[next + 3] === 32 && calendar.has(wordHash(source, next, next + 3)));
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

function hashSet(words: readonly string[]): ReadonlySet<number> {
  const encoder = new TextEncoder();
  return new Set(
    words.map((word) => {
      const bytes = encoder.encode(word);
      return wordHash(bytes, 0, bytes.length);
    }),
  );
}

/** Whether the bytes are a guarded word, in whatever case. */
export function isGuard(source: Uint8Array, start: number, end: number): boolean {
  if (end - start > LONGEST_GUARD) return false;
  let hash = SEED;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ ((source[i] ?? 0) | 32), PRIME);
  return guards.has(hash);
}
