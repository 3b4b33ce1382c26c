/** A small shop in a cluster, from one seed: what its programs log, what its objects say, and what happens to it, in order of time. */
import type { CauseKind, WorkloadId } from '../../engine/index.ts';
import { back } from './back.ts';
import { change } from './changes.ts';
import { createDice } from './dice.ts';
import { breakThings, growMemory } from './faults.ts';
import { front } from './front.ts';
import { isFault } from './happenings.ts';
import type { Fault, Happening } from './happenings.ts';
import { cronJobObject } from './job.ts';
import { createLoadNoise, dailyLoad } from './load.ts';
import { nodeObject, podObject, serviceObject } from './objects.ts';
import { createPod, tellWorkload } from './pods.ts';
import type { ServiceSpec } from './service.ts';
import { shelf } from './shelf.ts';
import { isReady, later, namespace, nodes, tellObject } from './state.ts';
import type { World, WorkloadState, WorldRecord } from './state.ts';
import { businessSecond } from './traffic.ts';

export type { WorldRecord } from './state.ts';
export type { Fault, Happening } from './happenings.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly startAtMs: number;
  readonly forMs: number;
  /** Factor on the number of lines; 1 is about 650,000 a day. */
  readonly volume?: number | undefined;
  readonly metricsEveryForMs?: number | undefined;
  readonly happenings?: readonly Happening[] | undefined;
  /** The image that somebody has set a workload to meanwhile, asked every second of the story; without it nobody acts in this world. */
  readonly imageOf?: ((service: string) => string | null) | undefined;
}

/** What really happened, for judging what somebody makes of the records. */
export interface Truth {
  /** Name of the workload that everything goes back to; null on a day on which nothing was wrong. */
  readonly cause: string | null;
  readonly workload: WorkloadId | null;
  readonly kind: CauseKind | null;
  readonly startsAtMs: number | null;
  readonly endsAtMs: number | null;
  /** Names of the workloads that fail because of it, the cause first. */
  readonly affected: readonly string[];
  readonly innocent: readonly string[];
}

export const services: readonly ServiceSpec[] = [...front, ...shelf, ...back];

/** Pods have been running this long when the records begin. */
const uptimeForMs = 3 * 86_400_000;

/** All records in order of time; the same options give the same records, each time they are asked for. */
export function* worldRecords(options: WorldOptions): Generator<WorldRecord> {
  const world = createWorld(options);
  const noise = createLoadNoise(world.dice);
  const metricsEveryForMs = options.metricsEveryForMs ?? 60_000;
  let slowNoise = 1;
  for (let second = 0; second * 1000 < options.forMs; second += 1) {
    world.nowMs = options.startAtMs + second * 1000;
    if (second % 60 === 0) slowNoise = noise();
    // Before anything new is due: what was told in the second before is in the cluster by now.
    if (options.imageOf) putRight(world, options.imageOf);
    runDue(world);
    growMemory(world);
    businessSecond(world, dailyLoad(world.nowMs) * slowNoise * world.load * (options.volume ?? 1));
    if ((second * 1000) % metricsEveryForMs === 0) measure(world);
    const records = world.records;
    world.records = [];
    // The sort is stable: what was told first among equal times stays first.
    records.sort((a, b) => a.atMs - b.atMs);
    yield* records;
  }
}

/** What a list of happenings amounts to: the first fault is the truth, everything else is life. */
export function truthOf(options: WorldOptions): Truth {
  const names = [...services.map((service) => service.name), 'report-nightly'];
  const fault = (options.happenings ?? []).find((happening) => isFault(happening));
  if (fault === undefined)
    return { cause: null, workload: null, kind: null, startsAtMs: null, endsAtMs: null, affected: [], innocent: names };
  const cause = fault.type === 'databaseOutage' ? 'postgres' : fault.service;
  const spec = services.find((service) => service.name === cause);
  const affected = fault.type === 'errorBurst' || fault.type === 'silence' ? [cause] : [cause, ...dependantsOf(cause)];
  const startsAtMs = options.startAtMs + fault.afterForMs;
  return {
    cause,
    workload: `${namespace}/${(spec?.kind ?? 'Deployment').toLowerCase()}/${cause}`,
    kind: causeKinds[fault.type],
    startsAtMs,
    endsAtMs: startsAtMs + fault.forMs,
    affected,
    innocent: names.filter((name) => !affected.includes(name)),
  };
}

const causeKinds: Readonly<Record<Fault['type'], CauseKind>> = {
  memoryLeak: 'out-of-memory',
  badRollout: 'bad-rollout',
  databaseOutage: 'crash',
  errorBurst: 'errors',
  silence: 'silence',
};

/** Who needs a service, directly or through others, nearest first. Those that can do without it still log its failures. */
function dependantsOf(name: string): string[] {
  const found: string[] = [];
  let reached = [name];
  while (reached.length > 0) {
    const next = services.filter(
      (service) => !found.includes(service.name) && service.name !== name && service.calls.some((call) => reached.includes(call.to)),
    );
    found.push(...next.map((service) => service.name));
    // A failure goes on only through those who cannot do without.
    reached = next
      .filter((service) => service.calls.some((call) => reached.includes(call.to) && call.optional !== true))
      .map((service) => service.name);
  }
  return found;
}

function createWorld(options: WorldOptions): World {
  const bornAtMs = options.startAtMs - uptimeForMs;
  const workloads = new Map<string, WorkloadState>(services.map((spec) => [spec.name, idleWorkload(spec, bornAtMs)]));
  const world: World = {
    dice: createDice(options.seed),
    workloads,
    drained: new Set(),
    nowMs: options.startAtMs,
    load: 1,
    due: [],
    records: [],
  };
  for (const node of nodes) tellObject(world, nodeObject(node, { atMs: bornAtMs, unschedulable: false }));
  for (const workload of workloads.values()) {
    for (let i = 0; i < workload.replicas; i += 1) createPod(world, workload, bornAtMs).phase = 'ready';
    tellObject(world, serviceObject(workload.spec, bornAtMs));
    tellWorkload(world, workload);
    for (const pod of workload.pods) tellObject(world, podObject(pod));
  }
  tellObject(world, cronJobObject(bornAtMs));
  for (const happening of options.happenings ?? []) {
    later(world, happening.afterForMs, () => (isFault(happening) ? breakThings(world, happening) : change(world, happening)));
  }
  return world;
}

function idleWorkload(spec: ServiceSpec, bornAtMs: number): WorkloadState {
  const { image, replicas } = spec;
  return {
    spec,
    pods: [],
    bornAtMs,
    templates: new Map([[image, { revision: 1, createdAtMs: bornAtMs }]]),
    revision: 1,
    image,
    replicas,
    leak: 0,
    ownFailures: null,
    burst: null,
    crashOnStart: null,
    silent: false,
    putRight: null,
  };
}

function runDue(world: World): void {
  while (world.due[0] !== undefined && world.due[0].atMs <= world.nowMs) world.due.shift()?.run(world);
}

/** Somebody has undone a bad rollout before its time. */
function putRight(world: World, imageOf: (service: string) => string | null): void {
  for (const { spec, putRight: remedy } of world.workloads.values())
    if (remedy !== null && imageOf(spec.name) === remedy.image) remedy.run();
}

function measure(world: World): void {
  const { dice, nowMs: atMs } = world;
  for (const workload of world.workloads.values()) {
    for (const pod of workload.pods) {
      if (!isReady(pod) && pod.phase !== 'starting') continue;
      const about = {
        type: 'metric' as const,
        atMs,
        namespace,
        workload: workload.spec.name,
        pod: pod.name,
        container: workload.spec.name,
      };
      const memory = pod.memoryBytes * (0.97 + 0.06 * dice.random());
      world.records.push({ ...about, name: 'memory', value: Math.round(Math.min(workload.spec.memoryLimitBytes, memory)) });
      world.records.push({ ...about, name: 'cpu', value: Math.round((0.04 + 0.1 * dice.random()) * 1000) / 1000 });
    }
  }
}
