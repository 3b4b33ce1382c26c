import type { Pattern } from './evidence.ts';
import { createSets } from './sets.ts';
import type { Sets } from './sets.ts';
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
  const sets = createSets();
  const frequent = frequentWords(patterns, symbols);
  for (const [place, pattern] of patterns.entries()) {
    putWords(pattern, { place, put: sets.put, symbols, frequent });
    putSpans(pattern, place, sets.put);
  }
  const unique = new Map<number, readonly number[]>();
  let places = 0;
  for (const set of sets.several()) {
    const key = keyOfSet(set);
    if (unique.has(key)) continue;
    places += set.length;
    if (places > mostPlaces) break;
    unique.set(key, set);
  }
  return [...unique.values()];
}

const lowBits = 4_294_967_296;

/** Equal for equal sets; for different ones different but by a chance of one in 2^53. */
export function keyOfSet(set: readonly number[]): number {
  let [low, high] = [set.length, 0];
  for (const place of set) {
    low = mix(low, place);
    high = mix(high ^ 0x5bd1e995, place);
  }
  return (low >>> 0) + (high >>> 11) * lowBits;
}

interface Putting {
  readonly place: number;
  readonly put: Sets['put'];
  readonly symbols: Symbols;
  readonly frequent: Frequency;
}

function putWords({ items, level }: Pattern, { place, put, symbols, frequent }: Putting): void {
  let guards = mix(1, level);
  for (const item of items) if (hasTrait(symbols, item, GUARD | FIXED)) guards = mix(guards, item);
  const [first = 0] = items;
  if (items.length > 1 && hasTrait(symbols, first, MARK)) put(mix(mix(guards, 2), first), place);
  const words: number[] = [];
  for (const item of items) {
    if (frequent.patterns[item] !== several || frequent.seenIn[item] === -1 - place || words.length === mostWords) continue;
    frequent.seenIn[item] = -1 - place;
    words.push(item);
  }
  const alone = mix(3, level);
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? 0;
    const key = mix(guards, word);
    put(key, place);
    put(mix(alone, word), place);
    for (let other = at + 1; other < words.length; other += 1) put(mix(key, words[other] ?? 0), place);
  }
}

/** Of each symbol: in no, one or several patterns, and the last place it was seen in, by a number of whoever looks. */
interface Frequency {
  readonly patterns: Uint8Array;
  readonly seenIn: Int32Array;
}

const several = 2;

/** Words of more than one pattern. */
function frequentWords(patterns: readonly Pattern[], symbols: Symbols): Frequency {
  const count = symbols.texts.length;
  const frequency = { patterns: new Uint8Array(count), seenIn: new Int32Array(count) };
  for (const [place, { items }] of patterns.entries()) {
    for (const item of items) {
      if (frequency.seenIn[item] === place + 1 || !hasTrait(symbols, item, WORD) || !hasTrait(symbols, item, TELLING)) continue;
      frequency.seenIn[item] = place + 1;
      frequency.patterns[item] = Math.min(several, (frequency.patterns[item] ?? 0) + 1);
    }
  }
  return frequency;
}

function putSpans({ items, level }: Pattern, place: number, put: Sets['put']): void {
  const behind = new Int32Array(items.length + 1);
  behind[items.length] = mix(4, level);
  for (let i = items.length - 1; i >= 0; i -= 1) behind[i] = mix(behind[i + 1] ?? 0, plain(items[i] ?? 0));
  let before = mix(5, level);
  for (let from = 0; from < items.length; from += 1) {
    const key = mix(before, 6);
    const last = Math.min(items.length, from + longestSpan);
    for (let to = from + 1; to <= last; to += 1) put(mix(key, behind[to] ?? 0), place);
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
