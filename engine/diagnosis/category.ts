/** What kind of fault shows in the cluster now, where no label is sure: read from objects alone, so what has recovered shows nothing. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import { conditionOf, numberAt, textAt } from '../evidence/field.ts';
import { isLost } from '../evidence/node.ts';
import { containerStatuses } from '../evidence/pod.ts';
import type { ClusterState } from './cluster.ts';
import type { Category } from './labels/meaning.ts';
import { eventsAbout, isReady, isUnscheduled, livePods } from './replicas.ts';

/** Null where nothing fails, as far as objects show. */
export function categoryShown(cluster: ClusterState): Category | null {
  const shown = new Set(cluster.workloads().flatMap((workload) => ofWorkload(cluster, workload)));
  if ([...cluster.objects('Node')].some((node) => isLost(node) && runsPods(cluster, node))) shown.add('infrastructure');
  return order.find((category) => shown.has(category)) ?? null;
}

/** The surest first. */
const order: readonly Category[] = ['infrastructure', 'resource_exhaustion', 'configuration_error', 'unknown'];

function ofWorkload(cluster: ClusterState, workload: WorkloadId): readonly Category[] {
  const pods = livePods(cluster, workload);
  return [...pods.flatMap((pod) => ofPod(cluster, pod)), ...(isStalled(cluster, workload) ? ['configuration_error' as const] : [])];
}

/** Waiting reasons of what cannot work as it is written. */
const cannotWork: ReadonlySet<string> = new Set([
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
]);

function ofPod(cluster: ClusterState, pod: KubeObject): readonly Category[] {
  if (isUnscheduled(pod)) return ['resource_exhaustion'];
  if (isReady(pod) || textAt(pod, 'status', 'phase') === undefined) return [];
  const statuses = containerStatuses(pod);
  const events = eventsAbout(cluster, pod);
  if (statuses.some(wasKilled) || events.some(({ reason, message }) => reason === 'BackOff' && message.includes('OOMKilled')))
    return ['resource_exhaustion'];
  const waits = statuses.map((status) => textAt(status, 'state', 'waiting', 'reason') ?? '');
  if (waits.some((reason) => cannotWork.has(reason))) return ['configuration_error'];
  if (events.some(({ reason, message }) => reason === 'Killing' && message.includes('liveness probe'))) return ['configuration_error'];
  return waits.includes('CrashLoopBackOff') ? ['unknown'] : [];
}

function wasKilled(status: Parameters<typeof textAt>[0]): boolean {
  return ['state', 'lastState'].some((state) => textAt(status, state, 'terminated', 'reason') === 'OOMKilled');
}

/** A rollout that has not come on in its time. The condition says so as long as it stands; an Event, only that it was so. */
function isStalled(cluster: ClusterState, workload: WorkloadId): boolean {
  const controller = cluster.controller(workload);
  const told = cluster.eventsOf(workload).some(({ reason }) => reason === 'ProgressDeadlineExceeded');
  const unavailable = (numberAt(controller, 'status', 'unavailableReplicas') ?? 0) > 0;
  return conditionOf(controller ?? {}, 'Progressing')['reason'] === 'ProgressDeadlineExceeded' || (told && unavailable);
}

function runsPods(cluster: ClusterState, node: KubeObject): boolean {
  for (const pod of cluster.objects('Pod')) if (textAt(pod, 'spec', 'nodeName') === node.metadata.name) return true;
  return false;
}
