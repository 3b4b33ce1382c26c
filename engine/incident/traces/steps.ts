/** Which steps the requests of late had, which of them go together, and which of two comes first. */
import type { WorkloadId } from '../../domain.ts';
import type { Expected, ExpectationOptions, Step, Visit } from './expectation.ts';
import { expectationOf, mostTimes } from './expectation.ts';
import { lossOf } from './loss.ts';
import { createRecentCourses, type Course } from './recent.ts';

export interface Steps {
  /** Null where there are too many. */
  step(workload: WorkloadId, form: string): Step | null;
  /** As `step`, but learns nothing: what is not known is a step that nobody had. */
  look(workload: WorkloadId, form: string): Step;
  expect(journey: ReadonlyMap<Step, Visit>, isUsual: ExpectationOptions['isUsual']): readonly Expected[];
  learn(journey: ReadonlyMap<Step, Visit>): void;
  /** Returns the step that is no more, and the one that stands for it. */
  merge(workload: WorkloadId, from: string, into: string): readonly [gone: Step, kept: Step] | null;
  forget(workload: WorkloadId): readonly Step[];
  snapshot(): StepsState;
  restore(state: StepsState): void;
}

export interface StepsState {
  readonly steps: readonly (readonly [workload: WorkloadId, form: string])[];
  /** Requests, oldest first, as places of their steps in the order in which they came. */
  readonly journeys: readonly (readonly number[])[];
  /** How often each of them had its steps; not there in what earlier releases saved. */
  readonly times?: readonly (readonly number[])[] | undefined;
}

const mostSteps = 2_048;
const mostOthers = 128;
/** After so many of them it is looked again how many lines are lost. */
const lossEvery = 64;

export function createSteps(): Steps {
  return new KnownSteps();
}

class KnownSteps implements Steps {
  /** In the order in which they were first had. */
  private readonly steps = new Set<Step>();
  /** Asked for every line of a request, so a step is found without a key being put together. */
  private readonly byWorkload = new Map<WorkloadId, Map<string, Step>>();
  private readonly journeys = createRecentCourses();
  /** What the journeys still name, and what stands for it; null where the journeys go with it. */
  private readonly replaced = new Map<Step, Step | null>();
  private isStale = false;
  /** The share of lines that are lost, and how many journeys have been learned since it was looked at. */
  private loss = { share: 0, age: 0 };

  step(workload: WorkloadId, form: string): Step | null {
    const known = this.byWorkload.get(workload)?.get(form);
    if (known !== undefined) return known;
    if (this.steps.size >= mostSteps && !this.makeRoom()) return null;
    const fresh = unseen(workload, form);
    this.steps.add(fresh);
    const own = this.byWorkload.get(workload);
    if (own === undefined) this.byWorkload.set(workload, new Map([[form, fresh]]));
    else own.set(form, fresh);
    return fresh;
  }

  look(workload: WorkloadId, form: string): Step {
    return this.byWorkload.get(workload)?.get(form) ?? unseen(workload, form);
  }

  expect(journey: ReadonlyMap<Step, Visit>, isUsual: ExpectationOptions['isUsual']): readonly Expected[] {
    this.recount();
    return expectationOf(journey, { loss: this.loss.share, isUsual });
  }

  learn(journey: ReadonlyMap<Step, Visit>): void {
    this.recount();
    const course = [...journey].toSorted(([, a], [, b]) => a.atMs - b.atMs).map(([step, { times }]) => [step, times] as const);
    tally(course, 1);
    for (const gone of this.journeys.add(course)) tally(gone, -1);
    this.loss.age += 1;
    if (this.loss.age >= lossEvery) this.loss = { share: lossOf(this.steps), age: 0 };
  }

  merge(workload: WorkloadId, from: string, into: string): readonly [gone: Step, kept: Step] | null {
    const gone = this.byWorkload.get(workload)?.get(from);
    const kept = gone === undefined ? null : this.step(workload, into);
    if (gone === undefined || kept === null) return null;
    this.replace([gone], kept);
    return [gone, kept];
  }

  forget(workload: WorkloadId): readonly Step[] {
    const gone = [...(this.byWorkload.get(workload)?.values() ?? [])];
    this.replace(gone, null);
    return gone;
  }

  snapshot(): StepsState {
    this.recount();
    const kept = [...this.steps].filter(({ count }) => count > 0);
    const place = new Map(kept.map((step, at) => [step, at]));
    const journeys = this.journeys.all();
    return {
      steps: kept.map(({ workload, form }) => [workload, form] as const),
      journeys: journeys.map((journey) => journey.map(([step]) => place.get(step) ?? -1)),
      times: journeys.map((journey) => journey.map(([, times]) => times)),
    };
  }

  restore(state: StepsState): void {
    this.steps.clear();
    this.byWorkload.clear();
    this.journeys.clear();
    this.replaced.clear();
    this.isStale = true;
    // Without the counts errors were no steps of their own; it is learned anew within minutes.
    const { times } = state;
    if (times === undefined) return;
    const kept = state.steps.slice(0, mostSteps).map(([workload, form]) => this.step(workload, form));
    for (const [at, journey] of state.journeys.entries()) this.journeys.add(courseOf(journey, times[at] ?? [], kept));
  }

  /** Steps that none of the last requests had. */
  private makeRoom(): boolean {
    for (const step of this.steps) if (step.count === 0) this.remove(step);
    return this.steps.size < mostSteps;
  }

  /** After a merge all is counted anew, so that two steps that are one are counted as one. */
  private recount(): void {
    if (!this.isStale) return;
    this.isStale = false;
    this.rename();
    for (const step of this.steps) {
      step.count = 0;
      step.others.clear();
      step.times.fill(0);
    }
    for (const journey of this.journeys.all()) tally(journey, 1);
    this.loss = { share: lossOf(this.steps), age: 0 };
  }

  /** The journeys are gone through once for all that is replaced until they are read: in a minute that may be hundreds of steps. */
  private replace(gone: readonly Step[], by: Step | null): void {
    for (const step of gone) {
      this.remove(step);
      this.replaced.set(step, by);
    }
    this.isStale = true;
    if (this.replaced.size >= mostSteps) this.rename();
  }

  private remove(step: Step): void {
    const own = this.byWorkload.get(step.workload);
    this.steps.delete(step);
    own?.delete(step.form);
    if (own?.size === 0) this.byWorkload.delete(step.workload);
  }

  private rename(): void {
    const { replaced } = this;
    if (replaced.size === 0) return;
    this.journeys.replace((journey) => (journey.some(([step]) => replaced.has(step)) ? joined(journey, replaced) : journey));
    replaced.clear();
  }
}

function unseen(workload: WorkloadId, form: string): Step {
  return { workload, form, count: 0, others: new Map(), times: Array.from({ length: mostTimes }, () => 0) };
}

/** Two steps that are one were had as often as both together. Null where one is gone for good. */
function joined(journey: Course, replaced: ReadonlyMap<Step, Step | null>): Course | null {
  const times = new Map<Step, number>();
  for (const [step, count] of journey) {
    const kept = standingFor(step, replaced);
    if (kept === null) return null;
    times.set(kept, (times.get(kept) ?? 0) + count);
  }
  return [...times];
}

/** What stands for a step may have been replaced since. */
function standingFor(step: Step, replaced: ReadonlyMap<Step, Step | null>): Step | null {
  let kept: Step | null = step;
  for (let next = replaced.get(kept); next !== undefined; next = kept === null ? undefined : replaced.get(kept)) kept = next;
  return kept;
}

function courseOf(journey: readonly number[], times: readonly number[], kept: readonly (Step | null)[]): Course {
  return journey.flatMap((place, at): Course => {
    const step = kept[place] ?? null;
    return step === null ? [] : [[step, times[at] ?? 1]];
  });
}

/** Adds a request to the counts, or takes it away. */
function tally(journey: Course, by: 1 | -1): void {
  journey.forEach(([step, times], at) => {
    step.count += by;
    const place = Math.min(times, mostTimes) - 1;
    step.times[place] = (step.times[place] ?? 0) + by;
    journey.forEach(([other], otherAt) => {
      if (otherAt !== at) meet(step, other, { by, isBefore: at < otherAt });
    });
  });
}

function meet(step: Step, other: Step, { by, isBefore }: { readonly by: 1 | -1; readonly isBefore: boolean }): void {
  const known = step.others.get(other);
  if (known === undefined) {
    if (by > 0 && step.others.size < mostOthers) step.others.set(other, { both: 1, before: isBefore ? 1 : 0 });
    return;
  }
  known.both += by;
  if (isBefore) known.before += by;
  if (known.both <= 0) step.others.delete(other);
}
