/**
 * What the operator's process uses, measured from outside: processor time and memory of that process alone, on a simulated cluster that speaks HTTP
 * from this one. Cores are processor time by wall time, so other work on the machine changes them little; what it changes is said beside them, as the cores
 * that everything else had meanwhile. Linux only.
 *
 *   node bench/resources.ts                     all of them, twenty-five minutes
 *   node bench/resources.ts quiet steady        only these (quiet, steady, flood, large, bounded)
 *   --seconds N                                 measured for so long each, after as long a start (60; quiet: five minutes after six)
 *   --json                                      prints one array
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { startCluster } from '../demo/cluster/cluster.ts';
import { fillCluster, type Pods, type PodsShape } from './resources/load.ts';
import { channel, ownNamespace, startOperator, type MeasuredOperator } from './resources/process.ts';

export interface Used {
  readonly name: string;
  readonly what: string;
  /** Asked for, and lines a second that were written and that the operator read while it was measured. */
  readonly wantedPerSecond: number;
  readonly writtenPerSecond: number;
  readonly perSecond: number;
  /** Processor time by wall time, of the operator and of all else on the machine, and how many cores that has. */
  readonly cores: number;
  readonly otherCores: number;
  readonly machineCores: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  /** Log streams that were open at the end. */
  readonly streams: number;
  /** Of the API server, in a minute for each pod: renewals, watches, statuses, and logs that are opened again. */
  readonly requestsPerPod: number;
  /** Until a line of every pod was read. */
  readonly seenWithinSeconds: number;
  readonly goals: Goals;
}

interface Goals {
  readonly cores?: number;
  readonly rssBytes?: number;
  readonly seenWithinSeconds?: number;
}

interface Case {
  readonly what: string;
  readonly shape: Omit<PodsShape, 'channel'>;
  readonly perSecond: number;
  readonly limits?: Readonly<Record<string, number>>;
  /** Before it is measured; default: as long as it is measured. */
  readonly startSeconds?: number;
  readonly seconds?: number;
  readonly goals: Goals;
}

const three = { namespaces: 10, workloadsEach: 10, podsEach: 3 };
const thousands = { namespaces: 10, workloadsEach: 100, podsEach: 5 };
const cases: Readonly<Record<string, Case>> = {
  // Where nothing is read the start weighs most: compiling, giving back its memory, learning. In five minutes each silent log is opened again.
  quiet: { what: '300 pods that write nothing', shape: three, perSecond: 0, startSeconds: 360, seconds: 300, goals: { cores: 0.02 } },
  steady: { what: '300 pods, 10 lines/s each', shape: three, perSecond: 3_000, goals: { cores: 0.25, rssBytes: 300e6 } },
  flood: { what: '300 pods, 100,000 lines/s together', shape: three, perSecond: 100_000, goals: { cores: 1.5 } },
  large: { what: '5,000 pods, each with a stream', shape: thousands, perSecond: 500, goals: { rssBytes: 600e6, seenWithinSeconds: 120 } },
  bounded: {
    what: '5,000 pods, 1,000 streams in turns',
    shape: thousands,
    perSecond: 500,
    limits: { streams: 1_000 },
    goals: { rssBytes: 600e6, seenWithinSeconds: 120 },
  },
};
const startsWithinMs = 240_000;
const feedEveryMs = 50;
/** Of each pod: a quarter of a minute of the flood. With all that is written kept, its writer was busy with its memory after a minute. */
const linesKept = 5_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const unknown = positionals.filter((name) => cases[name] === undefined);
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${Object.keys(cases).join(', ')}.`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const measured: Used[] = [];
for (const [name, one] of Object.entries(cases)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  try {
    const used = await measure(name, one);
    measured.push(used);
    if (!values.json) process.stdout.write(`${sentenceOf(used)}\n`);
  } catch (error) {
    // What was measured before and after it still counts.
    process.stderr.write(`${name}: ${String(error)}\n`);
    process.exitCode = 1;
  }
}
if (values.json) process.stdout.write(`${JSON.stringify(measured)}\n`);

async function measure(name: string, one: Case): Promise<Used> {
  const cluster = await startCluster({ logLines: linesKept });
  cluster.upsert(parse(readFileSync(new URL('../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8')));
  cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ownNamespace } });
  const pods = fillCluster(cluster, { ...one.shape, channel });
  const count = one.shape.namespaces * one.shape.workloadsEach * one.shape.podsEach;
  pods.write(count);
  const startedAtMs = performance.now();
  const operator = await startOperator(cluster, one.limits ?? {});
  try {
    await until(async () => (await operator.metric('logdetector_lines_read_total')) >= count);
    const seenWithinSeconds = (performance.now() - startedAtMs) / 1_000;
    const { requests, ...use } = await useOf(operator, pods, one);
    const streams = await operator.metric('logdetector_log_streams');
    const { what, goals, perSecond: wantedPerSecond } = one;
    const requestsPerPod = requests / count;
    return { name, what, wantedPerSecond, ...use, requestsPerPod, machineCores: availableParallelism(), streams, seenWithinSeconds, goals };
  } finally {
    await operator.stop();
    await cluster.close();
  }
}

/** First comes the start: headers are learned, patterns come together, code is compiled. */
async function useOf(operator: MeasuredOperator, pods: Pods, { perSecond, startSeconds, seconds: usual = 60 }: Case) {
  const forMs = Number(values.seconds ?? usual) * 1_000;
  const feeding = feed(pods, perSecond);
  await sleep(startSeconds === undefined ? forMs : startSeconds * 1_000);
  const before = await snapshotOf(operator, pods);
  await sleep(forMs);
  const after = await snapshotOf(operator, pods);
  clearInterval(feeding);
  const wallSeconds = (after.atMs - before.atMs) / 1_000;
  const used = after.seconds - before.seconds;
  return {
    writtenPerSecond: ((after.written - before.written) * 1_000) / (after.readAtMs - before.readAtMs),
    perSecond: ((after.read - before.read) * 1_000) / (after.readAtMs - before.readAtMs),
    requests: ((after.requests - before.requests) * 60_000) / (after.readAtMs - before.readAtMs),
    cores: used / wallSeconds,
    otherCores: (after.busySeconds - before.busySeconds - used) / wallSeconds,
    rssBytes: after.rssBytes,
    peakRssBytes: after.peakRssBytes,
  };
}

/** The answer to a question over HTTP may come late on a busy machine, so each figure has its own time. */
async function snapshotOf(operator: MeasuredOperator, pods: Pods) {
  const read = await operator.metric('logdetector_lines_read_total');
  const requests = await operator.metric('logdetector_kubernetes_asked_total');
  const readAtMs = performance.now();
  return { read, requests, written: pods.written, readAtMs, ...operator.usage(), atMs: performance.now() };
}

/** Evenly, and no more at once than a second's worth: where the machine is too busy to write them, fewer are written, which `perSecond` then says. */
function feed(pods: Pods, perSecond: number): NodeJS.Timeout {
  let fedAtMs = performance.now();
  let owed = 0;
  return setInterval(() => {
    const nowMs = performance.now();
    owed = Math.min(perSecond, owed + ((nowMs - fedAtMs) * perSecond) / 1_000);
    fedAtMs = nowMs;
    pods.write(Math.floor(owed));
    owed -= Math.floor(owed);
  }, feedEveryMs);
}

async function until(isDone: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + startsWithinMs;
  while (!(await isDone())) {
    if (performance.now() > untilMs) throw new Error(`not every pod was read within ${startsWithinMs / 1_000} s`);
    await sleep(250);
  }
}

function sentenceOf(used: Used): string {
  const { name, what, perSecond, writtenPerSecond, cores, otherCores, rssBytes, peakRssBytes, streams, seenWithinSeconds, requestsPerPod } =
    used;
  return [
    `${name}: ${what}: ${cores.toFixed(3)} cores at ${Math.round(perSecond)} lines/s of ${Math.round(writtenPerSecond)} written (all else had ${otherCores.toFixed(1)})`,
    `${Math.round(rssBytes / 1e6)} MB, at most ${Math.round(peakRssBytes / 1e6)} MB`,
    `${streams} streams, all read within ${seenWithinSeconds.toFixed(1)} s`,
    `${requestsPerPod.toFixed(3)} requests a pod and minute`,
  ].join('; ');
}
