import { groupBy } from '../../math.ts';
import { joinEqual } from './equal.ts';
import type { Pattern } from './evidence.ts';
import { ANY_VALUE, FIXED, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** Of so many different numbers none is what the line means: the program hands on what another one ended with. */
const leastNumbers = 4;

/**
 * Makes one of the patterns that differ in nothing but the number behind `exit code`, `signal` and the like, where there are many such numbers. Zero stays
 * apart, for it says that all is well, and so do the classes of a status.
 */
export function joinCodes(patterns: readonly Pattern[], symbols: Symbols): readonly Pattern[] {
  const isNumber = (item: number): boolean => hasTrait(symbols, item, FIXED) && /^0*[1-9]\d*$/.test(symbols.texts[item] ?? '');
  const coded = patterns.filter(({ items }) => items.some(isNumber));
  if (coded.length === 0) return patterns;
  const withoutCodes = ({ items, level }: Pattern): string =>
    `${level} ${items.map((item) => (isNumber(item) || isWild(item) ? 0 : item)).join(' ')}`;
  const joined = new Map<Pattern, readonly number[]>();
  for (const alike of groupBy(patterns, withoutCodes).values()) {
    const numbers = new Set(alike.flatMap(({ items }) => items.filter(isNumber)));
    if (numbers.size === 0 || (numbers.size < leastNumbers && !alike.some((one) => !one.items.some(isNumber)))) continue;
    for (const one of alike)
      joined.set(
        one,
        one.items.map((item) => (isNumber(item) ? ANY_VALUE : item)),
      );
  }
  if (joined.size === 0) return patterns;
  return joinEqual(patterns.map((pattern) => ({ ...pattern, items: joined.get(pattern) ?? pattern.items })));
}
