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
import { isAlarmed } from './text.ts';
import type { Grounds } from './verdict.ts';

export interface Round {
  readonly symbols: Symbols;
  readonly lexicon: Lexicon;
  /** Words that tell nothing, since nearly all patterns have them. */
  readonly shared: ReadonlySet<number>;
  readonly isLate: boolean;
  /** What was found out of the patterns that were looked at last, so that a late look at the same ones judges little anew. */
  readonly trials: Trials;
}

/** What was found out of some patterns, by the key of the set. */
export interface Trials {
  patterns: readonly Pattern[];
  candidates: readonly (readonly number[])[];
  readonly settled: Map<number, Trial>;
}

/** What a set of patterns is as one, or null and the smaller sets to try. */
interface Trial {
  readonly hypothesis: Hypothesis | null;
  readonly parts: readonly (readonly number[])[];
}

export function createTrials(): Trials {
  return { patterns: [], candidates: [], settled: new Map() };
}

/** Merges what is evident: the surest hypotheses first, each pattern in one of them. Learns names from what was merged. */
export function mergeEvident(patterns: readonly Pattern[], { symbols, lexicon, shared, isLate, trials }: Round): readonly Pattern[] {
  const evidence = gatherEvidence(patterns, symbols);
  const grounds: Grounds = { symbols, evidence, lexicon, shared, isLate };
  const hypotheses = findHypotheses(patterns, grounds, trials).toSorted(
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
    learn(hypothesis, { symbols, lexicon, shared, linesWith: (word) => evidence.linesWith(level, word) });
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
/** Most words that are judged in a round, each as often as it is in a set, so that no pattern of words can make a tick long. */
const mostJudged = 200_000;

function findHypotheses(patterns: readonly Pattern[], grounds: Grounds, trials: Trials): Hypothesis[] {
  lookAt(patterns, grounds, trials);
  const pending = trials.candidates.map((members) => ({ members, key: keyOfSet(members), attempts: 0 }));
  const seen = new Set(pending.map(({ key }) => key));
  const found: Hypothesis[] = [];
  let words = 0;
  for (let next = pending.pop(); next !== undefined && words < mostJudged; next = pending.pop()) {
    const { members, key, attempts } = next;
    for (const member of members) words += patterns[member]?.items.length ?? 0;
    const { hypothesis, parts } = trials.settled.get(key) ?? tryOut(patterns, next, { grounds, trials });
    if (hypothesis !== null) found.push(hypothesis);
    else if (attempts < mostAttempts) {
      for (const part of parts) {
        const partKey = keyOfSet(part);
        if (part.length < 2 || seen.has(partKey)) continue;
        seen.add(partKey);
        pending.push({ members: part, key: partKey, attempts: attempts + 1 });
      }
    }
  }
  return found;
}

/** Forgets what was found out of other patterns. */
function lookAt(patterns: readonly Pattern[], { symbols }: Grounds, trials: Trials): void {
  if (trials.patterns === patterns) return;
  trials.patterns = patterns;
  trials.candidates = findCandidates(patterns, symbols);
  trials.settled.clear();
}

function tryOut(
  patterns: readonly Pattern[],
  { members, key, attempts }: { members: readonly number[]; key: number; attempts: number },
  { grounds, trials }: { grounds: Grounds; trials: Trials },
): Trial {
  const hypothesis = judge(patterns, members, grounds);
  if (hypothesis.strength > 0) return settle({ hypothesis, parts: [] });
  const isWanted = hypothesis.isSettled || attempts < mostAttempts;
  return settle({ hypothesis: null, parts: isWanted ? partsOf(hypothesis, grounds) : [] });

  function settle(trial: Trial): Trial {
    if (hypothesis.isSettled) trials.settled.set(key, trial);
    return trial;
  }
}

/** Smaller sets of a refused one: without the patterns that have nothing in a gap, with names alone in it, or with the same in it. */
function partsOf({ members, skeleton, gaps }: Hypothesis, { symbols, lexicon, shared }: Grounds): (readonly number[])[] {
  const parts: (readonly number[])[] = [];
  const isNamed = (item: number): boolean => isWild(item) || hasTrait(symbols, item, MARK) || lexicon.isName(item);
  const hasWords = skeleton.some((part) => !isGap(part) && hasTrait(symbols, part, WORD) && !shared.has(part));
  for (const { gap, objection, isAccepted } of gaps) {
    if (objection === 'empty') parts.push(members.filter((_, i) => (gap.fillers[i] ?? []).length > 0));
    if (objection === 'words') {
      parts.push(members.filter((_, i) => (gap.fillers[i] ?? []).length > 0 && (gap.fillers[i] ?? []).every(isNamed)));
    }
    if (objection === 'failure') parts.push(members.filter((_, i) => !isAlarmed(gap.fillers[i] ?? [], symbols)));
    if (isAccepted || !hasWords) continue;
    parts.push(...membersByFiller(members, gap.fillers));
  }
  return parts.filter((part) => part.length < members.length);
}

/** The members that have the same in a gap. */
function membersByFiller(members: readonly number[], fillers: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const byKey = new Map<string | number, number[]>();
  for (const [i, filler] of fillers.entries()) {
    const key = filler.length === 1 ? (filler[0] ?? 0) : filler.join(' ');
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [members[i] ?? 0]);
    else same.push(members[i] ?? 0);
  }
  return [...byKey.values()];
}

interface Learning {
  readonly symbols: Symbols;
  readonly lexicon: Lexicon;
  readonly shared: ReadonlySet<number>;
  readonly linesWith: (word: number) => number;
}

/** Fewer words may be two statements rather than names. */
const leastNames = 3;
/** A word is a statement's own that stands in no other, but for this share of its lines. */
const ownShare = 0.75;

function learn({ skeleton, gaps, lines }: Hypothesis, { symbols, lexicon, shared, linesWith }: Learning): void {
  for (const { alternatives, slot } of gaps) {
    if (slot === ANY_TEXT || alternatives.length < leastNames) continue;
    for (const { items } of alternatives) {
      for (const item of items) if (hasTrait(symbols, item, WORD) && !hasTrait(symbols, item, GUARD)) lexicon.learnName(item, lines);
    }
  }
  for (const part of skeleton) {
    if (!isGap(part) && hasTrait(symbols, part, WORD) && !shared.has(part) && lines >= ownShare * linesWith(part))
      lexicon.learnOwn(part, lines);
  }
}
