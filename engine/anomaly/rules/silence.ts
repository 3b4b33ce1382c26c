/** A workload that writes all the time has stopped writing. */
import { deviation, timesAYear } from '../chance.ts';
import { amount, duration, isResting, type Situation, type WorkloadRule } from './rule.ts';

/** Steady: lines in nearly every minute, known for half an hour. */
const steadyShare = 0.9;
const steadyMinutes = 30;
/** Lines that should have come in the meantime; at one a minute five minutes of nothing are chance. */
const missedLines = 20;
/** A pause must be this many times the longest that was usual. */
const overLongestPause = 3;
/** The same for its pauses in lines, once it has been watched for so long; a reader that stumbles is no silence. */
const overLongestOwn = 2;
const ownMinutes = 360;
const leastPatienceMs = 30_000;

export const silence: WorkloadRule = {
  kind: 'silence',
  level: 'error',
  judge(situation, active) {
    const { usual, lastLineAtMs, longestPauseMs, expectedQuiet } = situation.silence;
    if (lastLineAtMs === null || isExcused(situation, active)) return null;
    if (!active && (usual.steadiness < steadyShare || usual.minutes < steadyMinutes)) return null;
    const quietMs = situation.nowMs - lastLineAtMs;
    const perMs = (usual.location * situation.replicas) / 60_000;
    const patienceMs = Math.max(situation.thresholds.silenceForMs, longestPauseMs * overLongestPause);
    if (quietMs < Math.min(patienceMs, ownPatienceMs(situation, perMs))) return null;
    const expected = perMs * quietMs;
    if (!active && expected < missedLines) return null;
    const sigma = Math.sqrt(Math.max(expected, 0.25) + (usual.spread * situation.replicas) ** 2 * (quietMs / 60_000));
    return {
      observed: 0,
      expected,
      z: Math.min(1_000, expected / sigma),
      perYear: timesAYear(deviation(0, { mean: expected, dispersion: Math.max(1, sigma ** 2 / Math.max(expected, 0.25)) }), quietMs),
      confidence: expectedQuiet === null ? 0.6 : 0.85,
      reason: `no line for ${duration(quietMs)} where ${amount(expected)} are usual`,
      sinceAtMs: lastLineAtMs,
    };
  },
};

/**
 * How long this workload may write nothing: twice the longest pause it ever had, in lines that were usual meanwhile. Pauses between lines fall off
 * exponentially, so that twice the longest of some ten thousand is chance less than once in that number of years of them.
 */
function ownPatienceMs({ silence: { usual, longestPauseLines } }: Situation, perMs: number): number {
  if (longestPauseLines === 0 || usual.minutes < ownMinutes) return Number.POSITIVE_INFINITY;
  return Math.max(leastPatienceMs, Math.max(missedLines, overLongestOwn * longestPauseLines) / Math.max(perMs, 1e-9));
}

/** Nothing is meant to be written, or nothing could be seen. */
function isExcused(situation: Situation, active: boolean): boolean {
  return isResting(situation) || situation.silence.blind || situation.learning !== null || (situation.changing && !active);
}
