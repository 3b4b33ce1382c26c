/**
 * Lines joined by the id of their request, over all workloads: which steps requests have, and in which order. A step that nearly every request of a kind
 * has is expected of the next; who leaves out the first of those that are missing is where a request goes wrong, also when nobody writes an error.
 */
import type { WorkloadId } from '../../domain.ts';
import { chanceOf, type Expected, type Step, type Visit } from './expectation.ts';
import { createHeld } from './held.ts';
import { risen, type Missing } from './missing.ts';
import { orderOf } from './order.ts';
import type { Lacking, StepSeen } from './path.ts';
import type { Rise } from './rise.ts';
import { climb, isUsualLack } from './rise.ts';
import type { StepsState } from './steps.ts';
import { createSteps } from './steps.ts';

/** What a line is of a request. */
export interface SeenStep {
  readonly workload: WorkloadId;
  readonly form: string;
  readonly isError: boolean;
}

export interface Journeys {
  /** A line of a request. */
  see(id: string, step: SeenStep, atMs: number): void;
  /** Reads the requests that are over; of a time that is known to be normal it only learns. */
  settle(isNormal: boolean): void;
  missing(nowMs: number): readonly Missing[];
  /** What a request with these lines, and no others, should have had too; first what is first missing, of these the surest. */
  lacking(seen: readonly StepSeen[]): readonly Lacking[];
  /** Steps that come after the one beside them of late, before which they usually come. */
  swapped(nowMs: number): readonly Missing[];
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
/** Lines of a workload may come late: so long it is waited for one that has not been heard since. */
const patienceMs = 60_000;
const mostOpen = 4_096;
const mostLines = 200_000;
const longestJourney = 96;
const mostReaches = 5_000;
/** What was under way when the reading began lacks its first steps. */
const warmUpMs = windowMs;
/** From what lacks a step is not learned, lest the first requests that fail make failing usual; but a new release is, after a while. */
const acceptAfterMs = 2 * 3_600_000;
interface Journey {
  lastAtMs: number;
  readonly firstAtMs: number;
  readonly steps: Map<Step, Visit>;
  isCut: boolean;
  /** It is only learned from. */
  isNormal: boolean;
  /** Workloads that it is waited for; null while that is not known. */
  waitsFor: readonly WorkloadId[] | null;
}

/** How far a workload is read. */
interface Reach {
  untilMs: number;
  /** Its newest line came later than requests are followed. */
  isBehind: boolean;
}

export function createJourneys(): Journeys {
  return new Followed();
}

class Followed implements Journeys {
  refused = 0;
  private readonly steps = createSteps();
  private readonly open = new Map<string, Journey>();
  private readonly held = createHeld();
  /** By what is missing, by what is had less often, and by what comes too late. */
  private readonly rises = { missing: new Map<Step, Rise>(), fewer: new Map<Step, Rise>(), swapped: new Map<Step, Rise>() };
  private readonly reaches = new Map<WorkloadId, Reach>();
  private newestAtMs = Number.NEGATIVE_INFINITY;
  private sinceAtMs = Number.NaN;
  private lines = 0;

  see(id: string, at: SeenStep, atMs: number): void {
    if (Number.isNaN(this.sinceAtMs) || atMs - this.newestAtMs > acceptAfterMs) this.sinceAtMs = atMs;
    this.newestAtMs = Math.max(this.newestAtMs, atMs);
    this.reach(at.workload, atMs);
    const journey = this.open.get(id);
    // The rest of that request was judged already.
    if (journey === undefined && this.newestAtMs - atMs > windowMs) return;
    const step = this.steps.step(at.workload, at.isError ? errorForm(at.form) : at.form);
    if (step === null || this.lines >= mostLines || (journey === undefined && this.open.size >= mostOpen)) {
      if (journey !== undefined) journey.isCut = true;
      this.refused += 1;
      return;
    }
    this.lines += 1;
    goOn(journey ?? this.begin(id, atMs), step, { atMs, isError: at.isError });
  }

  settle(isNormal: boolean): void {
    // By the time of lines, not of the clock: where nothing is read any more, nothing is known to be missing.
    for (const [id, journey] of this.open) {
      journey.isNormal ||= isNormal;
      if (this.newestAtMs - journey.lastAtMs < windowMs || this.waits(journey)) continue;
      this.open.delete(id);
      this.end(journey);
    }
    for (const journey of this.held.release(this.newestAtMs)) this.steps.learn(journey);
    this.lines = 0;
  }

  missing(nowMs: number): readonly Missing[] {
    const found = [false, true].flatMap((isRepeat) => risen(this.risesOf(isRepeat), isRepeat, nowMs));
    return found.toSorted((a, b) => b.nats - a.nats);
  }

  swapped(nowMs: number): readonly Missing[] {
    return risen(this.rises.swapped, false, nowMs);
  }

  lacking(seen: readonly StepSeen[]): readonly Lacking[] {
    const journey = new Map<Step, Visit>();
    for (const { workload, form, isError, atMs } of seen) {
      const step = this.steps.look(workload, isError ? errorForm(form) : form);
      const known = journey.get(step);
      if (known === undefined) journey.set(step, { atMs, times: 1, isError });
      else join(known, { atMs, times: 1, isError });
    }
    const had = new Set(seen.map(({ workload }) => workload));
    // What is missing because of an earlier step is told too where the workload has nothing of the request at all.
    return this.steps
      .expect(journey, never)
      .filter(({ step, isHad, isRepeat }) => !isRepeat && (isHad === false || (isHad === null && !had.has(step.workload))))
      .toSorted((a, b) => Number(a.isHad === null) - Number(b.isHad === null) || chanceOf(a) - chanceOf(b))
      .map(({ step, beside, requests, without }) => ({ ...stepName(step), beside: stepName(beside), requests, without }));
  }

  merge(workload: WorkloadId, from: string, into: string): void {
    this.mergeForms(workload, from, into);
    this.mergeForms(workload, errorForm(from), errorForm(into));
  }

  forget(workload: WorkloadId): void {
    this.reaches.delete(workload);
    this.held.forget(workload);
    for (const step of this.steps.forget(workload)) this.fall(step);
  }

  snapshot(): StepsState {
    return this.steps.snapshot();
  }

  restore(state: StepsState): void {
    this.steps.restore(state);
    this.open.clear();
    this.held.clear();
    for (const rises of Object.values(this.rises)) rises.clear();
    this.reaches.clear();
    this.sinceAtMs = Number.NaN;
  }

  private mergeForms(workload: WorkloadId, from: string, into: string): void {
    const [gone, kept] = this.steps.merge(workload, from, into) ?? [];
    if (gone === undefined || kept === undefined) return;
    this.fall(gone);
    for (const { steps } of this.open.values()) moveVisit(steps, gone, kept);
    for (const steps of this.held.journeys()) moveVisit(steps, gone, kept);
  }

  private begin(id: string, atMs: number): Journey {
    const journey = { lastAtMs: atMs, firstAtMs: atMs, steps: new Map(), isCut: false, isNormal: false, waitsFor: null };
    this.open.set(id, journey);
    return journey;
  }

  private reach(workload: WorkloadId, atMs: number): void {
    const known = this.reaches.get(workload);
    const isBehind = this.newestAtMs - atMs > windowMs;
    if (known === undefined) {
      if (this.reaches.size >= mostReaches) this.reaches.clear();
      this.reaches.set(workload, { untilMs: atMs, isBehind });
      return;
    }
    known.untilMs = Math.max(known.untilMs, atMs);
    known.isBehind = isBehind;
  }

  /** There is no hurry with what is only learned from, and none while there is room: lines that come late are not missing. */
  private waits(journey: Journey): boolean {
    if (this.newestAtMs - journey.lastAtMs >= patienceMs || this.open.size > mostOpen / 2 || journey.isCut) return false;
    if (journey.isNormal) return true;
    journey.waitsFor ??= this.steps.expect(journey.steps, never).flatMap(({ step, isHad }) => (isHad === true ? [] : [step.workload]));
    journey.waitsFor = journey.waitsFor.filter((workload) => (this.reaches.get(workload)?.untilMs ?? -Infinity) < journey.lastAtMs);
    return journey.waitsFor.length > 0;
  }

  private end({ isCut, isNormal, firstAtMs, lastAtMs, steps: seen }: Journey): void {
    if (isCut || firstAtMs - this.sinceAtMs < warmUpMs) return;
    const holding = isNormal ? [] : this.weigh(seen, { firstAtMs, lastAtMs });
    if (holding.length === 0) this.steps.learn(seen);
    else this.held.hold(seen, holding);
  }

  /** What it lacks that those before it had, or has in another order, and that not for long. */
  private weigh(seen: ReadonlyMap<Step, Visit>, { firstAtMs, lastAtMs }: Pick<Journey, 'firstAtMs' | 'lastAtMs'>): readonly Rise[] {
    const isUsual = (one: Expected): boolean => isUsualLack(this.risesOf(one.isRepeat).get(one.step), one);
    const expected = this.steps.expect(seen, isUsual).filter(({ step, isHad }) => isHad === true || this.isRead(step, lastAtMs));
    const riseOf = (rises: Map<Step, Rise>, one: Expected): readonly Rise[] => {
      if (one.isHad === null) return [];
      climb(rises, one, firstAtMs);
      const rise = one.isHad ? undefined : rises.get(one.step);
      return rise !== undefined && isYoung(rise, firstAtMs) ? [rise] : [];
    };
    return [
      ...expected.flatMap((one) => riseOf(this.risesOf(one.isRepeat), one)),
      ...orderOf(seen).flatMap((one) => riseOf(this.rises.swapped, one)),
    ];
  }

  /** Who was read on time until now and writes nothing any more lacks its lines; of who is behind nothing is known. */
  private isRead({ workload }: Step, atMs: number): boolean {
    const reach = this.reaches.get(workload);
    return reach === undefined || reach.untilMs >= atMs || !reach.isBehind;
  }

  private risesOf(isRepeat: boolean): Map<Step, Rise> {
    return isRepeat ? this.rises.fewer : this.rises.missing;
  }

  private fall(step: Step): void {
    for (const rises of Object.values(this.rises)) rises.delete(step);
  }
}

function never(): boolean {
  return false;
}

/** What begins like a line that is no error is another step all the same. */
function errorForm(form: string): string {
  return `error: ${form}`;
}

function stepName({ workload, form }: Step): { readonly workload: WorkloadId; readonly form: string } {
  return { workload, form };
}

/** Told of every line, so it makes nothing anew that it can count up. */
function goOn(journey: Journey, step: Step, { atMs, isError }: { readonly atMs: number; readonly isError: boolean }): void {
  journey.lastAtMs = Math.max(journey.lastAtMs, atMs);
  journey.waitsFor = null;
  const known = journey.steps.get(step);
  if (known !== undefined) join(known, { atMs, times: 1, isError });
  else if (journey.steps.size >= longestJourney) journey.isCut = true;
  else journey.steps.set(step, { atMs, times: 1, isError });
}

function moveVisit(seen: Map<Step, Visit>, gone: Step, kept: Step): void {
  const visit = seen.get(gone);
  if (visit === undefined) return;
  seen.delete(gone);
  const known = seen.get(kept);
  if (known === undefined) seen.set(kept, visit);
  else join(known, visit);
}

function join(visit: Visit, other: Readonly<Visit>): void {
  visit.atMs = Math.min(visit.atMs, other.atMs);
  visit.times += other.times;
  visit.isError ||= other.isError;
}

/** A rise that lasts so long is the new usual. */
function isYoung(rise: Rise, atMs: number): boolean {
  return atMs - rise.sinceAtMs < acceptAfterMs;
}
