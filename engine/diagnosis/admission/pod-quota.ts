import type { WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { namespace as namespaceObject } from '../hypothesis.ts';
import type { CauseLabel } from '../labels.ts';
import { createdAtMs, lacksPods, livePods, quote } from '../replicas.ts';
import type { Refusal } from './quota.ts';
import { isUsedUp, quotaLines, refusalOf } from './quota.ts';

/** Pods that a workload should have are refused, since the quota of its namespace has no room for their CPU, memory or number. */
export const podQuota: Check = (cluster) => {
  const refused = cluster.workloads().flatMap((workload) => refusedOf(cluster, workload));
  const namespaces = [...new Set(refused.map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) => {
    const here = refused.filter((one) => one.namespace === namespace);
    const labels = [...new Set(here.flatMap(({ refusal }) => refusal.resources.flatMap((resource) => labelOf(resource) ?? [])))];
    return labels.map((cause) => hypothesis(cluster, { namespace, cause, here }));
  });
};

interface Refused {
  readonly namespace: string;
  readonly workload: WorkloadId;
  readonly refusal: Refusal;
}

interface Found {
  readonly namespace: string;
  readonly cause: CauseLabel;
  readonly here: readonly Refused[];
}

/** A controller tries again after 17 minutes at the latest, and says so again. */
const retriedWithinMs = 2 * 1_000_000;

/** Refused long ago, or before a pod was made after all: what is lacking now has another reason. */
function isOver({ atMs }: ClusterEvent, cluster: ClusterState, workload: WorkloadId): boolean {
  return cluster.nowMs - atMs > retriedWithinMs || livePods(cluster, workload).some((pod) => (createdAtMs(pod) ?? 0) > atMs);
}

/** The newest refusal of a workload that still lacks what was refused. */
function refusedOf(cluster: ClusterState, workload: WorkloadId): readonly Refused[] {
  const last = cluster
    .eventsOf(workload)
    .filter(({ reason }) => reason === 'FailedCreate')
    .flatMap((event) => refusalOf(event) ?? [])
    .at(-1);
  if (last === undefined || isOver(last.event, cluster, workload) || !lacksPods(cluster, workload)) return [];
  return [{ namespace: parseWorkloadId(workload).namespace, workload, refusal: last }];
}

/** Limits count like requests: both are reserved when the pod is admitted. */
function labelOf(resource: string): CauseLabel | null {
  if (resource === 'pods' || resource === 'count/pods') return 'namespace-pod-quota-exceeded';
  if (/^(requests\.|limits\.)?cpu$/.test(resource)) return 'namespace-cpu-quota-exceeded';
  return /^(requests\.|limits\.)?memory$/.test(resource) ? 'namespace-memory-quota-exceeded' : null;
}

function hypothesis(cluster: ClusterState, { namespace, cause, here }: Found): Hypothesis {
  const mine = here.filter(({ refusal }) => refusal.resources.some((resource) => labelOf(resource) === cause));
  const lines = quotaLines(cluster).filter((line) => line.namespace === namespace && labelOf(line.resource) === cause && isUsedUp(line));
  return {
    object: namespaceObject(namespace),
    cause,
    score: 0.97,
    reasons: [`pods of ${mine.map(({ workload }) => parseWorkloadId(workload).name).join(', ')} are refused by the quota of the namespace`],
    against: [],
    confirm: null,
    evidence: [...mine.map(({ refusal }) => quote(refusal.event)), ...lines.map(({ text }) => ({ atMs: null, text }))],
    sinceAtMs: Math.min(...mine.map(({ refusal }) => refusal.event.sinceAtMs)),
    failing: true,
    affects: mine.map(({ workload }) => workload),
  };
}
