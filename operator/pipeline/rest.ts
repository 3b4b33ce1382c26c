/** A detector in which nothing happens is looked at less often: a cluster that is quiet should cost next to nothing. */
import type { Observation } from '../../engine/index.ts';

export interface Rest {
  /** Lines or gaps came, or the detector was told something: it is looked at every second for a while. */
  stir(nowMs: number): void;
  /** The same, but of objects and figures it is looked at once: in a large cluster some are others every few seconds, and mostly say nothing. */
  observed(type: Observation['type'], nowMs: number): void;
  /** Said before anything is waited for: what comes meanwhile is for the next tick. `isCalm`: nothing is unusual or fails. */
  ticked(nowMs: number, isCalm: boolean): void;
  /** True while the next tick may wait. */
  holds(nowMs: number): boolean;
}

/** By then lines that wait for a continuation are in, and nobody looks at the second of what came. */
const calmsDownWithinMs = 10_000;
/** What only time makes unusual, silence above all, is measured in minutes. */
const tickEveryMs = 10_000;

export function createRest(nowMs: number): Rest {
  let stirredAtMs = nowMs;
  let tickedAtMs = Number.NEGATIVE_INFINITY;
  let isCalm = false;
  return {
    stir(atMs) {
      stirredAtMs = atMs;
    },
    observed(type, atMs) {
      isCalm = false;
      if (type !== 'object' && type !== 'metric') stirredAtMs = atMs;
    },
    ticked(atMs, calm) {
      tickedAtMs = atMs;
      isCalm = calm;
    },
    // A clock that went back is no reason to wait.
    holds: (atMs) =>
      isCalm && atMs - stirredAtMs >= calmsDownWithinMs && atMs >= tickedAtMs && atMs - tickedAtMs < tickEveryMs - timersLateMs,
  };
}

/** Ten waits of a second must not take eleven for a millisecond that a timer came early. */
const timersLateMs = 100;
