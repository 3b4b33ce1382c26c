/** How a workload stands: how many pods it should have, which it has, and what they wait for. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import { conditionOf, fieldsAt, listAt, numberAt, textAt, timeAt } from '../evidence/field.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import { containerStatuses } from '../evidence/pod.ts';
import type { ClusterEvent, ClusterState } from './cluster.ts';

/** Pods that are not on their way out. */
export function livePods(cluster: ClusterState, workload: WorkloadId): readonly KubeObject[] {
  return cluster.pods(workload).filter((pod) => {
    const phase = textAt(pod, 'status', 'phase');
    return pod.metadata.deletionTimestamp === undefined && phase !== 'Succeeded' && phase !== 'Failed';
  });
}

export function isReady(pod: KubeObject): boolean {
  return conditionOf(pod, 'Ready')['status'] === 'True';
}

/** Accepted by the API and on no node yet. */
export function isUnscheduled(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  const scheduled = conditionOf(pod, 'PodScheduled')['status'];
  return (
    scheduled === 'False' ||
    (scheduled === undefined && textAt(pod, 'spec', 'nodeName') === undefined && textAt(pod, 'status', 'phase') === 'Pending')
  );
}

/** How many pods it should have; null where no controller says so. A DaemonSet says it in its status. */
export function desiredPods(cluster: ClusterState, workload: WorkloadId): number | null {
  const controller = cluster.controller(workload);
  if (controller === null || controller.kind === 'Pod') return null;
  if (controller.kind === 'DaemonSet') return numberAt(controller, 'status', 'desiredNumberScheduled') ?? null;
  if (controller.kind === 'Deployment' || controller.kind === 'StatefulSet' || controller.kind === 'ReplicaSet')
    return numberAt(controller, 'spec', 'replicas') ?? 1;
  return null;
}

/** Whether pods that it should have were never made: of all, or of one of its ReplicaSets in the middle of a rollout. */
export function lacksPods(cluster: ClusterState, workload: WorkloadId): boolean {
  const pods = livePods(cluster, workload);
  const desired = desiredPods(cluster, workload);
  if (desired !== null && pods.length < desired) return true;
  return replicaSetsOf(cluster, workload).some((replicaSet) => {
    const wanted = numberAt(replicaSet, 'spec', 'replicas') ?? 0;
    const made = pods.filter(({ metadata }) => metadata.ownerReferences?.some(({ name }) => name === replicaSet.metadata.name));
    return made.length < wanted;
  });
}

export interface Waiting {
  readonly pod: KubeObject;
  readonly container: string;
  readonly reason: string;
  readonly message: string;
}

/** Containers of live pods that wait, and the kubelet's word for what. */
export function waitingContainers(cluster: ClusterState, workload: WorkloadId): readonly Waiting[] {
  return livePods(cluster, workload).flatMap((pod) =>
    containerStatuses(pod).flatMap((status) => {
      const waiting = fieldsAt(status, 'state', 'waiting');
      const reason = textAt(waiting, 'reason');
      return reason === undefined
        ? []
        : [{ pod, container: textAt(status, 'name') ?? '', reason, message: textAt(waiting, 'message') ?? '' }];
    }),
  );
}

/** Of one object, newest last. */
export function eventsAbout(cluster: ClusterState, object: KubeObject): readonly ClusterEvent[] {
  return cluster.events(object.kind, object.metadata.namespace ?? 'default', object.metadata.name);
}

/** Its claims by their names in `spec.volumes`, with the pod that mounts each. */
export function claimsOf(podSpec: unknown): readonly string[] {
  return listAt(podSpec, 'volumes').flatMap((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? []);
}

export function createdAtMs(object: KubeObject): number | null {
  return timeAt(object.metadata, 'creationTimestamp') ?? null;
}

/** How an Event stands as evidence: `pod cart-1: FailedScheduling: 0/3 nodes are available`. */
export function quote({ object, reason, message, count, atMs }: ClusterEvent): { readonly atMs: number; readonly text: string } {
  const times = count > 1 ? ` (${count} times)` : '';
  return { atMs, text: `${object.kind.toLowerCase()} ${object.name}: ${reason}: ${message.slice(0, 300)}${times}` };
}

function replicaSetsOf(cluster: ClusterState, workload: WorkloadId): readonly KubeObject[] {
  const { namespace, name, kind } = parseWorkloadId(workload);
  if (kind !== 'Deployment') return [];
  return [...cluster.objects('ReplicaSet')].filter(
    ({ metadata }) =>
      metadata.namespace === namespace && metadata.ownerReferences?.some((owner) => owner.kind === kind && owner.name === name),
  );
}
