import { ATOM, CLASS, DIGIT, DOT } from './classes.ts';
import { PRIME, SEED } from './words.ts';

/** The two halves of the hash of a message in which every word with a digit is alike. */
export interface Mask {
  low: number;
  high: number;
}

const endsWord = 256;
const hasDigit = 512;
const isDot = 1024;
/** A backslash can hide a quote, and must not do so among bytes that are not hashed. */
const hidesQuote = 2048;

// Constants of the module's own, which V8 folds; imported ones it reads at each use.
const traitsOf: Int32Array = traitsTable();
const [prime, seed] = [PRIME, SEED];

/**
 * Hashes [start, end) with one load and one branch a byte, so that a message which differs from a former one only in its numbers is known without
 * being split into tokens: messages of one mask have tokens of one signature, but for those whose tokens report `readsDigits`. False where even
 * that cannot be said.
 */
export function maskBytes(source: Uint8Array, start: number, end: number, mask: Mask): boolean {
  let low = 0;
  let high = 0;
  let word = seed;
  let seen = 0;
  let before = 0;
  let dots = 0;
  let doubts = 0;
  for (let i = start; i < end; i += 1) {
    const traits = traitsOf[source[i] ?? 0] ?? 0;
    if ((traits & endsWord) === 0) {
      dots |= traits & before;
      seen |= traits;
      word = Math.imul(word ^ traits, prime);
    } else {
      if ((seen & hasDigit) !== 0) {
        // A dot behind a number ends a sentence; two of them part words.
        doubts |= (dots & isDot) | (seen & hidesQuote);
        word = before & isDot;
      }
      const part = word ^ traits;
      low = Math.imul(low ^ part, 0x85ebca6b) ^ (low >>> 15);
      high = Math.imul(((high << 7) | (high >>> 25)) ^ part, 0xc2b2ae35);
      word = seed;
      seen = 0;
      dots = 0;
    }
    before = traits;
  }
  if ((seen & hasDigit) !== 0) {
    doubts |= (dots & isDot) | (seen & hidesQuote);
    word = before & isDot;
  }
  mask.low = Math.imul(low ^ word, 0x85ebca6b) | 0;
  mask.high = Math.imul(((high << 7) | (high >>> 25)) ^ word, 0xc2b2ae35) | 0;
  return doubts === 0;
}

function traitsTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    const kind = CLASS[byte] ?? 0;
    table[byte] =
      byte |
      ((kind & ATOM) === 0 ? endsWord : 0) |
      (kind === DIGIT ? hasDigit : 0) |
      (kind === DOT ? isDot : 0) |
      (byte === 92 ? hidesQuote : 0);
  }
  return table;
}
