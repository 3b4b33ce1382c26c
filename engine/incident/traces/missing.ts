/** What is missing from the requests of late, as it is told. */
import type { WorkloadId } from '../../domain.ts';
import { chanceOf, type Step } from './expectation.ts';
import { leastNats, natsOf, staleMs, type Rise } from './rise.ts';

/** A step that requests lack of late. */
export interface Missing {
  readonly workload: WorkloadId;
  readonly form: string;
  /** They have it, but less often than such requests do. */
  readonly isRepeat: boolean;
  /** Most of these requests came to the workload, for it wrote something else, or they went on to what comes after. */
  readonly isReached: boolean;
  /** The step after or before which it is expected. */
  readonly beside: { readonly workload: WorkloadId; readonly form: string };
  readonly sinceAtMs: number;
  readonly lastAtMs: number;
  /** Requests without it, of those that should have it. */
  readonly missed: number;
  readonly tried: number;
  /** Requests since the last one without it, and the share of those before all this that went without. */
  readonly kept: number;
  readonly usual: number;
  /** How much more likely it is that they changed than that they are as before, in natural logarithms. */
  readonly nats: number;
}

/** What speaks for a change, of those that are not stale, the surest first. */
export function risen(rises: ReadonlyMap<Step, Rise>, isRepeat: boolean, nowMs: number): readonly Missing[] {
  const fresh = [...rises].filter(([, { lastAtMs }]) => nowMs - lastAtMs <= staleMs);
  const found = fresh.map(([step, rise]) => missingOf(step, rise, isRepeat));
  return found.filter(({ nats }) => nats >= leastNats).toSorted((a, b) => b.nats - a.nats);
}

function missingOf({ workload, form }: Step, rise: Rise, isRepeat: boolean): Missing {
  const { sinceAtMs, lastAtMs, missed, tried, kept, reached, beside } = rise;
  const besideIt = { workload: beside.workload, form: beside.form };
  return {
    workload,
    form,
    isRepeat,
    isReached: reached * 2 > missed,
    beside: besideIt,
    sinceAtMs,
    lastAtMs,
    missed,
    tried,
    kept,
    usual: chanceOf(rise),
    nats: natsOf(rise),
  };
}
