/** A whole workload writes far less than it does at this hour: not silent, but nearly. */
import { deviation, isRare, rarity, timesAYear } from '../chance.ts';
import type { Span } from '../span.ts';
import { amount, duration, isResting, workloadConfidence, type Situation, type Verdict, type WorkloadRule } from './rule.ts';

const knownMinutes = 120;
const fewestUsual = 15;
/** Times less than usual, to begin and to go on. */
const factor = { begins: 3, lasts: 1.5 };
/** Of what is usual: all patterns fall, not one alone. */
const mostOfOthers = 0.5;
const leastOfOthers = 3;
/** Of what a pattern's drop may spend: load that falls by itself is no chance of counts. */
const share = 0.2;
const leastOfActive = 2;
/** Pods that came or went have settled by then. */
const startUpMs = 180_000;
/** Load holds its breath for a minute or two and comes back. */
const shortestMs = 300_000;

export const workloadDrop: WorkloadRule = {
  kind: 'drop',
  level: 'info',
  judge(situation, active) {
    if (isResting(situation) || situation.silence.blind || situation.learning !== null) return null;
    if (situation.silence.usual.minutes < knownMinutes || (situation.changing && !active)) return null;
    for (const span of situation.spans) {
      if (span.forMs < shortestMs) continue;
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
  // A quiet minute is followed by another, so that the variance of a span is more than the sum of those of its minutes.
  const z = -deviation(lines, { ...least, dispersion: least.dispersion * Math.sqrt(span.forMs / shortestMs + 1) });
  const perYear = timesAYear(z, span.forMs);
  const isUnlikely = active ? z >= leastOfActive : isRare('drop', perYear, share * situation.thresholds.chanceAYear);
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
