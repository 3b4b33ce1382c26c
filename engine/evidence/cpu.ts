/** A container that uses all the CPU it may have: it is throttled, which no API of Kubernetes tells. */
import type { Evidence, WorkloadId } from '../domain.ts';
import { median } from '../math.ts';
import { fact } from './fact.ts';
import { fieldsAt, listAt, parseQuantity } from './field.ts';
import type { Inventory } from './inventory.ts';
import type { MetricObservation } from './memory.ts';

export interface Cpu {
  observe(
    metric: MetricObservation,
    context: { readonly workload: WorkloadId | null; readonly watchingSinceMs: number },
  ): readonly Evidence[];
}

interface Sample {
  readonly atMs: number;
  readonly cores: number;
}

interface Bounds {
  readonly limit: number;
  readonly request: number | undefined;
}

const maxContainers = 10_000;
const maxSamples = 8;
/** Usage is a mean over the scrape, so that a container at its limit shows a little less than it. */
const nearShare = 0.9;
/** Starts and batches take all they get for a moment. */
const leastSamples = 4;
const leastForMs = 45_000;

export function createCpu(inventory: Inventory): Cpu {
  const samples = new Map<string, readonly Sample[]>();

  function keep(key: string, sample: Sample): readonly Sample[] {
    const kept = [...(samples.get(key) ?? []), sample].slice(-maxSamples);
    samples.delete(key);
    samples.set(key, kept);
    const oldest = samples.keys().next().value;
    if (samples.size > maxContainers && oldest !== undefined) samples.delete(oldest);
    return kept;
  }

  function boundsOf(namespace: string, pod: string, container: string): Bounds | null {
    const spec = listAt(inventory.find('Pod', namespace, pod), 'spec', 'containers').find((one) => one['name'] === container);
    const [limit, request] = ['limits', 'requests'].map((bound) => parseQuantity(fieldsAt(spec, 'resources', bound)['cpu']));
    return limit === undefined || limit <= 0 ? null : { limit, request };
  }

  return {
    observe({ namespace = 'default', pod, container, name, value, atMs }, { workload, watchingSinceMs }) {
      if (name !== 'cpu' || pod === undefined || container === undefined || !Number.isFinite(value)) return [];
      const bounds = boundsOf(namespace, pod, container);
      if (bounds === null) return [];
      const kept = keep(`${namespace}/${pod}/${container}`, { atMs, cores: value });
      const told = wordsOf(kept, container, bounds);
      return told === null
        ? []
        : [fact({ atMs, watchingSinceMs, workload }, { kind: 'cpu-near-limit', atMs, pod, container, severity: 'warning', ...told })];
    },
  };
}

/** Null where it has room, or has had none for a moment only. */
function wordsOf(samples: readonly Sample[], container: string, { limit, request = 0 }: Bounds): Pick<Evidence, 'text' | 'details'> | null {
  const cores = median(samples.map((sample) => sample.cores));
  const share = cores / limit;
  const lastedForMs = (samples.at(-1)?.atMs ?? 0) - (samples[0]?.atMs ?? 0);
  if (share < nearShare || samples.length < leastSamples || lastedForMs < leastForMs) return null;
  const asked = request <= 0 || cores <= request ? '' : ` (${Math.round((cores / request) * 100)} % of its request of ${request})`;
  const text = `container ${container} has used ${Math.round(share * 100)} % of its CPU limit of ${limit}${asked} for ${Math.round(lastedForMs / 1000)} s`;
  return { text, details: { share: Math.round(share * 1000) / 1000, limitCores: limit } };
}
