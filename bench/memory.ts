/**
 * Memory of the engine with 300 workloads of 300 patterns each after a day: counts of every minute, one in ten not zero, and the baselines learned from
 * them. In a process of its own; what counts is what it holds after a collection, beside the goal of issue 4. What takes it is read from a heap snapshot
 * of a small part of the same load.
 *
 *   node bench/memory.ts                           the table (a few minutes)
 *   --workloads N (300)  --patterns N (300)  --minutes N (1440)
 *   --json                                         prints one object
 */
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { sharesOfWorkloads, type Share } from './memory/breakdown.ts';
import { productOptions } from './memory/product-options.ts';
import { runDay } from './memory/traffic.ts';

/** What `--json` prints. */
export interface MemoryResult {
  readonly workloads: number;
  readonly patterns: number;
  readonly minutes: number;
  /** Patterns that the engine found, of all workloads. */
  readonly found: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  readonly heapBytes: number;
  readonly arrayBytes: number;
  /** What a process with the engine and no workload has. */
  readonly emptyRssBytes: number;
  /** Per workload, measured on `shareWorkloads` of them. */
  readonly shares: readonly Share[];
  readonly shareWorkloads: number;
}

type Held = Omit<MemoryResult, 'shares' | 'shareWorkloads'>;

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: '300' },
    patterns: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '1440' },
    json: { type: 'boolean', default: false },
    child: { type: 'string' },
  },
});
const load = { workloads: Number(values.workloads), patterns: Number(values.patterns), minutes: Number(values.minutes) };
/** The snapshot of a whole load would be larger than a string can be. */
const shareWorkloads = Math.min(load.workloads, 4);
const goalBytes = 400e6;

if (values.child === 'hold') print(hold());
else if (values.child === 'shares') print(await shares());
else {
  const held: Held = await inChild('hold', load.workloads);
  const result: MemoryResult = { ...held, shares: await inChild('shares', shareWorkloads), shareWorkloads };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : table(result));
}

function hold(): Held {
  collect();
  const emptyRssBytes = process.memoryUsage.rss();
  const engine = runDay(load, (hours) => process.stderr.write(`\r${hours} hours, ${mb(process.memoryUsage.rss())} `));
  process.stderr.write('\n');
  collect();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const found = engine.workloads().reduce((sum, { patterns }) => sum + patterns, 0);
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  return { ...load, found, rssBytes: rss, peakRssBytes, heapBytes: heapUsed, arrayBytes: arrayBuffers, emptyRssBytes };
}

async function shares(): Promise<readonly Share[]> {
  const engine = runDay(load);
  collect();
  const of = await sharesOfWorkloads();
  // Asked afterwards, so that the engine is still held.
  if (engine.workloads().length !== load.workloads) throw new Error('workloads are missing');
  return of.map(({ part, bytes, arrayBytes, objects }) => ({
    part,
    bytes: bytes / load.workloads,
    arrayBytes: arrayBytes / load.workloads,
    objects: objects / load.workloads,
  }));
}

async function inChild<Result>(what: string, workloads: number): Promise<Result> {
  const options = ['--child', what, '--workloads', String(workloads), '--patterns', values.patterns, '--minutes', values.minutes];
  const run = promisify(execFile)(process.execPath, ['--expose-gc', ...productOptions(), import.meta.filename, ...options]);
  if (!values.json) run.child.stderr?.pipe(process.stderr);
  return JSON.parse((await run).stdout);
}

/** As V8 collects when the system is short of memory: pages that it keeps to use again are given back. The most it ever had is told beside. */
function collect(): void {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

function table(result: MemoryResult): string {
  const { workloads, patterns, found, rssBytes, peakRssBytes, heapBytes, arrayBytes, emptyRssBytes } = result;
  const sum = result.shares.reduce((total, { bytes }) => total + bytes, 0);
  return [
    `${workloads} workloads x ${patterns} patterns (${found} found), ${result.minutes} minutes`,
    `held ${mb(rssBytes)} (goal ${mb(goalBytes)}), at most ${mb(peakRssBytes)}; empty ${mb(emptyRssBytes)}`,
    `heap ${mb(heapBytes)}, typed arrays ${mb(arrayBytes)}, node ${productOptions().join(' ')}`,
    `of one workload (heap snapshot of ${result.shareWorkloads}), ${kb(sum)}:`,
    ...result.shares
      .filter(({ bytes }) => bytes > sum / 500)
      .map(
        ({ part, bytes, arrayBytes: of, objects }) =>
          `  ${part.padEnd(28)}${kb(bytes).padStart(12)}, in typed arrays ${kb(of)}, ${Math.round(objects)} objects`,
      ),
    '',
  ].join('\n');
}

function print(value: unknown): void {
  process.stdout.write(JSON.stringify(value));
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function kb(bytes: number): string {
  return `${Math.round(bytes / 1e3).toLocaleString('en')} KB`;
}
