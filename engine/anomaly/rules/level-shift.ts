/** A whole workload writes lastingly more than it does at this hour, all its patterns and not one alone: more work than ever, or the same work again and again. */
import { deviation, isRare, rarity, timesAYear } from '../chance.ts';
import type { Span } from '../span.ts';
import { amount, duration, workloadConfidence, type Situation, type Verdict, type WorkloadRule } from './rule.ts';

const knownMinutes = 120;
/** Times more than usual, to begin and to go on; and in the last two minutes, so that it has held until now. */
const factor = { begins: 3, lasts: 1.7, now: 2 };
const fewestLines = 20;
const startUpMs = 180_000;

export const levelShift: WorkloadRule = {
  kind: 'level-shift',
  level: 'info',
  judge(situation, active) {
    if (situation.isJob || situation.learning !== null || situation.silence.usual.minutes < knownMinutes) return null;
    if (situation.changing && !active) return null;
    for (const span of situation.spans) {
      const verdict = judgeSpan(situation, span, active);
      if (verdict) return verdict;
    }
    return null;
  },
};

function judgeSpan(situation: Situation, span: Span, active: boolean): Verdict | null {
  const { lines, withoutGrown, most } = span.together;
  const last = situation.spans[0]?.together;
  const sinceAtMs = situation.nowMs - span.forMs;
  const times = active ? factor.lasts : factor.begins;
  if (lines < fewestLines || lines < times * most.mean || withoutGrown.lines < times * withoutGrown.mean) return null;
  if (last === undefined || last.lines < (active ? 1 : factor.now) * last.most.mean) return null;
  const z = Math.min(1_000, deviation(lines, most));
  const perYear = timesAYear(z, span.forMs);
  if (!active && (!isRare('level-shift', perYear, situation.thresholds.chanceAYear) || sinceAtMs < situation.changedAtMs + startUpMs))
    return null;
  return {
    observed: lines,
    expected: most.mean,
    z,
    perYear,
    confidence: workloadConfidence(situation),
    reason: `the whole workload writes ${amount(lines / most.mean)} times as much as usual: ${lines} lines in ${duration(span.forMs)} where ${amount(most.mean)} are; ${rarity(perYear)}`,
    sinceAtMs,
  };
}
