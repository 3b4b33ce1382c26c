import { isGap } from './align.ts';
import { findCandidates, keyOfSet } from './candidates.ts';
import { gatherEvidence } from './evidence.ts';
import type { Pattern } from './evidence.ts';
import { collapse } from './items.ts';
import { judge } from './judge.ts';
import type { Hypothesis } from './judge.ts';
import type { Lexicon } from './lexicon.ts';
import { joinEqual } from './equal.ts';
import { ANY_TEXT, FIXED, GUARD, MARK, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';
import type { Grounds } from './verdict.ts';

export interface Round {
  readonly symbols: Symbols;
  readonly lexicon: Lexicon;
  readonly isLate: boolean;
}

/** Merges what is evident: the surest hypotheses first, each pattern in one of them. Learns names from what was merged. */
export function mergeEvident(patterns: readonly Pattern[], { symbols, lexicon, isLate }: Round): readonly Pattern[] {
  const evidence = gatherEvidence(patterns, symbols);
  const grounds: Grounds = { symbols, evidence, lexicon, isLate };
  const hypotheses = findHypotheses(patterns, grounds).toSorted(
    (a, b) => b.strength - a.strength || b.members.length - a.members.length || (a.members[0] ?? 0) - (b.members[0] ?? 0),
  );
  const merged = new Map<number, readonly number[]>();
  for (const hypothesis of hypotheses) {
    if (hypothesis.members.some((member) => merged.has(member))) continue;
    const items = collapse(itemsFor(hypothesis), symbols);
    // What says nothing of its own would take in every line.
    if (!items.some((item) => hasTrait(symbols, item, WORD | FIXED | MARK))) continue;
    for (const member of hypothesis.members) merged.set(member, items);
    const level = patterns[hypothesis.members[0] ?? 0]?.level ?? 0;
    learn(hypothesis, { symbols, lexicon, linesWith: (word) => evidence.linesWith(level, word) });
  }
  if (merged.size === 0) return patterns;
  return joinEqual(patterns.map((pattern, at) => ({ ...pattern, items: merged.get(at) ?? pattern.items })));
}

function itemsFor({ skeleton, gaps }: Hypothesis): number[] {
  const items: number[] = [];
  let next = 0;
  for (const part of skeleton) {
    if (isGap(part)) {
      items.push(gaps[next]?.slot ?? ANY_TEXT);
      next += 1;
    } else items.push(part);
  }
  return items;
}

/** So often a set that is refused is tried again with less in it. */
const mostAttempts = 2;
/** Most pattern places that are judged in a round, so that no pattern of words can make a tick long. */
const mostJudged = 40_000;

function findHypotheses(patterns: readonly Pattern[], grounds: Grounds): Hypothesis[] {
  const candidates = findCandidates(patterns, grounds.symbols);
  const seen = new Set(candidates.map(keyOfSet));
  const found: Hypothesis[] = [];
  const pending = candidates.map((members) => ({ members, attempts: 0 }));
  let places = 0;
  for (let next = pending.pop(); next !== undefined && places < mostJudged; next = pending.pop()) {
    places += next.members.length;
    const hypothesis = judge(patterns, next.members, grounds);
    if (hypothesis.strength > 0) found.push(hypothesis);
    else if (next.attempts < mostAttempts) {
      for (const members of partsOf(hypothesis, grounds)) {
        const key = keyOfSet(members);
        if (members.length < 2 || seen.has(key)) continue;
        seen.add(key);
        pending.push({ members, attempts: next.attempts + 1 });
      }
    }
  }
  return found;
}

/** Smaller sets of a refused one: without the patterns that have nothing in a gap, with names alone in it, or with the same in it. */
function partsOf({ members, skeleton, gaps }: Hypothesis, { symbols, lexicon }: Grounds): (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  const isNamed = (item: number): boolean => isWild(item) || hasTrait(symbols, item, MARK) || lexicon.isName(item);
  const hasWords = skeleton.some((part) => !isGap(part) && hasTrait(symbols, part, WORD));
  for (const { gap, objection, isAccepted } of gaps) {
    if (objection === 'empty') parts.push(members.filter((_, i) => (gap.fillers[i] ?? []).length > 0));
    if (objection === 'words') {
      parts.push(members.filter((_, i) => (gap.fillers[i] ?? []).length > 0 && (gap.fillers[i] ?? []).every(isNamed)));
    }
    if (isAccepted || !hasWords) continue;
    const byFiller = new Map<string, number[]>();
    for (const [i, filler] of gap.fillers.entries()) {
      const key = filler.join(' ');
      byFiller.set(key, [...(byFiller.get(key) ?? []), members[i] ?? 0]);
    }
    parts.push(...byFiller.values());
  }
  return parts.filter((part) => part.length < members.length);
}

interface Learning {
  readonly symbols: Symbols;
  readonly lexicon: Lexicon;
  readonly linesWith: (word: number) => number;
}

/** Fewer words may be two statements rather than names. */
const leastNames = 3;
/** A word is a statement's own that stands in no other, but for this share of its lines. */
const ownShare = 0.75;

function learn({ skeleton, gaps, lines }: Hypothesis, { symbols, lexicon, linesWith }: Learning): void {
  for (const { alternatives, slot } of gaps) {
    if (slot === ANY_TEXT || alternatives.length < leastNames) continue;
    for (const { items } of alternatives) {
      for (const item of items) if (hasTrait(symbols, item, WORD) && !hasTrait(symbols, item, GUARD)) lexicon.learnName(item, lines);
    }
  }
  for (const part of skeleton) {
    if (!isGap(part) && hasTrait(symbols, part, WORD) && lines >= ownShare * linesWith(part)) lexicon.learnOwn(part, lines);
  }
}
