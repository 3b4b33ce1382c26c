/**
 * Is the right cause named first, and how sure may one be of it? Runs `logbot replay` over suites of labelled incidents, has them scored by the script
 * that comes with them, and compares how surely answers were given with how often they were right.
 *
 *   node bench/judgement.ts                       all suites of ../shared/data/incidents
 *   --suites FOLDER                               of another folder: one folder a suite, each with truth.json and its recordings
 *   --suite NAME                                  only this one; may be given more than once
 *   --page                                        writes the figures into docs/judgement.md; those of other suites stay
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readFigures, writeFigures } from './judgement/page.ts';
import { binsOf, calibrationError, type Bin } from './judgement/reliability.ts';
import { scoringScript, suitesFolder, suitesIn, toldIn } from './judgement/suites.ts';

interface Scored {
  readonly suite: string;
  readonly printed: string;
  readonly bins: readonly Bin[];
  readonly abstained: number;
}

/** As the page names what writes it. */
const pageCommand = 'node bench/judgement.ts --page';

const { values } = parseArgs({
  options: { suites: { type: 'string' }, suite: { type: 'string', multiple: true }, page: { type: 'boolean', default: false } },
});
const folder = suitesFolder(values.suites);
if (folder === null || !existsSync(scoringScript)) {
  process.stdout.write('skipped: needs the labelled incidents and their scoring script beside the checkout (../shared)\n');
} else {
  const scored = (values.suite ?? suitesIn(folder)).map((suite) => score(folder, suite));
  process.stdout.write(`${scored.map(textOf).join('\n\n')}\n`);
  if (values.page) writePage(scored);
}

function score(suites: string, suite: string): Scored {
  const kept = join(mkdtempSync(join(tmpdir(), 'logdetector-judgement-')), suite);
  mkdirSync(kept);
  const command = [scoringScript, join(suites, suite), '--', process.execPath, join(import.meta.dirname, 'judgement/keep.ts'), kept];
  const printed = execFileSync(process.execPath, command, { encoding: 'utf8' }).trim();
  const told = toldIn(join(suites, suite), kept);
  return { suite, printed, bins: binsOf(told), abstained: told.filter(({ score: said }) => said === null).length };
}

function textOf({ suite, printed, bins, abstained }: Scored): string {
  // How long it took says something about this machine alone.
  const figures = printed.replace(/^(\d+ cases) in .*$/m, '$1');
  if (bins.length === 0) return `${suite}\n${figures}`;
  const rows = bins.map(
    ({ from, count, right, said }) =>
      `from ${from.toFixed(1)}  said ${said.toFixed(2)}  right ${(right / count).toFixed(2)}  (${right} of ${count})`,
  );
  return [suite, figures, ...rows, `no answer ${abstained}; calibration error ${calibrationError(bins).toFixed(3)}`].join('\n');
}

function writePage(scored: readonly Scored[]): void {
  const sections = readFigures(pageCommand)
    .split('\n\n')
    .filter((section) => section !== '');
  const bySuite = new Map(sections.map((section) => [section.split('\n')[0] ?? '', section]));
  for (const one of scored) bySuite.set(one.suite, textOf(one));
  const inOrder = [...bySuite].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, section]) => section);
  writeFigures(pageCommand, inOrder.join('\n\n'));
}
