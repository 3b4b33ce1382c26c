/** How metrics changed when the trouble began: what was usual before, and what is so since. */
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { WorkloadId } from '../../domain.ts';
import type { Alert, ClusterState, MetricSeries } from '../cluster.ts';

export interface Shift {
  readonly before: number;
  readonly now: number;
}

/** Alerts of these names are complaints and checks, not measurements. */
const notMeasured: ReadonlySet<string> = new Set(['report', 'probe', 'failed-requests', 'log-stream']);

/** What others measured and found unusual. */
export function measuredAlerts(cluster: ClusterState): readonly Alert[] {
  return cluster.alerts().filter(({ name, severity }) => !notMeasured.has(name) && severity !== 'info');
}

/** When the first alert says that it began; null where nobody says. */
export function beganAtMs(cluster: ClusterState): number | null {
  const starts = measuredAlerts(cluster).map(({ sinceAtMs }) => sinceAtMs);
  return starts.length === 0 ? null : Math.min(...starts);
}

/** Fewer points on either side say nothing. */
const fewest = 3;

/** The median before, and what three quarters of the points since stay below, so that neither one peak nor an end of the trouble counts. */
export function shiftOf({ points }: MetricSeries, sinceMs: number | null): Shift | null {
  const cut = sinceMs === null ? Math.floor(points.length / 3) : points.findIndex(({ atMs }) => atMs >= sinceMs);
  if (cut < fewest || points.length - cut < fewest) return null;
  const values = points.map(({ value }) => value);
  return { before: quantile(values.slice(0, cut), 0.5), now: quantile(values.slice(cut), 0.75) };
}

/** Whom a series is about, whether it names the workload or one of its pods. */
export function seriesOwners(cluster: ClusterState): (series: MetricSeries) => WorkloadId | null {
  const byName = new Map<string, WorkloadId>();
  for (const id of cluster.workloads()) {
    const { namespace, name } = parseWorkloadId(id);
    byName.set(`${namespace}/${name}`, id);
    if (!byName.has(name)) byName.set(name, id);
  }
  return ({ workload, pod, namespace }) => {
    if (pod !== null && namespace !== null) return cluster.workloadOf('Pod', namespace, pod);
    return workload === null ? null : (byName.get(namespace === null ? workload : `${namespace}/${workload}`) ?? null);
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
