import { alternativesOf, sumLines } from './alternatives.ts';
import type { Alternative } from './alternatives.ts';
import { align, isGap } from './align.ts';
import type { Gap, Sequence, Skeleton } from './align.ts';
import type { Pattern } from './evidence.ts';
import { judgeGap } from './gap.ts';
import { ANY_VALUE, FIXED, KEY, MARK, SIGN, TELLING, WORD, hasTrait, isWild } from './symbols.ts';
import { dependOnLateness, isAlarmed } from './text.ts';
import type { Grounds, Objection, Verdict } from './verdict.ts';

/** Patterns that may be one, what they would be together, and how sure that is. */
export interface Hypothesis {
  /** Places in the list of patterns, ascending. */
  readonly members: readonly number[];
  readonly skeleton: Skeleton;
  readonly gaps: readonly JudgedGap[];
  readonly lines: number;
  /** 0 when it is refused. */
  readonly strength: number;
  /** Whether it is the same early and late. */
  readonly isSettled: boolean;
}

export interface JudgedGap {
  readonly gap: Gap;
  readonly alternatives: readonly Alternative[];
  readonly slot: number;
  readonly isAccepted: boolean;
  readonly objection: Objection | null;
}

/** Judges all places at once where the patterns differ: they are one statement when each of them varies. */
export function judge(patterns: readonly Pattern[], members: readonly number[], grounds: Grounds): Hypothesis {
  const chosen = members.flatMap((member) => patterns[member] ?? []);
  const skeleton = align(
    chosen.map(({ items }) => items),
    grounds.symbols,
  );
  const linesOf = chosen.map((pattern) => pattern.lines);
  const lines = linesOf.reduce((sum, count) => sum + count, 0);
  const context = contextOf(skeleton, { chosen, lines }, grounds);
  const judged: { judgedGap: JudgedGap; score: number }[] = [];
  let isSettled = true;
  for (const [at, gap] of skeleton.entries()) {
    if (!isGap(gap)) continue;
    const alternatives = alternativesOf(gap, linesOf);
    const beside = {
      before: literalAt(skeleton, at - 1),
      after: literalAt(skeleton, at + 1),
      isNamed: isKey(literalAt(skeleton, at - 2), grounds),
      told: skeleton.slice(0, at).filter((part) => !isGap(part) && tells(part, grounds)).length,
      isFirst: at === 0 || (grounds.shared.size > 0 && tellsNothing(skeleton.slice(0, at), grounds)),
      isLast: at + 1 === skeleton.length || (grounds.shared.size > 0 && tellsNothing(skeleton.slice(at + 1), grounds)),
    };
    const { score, slot, objection }: Verdict = judgeGap(alternatives, { ...context, ...beside, lines }, grounds);
    const filled = alternatives.filter(({ items }) => items.length > 0);
    isSettled &&=
      objection !== 'early' && !dependOnLateness(filled, { before: beside.before, hasWords: context.words > 0 }, grounds.symbols);
    judged.push({ score, judgedGap: { gap, alternatives, slot, isAccepted: score > 0, objection } });
  }
  const gaps = judged.map(({ judgedGap }) => judgedGap);
  const worst = Math.min(...judged.map(({ score }) => score));
  const isOne = gaps.length > 0 && worst > 0 && !areCorrelated(gaps, chosen, grounds);
  const sureness = Math.log2(2 + lines) * worst * (0.3 + context.own) * Math.min(4, context.words + 1) ** 2;
  const strength = isOne ? sureness * (isTurned(skeleton, gaps, { level: chosen[0]?.level ?? 0, grounds }) ? turnedShare : 1) : 0;
  return { members, skeleton, gaps, lines, strength, isSettled };
}

/** What is the wrong way round waits until all else has been merged. */
const turnedShare = 0.1;

/**
 * Whether the forms have a name in common and differ in what is said of it: `Band an`, `Band aus`, `Band: 40 dB`, where `an` and `aus` stand in more lines than the
 * name, as a statement's words do. What has these words in common is merged first; then the name is known as one.
 */
function isTurned(skeleton: Skeleton, gaps: readonly JudgedGap[], { level, grounds }: { level: number; grounds: Grounds }): boolean {
  const isTelling = (item: number): boolean => tells(item, grounds);
  const linesOf = (item: number): number => grounds.evidence.linesWith(level, item);
  const own = Math.max(0, ...skeleton.flatMap((part) => (!isGap(part) && isTelling(part) ? [linesOf(part)] : [])));
  const filled = gaps.flatMap(({ alternatives }) => alternatives.filter(({ items }) => items.some(isTelling)));
  const known = filled.filter(({ items }) => items.some((item) => isTelling(item) && linesOf(item) > own));
  return own > 0 && sumLines(known) * 2 > sumLines(filled);
}

interface Context {
  readonly words: number;
  readonly marks: number;
  readonly keys: number;
  readonly own: number;
  readonly isCalm: boolean;
}

/** What all have in common. A sign that a line begins with counts as a word where there is none: `+ file`. */
function contextOf(skeleton: Skeleton, { chosen, lines }: { chosen: readonly Pattern[]; lines: number }, grounds: Grounds): Context {
  const { symbols, evidence, lexicon } = grounds;
  const level = chosen[0]?.level ?? 0;
  const literals = skeleton.flatMap((part) => (isGap(part) ? [] : [part]));
  const marks = literals.filter((item) => hasTrait(symbols, item, MARK)).length;
  const isTelling = (item: number): boolean => tells(item, grounds);
  const keys = literals.filter((item) => hasTrait(symbols, item, KEY)).length;
  const isCalm = level === 0 && !isAlarmed(literals, symbols);
  const words = new Set(literals.filter(isTelling));
  const fixed = literals.filter((item) => hasTrait(symbols, item, FIXED)).length / 2;
  const sign = literalAt(skeleton, 0);
  if (words.size === 0 && sign >= 0 && hasTrait(symbols, sign, SIGN)) {
    return { words: 1 + fixed, marks, keys, isCalm, own: shareOf(lines, evidence.linesFrom(level, sign)) };
  }
  const own = Math.max(0, ...[...words].map((word) => shareOf(lines, evidence.linesWith(level, word))));
  return { words: [...words].filter((word) => !lexicon.isName(word)).length + fixed, marks, keys, isCalm, own };
}

/** Whether it is a word that says something of its statement. */
function tells(item: number, { symbols, shared }: Grounds): boolean {
  return hasTrait(symbols, item, WORD) && hasTrait(symbols, item, TELLING) && !shared.has(item);
}

function shareOf(lines: number, all: number): number {
  return all <= lines ? 1 : lines / all;
}

function literalAt(skeleton: Skeleton, at: number): number {
  const part = skeleton[at];
  return part === undefined || isGap(part) ? -1 : part;
}

/** Whether only what nearly all lines have stands there. */
function tellsNothing(parts: Skeleton, { symbols, shared }: Grounds): boolean {
  return parts.every((part) => !isGap(part) && (shared.has(part) || isWild(part) || hasTrait(symbols, part, MARK)));
}

function isKey(item: number, { symbols }: Grounds): boolean {
  return item >= 0 && hasTrait(symbols, item, KEY);
}

const leastCorrelated = 3;
const distinctShare = 0.7;
/** So many patterns that came once or twice each are rather one statement of several names; of fewer nobody can say. */
const leastOnce = 10;

/**
 * The places of one statement vary independently. Where the same few combinations come again and again, each with a filler of its own in every place,
 * the patterns are statements that happen to have words in common.
 */
function areCorrelated(gaps: readonly JudgedGap[], chosen: readonly Pattern[], { symbols, lexicon }: Grounds): boolean {
  const isNamed = (filler: Sequence): boolean => {
    const words = filler.filter((item) => hasTrait(symbols, item, WORD));
    return words.length > 0 && words.every((word) => lexicon.isName(word));
  };
  const isVaried = (filler: Sequence): boolean => filler.some(isFoundToVary) || isNamed(filler);
  const places = [...chosen.keys()].filter((at) => !gaps.some(({ gap }) => isVaried(gap.fillers[at] ?? [])));
  if (places.length < leastCorrelated) return false;
  const comeAgain = places.reduce((sum, at) => sum + (chosen[at]?.lines ?? 0), 0) > 2 * places.length;
  if (!comeAgain && places.length >= leastOnce) return false;
  const isDistinct = ({ gap }: JudgedGap): boolean =>
    new Set(places.map((at) => (gap.fillers[at] ?? []).join(' '))).size > distinctShare * places.length;
  return gaps.filter(isDistinct).length > 1;
}

function isFoundToVary(item: number): boolean {
  return isWild(item) && item !== ANY_VALUE;
}
