/** How far a count is from its mean, and how often a year chance alone would bring it there: the one scale on which all detectors speak. */
import type { AnomalyKind } from '../domain.ts';

/** What is expected of a count. */
export interface Expectation {
  readonly mean: number;
  /** Variance over mean, at least 1: that is counts of independent lines (Poisson); more is a negative binomial. */
  readonly dispersion: number;
}

const yearMs = 365 * 86_400_000;
/** Beyond it the tail is nothing that a number could hold. */
const mostDeviations = 37;
const leastMean = 1e-6;

/**
 * Deviations of a normal distribution, negative below the mean: the signed root of the deviance of a negative binomial (McCullagh & Nelder 1989;
 * Hilbe 2011). Unlike (x - m) / s it holds for small counts, and unlike a Poisson's it knows that lines come in clumps.
 */
export function deviation(observed: number, { mean, dispersion }: Expectation): number {
  const expected = Math.max(mean, leastMean);
  const shape = expected / Math.max(dispersion - 1, 1e-9);
  const own = observed > 0 ? observed * Math.log(observed / expected) : 0;
  const deviance = 2 * (own - (observed + shape) * Math.log((observed + shape) / (expected + shape)));
  return Math.sign(observed - expected) * Math.sqrt(Math.max(0, deviance));
}

/** How often a year a look at windows of this length finds so many deviations by chance, for one thing that is looked at. */
export function timesAYear(deviations: number, forMs: number): number {
  return (upperTail(Math.min(mostDeviations, Math.abs(deviations))) * yearMs) / Math.max(1, forMs);
}

/** Of the standard normal distribution: the continued fraction of Laplace, and below two deviations that of the error function (Abramowitz & Stegun 26.2.17). */
function upperTail(z: number): number {
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z >= 2) return density / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 5)))));
  const t = 1 / (1 + 0.2316419 * z);
  return density * t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
}

/** Of the chance alarms that are asked for, what each detector may spend: one more detector must not bring more of them. Whole workloads are few, patterns many. */
const shares: Readonly<Partial<Record<AnomalyKind, number>>> = { spike: 0.4, trend: 0.3, drop: 0.3, 'level-shift': 1, 'log-bomb': 1 };

/** Whether a finding of this detector is rarer than its share of `chanceAYear`, the false alarms a year of one pattern by chance. */
export function isRare(kind: AnomalyKind, perYear: number, chanceAYear: number): boolean {
  return perYear <= (shares[kind] ?? 0) * chanceAYear;
}

const leastTold = 1e-3;

/** `chance brings that once in 40 years`. */
export function rarity(perYear: number): string {
  if (perYear >= 1) return `chance brings that ${Math.round(perYear)} times a year`;
  if (perYear < leastTold) return `chance brings that less than once in ${Math.round(1 / leastTold)} years`;
  return `chance brings that once in ${Math.round(1 / perYear)} years`;
}
