/** Which steps the requests of late had, which of them go together, and which of two comes first. */
import type { WorkloadId } from '../../domain.ts';

/** Lines of a workload that begin alike, as a step of requests. */
export interface Step {
  readonly workload: WorkloadId;
  readonly form: string;
  /** Requests that had it. */
  count: number;
  /** Of these, those that had the other one too, and those of them in which this one came first. */
  readonly others: Map<Step, { both: number; before: number }>;
}

export interface Expected {
  readonly step: Step;
  /** The step that says so most surely, and how often it comes without the expected one all the same. */
  readonly beside: Step;
  readonly chance: number;
}

export interface Expectation {
  /** All steps that a request with these steps should have. */
  readonly expected: readonly Expected[];
  /** Of those it lacks the first ones: what comes after a missing step is missing because of it. */
  readonly missing: ReadonlySet<Step>;
}

export interface Steps {
  /** Null where there are too many. */
  step(workload: WorkloadId, form: string): Step | null;
  /** `journey`: steps and when they came. */
  expect(journey: ReadonlyMap<Step, number>): Expectation;
  learn(journey: ReadonlyMap<Step, number>): void;
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
}

const mostSteps = 2_048;
const mostOthers = 128;
/** Requests that say what is usual: the last ones. */
const mostJourneys = 1_024;
/** A step that so few requests had says nothing about others. */
const leastCount = 10;
/** Expected is what so many of the requests had. */
const expectedShare = 0.95;

export function createSteps(): Steps {
  return new KnownSteps();
}

class KnownSteps implements Steps {
  private readonly steps = new Map<string, Step>();
  private journeys: Step[][] = [];
  private isStale = false;

  step(workload: WorkloadId, form: string): Step | null {
    const key = keyOf(workload, form);
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    if (this.steps.size >= mostSteps && !this.makeRoom()) return null;
    const fresh = { workload, form, count: 0, others: new Map() };
    this.steps.set(key, fresh);
    return fresh;
  }

  expect(journey: ReadonlyMap<Step, number>): Expectation {
    this.recount();
    const expected = expectedOf(journey);
    // A line that the workload now writes in another form is no missing one.
    const changed = new Set([...journey.keys()].filter(({ count }) => count < leastCount).map(({ workload }) => workload));
    const lacking = [...expected.keys()].filter((step) => !journey.has(step) && !changed.has(step.workload));
    const missing = new Set(lacking.filter((step) => lacking.every((other) => other === step || !comesBefore(other, step))));
    return { expected: [...expected.values()], missing };
  }

  learn(journey: ReadonlyMap<Step, number>): void {
    this.recount();
    const inOrder = [...journey].toSorted(([, a], [, b]) => a - b).map(([step]) => step);
    this.journeys.push(inOrder);
    tally(inOrder, 1);
    const oldest = this.journeys.length > mostJourneys ? this.journeys.shift() : undefined;
    if (oldest !== undefined) tally(oldest, -1);
  }

  merge(workload: WorkloadId, from: string, into: string): readonly [gone: Step, kept: Step] | null {
    const gone = this.steps.get(keyOf(workload, from));
    const kept = gone === undefined ? null : this.step(workload, into);
    if (gone === undefined || kept === null) return null;
    this.replace(new Set([gone]), kept);
    return [gone, kept];
  }

  forget(workload: WorkloadId): readonly Step[] {
    const gone = [...this.steps.values()].filter((step) => step.workload === workload);
    this.replace(new Set(gone), null);
    return gone;
  }

  snapshot(): StepsState {
    this.recount();
    const kept = [...this.steps.values()].filter(({ count }) => count > 0);
    const place = new Map(kept.map((step, at) => [step, at]));
    return {
      steps: kept.map(({ workload, form }) => [workload, form] as const),
      journeys: this.journeys.map((journey) => journey.map((step) => place.get(step) ?? -1)),
    };
  }

  restore(state: StepsState): void {
    this.steps.clear();
    const kept = state.steps.slice(0, mostSteps).map(([workload, form]) => this.step(workload, form));
    this.journeys = state.journeys.slice(-mostJourneys).map((journey) => journey.flatMap((at) => kept[at] ?? []));
    this.isStale = true;
  }

  /** Steps that none of the last requests had. */
  private makeRoom(): boolean {
    for (const [key, { count }] of this.steps) if (count === 0) this.steps.delete(key);
    return this.steps.size < mostSteps;
  }

  /** After a merge all is counted anew, so that two steps that are one are counted as one. */
  private recount(): void {
    if (!this.isStale) return;
    this.isStale = false;
    for (const step of this.steps.values()) {
      step.count = 0;
      step.others.clear();
    }
    for (const journey of this.journeys) tally(journey, 1);
  }

  private replace(gone: ReadonlySet<Step>, by: Step | null): void {
    this.journeys = this.journeys.flatMap((journey) => {
      if (!journey.some((step) => gone.has(step))) return [journey];
      return by === null ? [] : [[...new Set(journey.map((step) => (gone.has(step) ? by : step)))]];
    });
    for (const { workload, form } of gone) this.steps.delete(keyOf(workload, form));
    this.isStale = true;
  }
}

function keyOf(workload: WorkloadId, form: string): string {
  return `${workload}#${form}`;
}

/** The steps that nearly all requests with one of these had, each with the step that says so most surely. */
function expectedOf(journey: ReadonlyMap<Step, number>): Map<Step, Expected> {
  const expected = new Map<Step, Expected>();
  for (const beside of journey.keys()) {
    if (beside.count < leastCount) continue;
    for (const [step, { both }] of beside.others) {
      if (both < expectedShare * beside.count) continue;
      const chance = (beside.count - both + 1) / (beside.count + 2);
      if (chance < (expected.get(step)?.chance ?? 1)) expected.set(step, { step, beside, chance });
    }
  }
  return expected;
}

/** Adds a request to the counts, or takes it away. */
function tally(journey: readonly Step[], by: 1 | -1): void {
  for (const [at, step] of journey.entries()) {
    step.count += by;
    for (const [otherAt, other] of journey.entries()) if (otherAt !== at) meet(step, other, { by, isBefore: at < otherAt });
  }
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

function comesBefore(first: Step, second: Step): boolean {
  const known = first.others.get(second);
  return known !== undefined && known.before > known.both / 2;
}
