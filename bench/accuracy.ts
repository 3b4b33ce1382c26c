/**
 * Does the miner read systems that nobody has seen? Public sets of labelled lines are few and their labels odd, so this bench has programs
 * that do not exist, written by somebody who had not seen the miner: ten open ones (`accuracy/open`), ten held out (`accuracy/held`) and
 * twelve as unlike each other as logs in the wild are (`accuracy/wild`: no header like another, messages of one word, rows of bare values,
 * two writers in one file, a few statements that write most lines), and four fresh ones (`accuracy/fresh`), written before a round of work on the
 * miner whose worth they show: what they score at first sight says more than what they score later; six unseen ones (`accuracy/unseen`)
 * are from before the next round, in the manner of well-known programs. Each is a table of logging statements, how often they write, what their
 * variables are, and a header. A seed makes 2,000 to 2,500 raw lines of each, and every line knows the statement that wrote it.
 *
 * What a label is: one logging statement of the source is one label, whatever its variables, its optional parts, the length of its lists.
 * Where a program says opposite things (started and stopped, success and failure, an HTTP class, exit code 0 and not 0) each is a
 * statement of its own, because a person wants them apart. Lines of any header, language or format are labelled alike.
 *
 * The lines go through the real command, `logbot parse FILE`. The figures are those of `../shared/tools/parsing-accuracy.mjs`, the bars those
 * of issue 4; the exit code is 1 when one is missed. Whoever works on the miner may read all but the held systems and ask for their
 * misses; the held ones stay unread, or they measure nothing.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { parseInHalves } from './accuracy/halves.ts';
import { seeded, shuffled } from './accuracy/random.ts';
import { shortfalls, type Result } from './accuracy/reach.ts';
import { jsonOf, missesOf, tableOf } from './accuracy/report.ts';
import { misses, score, type Score } from './accuracy/score.ts';
import { run, type LabelledLine, type System } from './accuracy/system.ts';
import { HELD, SETS, type SetName } from './accuracy/systems.ts';

const USAGE =
  'usage: node bench/accuracy.ts [--set open|held|wild|fresh|unseen|all] [--system NAME [--misses]] [--seed N] [--shuffle] [--halves] [--json]';
const COMMAND = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

const ANSWER = z.object({ id: z.string(), template: z.string() });

process.exitCode = main();

function main(): number {
  const values = options();
  if (values === null) return refuse(USAGE);
  const seed = Number(values.seed);
  const chosen = Object.values(SETS)
    .flat()
    .filter((system) =>
      values.system === undefined ? values.set === 'all' || setOf(system) === values.set : system.name === values.system,
    );
  if (chosen.length === 0 || !Number.isSafeInteger(seed)) return refuse(USAGE);
  if (values.misses) return showMisses(chosen, seed);
  const results = chosen.map((system) => measure(system, seed, values));
  print(values.json ? jsonOf(results) : tableOf(results));
  return shortfalls(results).length === 0 ? 0 : 1;
}

/** Null for options that do not exist. */
function options() {
  try {
    return parseArgs({
      options: {
        set: { type: 'string', default: 'all' },
        system: { type: 'string' },
        seed: { type: 'string', default: '1' },
        misses: { type: 'boolean', default: false },
        shuffle: { type: 'boolean', default: false },
        halves: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
  } catch {
    return null;
  }
}

function showMisses(chosen: readonly System[], seed: number): number {
  const [system] = chosen;
  if (system === undefined || chosen.length > 1) return refuse('--misses shows one system; name it with --system.');
  if (setOf(system) === 'held') return refuse(`${system.name} is held out: its misses stay unseen, so that nobody tunes the miner to it.`);
  const lines = run(system, seed);
  const answers = parse(lines, ['--json']).map((line) => ANSWER.parse(JSON.parse(line)));
  const missed = misses(
    answers.map(({ id }) => id),
    lines.map(({ truth }) => truth),
  );
  print(missesOf(missed, { system, lines, templates: answers.map(({ template }) => template) }));
  return 0;
}

function measure(system: System, seed: number, { shuffle, halves }: { shuffle: boolean; halves: boolean }): Result {
  const lines = run(system, seed);
  const truths = lines.map(({ truth }) => truth);
  const otherOrder = shuffle ? shuffled(lines, seeded(`order of ${system.name}`, seed)) : null;
  return {
    system: system.name,
    set: setOf(system),
    lines: lines.length,
    score: scoreOf(lines),
    shuffled: otherOrder && scoreOf(otherOrder),
    halved: halves ? score(parseInHalves(lines.map(({ raw }) => raw)), truths) : null,
  };
}

function scoreOf(lines: readonly LabelledLine[]): Score {
  return score(
    parse(lines, []),
    lines.map(({ truth }) => truth),
  );
}

/** What `logbot parse` prints for the lines, one line for each. */
function parse(lines: readonly LabelledLine[], flags: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'logbot-accuracy-'));
  try {
    const file = join(folder, 'raw.log');
    writeFileSync(file, lines.map(({ raw }) => `${raw}\n`).join(''));
    const { status, stdout } = spawnSync(process.execPath, [COMMAND, 'parse', ...flags, file], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`logbot parse ended with ${status ?? 'a signal'}; without its answer there is nothing to score`);
    return stdout.replace(/\n$/, '').split('\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function setOf(system: System): SetName {
  if (HELD.includes(system)) return 'held';
  if (SETS.fresh.includes(system)) return 'fresh';
  if (SETS.unseen.includes(system)) return 'unseen';
  return SETS.wild.includes(system) ? 'wild' : 'open';
}

function refuse(why: string): number {
  process.stderr.write(`${why}\n`);
  return 2;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
