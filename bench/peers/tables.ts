/** What a race says, for a terminal. */
import type { Score } from './accuracy.ts';
import type { Flooded, Raced } from './race.ts';

/** What `--json` prints. */
export interface PeersResult {
  readonly contestants: readonly { readonly name: string; readonly what: string }[];
  /** `Loki: skipped, needs go`. */
  readonly skipped: readonly string[];
  readonly rounds: number;
  readonly raced: readonly Raced[];
  readonly flooded: readonly Flooded[];
  readonly scores: readonly Score[];
}

export function tables({ contestants, skipped, rounds, raced, flooded, scores }: PeersResult): readonly string[] {
  const names = contestants.map(({ name }) => name);
  const speeds = raced.map(({ file, linesPerSecond, refused }) =>
    row(
      file,
      names.map((name) => ((refused[name] ?? 0) > stoppedShare ? `refuses ${percent(refused[name])}` : count(linesPerSecond[name] ?? 0))),
    ),
  );
  return [
    `lines a second of processor time, median of ${rounds} rounds`,
    row('', names),
    ...speeds,
    ...totals(raced).map(({ kind, linesPerSecond }) =>
      row(
        `all ${kind}`,
        names.map((name) => (linesPerSecond[name] === undefined ? '-' : count(linesPerSecond[name]))),
      ),
    ),
    '',
    'lines of which no two are alike',
    ...flooded.map((one) =>
      row(one.contestant, [
        `${count(one.linesPerSecond)}/s`,
        `${one.lines} read`,
        `${percent(one.refused / one.lines)} refused`,
        `${one.patterns} patterns`,
        one.grownBytes === null ? '-' : `${Math.round(one.grownBytes / 1e6)} MB`,
      ]),
    ),
    '',
    ...scores
      .filter(({ log }) => log === 'mean')
      .map(({ contestant, ga, fga, patterns, truth }) =>
        row(contestant, [`GA ${ga.toFixed(3)}`, `FGA ${fga.toFixed(3)}`, `${patterns} of ${truth}`]),
      ),
    ...skipped,
  ];
}

/** Who gives no pattern to more than this share of the lines has stopped mining, and its speed says nothing. */
export const stoppedShare = 0.5;

export interface Total {
  readonly kind: string;
  readonly linesPerSecond: Readonly<Record<string, number>>;
}

/** Of each kind of corpus: all its lines by all their seconds. Without who stopped on one of them. */
export function totals(raced: PeersResult['raced']): readonly Total[] {
  return [...new Set(raced.map(({ kind }) => kind))].map((kind) => {
    const of = raced.filter((one) => one.kind === kind);
    const lines = of.reduce((sum, one) => sum + one.lines, 0);
    const names = Object.keys(of[0]?.linesPerSecond ?? {});
    const seconds = (name: string): number => of.reduce((sum, one) => sum + one.lines / (one.linesPerSecond[name] ?? Number.NaN), 0);
    const mined = names.filter((name) => of.every(({ refused }) => (refused[name] ?? 0) <= stoppedShare));
    return { kind, linesPerSecond: Object.fromEntries(mined.map((name) => [name, lines / seconds(name)])) };
  });
}

function percent(share = 0): string {
  return `${(100 * share).toFixed(0)} %`;
}

function row(first: string, cells: readonly string[]): string {
  return first.padEnd(16) + cells.map((cell) => cell.padStart(14)).join('');
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}
