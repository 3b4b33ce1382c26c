/** A pattern that always writes has nearly stopped, while the rest of its workload goes on. */
import { deviation, isRare, rarity, timesAYear, type Expectation } from '../chance.ts';
import type { Span } from '../span.ts';
import { amount, confidenceOf, duration, isResting, rankOf, type PatternRule, type Situation, type Subject, type Verdict } from './rule.ts';

const knownMinutes = 120;
/** Fewer lines should have come: nothing is missed. */
const fewestUsual = 10;
/** Times less than usual, to begin and to go on. */
const factor = { begins: 3, lasts: 1.5 };
/** The others are told from a whole workload that falls by at least so many lines, and write at least this share of them. */
const fewestOthers = 5;
const othersGoOn = 0.7;
const leastOfActive = 2;
/** What a release has taken out has not stopped: for so long a pattern must have been written since the pods are those of now. */
const releaseMs = 6 * 3_600_000;
const startUpMs = 180_000;
const writtenSince = 0.3;

export const drop: PatternRule = {
  kind: 'drop',
  judge(subject, situation) {
    if (!isJudged(subject, situation)) return null;
    for (const span of situation.spans) {
      const verdict = judgeSpan(subject, situation, span);
      if (verdict) return verdict;
    }
    return null;
  },
};

function isJudged({ known, usual, level, active }: Subject, situation: Situation): boolean {
  if (!known || rankOf(level) >= rankOf('error') || usual.minutes < knownMinutes) return false;
  return !isResting(situation) && !situation.silence.blind && situation.learning === null && (!situation.changing || active);
}

function judgeSpan(subject: Subject, situation: Situation, span: Span): Verdict | null {
  const { pattern, active } = subject;
  const lines = span.lines(pattern);
  const needed = Math.max(fewestUsual, lines * (active ? factor.lasts : factor.begins));
  const usual = usualIn(span, pattern, needed);
  if (usual === null || usual.mean < needed) return null;
  const z = -deviation(lines, usual);
  const perYear = timesAYear(z, span.forMs);
  if (active ? z < leastOfActive : !isRare('drop', perYear, situation.thresholds.chanceAYear) || isReleased(subject, situation, span))
    return null;
  return {
    observed: lines,
    expected: usual.mean,
    z,
    perYear,
    confidence: confidenceOf(subject, z, situation.thresholds.zScore),
    reason: `${lines === 0 ? 'no line' : `${lines} ${lines === 1 ? 'line' : 'lines'}`} in ${duration(span.forMs)} where ${amount(usual.mean)} are usual, while the rest goes on; ${rarity(perYear)}`,
    sinceAtMs: situation.nowMs - span.forMs,
  };
}

/** Null where nothing can be said: of what comes in batches, where the others do not go on, and of less than is needed, as most are. */
function usualIn(span: Span, pattern: number, needed: number): Expectation | null {
  const least = span.least(pattern);
  if (least === null || least.mean < needed || !span.isEven(pattern)) return null;
  const shift = span.shift(pattern);
  if (shift < othersGoOn || span.together.least.mean - least.mean < fewestOthers) return null;
  return { ...least, mean: least.mean * Math.min(1, shift) };
}

/** Pods came within the span, or the pattern was hardly written between their start and the span. */
function isReleased(subject: Subject, { nowMs, changedAtMs, replicas }: Situation, { forMs }: Span): boolean {
  const fromMs = changedAtMs + startUpMs;
  const untilMs = nowMs - forMs;
  if (nowMs - changedAtMs > releaseMs) return false;
  return (
    fromMs >= untilMs || subject.written(fromMs, untilMs) < (writtenSince * subject.usual.location * replicas * (untilMs - fromMs)) / 60_000
  );
}
