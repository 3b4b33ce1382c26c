/** Why a pod may not go to a node: the scheduler's filters, evaluated again on what is known. */
import type { KubeObject } from '../../domain.ts';
import type { Fields } from '../../evidence/field.ts';
import { booleanAt, conditionOf, fieldsAt, listAt, textAt } from '../../evidence/field.ts';
import type { ClusterState } from '../cluster.ts';
import { allocatableOf, placedPods, requestOf, reservedOn } from './requests.ts';
import { hasLabels, matchesSelector, matchesTerms, tolerates } from './selectors.ts';

/** `lost`: the node itself is not ready; that is no misfit of the pod. */
export type Block = 'selector' | 'affinity' | 'taint' | 'cordon' | 'cpu' | 'memory' | 'anti-affinity' | 'lost';

export function blocksOf(cluster: ClusterState, pod: KubeObject, node: KubeObject): ReadonlySet<Block> {
  const found = new Set<Block>();
  // The kubelet gives its node this label where nobody else does.
  const labels = { 'kubernetes.io/hostname': node.metadata.name, ...node.metadata.labels };
  if (!hasLabels(labels, fieldsAt(pod, 'spec', 'nodeSelector'))) found.add('selector');
  const required = fieldsAt(pod, 'spec', 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
  if (Object.keys(required).length > 0 && !matchesTerms({ labels, name: node.metadata.name }, listAt(required, 'nodeSelectorTerms')))
    found.add('affinity');
  if (booleanAt(node, 'spec', 'unschedulable') === true) found.add('cordon');
  if (untolerated(pod, node).length > 0) found.add('taint');
  if (conditionOf(node, 'Ready')['status'] !== 'True' && Object.keys(conditionOf(node, 'Ready')).length > 0) found.add('lost');
  for (const resource of ['cpu', 'memory'] as const) {
    const allocatable = allocatableOf(node, resource);
    if (allocatable !== null && requestOf(pod.spec, resource) > allocatable - reservedOn(cluster, node, resource)) found.add(resource);
  }
  if (repels(cluster, pod, node)) found.add('anti-affinity');
  return found;
}

/** Taints that somebody put there; those of Kubernetes itself tell of a cordon or a lost node, which count as such. */
export function untolerated(pod: KubeObject, node: KubeObject): readonly Fields[] {
  const tolerations = listAt(pod, 'spec', 'tolerations');
  return listAt(node, 'spec', 'taints').filter(
    (taint) =>
      taint['effect'] !== 'PreferNoSchedule' &&
      textAt(taint, 'key')?.startsWith('node.kubernetes.io/') !== true &&
      !tolerates(tolerations, taint),
  );
}

/** A required anti-affinity of the pod, against one that runs where the topology is the node's, or of such a one against it. */
function repels(cluster: ClusterState, pod: KubeObject, node: KubeObject): boolean {
  const all = antiAffinity(pod).length > 0 ? placedPods(cluster) : [];
  const meets = (by: KubeObject, other: KubeObject, placed: KubeObject): boolean =>
    placed.metadata.name !== pod.metadata.name && forbids(cluster, { by, other, on: textAt(placed, 'spec', 'nodeName') ?? '', node });
  return all.some((other) => meets(pod, other, other)) || repellersIn(cluster).some((other) => meets(other, pod, other));
}

const repellers = new WeakMap<ClusterState, readonly KubeObject[]>();

/** Pods on a node that forbid others to join them; few have such a rule. */
function repellersIn(cluster: ClusterState): readonly KubeObject[] {
  const found = repellers.get(cluster) ?? placedPods(cluster).filter((pod) => antiAffinity(pod).length > 0);
  repellers.set(cluster, found);
  return found;
}

function antiAffinity(pod: KubeObject): readonly Fields[] {
  return listAt(pod, 'spec', 'affinity', 'podAntiAffinity', 'requiredDuringSchedulingIgnoredDuringExecution');
}

interface Encounter {
  readonly by: KubeObject;
  readonly other: KubeObject;
  /** The node where the pod runs that has one. */
  readonly on: string;
  readonly node: KubeObject;
}

function forbids(cluster: ClusterState, { by, other, on, node }: Encounter): boolean {
  return antiAffinity(by).some((term) => {
    const key = textAt(term, 'topologyKey') ?? 'kubernetes.io/hostname';
    const namespaces = Array.isArray(term['namespaces']) ? term['namespaces'] : [by.metadata.namespace];
    if (!namespaces.includes(other.metadata.namespace) || !matchesSelector(other.metadata.labels ?? {}, term['labelSelector']))
      return false;
    if (on === node.metadata.name) return true;
    const there = cluster.find('Node', '', on)?.metadata.labels?.[key];
    return there !== undefined && there === node.metadata.labels?.[key];
  });
}
