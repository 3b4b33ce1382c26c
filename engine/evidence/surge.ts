/** Pods that take far more CPU than they ever did: what others on their node need is gone. No API of Kubernetes tells it, only the metric does. */
import type { WorkloadId } from '../domain.ts';
import { median } from '../math.ts';
import { fieldsAt, parseQuantity, textAt } from './field.ts';
import type { Inventory } from './inventory.ts';
import type { MetricObservation } from './memory.ts';

/** One that lasts, or lasted until a moment ago. */
export interface Surge {
  readonly workload: WorkloadId;
  readonly pod: string;
  readonly node: string;
  readonly sinceAtMs: number;
  /** Of the last sample, and the median of those before the surge. */
  readonly cores: number;
  readonly usualCores: number;
  /** What it took more, as a share (0 to 1) of what the node has for all. */
  readonly nodeShare: number;
}

export interface Surges {
  observe(metric: MetricObservation, workload: WorkloadId | null): void;
  /** Those that were heard of not long before `nowMs`. */
  active(nowMs: number): readonly Surge[];
}

interface Kept {
  /** Cores, oldest first, none of a surge. */
  readonly usual: readonly number[];
  readonly surge: Surge | null;
  readonly lastAtMs: number;
}

const unknown: Kept = { usual: [], surge: null, lastAtMs: Number.NEGATIVE_INFINITY };

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
const heardWithinMs = 3 * 60_000;

export function createSurges(inventory: Inventory): Surges {
  const kept = new Map<string, Kept>();

  function keep(key: string, one: Kept): void {
    kept.delete(key);
    kept.set(key, one);
    const oldest = kept.keys().next().value;
    if (kept.size > maxContainers && oldest !== undefined) kept.delete(oldest);
  }

  function next({ usual, surge }: Kept, cores: number, about: About): Kept {
    const { atMs, node } = about;
    const sinceAtMs = surge?.sinceAtMs ?? atMs;
    const more = atMs - sinceAtMs > acceptAfterMs ? null : surgeOf(usual, cores, coresOf(node, inventory));
    if (more === null) return { usual: [...usual, cores].slice(-maxUsual), surge: null, lastAtMs: atMs };
    return { usual, surge: { workload: about.workload, pod: about.pod, node, sinceAtMs, cores, ...more }, lastAtMs: atMs };
  }

  return {
    observe({ namespace = 'default', pod, container = '', name, value, atMs, node: told }, workload) {
      if (name !== 'cpu' || pod === undefined || workload === null || !Number.isFinite(value)) return;
      const node = told ?? textAt(inventory.find('Pod', namespace, pod), 'spec', 'nodeName');
      const key = `${namespace}/${pod}/${container}`;
      const known = kept.get(key) ?? unknown;
      if (node !== undefined && atMs > known.lastAtMs) keep(key, next(known, value, { atMs, node, pod, workload }));
    },
    active: (nowMs) =>
      [...kept.values()].flatMap(({ surge, lastAtMs }) => (surge !== null && nowMs - lastAtMs <= heardWithinMs ? [surge] : [])),
  };
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
