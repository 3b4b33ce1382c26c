/** Whom people and checks from outside complain of, and since when. */
import type { WorkloadId } from '../domain.ts';
import { fieldsAt } from '../evidence/field.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { Alert, ClusterState } from './cluster.ts';
import { appName } from './picture.ts';

export interface Complaints {
  readonly workloads: ReadonlySet<WorkloadId>;
  readonly nodes: ReadonlySet<string>;
  /** The first of them; null where nobody complains. */
  readonly firstAtMs: number | null;
}

/** A name may be that of a workload, of its `app` label, or of a Service that selects it. */
export function complaintsOf(cluster: ClusterState): Complaints {
  const alerts = cluster.complaints();
  const [first] = alerts;
  if (first === undefined) return { workloads: new Set(), nodes: new Set(), firstAtMs: null };
  const byName = namesOf(cluster);
  return {
    workloads: new Set(alerts.flatMap((alert) => workloadsOf(alert, { cluster, byName }))),
    nodes: new Set(alerts.flatMap(({ workload, pod, node }) => (node === null || workload !== null || pod !== null ? [] : [node]))),
    firstAtMs: Math.min(...alerts.map(({ sinceAtMs }) => sinceAtMs)),
  };
}

interface Directory {
  readonly cluster: ClusterState;
  readonly byName: ReadonlyMap<string, readonly WorkloadId[]>;
}

function workloadsOf({ namespace, workload, pod }: Alert, { cluster, byName }: Directory): readonly WorkloadId[] {
  const owner = pod === null || namespace === null ? null : cluster.workloadOf('Pod', namespace, pod);
  if (owner !== null) return [owner];
  const found = workload === null ? [] : (byName.get(workload) ?? []);
  return namespace === null ? found : found.filter((id) => parseWorkloadId(id).namespace === namespace);
}

function namesOf(cluster: ClusterState): ReadonlyMap<string, readonly WorkloadId[]> {
  const names = new Map<string, WorkloadId[]>();
  const add = (name: string, workload: WorkloadId): void => void names.set(name, [...(names.get(name) ?? []), workload]);
  for (const workload of cluster.workloads())
    for (const name of new Set([parseWorkloadId(workload).name, appName(cluster, workload)])) add(name, workload);
  for (const service of cluster.objects('Service')) {
    const { namespace = 'default', name } = service.metadata;
    for (const workload of cluster.selected(namespace, fieldsAt(service, 'spec', 'selector'))) add(name, workload);
  }
  return names;
}
