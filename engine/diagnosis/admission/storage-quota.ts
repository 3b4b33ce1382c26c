import type { KubeObject, WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterEvent, ClusterState } from '../cluster.ts';
import type { Check, Hypothesis } from '../hypothesis.ts';
import { namespace as namespaceObject } from '../hypothesis.ts';
import { claimsOf, eventsAbout, isUnscheduled, lacksPods, livePods, quote } from '../replicas.ts';
import type { QuotaLine, Refusal } from './quota.ts';
import { quotaLines, refusalOf } from './quota.ts';

const isStorage = (resource: string) => resource.endsWith('requests.storage') || resource.endsWith('persistentvolumeclaims');

/** A pod waits for a claim that does not exist, where the namespace limits storage: whoever applied the claim was refused. */
export const storageQuota: Check = (cluster) => {
  const limits = quotaLines(cluster).filter(({ resource }) => isStorage(resource));
  return cluster.workloads().flatMap((workload) => {
    const refusal = refusalFor(cluster, workload);
    if (refusal !== null) return [ofRefusal({ workload, refusal, limits })];
    const here = limits.filter((line) => line.namespace === parseWorkloadId(workload).namespace);
    const missing = here.length === 0 ? null : missingClaim(cluster, workload);
    return missing === null ? [] : [ofMissing(workload, missing, here)];
  });
};

/** A StatefulSet makes claims itself, and is told when one is refused. */
function refusalFor(cluster: ClusterState, workload: WorkloadId): Refusal | null {
  const refusals = cluster.eventsOf(workload).flatMap((event) => refusalOf(event) ?? []);
  const last = refusals.findLast(({ resources }) => resources.some(isStorage));
  return last !== undefined && lacksPods(cluster, workload) ? last : null;
}

interface Missing {
  readonly pod: KubeObject;
  readonly claim: string;
  readonly waits: ClusterEvent | undefined;
}

function missingClaim(cluster: ClusterState, workload: WorkloadId): Missing | null {
  const { namespace } = parseWorkloadId(workload);
  for (const pod of livePods(cluster, workload).filter(isUnscheduled)) {
    const claim = claimsOf(pod.spec).find((name) => cluster.find('PersistentVolumeClaim', namespace, name) === null);
    const waits = eventsAbout(cluster, pod).findLast(({ reason }) => reason === 'FailedScheduling');
    if (claim !== undefined) return { pod, claim, waits };
  }
  return null;
}

function ofMissing(workload: WorkloadId, { pod, claim, waits }: Missing, limits: readonly QuotaLine[]): Hypothesis {
  const { name, namespace } = parseWorkloadId(workload);
  return {
    object: namespaceObject(namespace),
    cause: 'namespace-storage-quota-exceeded',
    score: 0.85,
    reasons: [`${name} needs the claim ${claim}, which does not exist, and the quota of the namespace limits storage`],
    against: ['nobody recorded the refusal itself'],
    confirm: 'applying the claim again, which tells why it is refused',
    evidence: [
      ...(waits === undefined ? [] : [quote(waits)]),
      { atMs: null, text: `pod ${pod.metadata.name} mounts the claim ${claim}, which is missing` },
      ...limits.map(({ text }) => ({ atMs: null, text })),
    ],
    sinceAtMs: waits?.sinceAtMs ?? null,
    failing: true,
    affects: [workload],
  };
}

interface Refused {
  readonly workload: WorkloadId;
  readonly refusal: Refusal;
  readonly limits: readonly QuotaLine[];
}

function ofRefusal({ workload, refusal, limits }: Refused): Hypothesis {
  const { name, namespace } = parseWorkloadId(workload);
  const here = limits.filter((line) => line.namespace === namespace);
  return {
    object: namespaceObject(namespace),
    cause: 'namespace-storage-quota-exceeded',
    score: 0.97,
    reasons: [`a claim of ${name} was refused by the quota of the namespace`],
    against: [],
    confirm: null,
    evidence: [quote(refusal.event), ...here.map(({ text }) => ({ atMs: null, text }))],
    sinceAtMs: refusal.event.sinceAtMs,
    failing: true,
    affects: [workload],
  };
}
