import type { Score } from './score.ts';
import type { SetName } from './systems.ts';

export interface Result {
  system: string;
  set: SetName;
  lines: number;
  score: Score;
  /** Of the same lines in an order drawn by chance, where that was asked for. */
  shuffled: Score | null;
  /** Of its halves, mined apart and merged, where that was asked for. */
  halved: Score | null;
}

export interface Means {
  ga: number;
  fga: number;
  /** Patterns found for each true one, over the sums of all systems. */
  ratio: number;
}

export function means(results: readonly Result[]): Means {
  const sum = (of: (score: Score) => number): number => results.reduce((total, { score }) => total + of(score), 0);
  const ga = sum((score) => score.ga) / results.length;
  const fga = sum((score) => score.fga) / results.length;
  return { ga, fga, ratio: sum((score) => score.patterns) / sum((score) => score.truth) };
}

/** One sentence for each figure that misses what issue 4 asks for; none when all is reached. */
export function shortfalls(results: readonly Result[]): string[] {
  const { ga, fga, ratio } = means(results);
  const missed = results.flatMap(ofSystem);
  if (ga < 0.92) missed.push(`mean GA ${ga.toFixed(3)} is below .92`);
  if (fga < 0.85) missed.push(`mean FGA ${fga.toFixed(3)} is below .85`);
  if (ratio < 0.9 || ratio > 1.15) missed.push(`${ratio.toFixed(2)} patterns for each true one, outside .9 to 1.15`);
  return missed;
}

/** How much the grouping accuracy hangs on the order of the lines; null where no shuffled run was made. */
export function shift({ score, shuffled }: Result): number | null {
  return shuffled === null ? null : shuffled.ga - score.ga;
}

/** How much the grouping accuracy changes when two halves are mined apart and merged; null where that was not asked for. */
export function change({ score, halved }: Result): number | null {
  return halved === null ? null : halved.ga - score.ga;
}

function ofSystem(result: Result): string[] {
  const { system, score } = result;
  const missed: string[] = [];
  const ratio = score.patterns / score.truth;
  const shifted = shift(result);
  if (score.ga < 0.75) missed.push(`${system}: GA ${score.ga.toFixed(3)} is below .75`);
  if (ratio < 0.7 || ratio > 1.4) missed.push(`${system}: ${ratio.toFixed(2)} patterns for each true one, outside .7 to 1.4`);
  if (shifted !== null && Math.abs(shifted) >= 0.02)
    missed.push(`${system}: GA changes by ${shifted.toFixed(3)} when the lines are shuffled, .02 or more`);
  const changed = change(result);
  if (changed !== null && Math.abs(changed) > 0.01)
    missed.push(`${system}: GA changes by ${changed.toFixed(3)} when mined in halves, more than .01`);
  return missed;
}
