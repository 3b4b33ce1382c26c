import { byteAt } from './bytes.ts';

/** How long a column in brackets may be. */
const BRACKET_BYTES = 240;

/** The closing bracket for an opening one. */
export function closerOf(opener: number): number {
  // In ASCII `)` follows `(`; the others stand two apart.
  return opener === 40 ? 41 : opener + 2;
}

/**
 * Place of the closer of the bracket at `at`, behind those of brackets within it, as in `[shelf[id=1]/a:7]`; where they do not match, of the first closer.
 * -1 where there is none in 240 bytes.
 */
export function bracketClose(source: Uint8Array, at: number, end: number): number {
  const opener = byteAt(source, at);
  const closer = closerOf(opener);
  const limit = Math.min(end, at + BRACKET_BYTES);
  let first = -1;
  let depth = 0;
  for (let i = at + 1; i < limit; i += 1) {
    if (source[i] === opener) depth += 1;
    if (source[i] !== closer) continue;
    if (depth === 0) return i;
    if (first < 0) first = i;
    depth -= 1;
  }
  return first;
}
