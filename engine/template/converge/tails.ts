import { alternativesOf } from './alternatives.ts';
import { joinEqual } from './equal.ts';
import type { Pattern } from './evidence.ts';
import { collapse } from './items.ts';
import { createPairNumbers } from './numbers.ts';
import { ANY_TEXT, OPENS, WORD, hasTrait, isWild } from './symbols.ts';
import { areTexts, isAlarmed } from './text.ts';
import type { Round } from './round.ts';

/** A text begins within so many items. */
const longestBegin = 12;

/**
 * Finds statements that end in a text of any words: behind the same begin stands something else in nearly every line. Where no level is written, a text that
 * speaks of a failure stays a pattern of its own among others that do not, unless the failures are as different.
 */
export function findTails(patterns: readonly Pattern[], { symbols, shared, isLate }: Round): readonly Pattern[] {
  const ended = new Map<number, readonly number[]>();
  for (const { begin, places } of beginsOf(patterns)) {
    const before = begin.at(-1) ?? -1;
    const hasWords = begin.some((item) => hasTrait(symbols, item, WORD) && !shared.has(item));
    if (!hasWords || hasTrait(symbols, before, OPENS)) continue;
    const endInTexts = (chosen: readonly number[]): boolean => {
      const fillers = chosen.map((place) => patterns[place]?.items.slice(begin.length) ?? []);
      const lines = chosen.map((place) => patterns[place]?.lines ?? 0);
      return areTexts(alternativesOf({ fillers }, lines), { before, hasWords, isLate }, symbols);
    };
    const speaksOfFailure = (place: number): boolean => patterns[place]?.level === 0 && isAlarmed(patterns[place]?.items ?? [], symbols);
    const calm = places.filter((place) => !speaksOfFailure(place));
    const chosen = endInTexts(places.filter(speaksOfFailure)) ? places : calm;
    if (!endInTexts(chosen)) continue;
    for (const place of chosen) if (!ended.has(place)) ended.set(place, collapse([...begin, ANY_TEXT], symbols));
  }
  if (ended.size === 0) return patterns;
  return joinEqual(patterns.map((pattern, place) => ({ ...pattern, items: ended.get(place) ?? pattern.items })));
}

interface Begin {
  readonly begin: readonly number[];
  readonly places: readonly number[];
}

/** Of each begin that several patterns share, the shortest first. */
function beginsOf(patterns: readonly Pattern[]): readonly Begin[] {
  const numbers = createPairNumbers();
  const begins: { readonly length: number; readonly places: number[] }[] = [];
  const byKey: number[] = [];
  for (const [place, { items, level }] of patterns.entries()) {
    let key = numbers.of(-1, level);
    const most = Math.min(items.length, longestBegin);
    for (let length = 1; length < most; length += 1) {
      const item = items[length - 1] ?? 0;
      key = numbers.of(key, isWild(item) ? 0 : item);
      const known = begins[byKey[key] ?? -1];
      if (known === undefined) byKey[key] = begins.push({ length, places: [place] }) - 1;
      else known.places.push(place);
    }
  }
  return begins
    .filter(({ places }) => places.length > 1)
    .toSorted((a, b) => a.length - b.length)
    .map(({ length, places }) => ({ begin: patterns[places[0] ?? 0]?.items.slice(0, length) ?? [], places }));
}
