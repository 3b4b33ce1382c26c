/** What a request should have had, by what the requests before it had. */
import type { WorkloadId } from '../../domain.ts';

/** Lines of a workload that begin alike, as a step of requests. */
export interface Step {
  readonly workload: WorkloadId;
  readonly form: string;
  /** Requests that had it. */
  count: number;
  /** Of these, those that had the other one too, and those of them in which this one came first. */
  readonly others: Map<Step, { both: number; before: number }>;
  /** Of these, those that had it once, twice and so on; the last place stands for all that had it more often. */
  readonly times: number[];
}

/** When a request first had a step, and how often. */
export interface Visit {
  atMs: number;
  times: number;
  /** It is an error. */
  isError: boolean;
}

/** A step that a request with these others should have; `isRepeat`: that it should have more than once. */
export interface Expected {
  readonly step: Step;
  readonly isRepeat: boolean;
  /** The step that says so most surely, how many requests had that one, and how many of these went without the expected one all the same. */
  readonly beside: Step;
  readonly requests: number;
  readonly without: number;
  /** Null where that it is lacking says nothing: what comes after a missing step is missing because of it. */
  readonly isHad: boolean | null;
  /** The request came to the workload, for it wrote something else, or the request went on to what comes after. */
  readonly isReached: boolean;
}

/** A step that so few requests had says nothing about others. */
const leastCount = 10;
/** Expected is what so many of the requests had. */
const expectedShare = 0.95;
/** How often a request has a step is counted up to here. */
export const mostTimes = 8;

export function expectationOf(journey: ReadonlyMap<Step, Visit>): readonly Expected[] {
  // A line that the workload now writes in another form is no missing one; an error in its place is no other form.
  const changed = new Set(
    [...journey].filter(([{ count }, { isError }]) => count < leastCount && !isError).map(([{ workload }]) => workload),
  );
  const judged = (expected: readonly Expected[]): readonly Expected[] => {
    const lacking = expected.flatMap(({ step, isHad }) => (isHad !== true && !changed.has(step.workload) ? [step] : []));
    const first = new Set(lacking.filter((step) => lacking.every((other) => other === step || !comesBefore(other, step))));
    return expected.map((one) => (one.isHad === true || first.has(one.step) ? one : { ...one, isHad: null }));
  };
  const expected = judged(besides(journey));
  const repeats = judged(repeatsOf(journey));
  // Where a step is missing, what would have been repeated after it is so because of it.
  const isCutShort = expected.some(({ isHad }) => isHad === false);
  return [...expected, ...(isCutShort ? repeats.filter(({ isHad }) => isHad === true) : repeats)];
}

/** That a request goes without it (the rule of succession; Laplace 1814). */
export function chanceOf({ requests, without }: Pick<Expected, 'requests' | 'without'>): number {
  return (without + 1) / (requests + 2);
}

/** The steps that nearly all requests with one of these had, each with the step that says so most surely. */
function besides(journey: ReadonlyMap<Step, Visit>): readonly Expected[] {
  const expected = new Map<Step, Expected>();
  for (const beside of journey.keys()) {
    if (beside.count < leastCount) continue;
    for (const [step, { both }] of beside.others) {
      if (both < expectedShare * beside.count) continue;
      const known = expected.get(step);
      const counts = { requests: beside.count, without: beside.count - both };
      if (known !== undefined && chanceOf(counts) >= chanceOf(known)) continue;
      const isHad = journey.has(step);
      const isReached = known?.isReached ?? (isHad || reaches(journey, step));
      expected.set(step, { step, isRepeat: false, beside, ...counts, isHad, isReached });
    }
  }
  return [...expected.values()];
}

function reaches(journey: ReadonlyMap<Step, Visit>, step: Step): boolean {
  return [...journey].some(([other, { isError }]) => other.workload === step.workload || (!isError && comesBefore(step, other)));
}

/** Those of the request's steps that nearly all requests with them have more than once. */
function repeatsOf(journey: ReadonlyMap<Step, Visit>): readonly Expected[] {
  return [...journey].flatMap(([step, { times }]) => {
    const usual = step.count < leastCount ? 1 : usualTimes(step);
    if (usual === 1) return [];
    const without = step.count - atLeast(step, usual);
    return [{ step, isRepeat: true, beside: step, requests: step.count, without, isHad: times >= usual, isReached: true }];
  });
}

/** As often as nearly all requests that have the step have it. */
function usualTimes(step: Step): number {
  let usual = 1;
  while (usual < mostTimes && atLeast(step, usual + 1) >= expectedShare * step.count) usual += 1;
  return usual;
}

function atLeast({ times }: Step, least: number): number {
  return times.slice(least - 1).reduce((sum, requests) => sum + requests, 0);
}

function comesBefore(first: Step, second: Step): boolean {
  const known = first.others.get(second);
  return known !== undefined && known.before > known.both / 2;
}
