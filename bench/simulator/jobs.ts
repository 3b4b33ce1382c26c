/** Scheduled work: CronJobs with their Jobs and pods, at the same minute of every day or hour. */
import type { KubeObject, LogStream } from '../../engine/index.ts';
import { dayMs, hourMs, minuteMs } from '../traffic/calendar.ts';
import { applicationDialects, iso } from './dialect.ts';
import { container, timeOf } from './objects.ts';
import { speak } from './vocabulary.ts';
import type { Stage } from './stage.ts';

interface CronJob {
  readonly name: string;
  readonly namespace: string;
  readonly schedule: string;
  readonly everyMs: number;
  readonly atMs: number;
  readonly minutes: number;
  readonly linesPerMinute: number;
}

const cronJobs: readonly CronJob[] = [
  {
    name: 'nightly-settlement',
    namespace: 'billing',
    schedule: '10 2 * * *',
    everyMs: dayMs,
    atMs: 2 * hourMs + 10 * minuteMs,
    minutes: 22,
    linesPerMinute: 80,
  },
  {
    name: 'report-export',
    namespace: 'insights',
    schedule: '40 3 * * *',
    everyMs: dayMs,
    atMs: 3 * hourMs + 40 * minuteMs,
    minutes: 14,
    linesPerMinute: 40,
  },
  {
    name: 'token-sweep',
    namespace: 'storefront',
    schedule: '5 * * * *',
    everyMs: hourMs,
    atMs: 5 * minuteMs,
    minutes: 2,
    linesPerMinute: 15,
  },
];

const texts = ['picked up chunk {n} with {id} rows', 'wrote {id} rows in {ms} ms', 'skipped {n} rows already settled', 'progress {n} %'];

export function planJobs(stage: Stage, fromAtMs: number, untilAtMs: number): void {
  for (const job of cronJobs) {
    stage.cluster.agenda.at(fromAtMs, () => stage.cluster.tell(cronJobObject(job, fromAtMs)));
    for (let atMs = Math.ceil(fromAtMs / job.everyMs) * job.everyMs - job.everyMs + job.atMs; atMs < untilAtMs; atMs += job.everyMs)
      if (atMs > fromAtMs) stage.cluster.agenda.at(atMs, () => run(stage, job));
  }
}

function run(stage: Stage, job: CronJob): void {
  const { cluster, chance } = stage;
  const { agenda } = cluster;
  const { name, namespace, minutes, linesPerMinute } = job;
  const startedAtMs = agenda.nowMs;
  const id = `${name}-${Math.floor(startedAtMs / minuteMs)}`;
  const forMs = minutes * minuteMs * chance.between(0.8, 1.2);
  const node = chance.pick(cluster.nodes.filter(({ isUp }) => isUp)).name;
  const shown = { id, job, node, startedAtMs };
  cluster.event({ namespace, kind: 'CronJob', name, reason: 'SuccessfulCreate', message: `Created job ${id}` });
  cluster.event({ namespace, kind: 'Job', name: id, reason: 'SuccessfulCreate', message: `Created pod: ${id}-x7k2p` });
  for (const object of [jobObject(shown, null), jobPodObject(shown, null)]) cluster.tell(object);
  const stream: LogStream = { workload: { namespace, kind: 'CronJob', name }, pod: `${id}-x7k2p`, container, restartCount: 0, node };
  const dialect = applicationDialects[5] ?? chance.pick(applicationDialects);
  const say = (text: string): void => {
    const atMs = agenda.nowMs;
    const said = { level: 'INFO' as const, part: name, trace: null, thread: 1 };
    cluster.write({ atMs, stream, text: dialect({ ...said, atMs, text: speak(text, { chance, latencyMs: 200 }) }) });
  };
  const lines = chance.poisson((linesPerMinute * forMs) / minuteMs);
  agenda.after(2_000, () => say(`starting ${name}`));
  for (let i = 0; i < lines; i += 1) agenda.after(3_000 + chance.next() * (forMs - 4_000), () => say(chance.pick(texts)));
  agenda.after(forMs, () => {
    say(`${name} done`);
    for (const object of [jobPodObject(shown, agenda.nowMs), jobObject(shown, agenda.nowMs)]) cluster.tell(object);
    cluster.event({ namespace, kind: 'Job', name: id, reason: 'Completed', message: 'Job completed' });
    cluster.event({
      namespace,
      kind: 'CronJob',
      name,
      reason: 'SawCompletedJob',
      message: `Saw completed job: ${id}, condition: Complete`,
    });
  });
  agenda.after(forMs + 3 * job.everyMs, () => {
    for (const object of [jobPodObject(shown, startedAtMs + forMs), jobObject(shown, startedAtMs + forMs)]) cluster.tell(object, true);
  });
}

interface Run {
  readonly id: string;
  readonly job: CronJob;
  readonly node: string;
  readonly startedAtMs: number;
}

function cronJobObject({ name, namespace, schedule }: CronJob, nowMs: number): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace, uid: `cron-${name}`, creationTimestamp: timeOf(nowMs - 30 * dayMs) },
    spec: { schedule, concurrencyPolicy: 'Forbid', suspend: false },
  };
}

function jobObject({ id, job, startedAtMs }: Run, finishedAtMs: number | null): KubeObject {
  const done =
    finishedAtMs === null
      ? { active: 1 }
      : {
          succeeded: 1,
          completionTime: timeOf(finishedAtMs),
          conditions: [{ type: 'Complete', status: 'True', lastTransitionTime: iso(finishedAtMs) }],
        };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: id,
      namespace: job.namespace,
      uid: `job-${id}`,
      creationTimestamp: timeOf(startedAtMs),
      ownerReferences: [{ kind: 'CronJob', name: job.name, uid: `cron-${job.name}`, controller: true }],
    },
    spec: { backoffLimit: 2, completions: 1, parallelism: 1 },
    status: { startTime: timeOf(startedAtMs), ...done },
  };
}

function jobPodObject({ id, job, node, startedAtMs }: Run, finishedAtMs: number | null): KubeObject {
  const startedAt = timeOf(startedAtMs);
  const isDone = finishedAtMs !== null;
  const state = isDone
    ? { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: timeOf(finishedAtMs) } }
    : { running: { startedAt } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${id}-x7k2p`,
      namespace: job.namespace,
      uid: `pod-${id}`,
      labels: { 'batch.kubernetes.io/job-name': id },
      creationTimestamp: startedAt,
      ownerReferences: [{ kind: 'Job', name: id, uid: `job-${id}`, controller: true }],
    },
    spec: { containers: [{ name: container, image: `registry.acme.example/${job.name}:1.0.0` }], nodeName: node, restartPolicy: 'Never' },
    status: {
      phase: isDone ? 'Succeeded' : 'Running',
      conditions: [{ type: 'Ready', status: isDone ? 'False' : 'True', ...(isDone ? { reason: 'PodCompleted' } : {}) }],
      containerStatuses: [{ name: container, ready: !isDone, started: !isDone, restartCount: 0, state }],
    },
  };
}
