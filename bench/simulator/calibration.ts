/** How surely causes were told at last, against how often they were right. */
import type { Outcome } from './score.ts';

/** Causes that were told with a score from `from` on, below the next bin. */
export interface CalibrationBin {
  readonly from: number;
  readonly cases: number;
  readonly right: number;
  /** The mean of the scores. */
  readonly said: number;
}

const bins = [0, 0.5, 0.6, 0.7, 0.8, 0.9];

export function calibrationOf(outcomes: readonly Pick<Outcome, 'lastWord' | 'isLastRight'>[]): readonly CalibrationBin[] {
  const told = outcomes.flatMap(({ lastWord, isLastRight }) => {
    const score = scoreIn(lastWord);
    return score === null ? [] : [{ score, isLastRight }];
  });
  return bins.flatMap((from, at) => {
    const own = told.filter(({ score }) => score >= from && score < (bins[at + 1] ?? Number.POSITIVE_INFINITY));
    if (own.length === 0) return [];
    const said = own.reduce((sum, { score }) => sum + score, 0) / own.length;
    return [{ from, cases: own.length, right: own.filter(({ isLastRight }) => isLastRight).length, said }];
  });
}

/** `node of node/n1 (0.92)`; null where no cause was told. */
function scoreIn(word: string | null): number | null {
  const found = /\((\d(?:\.\d+)?)\)$/.exec(word ?? '');
  return found?.[1] === undefined ? null : Number(found[1]);
}
