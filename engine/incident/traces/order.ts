/** Of two steps that follow each other in a request: which of them should have come first, by the requests before it. */
import type { Expected, Step, Visit } from './expectation.ts';

/** Requests that had both: fewer say nothing about which comes first. */
const leastBoth = 20;
/** One comes first where it does in so many of them; what runs side by side comes as it comes. */
const orderedShare = 0.95;

/**
 * A step that should have come before the one beside it, and whether it did. Neighbours alone are looked at: an order that is not the usual one has
 * neighbours that are not, and each of them is one observation. Of two workloads nothing is said, for their clocks differ.
 */
export function orderOf(journey: ReadonlyMap<Step, Visit>): readonly Expected[] {
  if (journey.size < 2) return nothing;
  const found = new Map<Step, Expected>();
  for (const [first, second] of neighbours(journey)) {
    const expected = expectedOf(first, second);
    if (expected === null) continue;
    const known = found.get(expected.step);
    if (known === undefined || known.isHad === true) found.set(expected.step, expected);
  }
  return [...found.values()];
}

const nothing: readonly Expected[] = [];

type Pair = readonly [first: Step, second: Step];

function neighbours(journey: ReadonlyMap<Step, Visit>): readonly Pair[] {
  const course = [...journey].toSorted(([, a], [, b]) => a.atMs - b.atMs);
  return course.flatMap(([second, { atMs }], at): readonly Pair[] => {
    const [first, before] = course[at - 1] ?? [];
    const isTold = before !== undefined && before.atMs < atMs && first?.workload === second.workload;
    return isTold && first !== undefined ? [[first, second]] : [];
  });
}

function expectedOf(first: Step, second: Step): Expected | null {
  const known = first.others.get(second);
  if (known === undefined || known.both < leastBoth) return null;
  const isHad = known.before * 2 >= known.both;
  const [step, beside] = isHad ? [first, second] : [second, first];
  const kept = isHad ? known.before : known.both - known.before;
  if (kept < orderedShare * known.both) return null;
  return { step, isRepeat: false, beside, requests: known.both, without: known.both - kept, isHad, isReached: true };
}
