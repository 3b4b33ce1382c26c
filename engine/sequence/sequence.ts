import { keeps, mineRules, outlineOf } from './rules.ts';
import type { Outline, Rule } from './rules.ts';

/** What is learned from sessions that are mostly normal. */
export interface SequenceModel {
  readonly sessions: number;
  readonly rules: readonly Rule[];
  /** How many sessions each step occurs in, and how many have each count of it (counts in powers of two above 8). */
  readonly uses: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** Surprise in bits from which on a session is anomalous. */
  readonly threshold: number;
}

export interface SequenceVerdict {
  readonly anomalous: boolean;
  /** 0 usual to 1 certainly not: 0.5 at the threshold. */
  readonly score: number;
  /** The strongest first. */
  readonly reasons: readonly string[];
}

/** A rule holds when no more than this share of the sessions it speaks of breaks it. */
const BROKEN_SHARE = 0.02;
/** Fewer sessions than this make no rule. */
const FEWEST_TRIES = 30;
/** A count is unusual when fewer than this share of the sessions with the step have it or a more extreme one. */
const RARE_SHARE = 0.02;
/** Bits from which one surprise is enough: one in a hundred sessions. */
const ENOUGH_BITS = 5.5;
/** Lines of several processes overtake each other on their way, so order alone proves less than what is missing. */
const ORDER_WEIGHT = 0.5;
const REASONS = 3;
/** A model keeps what no other implies: rules whose break says something new. */
const KEPT_RULES = 2_000;

/** Learns from sessions, each a list of template ids in order. Few anomalous ones among them do no harm: what they do is rare. */
export function learnSequences(sessions: readonly (readonly string[])[]): SequenceModel {
  const outlines = sessions.map(outlineOf);
  const uses = new Map<string, number>();
  const counts = new Map<string, Map<number, number>>();
  for (const outline of outlines) {
    for (const [step, count] of outline.counts) {
      uses.set(step, (uses.get(step) ?? 0) + 1);
      const histogram = counts.get(step) ?? new Map<number, number>();
      histogram.set(binOf(count), (histogram.get(binOf(count)) ?? 0) + 1);
      counts.set(step, histogram);
    }
  }
  const byUse = [...uses].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([step]) => step);
  const rules = mineRules(outlines, byUse)
    .filter(({ tried, broken }) => tried >= FEWEST_TRIES && broken <= tried * BROKEN_SHARE)
    .slice(0, KEPT_RULES);
  return { sessions: sessions.length, rules, uses, counts, threshold: ENOUGH_BITS };
}

/** Judges one session by what the others do. */
export function judgeSequence(model: SequenceModel, steps: readonly string[]): SequenceVerdict {
  const outline = outlineOf(steps);
  const found = [...surprisesOfSteps(model, outline), ...surprisesOfRules(model, outline)].toSorted((a, b) => b.bits - a.bits);
  const bits = found[0]?.bits ?? 0;
  return {
    anomalous: bits >= model.threshold,
    score: bits / (bits + model.threshold),
    reasons: found.slice(0, REASONS).map(({ reason }) => reason),
  };
}

interface Surprise {
  readonly bits: number;
  readonly reason: string;
}

function* surprisesOfSteps(model: SequenceModel, { counts }: Outline): Generator<Surprise> {
  for (const [step, count] of counts) {
    const used = model.uses.get(step) ?? 0;
    const share = (used + 0.5) / (model.sessions + 1);
    if (share < RARE_SHARE) yield { bits: -Math.log2(share), reason: `"${step}" is in ${used} of ${model.sessions} sessions` };
    else {
      const extreme = extremeShare(model, step, count);
      if (extreme < RARE_SHARE) yield { bits: -Math.log2(extreme), reason: `"${step}" is ${count} times in it` };
    }
  }
}

/** The share of the sessions with the step that have this count or one that is as rare. */
function extremeShare(model: SequenceModel, step: string, count: number): number {
  const histogram = model.counts.get(step) ?? new Map<number, number>();
  const own = histogram.get(binOf(count)) ?? 0;
  let asRare = 0;
  let all = 0;
  for (const seen of histogram.values()) {
    all += seen;
    if (seen <= own) asRare += seen;
  }
  return (asRare + 0.5) / (all + 1);
}

function* surprisesOfRules(model: SequenceModel, outline: Outline): Generator<Surprise> {
  for (const rule of model.rules) {
    if (keeps(rule, outline) !== false) continue;
    const bits = -Math.log2((rule.broken + 0.5) / (rule.tried + 1));
    yield { bits: rule.kind === 'before' ? bits * ORDER_WEIGHT : bits, reason: sentenceOf(rule) };
  }
}

function sentenceOf({ kind, step, other, tried, broken }: Rule): string {
  const kept = `in ${tried - broken} of ${tried} sessions`;
  switch (kind) {
    case 'present':
      return `"${step}" is missing, which is there ${kept}`;
    case 'together':
      return `"${other}" is missing, which comes with "${step}" ${kept}`;
    case 'equal':
      return `"${step}" and "${other}" are not equally often in it, which they are ${kept}`;
    case 'before':
      return `"${step}" does not stand before "${other}", which it does ${kept}`;
    default:
      return step;
  }
}

function binOf(count: number): number {
  return count <= 8 ? count : 8 + Math.ceil(Math.log2(count / 8));
}
