/** More lines of a pattern than usual, spread over minutes: four a minute where one an hour is usual fill no short window. */
import { deviation, isRare, rarity, timesAYear, type Expectation } from '../chance.ts';
import type { Span } from '../span.ts';
import { amount, confidenceOf, duration, rankOf, type PatternRule, type Situation, type Subject, type Verdict } from './rule.ts';

/** A workload must have been known for so long, and below errors the pattern too: what a release brings is no spike. */
const knownMinutes = 60;
const settledMs = 3_600_000;
/** Above the busiest minute that was ever usual at this time of day. */
const overPeak = 1.2;
/** It still comes: the last two minutes have at least this share of the mean. */
const stillComes = 0.2;
/** What goes on is judged by no longer a span. */
const longestOfActiveMs = 310_000;
const leastOfActive = 3;
/** With fewer lines of other patterns than this nobody knows whether the work has grown: more is asked for then. */
const telling = 5;
const alone = 2;

export const slowSpike: PatternRule = {
  kind: 'spike',
  judge(subject, situation) {
    if (situation.learning !== null || !isJudged(subject, situation)) return null;
    const verdicts = situation.spans.map((span) => (span.isForLacks === true ? null : judgeSpan(subject, situation, span)));
    return verdicts.reduce((best, verdict) => (verdict && (!best || verdict.z > best.z) ? verdict : best), null);
  },
};

function isJudged({ known, usual, level, active, firstSeenAtMs }: Subject, situation: Situation): boolean {
  if (!known || usual.minutes < knownMinutes) return false;
  if (rankOf(level) >= rankOf('error')) return true;
  return !situation.isJob && (!situation.changing || active) && situation.nowMs - firstSeenAtMs >= settledMs;
}

function judgeSpan(subject: Subject, situation: Situation, span: Span): Verdict | null {
  const { pattern, active } = subject;
  const lines = span.lines(pattern);
  const most = span.most(pattern);
  const demand = demandOn(subject, situation, span);
  if (most === null || lines < demand.minimumLines || (active && span.forMs > longestOfActiveMs)) return null;
  if (lines < demand.factor * most.mean || !stillComesIn(span, situation.spans[0], pattern)) return null;
  const growth = Math.max(1, span.shift(pattern));
  // A model that serves may know of more than the last days had.
  const mean = Math.max(most.mean, (subject.usual.location * situation.replicas * span.forMs) / 60_000);
  const usual: Expectation = { mean: mean * growth, dispersion: 1 + (most.dispersion - 1) * growth };
  const z = Math.min(1_000, deviation(lines, usual));
  const perYear = timesAYear(z, span.forMs);
  const isUnlikely = active ? z >= leastOfActive : isRare('spike', perYear, situation.thresholds.chanceAYear);
  const highest = overPeak * subject.usual.peak * situation.replicas * growth;
  if (!isUnlikely || lines < demand.factor * usual.mean || (!active && lines <= highest)) return null;
  return {
    observed: lines,
    expected: usual.mean,
    z,
    perYear,
    confidence: confidenceOf(subject, z, situation.thresholds.zScore),
    reason: `${lines} lines in ${duration(span.forMs)} where ${amount(usual.mean)} are usual; ${rarity(perYear)}`,
    sinceAtMs: situation.nowMs - span.forMs,
  };
}

/** What the rule asks of a pattern, by how bad its lines are; half of it for a spike that goes on. */
function demandOn(
  { level, active }: Subject,
  { thresholds }: Situation,
  span: Span,
): { readonly factor: number; readonly minimumLines: number } {
  const { spikeFactor, minimumLines } = thresholds;
  const rank = rankOf(level);
  const ease = active ? 0.5 : 1;
  if (rank >= rankOf('error')) return { factor: spikeFactor * ease, minimumLines: minimumLines * ease };
  if (rank >= rankOf('warning')) return { factor: spikeFactor * ease, minimumLines: minimumLines * 2 * ease };
  const isAlone = span.together.most.mean < telling;
  return { factor: spikeFactor * 1.3 * (isAlone ? alone : 1) * ease, minimumLines: minimumLines * 3 * ease };
}

function stillComesIn(span: Span, last: Span | undefined, pattern: number): boolean {
  if (last === undefined) return false;
  return last.lines(pattern) >= stillComes * span.lines(pattern) * (last.forMs / span.forMs);
}
