import type { Shape } from './shape.ts';

/**
 * A shape as one string, a tenth of the memory of lists: for each token its kind and blank, the length of its word and the four bytes of its hash, and
 * behind them all words. Most of it are code units below 256, of which V8 keeps a byte each.
 */
export function packShape({ kinds, hashes, words, spaced }: Shape): string {
  const head: number[] = [kinds.length];
  for (const [token, kind] of kinds.entries()) {
    const hash = hashes[token] ?? 0;
    head.push(kind | ((spaced[token] ?? 0) << kindBits), words[token]?.length ?? 0);
    for (let shift = 0; shift < 32; shift += 8) head.push((hash >>> shift) & 255);
  }
  return [String.fromCharCode(...head), ...words].join('');
}

/** The shape that was packed; its signature is kept elsewhere. */
export function unpackShape(packed: string, { low, high }: { readonly low: number; readonly high: number }): Shape {
  const count = packed.charCodeAt(0);
  const [kinds, hashes, spaced] = [new Uint8Array(count), new Int32Array(count), new Uint8Array(count)];
  const words: string[] = [];
  let start = 1 + count * width;
  for (let token = 0; token < count; token += 1) {
    const at = 1 + token * width;
    const traits = packed.charCodeAt(at);
    kinds[token] = traits & ((1 << kindBits) - 1);
    spaced[token] = traits >> kindBits;
    const end = start + packed.charCodeAt(at + 1);
    words.push(packed.slice(start, end));
    start = end;
    for (let byte = 0; byte < 4; byte += 1) hashes[token] = (hashes[token] ?? 0) | (packed.charCodeAt(at + 2 + byte) << (byte * 8));
  }
  return { kinds, hashes, words, spaced, low, high };
}

/** What `shapeText` says of the shape that was packed. */
export function packedText(packed: string): string {
  const count = packed.charCodeAt(0);
  let start = 1 + count * width;
  let text = '';
  for (let token = 0; token < count; token += 1) {
    const at = 1 + token * width;
    const end = start + packed.charCodeAt(at + 1);
    if (packed.charCodeAt(at) >> kindBits === 1) text += ' ';
    text += packed.slice(start, end);
    start = end;
  }
  return text;
}

const kindBits = 4;
/** Traits, length, four bytes of hash. */
const width = 6;
