import { BACKSLASH, QUOTE, closingQuote } from './bytes.ts';
import { roleOf } from './keys.ts';

/**
 * The keys of the last objects by their number within them. A logger writes the same keys in the same order, so that a key is mostly told by comparing it
 * with the one that stood there last.
 */
const places = 32;
const longest = 32;
const lengths = new Int32Array(places).fill(-1);
const codes = new Int32Array(places);
const bytes = new Uint8Array(places * longest);

/** A key's closing quote, -1 where there is none, and what it means as `roleOf` says it. Reused from key to key. */
export const lastKey = { close: -1, code: 0 };

/** Reads the key, or other string, whose content begins at `from`; `number` is how many stood before it in the object. */
export function readKey(source: Uint8Array, from: number, end: number, number: number): void {
  const place = number & (places - 1);
  const length = lengths[place] ?? -1;
  if (length >= 0 && isRecurring(source, from, place * longest, length) && from + length < end) {
    lastKey.close = from + length;
    lastKey.code = codes[place] ?? 0;
    return;
  }
  lastKey.close = closingQuote(source, from, end);
  lastKey.code = roleOf(source, from, lastKey.close);
  if (lastKey.close >= 0) remember(source, from, place);
}

function isRecurring(source: Uint8Array, from: number, at: number, length: number): boolean {
  if (source[from + length] !== QUOTE) return false;
  for (let i = 0; i < length; i += 1) if (source[from + i] !== bytes[at + i]) return false;
  return true;
}

/** Not those with escapes, which may hold a quote. */
function remember(source: Uint8Array, from: number, place: number): void {
  const length = lastKey.close - from;
  lengths[place] = -1;
  codes[place] = lastKey.code;
  if (length > longest) return;
  for (let i = 0; i < length; i += 1) {
    const byte = source[from + i] ?? 0;
    if (byte === BACKSLASH) return;
    bytes[place * longest + i] = byte;
  }
  lengths[place] = length;
}
