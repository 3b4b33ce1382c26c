import type { Pattern } from './evidence.ts';
import { FIXED, GUARD, MARK, TELLING, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** Most words of a pattern that are tried as a pair: the first ones. */
const mostWords = 24;
/** Longest place that may vary alone when all else is equal. */
const longestSpan = 4;
/** Most pattern places in all candidates of a round, so that strange patterns cost no more than others. */
const mostPlaces = 25_000;

/**
 * Sets of patterns that may be one statement, as ascending places in the list, each set once: those with a word or a pair of words in common and no
 * guarded word that differs, and those that are equal but for one place.
 */
export function findCandidates(patterns: readonly Pattern[], symbols: Symbols): readonly (readonly number[])[] {
  // Most keys are of one pattern alone, which needs no list.
  const sets = new Map<number, number | number[]>();
  const put = (key: number, place: number): void => {
    const set = sets.get(key);
    if (set === undefined) sets.set(key, place);
    else if (typeof set === 'number') {
      if (set !== place) sets.set(key, [set, place]);
    } else if (set.at(-1) !== place) set.push(place);
  };
  const frequent = frequentWords(patterns, symbols);
  for (const [place, pattern] of patterns.entries()) {
    putWords(pattern, { place, put, symbols, frequent });
    putSpans(pattern, place, put);
  }
  const unique = new Map<string, readonly number[]>();
  let places = 0;
  for (const set of sets.values()) {
    if (typeof set === 'number') continue;
    const key = keyOfSet(set);
    if (unique.has(key)) continue;
    places += set.length;
    if (places > mostPlaces) break;
    unique.set(key, set);
  }
  return [...unique.values()];
}

/** Equal for equal sets; for different ones different but by a chance of one in 2^60. */
export function keyOfSet(set: readonly number[]): string {
  let [low, high] = [set.length, 0];
  for (const place of set) {
    low = mix(low, place);
    high = mix(high ^ 0x5bd1e995, place);
  }
  return `${low} ${high}`;
}

interface Putting {
  readonly place: number;
  readonly put: (key: number, place: number) => void;
  readonly symbols: Symbols;
  readonly frequent: ReadonlySet<number>;
}

function putWords({ items, level }: Pattern, { place, put, symbols, frequent }: Putting): void {
  let guards = mix(1, level);
  for (const item of items) if (hasTrait(symbols, item, GUARD | FIXED)) guards = mix(guards, item);
  const [first = 0] = items;
  if (items.length > 1 && hasTrait(symbols, first, MARK)) put(mix(mix(guards, 2), first), place);
  const words = [...new Set(items.filter((item) => frequent.has(item)))].slice(0, mostWords);
  for (const [at, word] of words.entries()) {
    const key = mix(guards, word);
    put(key, place);
    put(mix(mix(3, level), word), place);
    for (let other = at + 1; other < words.length; other += 1) put(mix(key, words[other] ?? 0), place);
  }
}

/** Words of more than one pattern. */
function frequentWords(patterns: readonly Pattern[], symbols: Symbols): ReadonlySet<number> {
  const seen = new Set<number>();
  const frequent = new Set<number>();
  for (const { items } of patterns) {
    for (const item of new Set(items)) {
      if (!hasTrait(symbols, item, WORD) || !hasTrait(symbols, item, TELLING)) continue;
      if (seen.has(item)) frequent.add(item);
      seen.add(item);
    }
  }
  return frequent;
}

function putSpans({ items, level }: Pattern, place: number, put: (key: number, place: number) => void): void {
  const behind = new Int32Array(items.length + 1);
  behind[items.length] = mix(4, level);
  for (let i = items.length - 1; i >= 0; i -= 1) behind[i] = mix(behind[i + 1] ?? 0, plain(items[i] ?? 0));
  let before = mix(5, level);
  for (let from = 0; from < items.length; from += 1) {
    for (let to = from + 1; to <= Math.min(items.length, from + longestSpan); to += 1) put(mix(mix(before, 6), behind[to] ?? 0), place);
    before = mix(before, plain(items[from] ?? 0));
  }
}

function plain(item: number): number {
  return isWild(item) ? 0 : item;
}

function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ value ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
