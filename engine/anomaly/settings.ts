/** What is asked of a finding before it is reported. */

export type Sensitivity = 'low' | 'medium' | 'high';

export interface Thresholds {
  /** How many times more lines than usual, and how many robust deviations above; both must hold. */
  readonly spikeFactor: number;
  readonly zScore: number;
  /** Ratios of small counts mean nothing: fewer lines than this never make a spike. */
  readonly minimumLines: number;
  /** A steady workload that wrote nothing for so long is silent; sooner after twice the longest pause it has in six hours and more, in lines. */
  readonly silenceForMs: number;
  /** An incident is resolved when everything has been as usual for so long. */
  readonly resolveAfterMs: number;
  /** How long a new workload is watched before spikes are judged. */
  readonly learningForMs: number;
  /** Lines of an error that was never seen before, in at most five minutes. */
  readonly newErrorLines: number;
  /**
   * How unlikely by chance, in deviations of a likelihood ratio (root of the deviance). Some 17,000 windows a day and pattern are
   * judged, so three deviations, which are enough for one look, would cry wolf every hour.
   */
  readonly surprise: number;
  /** How many times a year one pattern may be alarmed of by mere chance, by all detectors that look at it over minutes together. */
  readonly chanceAYear: number;
}

const waits = { silenceForMs: 300_000, resolveAfterMs: 120_000, learningForMs: 300_000 };

/** Medium is the textbook rule: three deviations and three times the usual. */
export const thresholdsBySensitivity: Readonly<Record<Sensitivity, Thresholds>> = {
  low: { spikeFactor: 5, zScore: 5, minimumLines: 30, newErrorLines: 10, surprise: 6, chanceAYear: 0.01, ...waits },
  medium: { spikeFactor: 3, zScore: 3, minimumLines: 10, newErrorLines: 5, surprise: 4.75, chanceAYear: 0.1, ...waits },
  high: { spikeFactor: 2, zScore: 3, minimumLines: 5, newErrorLines: 3, surprise: 4.25, chanceAYear: 1, ...waits },
};

/** Thresholds of a sensitivity with those that were set by themselves; values that are no positive numbers are left out. */
export function resolveThresholds(sensitivity: Sensitivity = 'medium', own: Partial<Thresholds> = {}): Thresholds {
  const given = Object.entries(own).filter(([, value]) => Number.isFinite(value) && value > 0);
  return { ...thresholdsBySensitivity[sensitivity], ...Object.fromEntries(given) };
}
