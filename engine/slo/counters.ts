/** What counters of metrics say of an objective. */
import type { WorkloadId } from '../domain.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { Grown, Observation } from '../observation.ts';
import { isCalled } from '../policy/holds.ts';
import type { MetricChoice, Objective } from './burn.ts';
import type { Tally } from './minutes.ts';

type Metric = Extract<Observation, { readonly type: 'metric' }>;

/** Null: it is not one of those that are counted. Total and bad may be different metrics, or the same with other attributes. */
export function tallyOf(objective: Objective | null, grown: Grown): Tally | null {
  const choices = objective?.count === 'metrics' ? objective.metrics : null;
  if (!choices) return null;
  const [isTotal, isBad] = [isChosen(choices.total, grown), isChosen(choices.bad, grown)];
  return isTotal || isBad ? { total: isTotal ? grown.count : 0, bad: isBad ? grown.count : 0 } : null;
}

/** Whose metric it is: the workload it names, or the one whose name its pod begins with; null for none of those that are known. */
export function workloadOfMetric(metric: Metric, known: Iterable<WorkloadId>): WorkloadId | null {
  let best: { readonly id: WorkloadId; readonly length: number } | null = null;
  for (const id of known) {
    const length = likeness(metric, id);
    if (length > (best?.length ?? 0)) best = { id, length };
  }
  return best?.id ?? null;
}

/** 0: it is another's. */
function likeness({ namespace, workload, pod }: Metric, id: WorkloadId): number {
  const { namespace: own, name } = parseWorkloadId(id);
  if (namespace !== undefined && own !== namespace) return 0;
  if (workload === name) return Number.POSITIVE_INFINITY;
  return pod?.startsWith(`${name}-`) ? name.length : 0;
}

function isChosen({ name, attributes }: MetricChoice, grown: Grown): boolean {
  if (name !== grown.name) return false;
  return Object.entries(attributes).every(([key, pattern]) => {
    const value = Object.hasOwn(grown.attributes, key) ? grown.attributes[key] : undefined;
    return value !== undefined && isCalled(value, pattern);
  });
}
