/** Pods that take far more CPU than they ever did: what others on their node need is gone. No API of Kubernetes tells it, only the metric does. */
import type { WorkloadId } from '../domain.ts';
import { median } from '../math.ts';
import { fieldsAt, parseQuantity, textAt } from './field.ts';
import type { Inventory } from './inventory.ts';
import type { MetricObservation } from './memory.ts';

export interface Surge {
  readonly workload: WorkloadId;
  readonly pod: string;
  readonly node: string;
  readonly sinceAtMs: number;
  /** Null while it lasts. */
  readonly endedAtMs: number | null;
  /** Of the last sample, and the median of those before the surge. */
  readonly cores: number;
  readonly usualCores: number;
  /** What it took more, as a share (0 to 1) of what the node has for all. */
  readonly nodeShare: number;
}

export interface Surges {
  observe(metric: MetricObservation, workload: WorkloadId | null): void;
  /** Those that last, and those that ended not long before `nowMs`: what they broke may take its time to mend. */
  lately(nowMs: number): readonly Surge[];
}

interface Kept {
  /** Cores, oldest first, none of a surge. */
  readonly usual: readonly number[];
  readonly surge: Surge | null;
  /** The one before. */
  readonly past: Surge | null;
  readonly lastAtMs: number;
}

const unknown: Kept = { usual: [], surge: null, past: null, lastAtMs: Number.NEGATIVE_INFINITY };

interface About extends Pick<Surge, 'workload' | 'pod' | 'node'> {
  readonly atMs: number;
}

const maxContainers = 10_000;
const maxUsual = 30;
const leastUsual = 10;
/** So many times more than the most that it took in all samples that are kept: no season and no burst of work. */
const factor = 3;
/** A pod that takes less of its node leaves enough to the others. */
const leastShare = 0.2;
/** What lasts so long is the new usual. */
const acceptAfterMs = 2 * 3_600_000;
/** Samples of which nothing comes any more: the pod is gone. */
const heardWithinMs = 3 * 60_000;
/** What callers wait for may go on for long after. */
const rememberedForMs = 2 * 3_600_000;

export function createSurges(inventory: Inventory): Surges {
  const kept = new Map<string, Kept>();

  function keep(key: string, one: Kept): void {
    kept.delete(key);
    kept.set(key, one);
    const oldest = kept.keys().next().value;
    if (kept.size > maxContainers && oldest !== undefined) kept.delete(oldest);
  }

  function next({ usual, surge, past, lastAtMs }: Kept, cores: number, about: About): Kept {
    const { atMs, node } = about;
    const sinceAtMs = surge?.sinceAtMs ?? atMs;
    const more = atMs - sinceAtMs > acceptAfterMs ? null : surgeOf(usual, cores, coresOf(node, inventory));
    if (more === null) {
      const ended = surge === null ? past : { ...surge, endedAtMs: lastAtMs };
      return { usual: [...usual, cores].slice(-maxUsual), surge: null, past: ended, lastAtMs: atMs };
    }
    const { workload, pod } = about;
    return { usual, surge: { workload, pod, node, sinceAtMs, endedAtMs: null, cores, ...more }, past, lastAtMs: atMs };
  }

  return {
    observe({ namespace = 'default', pod, container = '', name, value, atMs, node: told }, workload) {
      if (name !== 'cpu' || pod === undefined || workload === null || !Number.isFinite(value)) return;
      const node = told ?? textAt(inventory.find('Pod', namespace, pod), 'spec', 'nodeName');
      const key = `${namespace}/${pod}/${container}`;
      const known = kept.get(key) ?? unknown;
      if (node !== undefined && atMs > known.lastAtMs) keep(key, next(known, value, { atMs, node, pod, workload }));
    },
    lately: (nowMs) => [...kept.values()].flatMap((one) => asOf(one, nowMs) ?? []),
  };
}

function asOf({ surge, past, lastAtMs }: Kept, nowMs: number): Surge | null {
  const last = surge === null || nowMs - lastAtMs <= heardWithinMs ? (surge ?? past) : { ...surge, endedAtMs: lastAtMs };
  return last === null || (last.endedAtMs !== null && nowMs - last.endedAtMs > rememberedForMs) ? null : last;
}

/** Null for what is as usual, or too little to starve anybody. */
function surgeOf(usual: readonly number[], cores: number, nodeCores: number | undefined): Pick<Surge, 'usualCores' | 'nodeShare'> | null {
  if (usual.length < leastUsual || nodeCores === undefined || nodeCores <= 0) return null;
  const usualCores = median(usual);
  const nodeShare = (cores - usualCores) / nodeCores;
  return cores >= factor * Math.max(...usual) && nodeShare >= leastShare ? { usualCores, nodeShare } : null;
}

function coresOf(node: string, inventory: Inventory): number | undefined {
  const status = inventory.find('Node', '', node);
  return parseQuantity(fieldsAt(status, 'status', 'allocatable')['cpu'] ?? fieldsAt(status, 'status', 'capacity')['cpu']);
}
