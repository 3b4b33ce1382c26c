/** The last memory samples of every container. */
import type { Evidence, Observation, WorkloadId } from '../domain.ts';
import { fieldsAt, listAt, parseQuantity } from './field.ts';
import type { Inventory } from './inventory.ts';
import type { MemorySample } from './metric.ts';
import { factsOfMemory, maxSamples } from './metric.ts';

export type MetricObservation = Extract<Observation, { readonly type: 'metric' }>;

export interface Memory {
  observe(
    metric: MetricObservation,
    context: { readonly workload: WorkloadId | null; readonly watchingSinceMs: number },
  ): readonly Evidence[];
  /** Last known share of the limit, 0 to 1; undefined where either is unknown. */
  share(namespace: string, pod: string, container: string): number | undefined;
}

const maxContainers = 10_000;

export function createMemory(inventory: Inventory): Memory {
  const samples = new Map<string, readonly MemorySample[]>();

  const boundOf = (
    bound: 'limits' | 'requests',
    { namespace, pod, container }: { readonly namespace: string; readonly pod: string; readonly container: string | undefined },
  ): number | undefined => {
    const containers = listAt(inventory.find('Pod', namespace, pod), 'spec', 'containers').filter(
      ({ name }) => container === undefined || name === container,
    );
    const all = containers.map((spec) => parseQuantity(fieldsAt(spec, 'resources', bound)['memory']));
    // A pod's own figure is comparable only when every container has one.
    return all.length === 0 || all.includes(undefined) ? undefined : all.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  };

  /** The samples of one container with the new one, the newest container last. */
  const keep = (key: string, sample: MemorySample): readonly MemorySample[] => {
    const known = samples.get(key) ?? [];
    // A fall by half is a new instance or a collected heap: its trend begins anew.
    const fell = sample.bytes < (known.at(-1)?.bytes ?? 0) / 2;
    const kept = [...(fell ? [] : known), sample].slice(-maxSamples);
    samples.delete(key);
    samples.set(key, kept);
    const oldest = samples.keys().next().value;
    if (samples.size > maxContainers && oldest !== undefined) samples.delete(oldest);
    return kept;
  };

  return {
    observe({ namespace = 'default', pod, container, name, value, atMs }, { workload, watchingSinceMs }) {
      if (name !== 'memory' || pod === undefined || !Number.isFinite(value)) return [];
      const kept = keep(`${namespace}/${pod}/${container ?? ''}`, { atMs, bytes: value });
      const [limitBytes, requestBytes] = [
        boundOf('limits', { namespace, pod, container }),
        boundOf('requests', { namespace, pod, container }),
      ];
      return limitBytes === undefined
        ? []
        : factsOfMemory(kept, { pod, container: container ?? pod, limitBytes, requestBytes }, { atMs, watchingSinceMs, workload });
    },
    share(namespace, pod, container) {
      const last = samples.get(`${namespace}/${pod}/${container}`)?.at(-1);
      const limitBytes = boundOf('limits', { namespace, pod, container });
      return last === undefined || limitBytes === undefined || limitBytes === 0 ? undefined : last.bytes / limitBytes;
    },
  };
}
