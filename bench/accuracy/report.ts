import { change, means, shift, shortfalls, type Result } from './reach.ts';
import type { Miss } from './score.ts';
import type { LabelledLine, System } from './system.ts';

/** The figures of every system, the means of each set and of all, and what is out of reach, as text for a person. */
export function tableOf(results: readonly Result[]): string {
  const rows = ['system                set   lines     GA    FGA  patterns  true  ratio  GA change when shuffled, in halves'];
  for (const set of ['open', 'held', 'wild', 'fresh', 'unseen'] as const) {
    const own = results.filter((result) => result.set === set);
    if (own.length > 0) rows.push(...own.map(rowOf), meanRow(`mean ${set}`, own), '');
  }
  if (new Set(results.map(({ set }) => set)).size > 1) rows.push(meanRow('mean all', results), '');
  const missed = shortfalls(results);
  rows.push(...(missed.length === 0 ? ['All that issue 4 asks for is reached.'] : missed));
  return rows.join('\n');
}

/** The same figures for programs. */
export function jsonOf(results: readonly Result[]): string {
  return JSON.stringify({ systems: results, means: means(results), shortfalls: shortfalls(results) });
}

/** So many templates are shown, and of each so many of the groups it fell into. */
const WORST = 20;
const PARTS = 5;

/** What became of the wrongly grouped templates; `templates` is the miner's own text for each line of the run. */
export function missesOf(
  missed: readonly Miss[],
  run: { system: System; lines: readonly LabelledLine[]; templates: readonly string[] },
): string {
  const texts = new Map(run.system.statements.map(({ id, source, text }) => [id, `${source}  ${text}`]));
  const rows = missed
    .slice(0, WORST)
    .flatMap(({ truth, lines, groups }) => [
      `${lines.length} lines of   ${texts.get(truth) ?? truth}`,
      `    such as     ${run.lines[lines[0] ?? 0]?.raw ?? ''}`,
      ...groups
        .slice(0, PARTS)
        .flatMap(({ line, own, foreign, foreignTruths }) => [
          `    ${own} became   ${run.templates[line] ?? ''}`,
          ...foreignTruths.slice(0, PARTS).map((other) => `      with ${foreign} lines of others, such as   ${texts.get(other) ?? other}`),
        ]),
      ...(groups.length > PARTS ? [`    and ${groups.length - PARTS} more groups`] : []),
    ]);
  if (missed.length > WORST) rows.push(`and ${missed.length - WORST} more templates`);
  return rows.length === 0 ? `${run.system.name}: every line is in the right group.` : rows.join('\n');
}

function rowOf(result: Result): string {
  const { system, set, lines, score } = result;
  const { ga, fga, patterns, truth } = score;
  const figures = [
    ga.toFixed(3).padStart(6),
    fga.toFixed(3).padStart(7),
    String(patterns).padStart(10),
    String(truth).padStart(6),
    (patterns / truth).toFixed(2).padStart(7),
  ];
  const changes = [shift(result), change(result)]
    .map((by) => (by === null ? '-' : by.toFixed(3)).padStart(8))
    .join('')
    .trimEnd();
  return `${system.padEnd(22)}${set.padEnd(4)}${String(lines).padStart(7)} ${figures.join('')}  ${changes}`;
}

function meanRow(name: string, results: readonly Result[]): string {
  const { ga, fga, ratio } = means(results);
  return `${name.padEnd(34)}${ga.toFixed(3).padStart(6)}${fga.toFixed(3).padStart(7)}${' '.repeat(16)}${ratio.toFixed(2).padStart(7)}`;
}
