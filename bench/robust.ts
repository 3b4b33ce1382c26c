/**
 * Does a right cause stay right when nothing that matters has changed? Takes suites of recorded incidents with their answers (`truth.json` and
 * `*.ndjson` in a folder), changes them in five ways (`bench/robust`), and has the same scorer judge the same command before and after:
 *
 *   rename    every service has another name, wherever it is named, answers too
 *   shuffle   what has the same time comes in another order; a container's own lines stay in theirs
 *   lose      a tenth of the log lines is missing
 *   clocks    the clocks of half of the workloads are two seconds ahead
 *   words     English words for errors in the lines of applications are nonsense, each always the same
 *
 *   node bench/robust.ts FOLDER...
 *   --seed N (1)          what is drawn: cases, names, order, losses
 *   --cases N (all)       so many cases of each suite at most
 *   --only NAME           one change alone; may be given more than once
 *   --scorer FILE         ../shared/tools/incident-accuracy.mjs
 *   --scratch FOLDER      where the changed suites go and stay (a new one below the system's temporary folder); what was scored there
 *                         with the same seed and cases is not scored again, so that a run that was broken off goes on
 *   --json
 *   --page                writes the table into docs/judgement.md
 *
 * Pooled are cases, not suites. Exits with 1 where a change costs more than .05.
 */
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFigures } from './judgement/page.ts';
import { clocks, lose, shuffle } from './robust/disturb.ts';
import type { Plan } from './robust/line.ts';
import { rename } from './robust/rename.ts';
import { readScore, scoreOf, writeScore } from './robust/scoring.ts';
import { openSuite, writeChanged, type Suite } from './robust/suite.ts';
import { replaceWords } from './robust/words.ts';

const usage =
  'usage: node bench/robust.ts [--seed N] [--cases N] [--only NAME]... [--scorer FILE] [--scratch FOLDER] [--json] [--page] FOLDER...';
const changes: Readonly<Record<string, Plan>> = { rename, shuffle, lose, clocks, words: replaceWords };
/** Of issue 6. */
const mostFall = 0.05;
const root = resolve(import.meta.dirname, '..');

process.exitCode = await main();

interface Options {
  readonly seed: number;
  readonly cases: number;
  readonly only: readonly string[];
  readonly scorer: string;
  readonly scratch: string | null;
  readonly json: boolean;
  readonly page: boolean;
  readonly folders: readonly string[];
}

interface Row {
  readonly change: string;
  readonly suites: readonly { readonly suite: string; readonly cases: number; readonly share: number }[];
  readonly pooled: number;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options === null) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  if (!existsSync(options.scorer)) {
    process.stderr.write(`skipped: needs the scorer, ${options.scorer} is not there\n`);
    return 0;
  }
  const scratch = options.scratch ?? (await mkdtemp(join(tmpdir(), 'robust-')));
  const suites = await Promise.all(options.folders.map((folder) => openSuite(folder, { seed: options.seed, most: options.cases })));
  const rows: Row[] = [];
  for (const change of ['as it is', ...options.only]) rows.push(await rowOf(change, suites, { ...options, scratch }));
  const falls = rows.slice(1).map(({ change, pooled }) => ({ change, fall: (rows[0]?.pooled ?? 0) - pooled }));
  process.stdout.write(options.json ? `${JSON.stringify({ rows, falls })}\n` : `${tableOf(rows)}\n`);
  if (options.page) writeFigures('node bench/robust.ts --page', `${headOf(options)}\n\n${tableOf(rows)}`);
  return falls.every(({ fall }) => fall <= mostFall + 1e-9) ? 0 : 1;
}

async function rowOf(
  change: string,
  suites: readonly Suite[],
  { seed, scorer, scratch }: Options & { readonly scratch: string },
): Promise<Row> {
  const scored: Row['suites'][number][] = [];
  const command = [process.execPath, join(root, 'cli/main.ts'), 'replay'];
  for (const suite of suites) {
    const to = join(scratch, `${change.replaceAll(' ', '-')}-${seed}-${suite.cases}`, suite.name);
    let share = await readScore(to);
    if (share === null) {
      await writeChanged(suite, changes[change] ?? null, { to, seed });
      ({ share } = await scoreOf(to, { scorer, command }));
      await writeScore(to, share);
    }
    process.stderr.write(`${change}, ${suite.name}: ${share.toFixed(3)} of ${suite.cases}\n`);
    scored.push({ suite: suite.name, cases: suite.cases, share });
  }
  const cases = scored.reduce((sum, one) => sum + one.cases, 0);
  return { change, suites: scored, pooled: scored.reduce((sum, one) => sum + one.share * one.cases, 0) / cases };
}

function headOf({ seed, cases, folders }: Options): string {
  return `${folders.length} suites, at most ${cases} cases of each, drawn with seed ${seed}`;
}

function tableOf(rows: readonly Row[]): string {
  const [first] = rows;
  const head = ['', ...(first?.suites.map(({ suite, cases }) => `${suite} (${cases})`) ?? []), 'pooled', `fall (at most ${mostFall})`];
  const body = rows.map(({ change, suites, pooled }) => [
    change,
    ...suites.map(({ share }) => share.toFixed(3)),
    pooled.toFixed(3),
    change === first?.change ? '' : ((first?.pooled ?? 0) - pooled).toFixed(3),
  ]);
  return [head, ...body].map(([title = '', ...cells]) => title.padEnd(12) + cells.map((cell) => cell.padStart(22)).join('')).join('\n');
}

/** Null for what does not exist or is out of range. */
function readOptions(): Options | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string', default: '1' },
        cases: { type: 'string', default: '100000' },
        only: { type: 'string', multiple: true, default: Object.keys(changes) },
        scorer: { type: 'string', default: join(root, '../shared/tools/incident-accuracy.mjs') },
        scratch: { type: 'string' },
        json: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
      },
    });
    const [seed, cases] = [Number(values.seed), Number(values.cases)];
    const isFit =
      [seed, cases].every((value) => Number.isSafeInteger(value) && value > 0) && values.only.every((name) => Object.hasOwn(changes, name));
    return isFit && positionals.length > 0 ? { ...values, seed, cases, scratch: values.scratch ?? null, folders: positionals } : null;
  } catch {
    return null;
  }
}
