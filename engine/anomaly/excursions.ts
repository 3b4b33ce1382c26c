/** How far all patterns of a workload together strayed from the usual and came back by themselves: downwards and upwards. */
import type { AnomalyKind } from '../domain.ts';
import { deviation } from './chance.ts';
import { createLulls, type LullsState } from './lulls.ts';
import type { Span } from './span.ts';
import { fewestUsual, shortestLullMs } from './together.ts';

export interface Excursions {
  /** Once a minute while nothing is wrong: the spans up to now. */
  see(nowMs: number, spans: readonly Span[]): void;
  /** What was told of, led to no incident and was soon over has happened by itself too. */
  outlast(this: void, nowMs: number, over: Over): void;
  /** The furthest of the last days, in deviations; null before a day has been seen. */
  deepestLull(nowMs: number): number | null;
  highestSurge(nowMs: number): number | null;
  snapshot(): ExcursionsState;
  restore(state: ExcursionsState): void;
}

/** Absent in states of before. */
export interface ExcursionsState {
  readonly lulls?: LullsState | undefined;
  readonly surges?: LullsState | undefined;
}

/** A finding about a whole workload that has ended. */
export interface Over {
  readonly kind: AnomalyKind;
  readonly startedAtMs: number;
  readonly lastSeenAtMs: number;
  readonly verdict: { readonly z: number };
}

/** Longer is no holding of breath. */
const longestMs = 900_000;

export function createExcursions(): Excursions {
  const [lulls, surges] = [createLulls(), createLulls()];
  return {
    see(nowMs, spans) {
      lulls.see(nowMs, Math.max(0, ...spans.map(depthOf)));
      surges.see(nowMs, Math.max(0, ...spans.map(heightOf)));
    },
    outlast(nowMs, { kind, startedAtMs, lastSeenAtMs, verdict }) {
      if (lastSeenAtMs - startedAtMs > longestMs) return;
      if (kind === 'drop') lulls.take(nowMs, verdict.z);
      if (kind === 'level-shift') surges.take(nowMs, verdict.z);
    },
    deepestLull: (nowMs) => lulls.deepest(nowMs),
    highestSurge: (nowMs) => surges.deepest(nowMs),
    snapshot: () => ({ lulls: lulls.snapshot(), surges: surges.snapshot() }),
    restore(state) {
      lulls.restore(state.lulls);
      surges.restore(state.surges);
    },
  };
}

function heightOf({ isForLacks, together: { lines, most } }: Span): number {
  return isForLacks === true ? 0 : deviation(lines, most);
}

function depthOf({ forMs, together: { lines, least } }: Span): number {
  return forMs < shortestLullMs || lines === 0 || least.mean < fewestUsual ? 0 : -deviation(lines, least);
}
