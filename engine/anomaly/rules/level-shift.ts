/** A whole workload writes lastingly more than it does at this hour, all its patterns and not one alone: more work than ever, or the same work again and again. */
import { deviation, isRare, rarity, timesAYear } from '../chance.ts';
import type { Span } from '../span.ts';
import { shortestLullMs } from '../together.ts';
import { amount, duration, workloadConfidence, type Situation, type Verdict, type WorkloadRule } from './rule.ts';

const knownMinutes = 120;
/** Times more than usual, to begin, with its surges known and unknown, and to go on; and in the last two minutes, so that it has held until now. */
const factor = { begins: 2.5, beginsUnknown: 3, lasts: 1.7, now: 2 };
/** Times the highest surge that the workload came down from by itself. */
const overHighest = 1.2;
const fewestLines = 20;
const startUpMs = 180_000;

export const levelShift: WorkloadRule = {
  kind: 'level-shift',
  level: 'info',
  judge(situation, active) {
    if (situation.isJob || situation.learning !== null || situation.silence.usual.minutes < knownMinutes) return null;
    if (situation.changing && !active) return null;
    for (const span of situation.spans) {
      // A burst doubles the load for a minute or two and is over: a level that holds lifts the next span as soon.
      if (span.isForLacks === true || (!active && span.forMs < shortestLullMs)) continue;
      const verdict = judgeSpan(situation, span, active);
      if (verdict) return verdict;
    }
    return null;
  },
};

function judgeSpan(situation: Situation, span: Span, active: boolean): Verdict | null {
  const { lines, most } = span.together;
  if (!isMore(situation, span, active)) return null;
  const sinceAtMs = situation.nowMs - span.forMs;
  const z = Math.min(1_000, deviation(lines, most));
  const perYear = timesAYear(z, span.forMs);
  if (!active && !(isHigh(span, { z, perYear }, situation) && sinceAtMs >= situation.changedAtMs + startUpMs)) return null;
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

/** So many times the usual, all patterns and not one alone, and until now. */
function isMore(situation: Situation, { together: { lines, withoutGrown, most, highestSurge } }: Span, active: boolean): boolean {
  const last = situation.spans[0]?.together;
  const times = factor[active ? 'lasts' : highestSurge === null ? 'beginsUnknown' : 'begins'];
  if (lines < fewestLines || lines < times * most.mean || withoutGrown.lines < times * withoutGrown.mean) return false;
  return last !== undefined && last.lines >= (active ? 1 : factor.now) * last.most.mean;
}

/** Higher than chance, and than any surge of this workload. */
function isHigh({ together: { highestSurge } }: Span, { z, perYear }: Pick<Verdict, 'z' | 'perYear'>, { thresholds }: Situation): boolean {
  return isRare('level-shift', perYear, thresholds.chanceAYear) && z >= overHighest * (highestSurge ?? 0);
}
