/** Pods that wait for a node while nobody says why: the scheduler does not look at them. */
import type { KubeObject } from '../../domain.ts';
import { conditionOf, listAt, textAt, timeAt } from '../../evidence/field.ts';
import type { ClusterState } from '../cluster.ts';
import { isAlive, namespaceOf } from '../containers.ts';
import type { Check } from '../hypothesis.ts';
import { node } from '../hypothesis.ts';

/** The scheduler takes a pod within milliseconds; within this long it has at least said why it cannot. */
const overlookedForMs = 20_000;
/** It renews its Lease every two seconds. */
const leaseExpiresMs = 30_000;
const systemNamespace = 'kube-system';

export const checkScheduler: Check = (cluster) => {
  const overlooked = [...cluster.objects('Pod')].filter((pod) => isOverlooked(pod, cluster));
  const name = leaderOf(cluster) ?? controlPlaneOf(cluster);
  const [first] = overlooked;
  if (first === undefined || name === null) return [];
  const runs = cluster.alerts('probe').some(({ unit, severity }) => severity === 'info' && /scheduler/i.test(unit ?? ''));
  return [
    {
      object: node(name),
      cause: 'kube-scheduler-unavailable',
      score: runs ? 0.4 : leaseIsStale(cluster) ? 0.95 : 0.85,
      reasons: [`${overlooked.length} pods wait for a node, and the scheduler does not say why`],
      against: runs ? ['a check says that it runs'] : [],
      confirm: 'see whether the scheduler runs, and look at its Lease',
      evidence: overlooked.slice(0, 3).map((pod) => ({
        atMs: timeAt(pod, 'metadata', 'creationTimestamp') ?? null,
        text: `pod ${pod.metadata.name} is Pending without a node and without an Event of the scheduler`,
      })),
      failing: true,
    },
  ];
};

function isOverlooked(pod: KubeObject, cluster: ClusterState): boolean {
  const createdAtMs = timeAt(pod, 'metadata', 'creationTimestamp');
  const scheduler = textAt(pod, 'spec', 'schedulerName') ?? 'default-scheduler';
  if (!isAlive(pod) || textAt(pod, 'status', 'phase') !== 'Pending' || scheduler !== 'default-scheduler') return false;
  if (textAt(pod, 'spec', 'nodeName') !== undefined || conditionOf(pod, 'PodScheduled')['reason'] !== undefined) return false;
  if (listAt(pod, 'spec', 'schedulingGates').length > 0 || createdAtMs === undefined || cluster.nowMs - createdAtMs < overlookedForMs)
    return false;
  return !cluster
    .events('Pod', namespaceOf(pod), pod.metadata.name)
    .some(({ reason }) => reason === 'FailedScheduling' || reason === 'Scheduled');
}

/** The node in the name of who holds the scheduler's Lease. */
function leaderOf(cluster: ClusterState): string | null {
  const holder = textAt(cluster.find('Lease', systemNamespace, 'kube-scheduler'), 'spec', 'holderIdentity');
  return holder?.split('_', 1)[0] ?? null;
}

function controlPlaneOf(cluster: ClusterState): string | null {
  const roles = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];
  const own = [...cluster.objects('Node')].filter(
    ({ metadata: { labels = {} } }) => roles.some((role) => labels[role] !== undefined) || labels['kubernetes.io/role'] === 'master',
  );
  return own[0]?.metadata.name ?? null;
}

function leaseIsStale(cluster: ClusterState): boolean {
  const renewed = timeAt(cluster.find('Lease', systemNamespace, 'kube-scheduler'), 'spec', 'renewTime');
  return renewed !== undefined && cluster.nowMs - renewed > leaseExpiresMs;
}
