/**
 * How far the lines of a workload fall for minutes by themselves: its load holds its breath and comes back. Some workloads do so every night and some
 * never, so that each is measured by the deepest lull it had; like the longest pause it may keep silent for. Surges are kept
 * in the same way.
 */
export interface Lulls {
  /** Deviations below the usual (of surges: above), once a minute while nothing is wrong; a gap between two calls was no usual time, nor was what led to it. */
  see(nowMs: number, deviations: number): void;
  /** One that was taken for a drop and went by itself: for the next one it is known. */
  take(nowMs: number, deviations: number): void;
  /** The deepest of the last days, in deviations; null before a day has been seen. */
  deepest(nowMs: number): number | null;
  snapshot(): LullsState;
  restore(state: LullsState | undefined): void;
}

export type LullsState = readonly [
  minutes: number,
  seenAtMs: number,
  deepest: number,
  deepestAtMs: number,
  waiting: number,
  waitingAtMs: number,
];

/** Every hour of a day, with what it brings. */
const enoughMinutes = 1_440;
/** A lull loses half of its depth in a week without another. */
const halfLifeMs = 7 * 86_400_000;
/** So long after its deepest minute it was a lull; until then it may become a drop. */
const settleMs = 1_800_000;
const longestGapMs = 180_000;

export function createLulls(): Lulls {
  let [minutes, seenAtMs, deepest, deepestAtMs, waiting, waitingAtMs] = [0, 0, 0, 0, 0, 0];

  function depthAt(nowMs: number): number {
    return deepest * 2 ** (-Math.max(0, nowMs - deepestAtMs) / halfLifeMs);
  }

  function settle(nowMs: number): void {
    if (waiting > depthAt(nowMs)) [deepest, deepestAtMs] = [waiting, waitingAtMs];
    waiting = 0;
  }

  return {
    see(nowMs, deviations) {
      if (Math.abs(nowMs - seenAtMs) > longestGapMs) waiting = 0;
      seenAtMs = nowMs;
      minutes = Math.min(enoughMinutes, minutes + 1);
      if (waiting > 0 && nowMs - waitingAtMs > settleMs) settle(nowMs);
      if (deviations > waiting) [waiting, waitingAtMs] = [deviations, nowMs];
    },
    take(nowMs, deviations) {
      if (deviations > depthAt(nowMs)) [deepest, deepestAtMs] = [deviations, nowMs];
    },
    deepest: (nowMs) => (minutes < enoughMinutes ? null : depthAt(nowMs)),
    snapshot: () => [minutes, seenAtMs, deepest, deepestAtMs, waiting, waitingAtMs],
    restore(state) {
      [minutes, seenAtMs, deepest, deepestAtMs, waiting, waitingAtMs] = state ?? [0, 0, 0, 0, 0, 0];
    },
  };
}
