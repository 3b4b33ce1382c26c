/** When the pods of a workload came, went or changed, and how many of them are heard: counts of such times are not to be compared. */
import type { TickContext } from './tick-context.ts';

export interface Changing {
  /** A log whose first line came; where pods are read in turns, another one comes up all the time that has not started. */
  began(atMs: number): void;
  /** Of which share of its pods lines come at once; 1: of all. */
  hear(this: void, share: number, atMs: number): void;
  /** Pods that are heard, of so many that run. */
  heard(replicas: number): number;
  isChanging(context: Pick<TickContext, 'activity' | 'nowMs'>): boolean;
  changedAtMs(context: Pick<TickContext, 'activity'>): number;
  /** Null before the first. */
  startedAtMs: number | null;
}

/** Start-up and shutdown lines come within this time of a change of pods. */
const changingForMs = 180_000;
/** One pod more or less of several changes no more than chance does. */
const otherShare = 1 / 4;

export function createChanging(): Changing {
  let share = 1;
  const changing: Changing = {
    startedAtMs: null,
    began(atMs) {
      if (share === 1) changing.startedAtMs = atMs;
    },
    hear(next, atMs) {
      if (Math.abs(next - share) > share * otherShare) changing.startedAtMs = atMs;
      share = next;
    },
    heard: (replicas) => replicas * share,
    isChanging: (context) =>
      Math.abs(context.nowMs - changing.changedAtMs(context)) < changingForMs || context.activity?.expectedQuiet === true,
    changedAtMs: ({ activity }) => Math.max(activity?.replicasChangedAtMs ?? -Infinity, changing.startedAtMs ?? -Infinity),
  };
  return changing;
}
