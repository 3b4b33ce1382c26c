import { ALARMS } from '../guard.ts';
import { wordPairs } from './alternatives.ts';
import { hasBalancedBrackets } from './brackets.ts';
import { joinEqual } from './equal.ts';
import { gatherEvidence } from './evidence.ts';
import type { Evidence, Pattern } from './evidence.ts';
import { fit, strays } from './fit.ts';
import type { Lexicon } from './lexicon.ts';
import type { Round } from './round.ts';
import { isAlarmed } from './text.ts';
import { ANY_TEXT, ANY_VALUE, CODE, FIXED, GUARD, JOINED, KEY, MARK, TELLING, TITLE, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** A pattern takes in others of at most this share of its lines: what is as frequent is rather a statement of its own. */
const share = 3;
/** A word that stands in so few lines besides is no statement's own. */
const ownShare = 0.8;

/** Takes into patterns with slots the forms that fit them: a known statement with a name that was seen once. */
export function collectStrays(patterns: readonly Pattern[], { symbols, lexicon, shared }: Round): readonly Pattern[] {
  const evidence = gatherEvidence(patterns, symbols);
  const takers = patterns
    .filter(({ items }) => items.some(isFound))
    .map((pattern) => takerOf(pattern, { symbols, lexicon, shared, evidence }));
  const found = patterns.flatMap((pattern) => bestTaker(pattern, takers, { symbols, lexicon }) ?? []);
  const taken = new Map(withoutStatements(found, { symbols, lexicon }).map(({ stray, taker }) => [stray, taker.pattern]));
  if (taken.size === 0) return patterns;
  return joinEqual(patterns.map((pattern) => ({ ...pattern, items: rootOf(pattern, taken).items })));
}

/** Lines only grow from one to the next, so that this ends. */
function rootOf(pattern: Pattern, taken: ReadonlyMap<Pattern, Pattern>): Pattern {
  let root = pattern;
  for (let next = taken.get(root); next !== undefined; next = taken.get(root)) root = next;
  return root;
}

interface Taker {
  readonly pattern: Pattern;
  readonly slots: readonly number[];
  readonly words: number;
  /** Whether its words tell it from all others, so that it may take in names not known. */
  readonly isSure: boolean;
  /** Its rarest literal, without which nothing fits; negative for none. */
  readonly anchor: number;
}

interface Known {
  readonly symbols: Symbols;
  readonly lexicon: Lexicon;
}

function takerOf(
  pattern: Pattern,
  { symbols, lexicon, shared, evidence }: Omit<Round, 'isLate' | 'trials'> & { evidence: Evidence },
): Taker {
  const { items, lines, level } = pattern;
  const words = [...new Set(items.filter((item) => hasTrait(symbols, item, WORD) && hasTrait(symbols, item, TELLING)))];
  const telling = words.filter((word) => !lexicon.isName(word) && !shared.has(word)).length;
  const rarest = words.toSorted((a, b) => evidence.linesWith(level, a) - evidence.linesWith(level, b))[0] ?? -1;
  const owns = rarest >= 0 && lines >= ownShare * evidence.linesWith(level, rarest);
  const isSure = telling >= 2 || (telling >= 1 && owns) || isFrame(pattern, words, symbols);
  return { pattern, slots: items.filter(isFound), words: telling, isSure, anchor: rarest };
}

/** So many names in so many lines between so many marks are one statement though it has no words: `name 1.2 -> 1.3`. */
const frame = { forms: 5, lines: 20, marks: 2 };

function isFrame({ items, members, lines }: Pattern, words: readonly number[], symbols: Symbols): boolean {
  if (words.length > 0 || members.length < frame.forms || lines < frame.lines) return false;
  return items.filter((item) => hasTrait(symbols, item, MARK)).length >= frame.marks;
}

function isFound(item: number): boolean {
  return isWild(item) && item !== ANY_VALUE;
}

/** A pattern that another takes in, and what the other's slots take of it. */
interface Taken {
  readonly stray: Pattern;
  readonly taker: Taker;
  readonly fillers: readonly (readonly number[])[];
}

function bestTaker(pattern: Pattern, takers: readonly Taker[], known: Known): Taken | null {
  const present = new Set(pattern.items);
  let best: Taken | null = null;
  for (const taker of takers) {
    const { level, lines, items } = taker.pattern;
    if (taker.pattern === pattern || level !== pattern.level || lines < share * pattern.lines) continue;
    if (taker.anchor >= 0 && !present.has(taker.anchor)) continue;
    if (best !== null && rankOf(best.taker) >= rankOf(taker)) continue;
    const fillers = fit(items, pattern.items, strays);
    if (
      fillers !== null &&
      fillers.every((filler, i) => isTaken(filler, { taker, slot: taker.slots[i] ?? 0, lines: pattern.lines }, known))
    )
      best = { stray: pattern, taker, fillers };
  }
  return best;
}

/** So many strays of one pattern that say the same beside a name are a statement of their own. */
const leastAlike = 3;

/** Leaves out strays that are no names: several of one pattern have the same two ordinary words side by side. */
function withoutStatements(found: readonly Taken[], { symbols, lexicon }: Known): readonly Taken[] {
  const isOrdinary = (item: number): boolean =>
    hasTrait(symbols, item, WORD) && !hasTrait(symbols, item, JOINED | CODE | TITLE) && !lexicon.isName(item);
  const pairsOf = ({ taker, fillers }: Taken): readonly string[] =>
    fillers.flatMap((filler, slot) =>
      taker.slots[slot] === ANY_TEXT
        ? []
        : wordPairs(
            filler.map((item) => (isOrdinary(item) ? item : 0)),
            symbols,
          ).map((pair) => `${slot} ${pair}`),
    );
  const counts = new Map<Taker, Map<string, number>>();
  for (const one of found) {
    const own = counts.get(one.taker) ?? new Map<string, number>();
    counts.set(one.taker, own);
    for (const pair of new Set(pairsOf(one))) own.set(pair, (own.get(pair) ?? 0) + 1);
  }
  return found.filter((one) => pairsOf(one).every((pair) => (counts.get(one.taker)?.get(pair) ?? 0) < leastAlike));
}

/** The one with most words is the nearest. */
function rankOf({ words, pattern }: Taker): number {
  return words * 10 + pattern.items.length;
}

/** Where so many names stand, in so many lines for each of this one, a word that says what happened elsewhere is a name: `user info logged in`. */
const namesake = { forms: 8, lines: 10 };

/** But for what was done or goes on. */
function isNamesake(word: number, { taker, lines }: { taker: Taker; lines: number }, { texts }: Symbols): boolean {
  const { pattern } = taker;
  if (pattern.members.length < namesake.forms || pattern.lines < namesake.lines * lines) return false;
  return !/(ed|ing)$/i.test(texts[word] ?? '') && !ALARMS.includes((texts[word] ?? '').toLowerCase());
}

function isTaken(
  filler: readonly number[],
  { taker, slot, lines }: { taker: Taker; slot: number; lines: number },
  { symbols, lexicon }: Known,
): boolean {
  if (slot === ANY_TEXT) return taker.pattern.level > 0 || !isAlarmed(filler, symbols) || isAlarmed(taker.pattern.items, symbols);
  if (!hasBalancedBrackets(filler, symbols) || filler.some((item) => hasTrait(symbols, item, KEY | FIXED))) return false;
  const words = filler.filter((item) => hasTrait(symbols, item, WORD));
  if (words.every((word) => lexicon.isName(word))) return true;
  if (!taker.isSure) return false;
  if (words.some((word) => hasTrait(symbols, word, GUARD)))
    return filler.length === 1 && isNamesake(filler[0] ?? 0, { taker, lines }, symbols);
  return !words.some((word) => lexicon.ownLines(word) > lines / 2 + 1);
}
