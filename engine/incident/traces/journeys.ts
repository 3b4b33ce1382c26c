/**
 * Lines joined by the id of their request, over all workloads: which steps requests have, and in which order. A step that nearly every request of a kind
 * has is expected of the next; who leaves out the first of those that are missing is where a request goes wrong, also when nobody writes an error.
 */
import type { WorkloadId } from '../../domain.ts';
import type { Expected, Step, StepsState } from './steps.ts';
import { createSteps } from './steps.ts';

/** A step that requests lack of late. */
export interface Missing {
  readonly workload: WorkloadId;
  readonly form: string;
  /** The step after or before which it is expected. */
  readonly beside: { readonly workload: WorkloadId; readonly form: string };
  readonly sinceAtMs: number;
  readonly lastAtMs: number;
  /** Requests without it, of those that should have it. */
  readonly missed: number;
  readonly tried: number;
  /** How unlikely that is, in natural logarithms. */
  readonly nats: number;
}

export interface Journeys {
  /** A line of a request. */
  see(id: string, step: { readonly workload: WorkloadId; readonly form: string }, atMs: number): void;
  /** Reads the requests that are over; of a time that is known to be normal it only learns. */
  settle(isNormal: boolean): void;
  missing(nowMs: number): readonly Missing[];
  /** Two forms turned out to be one. */
  merge(workload: WorkloadId, from: string, into: string): void;
  forget(workload: WorkloadId): void;
  /** Requests that could not be followed because there were too many. */
  readonly refused: number;
  snapshot(): StepsState;
  restore(state: StepsState): void;
}

/** A request is over when nothing of it was written for so long. */
const windowMs = 10_000;
const mostOpen = 4_096;
const mostLines = 200_000;
const longestJourney = 96;
/** What was under way when the reading began lacks its first steps. */
const warmUpMs = windowMs;
/** Learning goes on through what is unusual, lest a new release is never learned; sure findings are left out for so long. */
const acceptAfterMs = 2 * 3_600_000;
const surelyNats = 6;
/** An expectation that was not tried for so long says nothing about now. */
const staleMs = 180_000;

interface Journey {
  lastAtMs: number;
  readonly firstAtMs: number;
  /** Step and when it first came. */
  readonly steps: Map<Step, number>;
  isCut: boolean;
}

interface Rise {
  nats: number;
  sinceAtMs: number;
  lastAtMs: number;
  missed: number;
  tried: number;
  beside: Step;
}

export function createJourneys(): Journeys {
  return new Followed();
}

class Followed implements Journeys {
  refused = 0;
  private readonly steps = createSteps();
  private readonly open = new Map<string, Journey>();
  private readonly rises = new Map<Step, Rise>();
  private newestAtMs = Number.NEGATIVE_INFINITY;
  private sinceAtMs = Number.NaN;
  private lines = 0;

  see(id: string, at: { readonly workload: WorkloadId; readonly form: string }, atMs: number): void {
    if (Number.isNaN(this.sinceAtMs) || atMs - this.newestAtMs > acceptAfterMs) this.sinceAtMs = atMs;
    this.newestAtMs = Math.max(this.newestAtMs, atMs);
    const step = this.steps.step(at.workload, at.form);
    const journey = this.open.get(id);
    if (step === null || this.lines >= mostLines || (journey === undefined && this.open.size >= mostOpen)) {
      if (journey !== undefined) journey.isCut = true;
      this.refused += 1;
      return;
    }
    this.lines += 1;
    if (journey === undefined) this.open.set(id, { lastAtMs: atMs, firstAtMs: atMs, steps: new Map([[step, atMs]]), isCut: false });
    else goOn(journey, step, atMs);
  }

  settle(isNormal: boolean): void {
    // By the time of lines, not of the clock: where nothing is read any more, nothing is known to be missing.
    for (const [id, journey] of this.open) {
      if (this.newestAtMs - journey.lastAtMs < windowMs) continue;
      this.open.delete(id);
      this.end(journey, isNormal);
    }
    this.lines = 0;
  }

  missing(nowMs: number): readonly Missing[] {
    return [...this.rises]
      .filter(([, { nats, lastAtMs }]) => nats > 0 && nowMs - lastAtMs <= staleMs)
      .map(([{ workload, form }, { beside, ...rise }]) => ({
        ...rise,
        workload,
        form,
        beside: { workload: beside.workload, form: beside.form },
      }))
      .toSorted((a, b) => b.nats - a.nats);
  }

  merge(workload: WorkloadId, from: string, into: string): void {
    const [gone, kept] = this.steps.merge(workload, from, into) ?? [];
    if (gone === undefined || kept === undefined) return;
    this.rises.delete(gone);
    for (const { steps: seen } of this.open.values()) {
      const atMs = seen.get(gone);
      if (atMs === undefined) continue;
      seen.delete(gone);
      seen.set(kept, Math.min(atMs, seen.get(kept) ?? atMs));
    }
  }

  forget(workload: WorkloadId): void {
    for (const step of this.steps.forget(workload)) this.rises.delete(step);
  }

  snapshot(): StepsState {
    return this.steps.snapshot();
  }

  restore(state: StepsState): void {
    this.steps.restore(state);
    this.open.clear();
    this.rises.clear();
    this.sinceAtMs = Number.NaN;
  }

  private end({ isCut, firstAtMs, steps: seen }: Journey, isNormal: boolean): void {
    if (isCut || firstAtMs - this.sinceAtMs < warmUpMs) return;
    const { expected, missing } = isNormal ? { expected: [], missing: new Set<Step>() } : this.steps.expect(seen);
    for (const one of expected) {
      const isMissed = missing.has(one.step);
      if (isMissed || seen.has(one.step)) this.climb(one, isMissed, firstAtMs);
    }
    const isSure = [...missing].some((step) => isSurelyMissing(this.rises.get(step), firstAtMs));
    if (!isSure) this.steps.learn(seen);
  }

  /** That half of the requests are without it, against as many as usual (cumulative sum; Page 1954). */
  private climb({ step, beside, chance }: Expected, isMissed: boolean, atMs: number): void {
    const by = isMissed ? Math.log(0.5 / chance) : Math.log(0.5 / (1 - chance));
    const known = this.rises.get(step);
    if (known === undefined || atMs - known.lastAtMs > staleMs) {
      if (isMissed) this.rises.set(step, { nats: by, sinceAtMs: atMs, lastAtMs: atMs, missed: 1, tried: 1, beside });
      return;
    }
    known.nats += by;
    known.tried += 1;
    known.lastAtMs = Math.max(known.lastAtMs, atMs);
    if (isMissed) Object.assign(known, { missed: known.missed + 1, beside });
    if (known.nats <= 0) this.rises.delete(step);
  }
}

function goOn(journey: Journey, step: Step, atMs: number): void {
  journey.lastAtMs = Math.max(journey.lastAtMs, atMs);
  if (journey.steps.has(step)) return;
  if (journey.steps.size >= longestJourney) journey.isCut = true;
  else journey.steps.set(step, atMs);
}

function isSurelyMissing(rise: Rise | undefined, atMs: number): boolean {
  return rise !== undefined && rise.nats >= surelyNats && atMs - rise.sinceAtMs < acceptAfterMs;
}
