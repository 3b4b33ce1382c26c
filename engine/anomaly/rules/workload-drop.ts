/** A whole workload writes far less than it does at this hour: not silent, but nearly. */
import { deviation, isRare, rarity, timesAYear } from '../chance.ts';
import type { Span } from '../span.ts';
import { fewestUsual, shortestLullMs } from '../together.ts';
import { amount, duration, isResting, workloadConfidence, type Situation, type Verdict, type WorkloadRule } from './rule.ts';

const knownMinutes = 120;
/** Times less than usual, to begin and to go on. */
const factor = { begins: 3, lasts: 1.5 };
/** Of what is usual: all patterns fall, not one alone. */
const mostOfOthers = 0.5;
const leastOfOthers = 3;
/** Of what a pattern's drop may spend: a whole workload is one thing to look at, where its patterns are many. */
const share = 1 / 0.3;
/** Times the deepest lull that the workload came out of by itself. */
const overDeepest = 1.3;
/** Before its lulls are known: load that falls by itself is no chance of counts. */
const shareOfUnknown = 0.2;
const leastOfActive = 2;
/** Pods that came or went have settled by then. */
const startUpMs = 180_000;

export const workloadDrop: WorkloadRule = {
  kind: 'drop',
  level: 'info',
  judge(situation, active) {
    if (isResting(situation) || situation.silence.blind || situation.learning !== null) return null;
    if (situation.silence.usual.minutes < knownMinutes || (situation.changing && !active)) return null;
    for (const span of situation.spans) {
      // One look more is asked only of what is known to fall less by itself.
      if (span.forMs < shortestLullMs || (span.isForLacks === true && span.together.deepestLull === null)) continue;
      const verdict = judgeSpan(situation, span, active);
      if (verdict) return verdict;
    }
    return null;
  },
};

function judgeSpan(situation: Situation, span: Span, active: boolean): Verdict | null {
  const { lines, least, withoutFallen } = span.together;
  const sinceAtMs = situation.nowMs - span.forMs;
  // Without any line it is silence, which has its own rule.
  if (lines === 0 || least.mean < fewestUsual || lines * (active ? factor.lasts : factor.begins) > least.mean) return null;
  if (withoutFallen.lines > mostOfOthers * withoutFallen.mean || deviation(withoutFallen.lines, withoutFallen) > -leastOfOthers)
    return null;
  const z = -deviation(lines, least);
  const perYear = timesAYear(z, span.forMs);
  const isUnlikely = active ? z >= leastOfActive : isDeep(span, z, situation.thresholds.chanceAYear);
  if (!isUnlikely || (!active && sinceAtMs < situation.changedAtMs + startUpMs)) return null;
  return {
    observed: lines,
    expected: least.mean,
    z,
    perYear,
    confidence: workloadConfidence(situation),
    reason: `the whole workload wrote ${lines} ${lines === 1 ? 'line' : 'lines'} in ${duration(span.forMs)} where ${amount(least.mean)} are usual; ${rarity(perYear)}`,
    sinceAtMs,
  };
}

/** Deeper than chance, and than any lull of this workload: what all its patterns share varies by more than their counts. */
function isDeep({ forMs, together: { lines, least, deepestLull } }: Span, z: number, chanceAYear: number): boolean {
  if (deepestLull !== null) return isRare('drop', timesAYear(z, forMs), share * chanceAYear) && z >= overDeepest * deepestLull;
  // A quiet minute is followed by another, so that the variance of a span is more than the sum of those of its minutes.
  const wide = { ...least, dispersion: least.dispersion * Math.sqrt(forMs / shortestLullMs + 1) };
  return isRare('drop', timesAYear(-deviation(lines, wide), forMs), shareOfUnknown * chanceAYear);
}
