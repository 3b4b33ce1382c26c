/**
 * Does the engine find what is wrong among what is merely different? Services that do not exist write for four weeks (`bench/traffic`):
 * daily and weekly seasons of several shapes, a holiday, the change of clocks, growth, over-dispersed counts whose bursts pass on from caller
 * to callee, nightly jobs and CronJobs, rolling releases with patterns that come and go, scaling, rare and harmless errors. In the second
 * half faults of thirteen kinds are put in, each with its service, time, factor and lines; that list is the truth. It was written by somebody
 * who had not read the detectors.
 *
 *   node bench/traffic.ts                              seed 1: fifty services, 28 days
 *   --seed N | --seeds N (seeds 1 to N)  --days N (28)  --services N (50)
 *   FILE...                                            no run, but what earlier ones printed with --json, taken together
 *   --json                                             prints one object, with every fault and false alarm
 *   --list                                             names the faults that were missed and the false alarms
 *   --page                                             writes docs/benchmarks-traffic.md
 *
 * The lines go through the engine as the operator gives them: bytes with the kubelet's times, objects of pods and their owners, ticks. What was
 * chosen so that a seed takes minutes: less than 20 million lines, that is nine a minute of a service on average (a line a week to 30 a minute
 * of one pattern, thousands in nightly jobs and floods); and a tick every 5 s during faults, every 15 s else, every 30 s before anything is
 * scored. With 20 services a seed has 7.5 million lines and took three minutes of processor time, with 50 two and a half times as much;
 * `--days 3 --services 10` takes a quarter of a minute.
 *
 * Owed are faults of at least 5 times and 30 lines; smaller ones count neither way. Found is a fault when an alarm speaks of its service while
 * it lasts, and, where it names a pattern, of one that the fault concerns; a trend must be found before its steepest part. False is an alarm
 * that no fault of the service, or of one that it calls, explains until 15 minutes after. What is active again within ten minutes is one
 * alarm. The same input and scoring for three deviations from the mean on counts per minute (`sigma.ts`).
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { page } from './traffic/page.ts';
import { measure, type SeedResult } from './traffic/measure.ts';
import { isReached, pool } from './traffic/pool.ts';
import { listOf, tableOf } from './traffic/report.ts';

const usage = 'usage: node bench/traffic.ts [--seed N | --seeds N] [--days N] [--services N] [--json] [--list] [--page] [FILE...]';

process.exitCode = await main();

async function main(): Promise<number> {
  const values = options();
  if (values === null) return refuse();
  const results = values.files.length > 0 ? (await Promise.all(values.files.map(resultsIn))).flat() : run(values);
  const pooled = pool(results);
  process.stdout.write(values.json ? `${JSON.stringify({ ...pooled, results })}\n` : `${tableOf(pooled)}\n`);
  if (values.list) process.stdout.write(`${listOf(pooled)}\n`);
  if (values.page) await writeFile(join(import.meta.dirname, '../docs/benchmarks-traffic.md'), page(pooled));
  return isReached(pooled) ? 0 : 1;
}

function run({ seed, seeds, days, services }: Readonly<Record<'seed' | 'seeds' | 'days' | 'services', number>>): readonly SeedResult[] {
  return Array.from({ length: seeds }, (_, i) => measure({ seed: seed + i, days, services }, tellDay));
}

async function resultsIn(file: string): Promise<readonly SeedResult[]> {
  const { results }: { readonly results: readonly SeedResult[] } = JSON.parse(await readFile(file, 'utf8'));
  return results;
}

/** Null for options that do not exist, contradict each other or are out of range. */
function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        seed: { type: 'string' },
        seeds: { type: 'string' },
        days: { type: 'string', default: '28' },
        services: { type: 'string', default: '50' },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
      },
    });
    const [seed, seeds, days, services] = [
      Number(values.seed ?? 1),
      Number(values.seeds ?? 1),
      Number(values.days),
      Number(values.services),
    ];
    const isWhole = [seed, seeds, days, services].every((value) => Number.isSafeInteger(value) && value > 0);
    const isTwice = values.seed !== undefined && values.seeds !== undefined;
    const isFit = isWhole && !isTwice && days >= 2 && days <= 28 && services >= 10 && services <= 120;
    return isFit ? { ...values, seed, seeds, days, services, files: positionals } : null;
  } catch {
    return null;
  }
}

function tellDay(seed: number, day: number): void {
  process.stderr.write(`\rseed ${seed}, day ${day} `);
}

function refuse(): number {
  process.stderr.write(
    `${usage}\nFrom 2 to 28 days and 10 to 120 services, so that there is a half to learn from and a service of every sort.\n`,
  );
  return 2;
}
