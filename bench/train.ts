/**
 * A retraining as the operator does it: an engine that has read some ten million lines goes on reading while a thread makes a model of its counts and
 * samples. Beside the goals of issue 5: at most 5 s, at most 400 MB of memory, and reading not slowed by more than 10 % meanwhile. Reading is told in
 * lines a second of the main thread's own processor time, gathering for the training included, so that what else runs on the machine does not count.
 *
 *   node bench/train.ts                            the table (a few minutes, nearly all of it for reading the lines)
 *   --workloads N (150)  --patterns N (300)  --minutes N (1440)  --rounds N (3)
 *   --json                                         prints one object
 */
import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import type { Engine } from '../engine/index.ts';
import { createTrainer } from '../operator/models/trainer.ts';
import { productOptions } from './memory/product-options.ts';
import { runDay, readMore } from './memory/traffic.ts';

/** What `--json` prints. */
export interface TrainResult {
  readonly lines: number;
  readonly patterns: number;
  /** Median of the rounds, from the wish to the sealed bytes. */
  readonly seconds: number;
  /** Processor time of the thread that trains, and of V8 beside it, without reading. */
  readonly cpuSeconds: number;
  readonly modelBytes: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  /** Median share of the reading that a training took away; negative is noise. */
  readonly slowed: number;
  /** The longest the main thread was away from reading for a training. */
  readonly longestMs: number;
}

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: '150' },
    patterns: { type: 'string', default: '300' },
    minutes: { type: 'string', default: '1440' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    child: { type: 'boolean', default: false },
  },
});
const load = { workloads: Number(values.workloads), patterns: Number(values.patterns), minutes: Number(values.minutes) };
/** Of one call of what `readMore` returns. */
const linesOfChunk = 1_000;
const goals = { seconds: 5, rssBytes: 400e6, slowed: 0.1 };

if (values.child) process.stdout.write(JSON.stringify(await measure()));
else {
  const options = Object.entries(load).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const args = ['--expose-gc', ...productOptions(), import.meta.filename, '--child', '--rounds', values.rounds, ...options];
  const run = promisify(execFile)(process.execPath, args);
  run.child.stderr?.pipe(process.stderr);
  const { stdout } = await run;
  process.stdout.write(values.json ? `${stdout}\n` : table(JSON.parse(stdout)));
}

interface Round {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly slowed: number;
  readonly longestMs: number;
  readonly modelBytes: number;
  readonly rssBytes: number;
}

async function measure(): Promise<TrainResult> {
  const engine = runDay(load, (hours) => process.stderr.write(`\r${hours} hours `));
  process.stderr.write('\n');
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  const read = readMore(engine, load);
  const rounds: Round[] = [];
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const alone = speedOf(read, 40);
    rounds.push(await trainBesideReading(engine, read, alone));
  }
  const known = engine.workloads();
  const middle = (of: (round: Round) => number): number =>
    rounds.map(of).toSorted((a, b) => a - b)[Math.floor(rounds.length / 2)] ?? Number.NaN;
  return {
    lines: known.reduce((sum, { coverage }) => sum + coverage.linesSeen, 0),
    patterns: known.reduce((sum, { patterns }) => sum + patterns, 0),
    seconds: middle(({ seconds }) => seconds),
    cpuSeconds: middle(({ cpuSeconds }) => cpuSeconds),
    modelBytes: middle(({ modelBytes }) => modelBytes),
    rssBytes: Math.max(...rounds.map(({ rssBytes }) => rssBytes)),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    slowed: middle(({ slowed }) => slowed),
    longestMs: Math.max(...rounds.map(({ longestMs }) => longestMs)),
  };
}

/** Lines of a second of this thread's processor time. */
function speedOf(read: () => void, chunks: number): number {
  const before = process.threadCpuUsage();
  for (let chunk = 0; chunk < chunks; chunk += 1) read();
  return (chunks * linesOfChunk) / secondsSince(before);
}

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1e6;
}

async function trainBesideReading(engine: Engine, read: () => void, alone: number): Promise<Round> {
  const startedAtMs = performance.now();
  const nowMs = Date.now();
  const ended = new AbortController();
  const training = createTrainer()({ version: 1, nowMs, madeBy: 'bench' }, engine.gather(nowMs), new AbortController().signal);
  void training.finally(() => ended.abort());
  const [before, beforeAll] = [process.threadCpuUsage(), process.cpuUsage()];
  let [chunks, longestMs, rssBytes, backAtMs] = [0, 0, 0, performance.now()];
  while (!ended.signal.aborted) {
    longestMs = Math.max(longestMs, performance.now() - backAtMs);
    read();
    chunks += 1;
    rssBytes = Math.max(rssBytes, process.memoryUsage.rss());
    backAtMs = performance.now();
    await new Promise(setImmediate);
  }
  const trained = await training;
  const seconds = (performance.now() - startedAtMs) / 1000;
  const here = secondsSince(before);
  const during = (chunks * linesOfChunk) / here;
  const { user, system } = process.cpuUsage(beforeAll);
  return {
    seconds,
    cpuSeconds: (user + system) / 1e6 - here,
    slowed: 1 - during / alone,
    longestMs,
    modelBytes: bytesOf(trained),
    rssBytes,
  };
}

function bytesOf(trained: { readonly ok: boolean; readonly model?: { readonly bytes: Uint8Array }; readonly reason?: string }): number {
  if (!trained.ok || !trained.model) throw new Error(`no model: ${trained.reason}`);
  return trained.model.bytes.length;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function mb(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

function table(result: TrainResult): string {
  const { lines, patterns, seconds, cpuSeconds, modelBytes, rssBytes, peakRssBytes, slowed, longestMs } = result;
  return [
    `${lines.toLocaleString('en')} lines, ${patterns.toLocaleString('en')} patterns, a model of ${mb(modelBytes)}`,
    `training ${seconds.toFixed(1)} s (goal ${goals.seconds} s) beside reading, ${cpuSeconds.toFixed(1)} s of processor time`,
    `memory ${mb(rssBytes)} meanwhile (goal ${mb(goals.rssBytes)}), at most ${mb(peakRssBytes)} since the start`,
    `reading slowed by ${percent(slowed)} (goal ${percent(goals.slowed)}), away from it for ${Math.round(longestMs)} ms at most`,
    '',
  ].join('\n');
}
