import type { Gap, Sequence } from './align.ts';
import {
  ANY_VALUE,
  CODE,
  ENDS_GUARDED,
  FIXED,
  GUARD,
  JOINED,
  LISTING,
  MARK,
  TITLE,
  WORD,
  hasTrait,
  isLiteral,
  isWild,
  lastPartOf,
} from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** One of the things that stand in a gap. */
export interface Alternative {
  readonly items: Sequence;
  patterns: number;
  lines: number;
}

/** Of so few, comparing each with each costs less than writing a key of each. */
const few = 12;

/** What stands in a gap, each once; `lines` are those of the forms it was made from. */
export function alternativesOf({ fillers }: Gap, lines: readonly number[]): Alternative[] {
  const found: Alternative[] = [];
  const byKey = new Map<string, Alternative>();
  for (const [i, items] of fillers.entries()) {
    const key = fillers.length <= few ? '' : keyOf(items);
    let alternative = key === '' ? found.find((other) => areAlike(other.items, items)) : byKey.get(key);
    if (alternative === undefined) {
      alternative = { items, patterns: 0, lines: 0 };
      found.push(alternative);
      byKey.set(key, alternative);
    }
    alternative.patterns += 1;
    alternative.lines += lines[i] ?? 0;
  }
  return found;
}

function keyOf(items: Sequence): string {
  let key = '>';
  for (const item of items) key += ` ${isWild(item) ? 0 : item}`;
  return key;
}

/** The same but for what their slots take. */
function areAlike(one: Sequence, other: Sequence): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) {
    const [a = 0, b = 0] = [one[i], other[i]];
    if (a !== b && !(isWild(a) && isWild(b))) return false;
  }
  return true;
}

export function sumLines(alternatives: readonly Alternative[]): number {
  return alternatives.reduce((sum, { lines }) => sum + lines, 0);
}

export function has({ items }: Alternative, symbols: Symbols, trait: number): boolean {
  return items.some((item) => hasTrait(symbols, item, trait));
}

/**
 * Whether what differs is what the line means: a guarded word alone, or two alternatives that are the same but for their guarded words, as `was
 * started` and `was stopped`. A guarded word in a name of several (`Open Water`) opposes nothing.
 */
export function isOpposed(alternatives: readonly Alternative[], symbols: Symbols): boolean {
  if (areOpposites(alternatives, symbols)) return true;
  const isGuard = (item: number): boolean => hasTrait(symbols, item, GUARD | FIXED);
  const byFrame = new Map<string, string>();
  for (const { items } of alternatives) {
    const guards = items.filter(isGuard);
    if (guards.length === 0) continue;
    const rest = items.filter((item) => (isWild(item) || isLiteral(symbols, item)) && !isGuard(item));
    const isTitle = items.length > 1 && guards.every((item) => hasTrait(symbols, item, TITLE));
    if (rest.length === 0 && !isTitle) return true;
    const frame = items.map((item) => (isGuard(item) ? '?' : isWild(item) ? 0 : item)).join(' ');
    const own = guards.join(' ');
    if ((byFrame.get(frame) ?? own) !== own) return true;
    byFrame.set(frame, own);
  }
  return false;
}

/** Whether all are names of what is and what came of it, and two differ in that alone: `SCREEN_ON` and `SCREEN_OFF`. */
function areOpposites(alternatives: readonly Alternative[], { texts, traits }: Symbols): boolean {
  if (alternatives.some(({ items }) => items.length !== 1 || ((traits[items[0] ?? 0] ?? 0) & ENDS_GUARDED) === 0)) return false;
  const names = alternatives.map(({ items }) => texts[items[0] ?? 0] ?? '');
  return new Set(names.map((name) => name.slice(0, -lastPartOf(name).length))).size < names.length;
}

/** So many names that the same guarded word stands behind. */
const leastOutcomes = 3;

/** Whether several end in the same guarded word, as in `api FAILED`, `web FAILED` and `web build`: then it says what came of each. */
export function areOutcomes(alternatives: readonly Alternative[], symbols: Symbols): boolean {
  const names = new Map<number, number>();
  for (const { items } of alternatives) {
    const last = items.at(-1) ?? 0;
    if (items.length < 2 || !hasTrait(symbols, last, GUARD | FIXED) || hasTrait(symbols, last, TITLE)) continue;
    // What was found to vary was several names.
    const count = (names.get(last) ?? 0) + (items.length === 2 && isFoundToVary(items[0]) ? leastOutcomes : 1);
    if (count >= leastOutcomes) return true;
    names.set(last, count);
  }
  return false;
}

/** What came of things is one of so few, and each comes of several of them. */
const endings = { least: 2, most: 4, heads: 2 };

/**
 * Whether they are things and what came of them in ordinary words: `Küche an`, `Küche aus`, `Flur an`, `Flur aus`. A few words each end several, and the
 * same stands before more than one of them.
 */
export function haveEndings(alternatives: readonly Alternative[], symbols: Symbols): boolean {
  const headsOf = new Map<number, Set<string>>();
  for (const { items } of alternatives) {
    const last = items.at(-1) ?? 0;
    if (items.length < 2 || !hasTrait(symbols, last, WORD) || hasTrait(symbols, last, JOINED | CODE | TITLE)) continue;
    headsOf.set(last, (headsOf.get(last) ?? new Set()).add(items.slice(0, -1).join(' ')));
  }
  const several = [...headsOf.values()].filter((heads) => heads.size >= endings.heads);
  if (several.length < endings.least || several.length > endings.most) return false;
  return several.some((heads, at) => several.slice(at + 1).some((others) => [...heads].some((head) => others.has(head))));
}

function isFoundToVary(item: number | undefined): boolean {
  return item !== undefined && isWild(item) && item !== ANY_VALUE;
}

const leastLists = 4;
/** So often each word of lists comes, on average. */
const recurrence = 3;
/** So many of the words come at several places. */
const movingShare = 0.7;

/** Whether they are lists of a few words that come in any order and number: `MSH PID OBX`, `read, write`. */
export function areLists(alternatives: readonly Alternative[], symbols: Symbols): boolean {
  const isItem = (item: number): boolean => isWild(item) || hasTrait(symbols, item, WORD);
  const long = alternatives.filter(({ items }) => items.filter(isItem).length > 1);
  if (alternatives.length < leastLists || long.length * 2 < alternatives.length) return false;
  if (new Set(alternatives.map(({ items }) => items.length)).size < 2) return false;
  if (alternatives.some(({ items }) => items.some((item) => hasTrait(symbols, item, MARK) && !hasTrait(symbols, item, LISTING))))
    return false;
  const places = new Map<number, Set<number>>();
  let words = 0;
  for (const { items } of alternatives) {
    for (const [place, item] of items.entries()) {
      if (!hasTrait(symbols, item, WORD)) continue;
      words += 1;
      places.set(item, (places.get(item) ?? new Set()).add(place));
    }
  }
  const moving = [...places.values()].filter(({ size }) => size > 1).length;
  return places.size >= recurrence && words >= places.size * recurrence && moving >= places.size * movingShare;
}

/** Names share few words; longer statements that differ in a name do. */
const sharedShare = 0.6;
const pairShare = 0.2;
const leastSharing = 3;

/** Whether alternatives of several words have words in common, as names have not: then they are statements. */
export function areStatements(several: readonly Alternative[], single: number, symbols: Symbols): boolean {
  if (several.length >= leastSharing) {
    const shared = mostCommon(several.flatMap(({ items }) => [...new Set(items.filter((item) => isLiteral(symbols, item)))]));
    if (shared >= leastSharing && shared > sharedShare * several.length && several.length > 0.3 * single) return true;
  }
  const pairs = several.flatMap(({ items }) => (items.length > 2 ? wordPairs(items, symbols) : []));
  const paired = mostCommon(pairs);
  return paired >= leastSharing && paired >= pairShare * several.length;
}

/** Words that stand side by side. */
export function wordPairs(items: Sequence, symbols: Symbols): string[] {
  const pairs: string[] = [];
  for (let i = 1; i < items.length; i += 1) {
    const [before = 0, item = 0] = [items[i - 1], items[i]];
    if (hasTrait(symbols, before, WORD) && hasTrait(symbols, item, WORD)) pairs.push(`${before} ${item}`);
  }
  return pairs;
}

/** How often the most common of them comes. */
export function mostCommon(of: Iterable<number | string>): number {
  const counts = new Map<number | string, number>();
  let most = 0;
  for (const one of of) {
    const count = (counts.get(one) ?? 0) + 1;
    counts.set(one, count);
    if (count > most) most = count;
  }
  return most;
}
