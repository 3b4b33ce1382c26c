import { encode } from '../line/bytes.ts';
import { ALARMS } from './guard.ts';

/** Bits of a hash of four bytes. */
const gramBits = 16;
const lowerCase = 0x20202020;

/** 1 for four bytes in a row that a word of errors has at its begin or right behind: one of the two stands at an even place, wherever the word does. */
const grams = new Uint8Array(1 << gramBits);
for (const word of ALARMS) {
  const bytes = encode(word);
  for (const from of [0, 1]) grams[slotOf(bytes.subarray(from, from + 4).reduce((gram, byte) => (gram << 8) | byte, 0))] = 1;
}

/** Whether there may be a word of errors in [start, end). False is certain, and costs half a look-up a byte whatever stands there. */
export function mayHoldAlarm(source: Uint8Array, start: number, end: number): boolean {
  let gram = 0;
  for (let place = start + 1; place < end; place += 2) {
    gram = (gram << 16) | ((source[place - 1] ?? 0) << 8) | (source[place] ?? 0);
    if (grams[slotOf(gram)] === 1) return true;
  }
  // The last byte of an odd number ends at most a word that has shown itself before.
  return false;
}

function slotOf(gram: number): number {
  return Math.imul(gram | lowerCase, 0x9e3779b1) >>> (32 - gramBits);
}
