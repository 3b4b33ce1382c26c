import { hasBalancedBrackets, isBracketed } from './brackets.ts';
import { KEY, MARK, OPENS, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';
import type { Place } from './verdict.ts';

/** `, user=ann` is a part; more is rather another statement. */
const longestPart = 6;

/** What names so many of its values is a record, of which some fields may be missing. */
const leastKeys = 3;

/** Whether they are fields of a record: `proto=udp port=5`. */
function areFields(items: readonly number[], { keys, own }: Place, symbols: Symbols): boolean {
  if (keys < leastKeys || own < 0.9 || items.length > longestPart || items.length % 3 !== 0) return false;
  return items.every((item, i) =>
    i % 3 === 0 ? hasTrait(symbols, item, WORD) : i % 3 === 1 ? hasTrait(symbols, item, KEY) : isWild(item),
  );
}

/** Whether a statement may write these or leave them out: `(headshot)`, `, user=ann`, or the value of a key that has none. */
export function isOptional(items: readonly number[], place: Place, symbols: Symbols): boolean {
  const [first = 0] = items;
  const isBehindMark = place.before >= 0 && hasTrait(symbols, place.before, MARK);
  if (items.length === 1 && isWild(first)) return isBehindMark;
  if (hasTrait(symbols, first, OPENS) && symbols.texts[first] !== '<')
    return isBracketed(items, symbols) && hasBalancedBrackets(items, symbols);
  if (!place.isLast && areFields(items, place, symbols)) return true;
  if (symbols.texts[first] !== ',' && symbols.texts[first] !== ';') return false;
  const isAtEnd = place.isLast || (place.after >= 0 && hasTrait(symbols, place.after, MARK));
  return isAtEnd && items.length <= longestPart && items.some((item) => hasTrait(symbols, item, KEY));
}
