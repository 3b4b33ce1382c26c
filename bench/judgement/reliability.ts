/** Is what is said with 0.9 right nine times in ten? Answers by how surely they were given, against how often they were right. */
export interface Told {
  /** 0 to 1: how surely the first answer was given; null where none was given. */
  readonly score: number | null;
  readonly right: boolean;
}

export interface Bin {
  /** Scores from here to the next bin. */
  readonly from: number;
  readonly count: number;
  readonly right: number;
  /** Mean of what was said. */
  readonly said: number;
}

const binsFrom: readonly number[] = [0, 0.5, 0.6, 0.7, 0.8, 0.9];

/** Bins with nothing in them are left out. */
export function binsOf(told: readonly Told[]): readonly Bin[] {
  return binsFrom.flatMap((from, place) => {
    const to = binsFrom[place + 1] ?? Number.POSITIVE_INFINITY;
    const scores = told.flatMap(({ score, right }) => (score !== null && score >= from && score < to ? [{ score, right }] : []));
    if (scores.length === 0) return [];
    const said = scores.reduce((sum, { score }) => sum + score, 0) / scores.length;
    return [{ from, count: scores.length, right: scores.filter(({ right }) => right).length, said }];
  });
}

/** Expected calibration error (Naeini et al. 2015): the mean distance of what was said from what was right, weighed by the bins' counts. */
export function calibrationError(bins: readonly Bin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return all === 0 ? Number.NaN : bins.reduce((sum, { count, right, said }) => sum + count * Math.abs(said - right / count), 0) / all;
}
