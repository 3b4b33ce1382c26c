/** Facts as pure functions of what a watch delivered, so that a recording yields the same as the cluster did. */
import type { Evidence, KubeObject } from '../domain.ts';
import { factsOfAutoscaler } from './autoscaler.ts';
import { factsOfController } from './deployment.ts';
import { factsOfJob } from './job.ts';
import { factsOfNode } from './node.ts';
import { factsOfPod } from './pod.ts';
import { factsOfReplicaSet } from './replicaset.ts';
import { factsOfBudget, factsOfConfigMap, factsOfEndpoints, factsOfPolicy } from './surroundings.ts';
import type { SurroundingContext } from './surroundings.ts';

export interface ObjectFactContext extends SurroundingContext {
  /** For a ReplicaSet: the newest other one of its owner. */
  readonly before?: KubeObject | null | undefined;
}

type Facts = (object: KubeObject, previous: KubeObject | null, context: ObjectFactContext) => readonly Evidence[];

const byKind: Readonly<Record<string, Facts>> = {
  Pod: factsOfPod,
  ReplicaSet: (object, previous, context) => factsOfReplicaSet(object, previous, { ...context, before: context.before ?? null }),
  Deployment: factsOfController,
  StatefulSet: factsOfController,
  DaemonSet: factsOfController,
  Job: factsOfJob,
  Node: factsOfNode,
  HorizontalPodAutoscaler: factsOfAutoscaler,
  PodDisruptionBudget: factsOfBudget,
  EndpointSlice: factsOfEndpoints,
  NetworkPolicy: factsOfPolicy,
  ConfigMap: factsOfConfigMap,
};

/** What `object` shows and `previous` (null at first sight) did not; nothing for kinds without facts. */
export function factsOfObject(object: KubeObject, previous: KubeObject | null, context: ObjectFactContext): readonly Evidence[] {
  return Object.hasOwn(byKind, object.kind) ? (byKind[object.kind]?.(object, previous, context) ?? []) : [];
}
