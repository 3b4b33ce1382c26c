/**
 * What comes at the same time of day, or of the week, again and again is a job and no news: a nightly dump that floods, a batch that starves the rest.
 * Its minutes are learned like all others, or it would be news for ever.
 */
import type { AnomalyKind } from '../domain.ts';

export interface Recurrence {
  /** Notes that such a thing goes on now; true when it began about this time on two days or weeks on end, not long ago. */
  isUsual(kind: AnomalyKind, nowMs: number): boolean;
  snapshot(): RecurrenceState;
  restore(state: RecurrenceState): void;
}

/** By kind, when it began, the oldest first. */
export type RecurrenceState = readonly (readonly [AnomalyKind, readonly number[]])[];

const dayMs = 86_400_000;
/** How often it may come, and how far back two earlier times are looked for; rhythms of months are not known. */
const rhythms = [
  { everyMs: dayMs, withinMs: 8 * dayMs },
  { everyMs: 7 * dayMs, withinMs: 22 * dayMs },
] as const;
/** The last two rounds, or two before a pause: no job of working days runs on a weekend. */
const latest = [1, 2, 3, 4];
/** Jobs begin a little earlier or later, and an hour where the clocks change. */
const looseMs = 75 * 60_000;
const mostKept = 64;

export function createRecurrence(): Recurrence {
  let begun = new Map<AnomalyKind, number[]>();
  /** When each was last seen, and whether it was usual: what goes on is one thing. */
  const going = new Map<AnomalyKind, { seenAtMs: number; isUsual: boolean }>();

  function begin(kind: AnomalyKind, nowMs: number): boolean {
    const before = (begun.get(kind) ?? []).filter((atMs) => atMs <= nowMs && nowMs - atMs <= rhythms[1].withinMs);
    begun.set(kind, [...before, nowMs].slice(-mostKept));
    return rhythms.some(({ everyMs, withinMs }) => {
      const rounds = new Set(before.filter((atMs) => nowMs - atMs <= withinMs).map((atMs) => roundsBetween(atMs, nowMs, everyMs)));
      return latest.some((round) => rounds.has(round) && rounds.has(round + 1));
    });
  }

  return {
    isUsual(kind, nowMs) {
      const current = going.get(kind);
      const isSame = current !== undefined && Math.abs(nowMs - current.seenAtMs) < looseMs;
      const isUsual = isSame ? current.isUsual : begin(kind, nowMs);
      going.set(kind, { seenAtMs: nowMs, isUsual });
      return isUsual;
    },
    snapshot: () => [...begun],
    restore(state) {
      begun = new Map(state.map(([kind, times]) => [kind, [...times]]));
      going.clear();
    },
  };
}

/** How many rounds lie between two times that are about the same of the round; 0 where they are not. */
function roundsBetween(earlierMs: number, laterMs: number, everyMs: number): number {
  const rounds = Math.round((laterMs - earlierMs) / everyMs);
  return Math.abs(laterMs - earlierMs - rounds * everyMs) <= looseMs ? rounds : 0;
}
