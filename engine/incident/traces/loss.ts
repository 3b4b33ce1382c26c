/**
 * Which share of the lines is lost on the way, by the requests alone. Where nothing is lost, some steps are had by every request of their kind; where a
 * tenth of the lines is lost, none is had by more than nine in ten of those that had another one.
 */
import type { Step } from './expectation.ts';

/** Steps that fewer requests had say nothing about the share. */
const leastCount = 20;
/** Of what comes twice one line is left; so only steps that are had once, as nearly all that have them do, tell. */
const onceShare = 0.95;
/** So many of the lines are taken for lines that every request of a kind has; what is lacking of those is lost. */
const sureShare = 0.25;
/** Where more is lost, nothing can be said of what requests lack. */
const mostLoss = 0.25;

/** 0 to `mostLoss`; 0 where too little is known. */
export function lossOf(steps: Iterable<Step>): number {
  const known: { readonly share: number; readonly count: number }[] = [];
  for (const step of steps) if (tells(step)) known.push({ share: surestShare(step), count: step.count });
  let left = sureShare * known.reduce((sum, { count }) => sum + count, 0);
  for (const { share, count } of known.toSorted((a, b) => b.share - a.share)) {
    left -= count;
    if (left <= 0) return Math.min(mostLoss, 1 - share);
  }
  return 0;
}

/** Asked of thousands of steps again and again, most of which no request of late had. */
function tells({ count, times }: Step): boolean {
  return count >= leastCount && (times[0] ?? 0) >= onceShare * count;
}

/** Of the requests with another step that is about as common, how many had this one at least; of the other step with the most. */
function surestShare({ count, others }: Step): number {
  let most = 0;
  for (const [other, { both }] of others) if (other.count * 2 >= count) most = Math.max(most, atLeast(both / other.count, other.count));
  return most;
}

/** Two standard errors below: of many shares that are alike, the largest is so by luck. */
function atLeast(share: number, of: number): number {
  return share - 2 * Math.sqrt((share * (1 - share)) / of);
}
