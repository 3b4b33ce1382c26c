/**
 * Does it say the right cause, wake somebody once, and else be silent? A Kubernetes cluster that does not exist (`bench/simulator`) runs for
 * a week: services of a call graph with a season of load write lines of several makes; scheduler, kubelet and controllers bring about pods,
 * rollouts and Events with their own words; metrics come once a minute. After a day of normal operation, faults of fifteen kinds are put in,
 * six a day, some of them together; that list is the truth. It was written by somebody who had not read the rules that judge.
 * Besides, what only looks like trouble: good rollouts, new lines, floods of debug lines, scaling, doubled load, drains, single evictions, flaps,
 * nightly jobs.
 *
 *   node bench/simulator.ts                            seed 1: fifty services, 7 days
 *   --seed N | --seeds N (seeds 1 to N)  --days N (7)  --services N (50)
 *   FILE...                                            no run, but what earlier ones printed with --json, taken together
 *   --json                                             prints one object, with every fault and what was told of it
 *   --list                                             names what was missed, wrong, late, and told without a reason
 *   --page                                             writes docs/benchmarks-simulator.md
 *   --write FILE                                       writes the recording too (.gz packs it), of one seed
 *
 * A fault is found when an incident that is told while it lasts holds a workload that it could reach; its cause is right when the first one
 * of the incident that spoke first names the object and a kind that says what it is (`fault.ts`), at the incident's end. An incident is beyond
 * the faults when no fault of its time reaches any of its workloads, until 15 minutes after. Pages are what the default policy would send.
 * From the onset means from the moment at which the fault could be seen: a leak from its first kill on. The engine looks every 5 s during
 * faults and 15 minutes after, every 15 s else, every minute on the first day. A seed of 7 days and 50 services has 2.6 million lines.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure, type SeedResult } from './simulator/measure.ts';
import { page } from './simulator/page.ts';
import { isReached, pool } from './simulator/pool.ts';
import { createRecorder } from './simulator/recorder.ts';
import { listOf, tableOf } from './simulator/report.ts';
import type { Slot } from './simulator/world.ts';

const usage =
  'usage: node bench/simulator.ts [--seed N | --seeds N] [--days N] [--services N] [--json] [--list] [--page] [--write FILE] [FILE...]';

process.exitCode = await main();

async function main(): Promise<number> {
  const values = options();
  if (values === null) return refuse();
  const results = values.files.length > 0 ? (await Promise.all(values.files.map(resultsIn))).flat() : await run(values);
  const pooled = pool(results);
  process.stdout.write(values.json ? `${JSON.stringify({ ...pooled, results })}\n` : `${tableOf(pooled)}\n`);
  if (values.list) process.stdout.write(`${listOf(pooled)}\n`);
  if (values.page) await writeFile(join(import.meta.dirname, '../docs/benchmarks-simulator.md'), page(pooled));
  return isReached(pooled) ? 0 : 1;
}

interface Running extends Readonly<Record<'seed' | 'seeds' | 'days' | 'services', number>> {
  readonly write?: string | undefined;
}

async function run({ seed, seeds, days, services, write }: Running): Promise<readonly SeedResult[]> {
  const recorder = write === undefined ? null : createRecorder(write);
  const also = recorder === null ? {} : { also: (slot: Slot) => recorder.slot(slot) };
  const results = Array.from({ length: seeds }, (_, i) => measure({ seed: seed + i, days, services, tellDay, ...also }));
  await recorder?.end();
  return results;
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
        days: { type: 'string', default: '7' },
        services: { type: 'string', default: '50' },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
        write: { type: 'string' },
      },
    });
    const isTwice = (values.seed !== undefined || values.write !== undefined) && values.seeds !== undefined;
    const numbers = {
      seed: Number(values.seed ?? 1),
      seeds: Number(values.seeds ?? 1),
      days: Number(values.days),
      services: Number(values.services),
    };
    return !isTwice && areFit(numbers) ? { ...values, ...numbers, files: positionals } : null;
  } catch {
    return null;
  }
}

function areFit({ seed, seeds, days, services }: Running): boolean {
  const isWhole = [seed, seeds, days, services].every((value) => Number.isSafeInteger(value) && value > 0);
  return isWhole && days >= 2 && days <= 28 && services >= 12 && services <= 70;
}

function tellDay(seed: number, day: number): void {
  process.stderr.write(`\rseed ${seed}, day ${day} `);
}

function refuse(): number {
  process.stderr.write(
    `${usage}\nFrom 2 to 28 days, the first of which only teaches, and 12 to 70 services. Only one seed can be written.\n`,
  );
  return 2;
}
