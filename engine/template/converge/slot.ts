import { ANYTHING } from '../tokens.ts';
import { ANY_TEXT, ANY_VALUE, ANY_WORD, ANY_WORDS } from './symbols.ts';

/** In the tokens of a pattern a place that was found to vary is a value with a hash that says what it takes. */
const hashes = [ANYTHING, ANYTHING - 1, ANYTHING - 2, ANYTHING - 3] as const;
const texts = ['<*>', '<word>', '<words>', '<text>'] as const;

/** The symbol of a value's hash. */
export function slotOf(hash: number): number {
  return hash <= ANYTHING && hash >= ANYTHING - ANY_TEXT ? ANYTHING - hash : ANY_VALUE;
}

export function slotHash(symbol: number): number {
  return hashes[symbol] ?? ANYTHING;
}

/** What people read. */
export function slotText(symbol: number): string {
  return texts[symbol] ?? texts[0];
}

/** Whether the hash is of a place that was found to vary, not of a value that shows it by itself. */
export function isFound(hash: number): boolean {
  const slot = slotOf(hash);
  return slot === ANY_WORD || slot === ANY_WORDS || slot === ANY_TEXT;
}
