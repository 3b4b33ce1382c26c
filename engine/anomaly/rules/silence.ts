/** A workload that writes all the time has stopped writing. */
import { amount, duration, type Situation, type WorkloadRule } from './rule.ts';

/** Steady: lines in nearly every minute, known for half an hour. */
const steadyShare = 0.9;
const steadyMinutes = 30;
/** Lines that should have come in the meantime; at one a minute five minutes of nothing are chance. */
const missedLines = 20;
/** A pause must be this many times the longest that was usual. */
const overLongestPause = 3;

export const silence: WorkloadRule = {
  kind: 'silence',
  judge(situation, active) {
    const { usual, lastLineAtMs, longestPauseMs, expectedQuiet } = situation.silence;
    if (lastLineAtMs === null || isExcused(situation, active)) return null;
    if (!active && (usual.steadiness < steadyShare || usual.minutes < steadyMinutes)) return null;
    const quietMs = situation.nowMs - lastLineAtMs;
    if (quietMs < Math.max(situation.thresholds.silenceForMs, longestPauseMs * overLongestPause)) return null;
    const expected = (usual.location * situation.replicas * quietMs) / 60_000;
    if (!active && expected < missedLines) return null;
    const deviation = Math.sqrt(Math.max(expected, 0.25) + (usual.spread * situation.replicas) ** 2 * (quietMs / 60_000));
    return {
      observed: 0,
      expected,
      z: Math.min(1_000, expected / deviation),
      confidence: expectedQuiet === null ? 0.6 : 0.85,
      reason: `no line for ${duration(quietMs)} where ${amount(expected)} are usual`,
      sinceAtMs: lastLineAtMs,
    };
  },
};

/** Nothing is meant to be written, or nothing could be seen. */
function isExcused(situation: Situation, active: boolean): boolean {
  const { expectedQuiet, blind } = situation.silence;
  const isResting = situation.isJob || expectedQuiet === true || situation.replicas === 0;
  return isResting || blind || situation.learning !== null || (situation.changing && !active);
}
