/**
 * What changed against a baseline. Counts of two logs are compared at equal traffic, a change has to be larger than chance and than half as much
 * again, and the number of patterns looked at is allowed for.
 */
import { chanceOfAtLeast, chanceOfAtMost } from './binomial.ts';

export interface Pair {
  readonly current: number;
  readonly baseline: number;
}

export interface Change {
  readonly kind: 'new' | 'gone' | 'more' | 'less';
  /** False for what is new or gone, but too rare for the difference to be more than chance. */
  readonly isSignificant: boolean;
  /** Records that the baseline makes expected in the current log. */
  readonly expected: number;
  /** The chance of a difference at least as large, were the true one within `MARGIN`; not yet corrected for the number of patterns. */
  readonly pValue: number;
}

export interface Comparison {
  /** How many current records one of the baseline stands for. */
  readonly scale: number;
  /** How many patterns the scale is the median of; 0 when it is the ratio of all records. */
  readonly scaledBy: number;
  /** In the order of the pairs; null for what has not changed. */
  readonly changes: readonly (Change | null)[];
}

/** Real logs vary more than Poisson counts do: less than half as much again, or a third less, is no change, however sure. */
const MARGIN = 1.5;
/** Share of false ones among the changes called significant (Benjamini and Hochberg 1995). */
const FALSE_SHARE = 0.01;
/** A ratio of fewer records says little about the traffic, and fewer ratios have no median worth its name. */
const LEAST_COUNT = 5;
const LEAST_RATIOS = 3;

export function compare(pairs: readonly Pair[]): Comparison {
  const { scale, scaledBy } = scaleOf(pairs);
  const pValues = pairs.map((pair) => pValueOf(pair, scale));
  const limit = significanceLimit(pValues);
  const changes = pairs.map((pair, at): Change | null => {
    const pValue = pValues[at] ?? 1;
    const kind = kindOf(pair, scale);
    const isSignificant = pValue <= limit;
    if (kind === null || (!isSignificant && (kind === 'more' || kind === 'less'))) return null;
    return { kind, isSignificant, expected: pair.baseline * scale, pValue };
  });
  return { scale, scaledBy, changes };
}

/**
 * The median of the ratios of patterns that both logs have, so that a flood of one line makes not all others look rarer (Anders and Huber
 * 2010); with too few of them the ratio of the totals.
 */
function scaleOf(pairs: readonly Pair[]): { scale: number; scaledBy: number } {
  const both = pairs.filter(({ current, baseline }) => current >= LEAST_COUNT && baseline >= LEAST_COUNT);
  const ratios = both.map(({ current, baseline }) => current / baseline).toSorted((a, b) => a - b);
  const middle = ratios.length >> 1;
  const high = ratios[middle] ?? 1;
  const low = ratios.length % 2 === 0 ? (ratios[middle - 1] ?? high) : high;
  if (ratios.length >= LEAST_RATIOS) return { scale: Math.sqrt(low * high), scaledBy: ratios.length };
  const sum = (side: keyof Pair): number => pairs.reduce((total, pair) => total + pair[side], 0);
  return { scale: Math.max(1, sum('current')) / Math.max(1, sum('baseline')), scaledBy: 0 };
}

/**
 * Two Poisson counts, given their sum, are a binomial one (Przyborowski and Wilenski 1940): exact, also where one of them is 0. Two-sided, against
 * the nearest ratio that is no change.
 */
function pValueOf({ current, baseline }: Pair, scale: number): number {
  const trials = current + baseline;
  if (trials === 0) return 1;
  const more = chanceOfAtLeast(current, trials, (scale * MARGIN) / (scale * MARGIN + 1));
  const less = chanceOfAtMost(current, trials, scale / MARGIN / (scale / MARGIN + 1));
  return Math.min(1, 2 * Math.min(more, less));
}

/** The largest p-value that is still significant by Benjamini and Hochberg's step-up; -1 when none is. */
function significanceLimit(pValues: readonly number[]): number {
  const sorted = pValues.toSorted((a, b) => a - b);
  const last = sorted.findLastIndex((pValue, at) => pValue <= ((at + 1) / sorted.length) * FALSE_SHARE);
  return sorted[last] ?? -1;
}

function kindOf({ current, baseline }: Pair, scale: number): Change['kind'] | null {
  if (current === 0 && baseline === 0) return null;
  if (baseline === 0) return 'new';
  if (current === 0) return 'gone';
  return current > baseline * scale ? 'more' : 'less';
}
