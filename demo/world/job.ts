/** The nightly report: a CronJob that makes a Job, whose pod works for three minutes and is gone an hour later. */
import type { KubeObject, LogStream } from '../../engine/index.ts';
import { renderLines } from './formats.ts';
import { labelsOf, timeOf } from './objects.ts';
import { later, namespace, nodes, tellEvent, tellObject } from './state.ts';
import type { World } from './state.ts';

const name = 'report-nightly';
const steps = 90;

export function cronJobObject(atMs: number): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace, uid: `cronjob-${name}`, labels: labelsOf(name), creationTimestamp: timeOf(atMs) },
    spec: { schedule: '15 2 * * *', concurrencyPolicy: 'Forbid' },
  };
}

export function runNightlyJob(world: World): void {
  const job = `${name}-${Math.floor(world.nowMs / 60_000)}`;
  const pod = `${job}-${world.dice.hex(5)}`;
  const startedAtMs = world.nowMs;
  const stream: LogStream = { workload: { namespace, kind: 'CronJob', name }, pod, container: 'report', restartCount: 0, node: nodes[0] };
  const say = (message: string): void => {
    for (const line of renderLines('plain', { level: 'info', message: `[report] ${message}` }, world.nowMs, { service: name, pod })) {
      world.records.push({ type: 'log', atMs: world.nowMs, stream, line });
    }
  };
  tellObject(world, jobObject(job, startedAtMs, null));
  tellObject(world, jobPod(pod, job, { startedAtMs, finishedAtMs: null }));
  tellEvent(world, { kind: 'CronJob', name }, { reason: 'SuccessfulCreate', message: `Created job ${job}`, severity: 'Normal' });
  say('nightly report starts');
  for (let step = 1; step <= steps; step += 1) {
    later(world, step * 2_000, () =>
      say(`aggregated ${world.dice.between(200, 4000)} orders of region ${world.dice.between(1, 40)} (${step}/${steps})`),
    );
  }
  later(world, (steps + 1) * 2_000, () => {
    say(`nightly report done, ${world.dice.between(40, 90)} pages written`);
    tellObject(world, jobPod(pod, job, { startedAtMs, finishedAtMs: world.nowMs }));
    tellObject(world, jobObject(job, startedAtMs, world.nowMs));
    tellEvent(world, { kind: 'Job', name: job }, { reason: 'Completed', message: 'Job completed', severity: 'Normal' });
  });
  later(world, 3_600_000, () => {
    tellObject(world, jobPod(pod, job, { startedAtMs, finishedAtMs: startedAtMs + steps * 2_000 }), true);
    tellObject(world, jobObject(job, startedAtMs, startedAtMs + steps * 2_000), true);
  });
}

function jobObject(job: string, startedAtMs: number, finishedAtMs: number | null): KubeObject {
  const done =
    finishedAtMs === null
      ? { active: 1 }
      : { succeeded: 1, completionTime: timeOf(finishedAtMs), conditions: [{ type: 'Complete', status: 'True' }] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: job,
      namespace,
      uid: `job-${job}`,
      labels: labelsOf(name),
      creationTimestamp: timeOf(startedAtMs),
      ownerReferences: [{ kind: 'CronJob', name, uid: `cronjob-${name}`, controller: true }],
    },
    spec: { backoffLimit: 2 },
    status: { startTime: timeOf(startedAtMs), ...done },
  };
}

function jobPod(pod: string, job: string, times: { startedAtMs: number; finishedAtMs: number | null }): KubeObject {
  const startedAt = timeOf(times.startedAtMs);
  const state =
    times.finishedAtMs === null
      ? { running: { startedAt } }
      : { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: timeOf(times.finishedAtMs) } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod,
      namespace,
      uid: `pod-${pod}`,
      labels: { ...labelsOf(name), 'job-name': job },
      creationTimestamp: startedAt,
      ownerReferences: [{ kind: 'Job', name: job, uid: `job-${job}`, controller: true }],
    },
    spec: {
      nodeName: nodes[0],
      restartPolicy: 'OnFailure',
      containers: [
        {
          name: 'report',
          image: 'registry.example/shop/report:1.3.0',
          env: [{ name: 'DATABASE_URL', value: 'postgresql://postgres:5432/shop' }],
        },
      ],
    },
    status: {
      phase: times.finishedAtMs === null ? 'Running' : 'Succeeded',
      containerStatuses: [
        {
          name: 'report',
          image: 'registry.example/shop/report:1.3.0',
          ready: times.finishedAtMs === null,
          restartCount: 0,
          containerID: `containerd://${pod}`,
          state,
          lastState: {},
        },
      ],
    },
  };
}
