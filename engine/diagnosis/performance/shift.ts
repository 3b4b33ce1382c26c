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

/** Series about workloads, whether they name it or one of its pods. */
export function workloadOfSeries(series: MetricSeries, cluster: ClusterState): WorkloadId | null {
  const { workload, pod, namespace } = series;
  if (workload === null && pod === null) return null;
  if (pod !== null && namespace !== null) return cluster.workloadOf('Pod', namespace, pod);
  return (
    cluster.workloads().find((id) => {
      const ref = parseWorkloadId(id);
      return workload === null
        ? cluster.pods(id).some(({ metadata }) => metadata.name === pod)
        : ref.name === workload && (namespace === null || ref.namespace === namespace);
    }) ?? null
  );
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
