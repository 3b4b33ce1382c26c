/** Plays a world's records into a simulated cluster: what is past at once, the rest at the pace of the clock. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../engine/index.ts';
import type { SimulatedCluster } from './cluster/cluster.ts';
import { objectAt } from './cluster/json.ts';
import type { WorldRecord } from './world/world.ts';

export interface PlayOptions {
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** World seconds for each second of the clock, counted from the first call; 1 by default. What is past is played at once in any case. */
  readonly speed?: number | undefined;
  /** Called when everything that was past has been played. */
  readonly onLive?: (() => void) | undefined;
}

/** Give the API server a turn after this many records. */
const batch = 1_000;
/** Records that are due within this time of each other are played together. */
const stepForMs = 20;

/** Resolves when the records end or `signal` aborts. Times in the cluster are those of the clock; above speed 1 the times inside the lines run ahead of it. */
export async function play(records: Iterable<WorldRecord>, cluster: SimulatedCluster, options: PlayOptions): Promise<void> {
  const { signal, now, speed = 1, onLive } = options;
  const liveFromMs = now();
  const clockOf = (atMs: number): number => (atMs <= liveFromMs ? atMs : liveFromMs + (atMs - liveFromMs) / speed);
  const controllers = createControllers(cluster);
  let live = false;
  let played = 0;
  for (const record of records) {
    if (signal.aborted) return;
    const atMs = clockOf(record.atMs);
    if (!live && atMs > liveFromMs) {
      live = true;
      onLive?.();
    }
    while (atMs > now() + stepForMs && !signal.aborted) await rest(atMs - now(), signal);
    perform(cluster, record, { atMs, controllers });
    played += 1;
    if (played % batch === 0) await rest(0, signal);
  }
}

/** Does in the cluster what one record says; what only a recording has, such as spans, is passed over. */
function perform(cluster: SimulatedCluster, record: WorldRecord, { atMs, controllers }: { atMs: number; controllers: Controllers }): void {
  if (record.type === 'log') {
    const { workload, pod, container } = record.stream;
    cluster.appendLog({ namespace: workload.namespace, pod, container }, record.line, atMs);
  } else if (record.type === 'object') {
    const { kind, metadata } = record.object;
    if (record.deleted === true) cluster.remove(kind, metadata.namespace ?? '', metadata.name);
    else cluster.upsert(controllers.asTold(record.object));
  } else if (record.type === 'event') cluster.event({ ...record, atMs });
  else if (record.type === 'metric') measure(cluster, record, atMs);
}

interface Controllers {
  /** What is to be put into the cluster. */
  asTold(object: KubeObject): KubeObject;
}

const controlled: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/**
 * A controller writes the status of its objects and leaves the spec to whoever changed it. The world hears only in its next second that somebody has
 * changed a spec, and would take the change back with each status that it tells before.
 */
function createControllers(cluster: SimulatedCluster): Controllers {
  const told = new Map<string, unknown>();
  return {
    asTold(object) {
      const { kind, metadata } = object;
      if (!controlled.has(kind)) return object;
      const key = `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
      const before = told.get(key);
      told.set(key, object['spec']);
      if (!isDeepStrictEqual(before, object['spec'])) return object;
      const present = cluster.get(kind, metadata.namespace ?? '', metadata.name);
      return present === undefined ? object : { ...object, spec: objectAt(present, 'spec') };
    },
  };
}

function measure(
  cluster: SimulatedCluster,
  { namespace, pod, container, name, value }: Extract<WorldRecord, { readonly type: 'metric' }>,
  atMs: number,
): void {
  if (namespace === undefined || pod === undefined || container === undefined) return;
  if (name === 'memory') cluster.setMetric({ namespace, pod, container }, { memoryBytes: value, atMs });
  if (name === 'cpu') cluster.setMetric({ namespace, pod, container }, { cpuCores: value, atMs });
}

async function rest(forMs: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.min(Math.max(0, forMs), 1_000), undefined, { signal }).catch(() => undefined);
}
