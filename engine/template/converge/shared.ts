import { mostCommon } from './alternatives.ts';
import type { Pattern } from './evidence.ts';
import { WORD, hasTrait } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** Of fewer patterns nobody can say what all have in common. */
const leastPatterns = 16;
const shareOfPatterns = 0.8;
/** Words besides those that nearly all have: names have one or two, statements more. */
const ownWords = 2;
/** Statements are of any length, what one statement writes is mostly of the same. */
const lengths = { least: 5, mostAlike: 0.4 };
/** So many come again: statements do, texts are written once. */
const shareAgain = 0.3;

/**
 * Words that nearly all patterns have though they are statements of their own, as of a header that was not recognised or the name of a product: they
 * tell nothing about what a line says. Where one statement writes nearly all lines its words are none of these, for what else is in its lines are names.
 */
export function findShared(patterns: readonly Pattern[], symbols: Symbols): ReadonlySet<number> {
  const none: ReadonlySet<number> = new Set();
  if (patterns.length < leastPatterns) return none;
  const counts = new Map<number, number>();
  for (const { items } of patterns) {
    for (const item of new Set(items)) if (hasTrait(symbols, item, WORD)) counts.set(item, (counts.get(item) ?? 0) + 1);
  }
  const shared = new Set([...counts].flatMap(([item, count]) => (count >= shareOfPatterns * patterns.length ? [item] : [])));
  return shared.size > 0 && areStatements(patterns, { shared, symbols }) ? shared : none;
}

/** Whether what the patterns have besides are statements rather than the names of one. */
function areStatements(patterns: readonly Pattern[], { shared, symbols }: { shared: ReadonlySet<number>; symbols: Symbols }): boolean {
  const count = patterns.length;
  const sizes = patterns.map(({ items }) => items.length);
  if (new Set(sizes).size < lengths.least || mostCommon(sizes) > lengths.mostAlike * count) return false;
  if (patterns.filter(({ lines }) => lines > 1).length < shareAgain * count) return false;
  const isStatement = ({ items }: Pattern): boolean =>
    new Set(items.filter((item) => hasTrait(symbols, item, WORD) && !shared.has(item))).size >= ownWords;
  return patterns.filter(isStatement).length * 2 >= count;
}
