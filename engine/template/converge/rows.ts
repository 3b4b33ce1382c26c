import { groupBy } from '../../math.ts';
import { joinEqual } from './equal.ts';
import type { Pattern } from './evidence.ts';
import { collapse } from './items.ts';
import { WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** Rows of so many lengths are no rows but lists, of which every length may come. */
const leastLengths = 5;

/** Makes one of the rows of values that differ in nothing but how many they are, where they are of so many lengths that they are lists. */
export function joinLists(patterns: readonly Pattern[], symbols: Symbols): readonly Pattern[] {
  const rows = patterns.filter(({ items }) => items.some(isWild) && !items.some((item) => hasTrait(symbols, item, WORD)));
  const lists = new Map<Pattern, readonly number[]>();
  const asList = ({ items, level }: Pattern): string => `${level} ${collapse(items, symbols).join(' ')}`;
  for (const alike of groupBy(rows, asList).values()) {
    if (new Set(alike.map(({ items }) => items.length)).size < leastLengths) continue;
    for (const row of alike) lists.set(row, collapse(row.items, symbols));
  }
  if (lists.size === 0) return patterns;
  return joinEqual(patterns.map((pattern) => ({ ...pattern, items: lists.get(pattern) ?? pattern.items })));
}
