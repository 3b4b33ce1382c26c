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
/** Expected is what so many of the requests had, or would have had if no line were lost. */
const expectedShare = 0.95;
/** How often a request has a step is counted up to here. */
export const mostTimes = 8;

export interface ExpectationOptions {
  /** The share of lines that are lost on the way, whatever the requests do. */
  readonly loss: number;
  /** That the request lacks it says no more than that now and then one does: what comes after it has reasons of its own to be missing. */
  readonly isUsual: (lacking: Expected) => boolean;
}

export function expectationOf(journey: ReadonlyMap<Step, Visit>, { loss, isUsual: isUsualOf }: ExpectationOptions): readonly Expected[] {
  const found = { besides: besides(journey, loss), repeats: repeatsOf(journey, loss) };
  // Most requests are of few lines, of which nothing is known.
  if (found.besides.length === 0 && found.repeats.length === 0) return nothing;
  // A line that the workload now writes in another form is no missing one; an error in its place is no other form.
  const changed = new Set(
    [...journey].filter(([{ count }, { isError }]) => count < leastCount && !isError).map(([{ workload }]) => workload),
  );
  // Where no line is lost, each that is lacking says something.
  const isUsual = (one: Expected): boolean => loss > 0 && isUsualOf(one);
  const judged = (expected: readonly Expected[]): readonly Expected[] => {
    const lacking = expected.filter(({ step, isHad }) => isHad !== true && !changed.has(step.workload));
    const explaining = lacking.filter((one) => !isUsual(one)).map(({ step }) => step);
    const first = new Set(
      lacking.flatMap(({ step }) => (explaining.every((other) => other === step || !comesBefore(other, step)) ? [step] : [])),
    );
    return expected.map((one) => (one.isHad === true || first.has(one.step) ? one : { ...one, isHad: null }));
  };
  const expected = judged(found.besides);
  const repeats = judged(found.repeats);
  // Where a step is missing, what would have been repeated after it is so because of it.
  const isCutShort = expected.some((one) => one.isHad === false && !isUsual(one));
  return [...expected, ...(isCutShort ? repeats.filter(({ isHad }) => isHad === true) : repeats)];
}

const nothing: readonly Expected[] = [];

/** That a request goes without it (the rule of succession; Laplace 1814). */
export function chanceOf({ requests, without }: Pick<Expected, 'requests' | 'without'>): number {
  return (without + 1) / (requests + 2);
}

/** So many of these requests have what is expected, where the lines of a share of them are all kept: nearly all, but for the luck of two standard errors. */
function leastOf(requests: number, kept: number): number {
  return expectedShare * (kept * requests - 2 * Math.sqrt(kept * (1 - kept) * requests));
}

/** The steps that nearly all requests with one of these had, each with the step that says so most surely. */
function besides(journey: ReadonlyMap<Step, Visit>, loss: number): readonly Expected[] {
  const expected = new Map<Step, Expected>();
  for (const beside of journey.keys()) {
    if (beside.count < leastCount) continue;
    for (const [step, { both }] of beside.others) {
      if (both < leastOf(beside.count, 1 - loss)) continue;
      const known = expected.get(step);
      // The step that says so most surely may have been lucky: as often as lines are lost they are missing.
      const counts = { requests: beside.count, without: Math.max(beside.count - both, loss * beside.count) };
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
function repeatsOf(journey: ReadonlyMap<Step, Visit>, loss: number): readonly Expected[] {
  const expected: Expected[] = [];
  for (const [step, { times }] of journey) {
    const usual = step.count < leastCount ? 1 : usualTimes(step, loss);
    if (usual === 1) continue;
    const without = step.count - atLeast(step, usual);
    expected.push({ step, isRepeat: true, beside: step, requests: step.count, without, isHad: times >= usual, isReached: true });
  }
  return expected;
}

/** As often as nearly all requests that have the step have it, where none of its lines is lost. */
function usualTimes(step: Step, loss: number): number {
  let usual = 1;
  while (usual < mostTimes && atLeast(step, usual + 1) >= leastOf(step.count, (1 - loss) ** (usual + 1))) usual += 1;
  return usual;
}

function atLeast({ times }: Step, least: number): number {
  let sum = 0;
  for (let place = least - 1; place < times.length; place += 1) sum += times[place] ?? 0;
  return sum;
}

function comesBefore(first: Step, second: Step): boolean {
  const known = first.others.get(second);
  return known !== undefined && known.before > known.both / 2;
}
