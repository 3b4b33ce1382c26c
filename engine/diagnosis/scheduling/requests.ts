/** What pods request and what nodes have left, as the scheduler counts. */
import type { KubeObject } from '../../domain.ts';
import { fieldsAt, listAt, parseQuantity, textAt } from '../../evidence/field.ts';
import { groupBy } from '../../math.ts';
import type { ClusterState } from '../cluster.ts';

export type Resource = 'cpu' | 'memory';

/** Cores or bytes: all containers together, or its largest init container where that is more. Sidecars that start first run along. */
export function requestOf(podSpec: unknown, resource: Resource): number {
  const inits = listAt(podSpec, 'initContainers');
  const along = inits.filter((container) => textAt(container, 'restartPolicy') === 'Always');
  const together = [...listAt(podSpec, 'containers'), ...along].reduce((sum, container) => sum + requestedBy(container, resource), 0);
  return Math.max(together, ...inits.map((container) => requestedBy(container, resource)));
}

export function allocatableOf(node: KubeObject, resource: Resource): number | null {
  return parseQuantity(fieldsAt(node, 'status', 'allocatable')[resource]) ?? null;
}

/** What the pods on the node have reserved: of all of them where a recording says so, else of those that were delivered, which may be only some. */
export function reservedOn(cluster: ClusterState, node: KubeObject, resource: Resource): number {
  const allocated = listAt(node, 'source', 'allocated').find((line) => line['resource'] === resource);
  const told = parseQuantity((textAt(allocated, 'requests') ?? '').split(' ', 1)[0]);
  return Math.max(told ?? 0, requestedOn(cluster, node.metadata.name, resource));
}

const placed = new WeakMap<ClusterState, ReadonlyMap<string, readonly KubeObject[]>>();
const sums = new WeakMap<ClusterState, Map<string, number>>();

/** Pods that hold a place on a node. */
export function placedPods(cluster: ClusterState): readonly KubeObject[] {
  return [...byNode(cluster).values()].flat();
}

function requestedOn(cluster: ClusterState, node: string, resource: Resource): number {
  const known = sums.get(cluster) ?? new Map<string, number>();
  sums.set(cluster, known);
  const key = `${resource} ${node}`;
  const sum = known.get(key) ?? (byNode(cluster).get(node) ?? []).reduce((total, pod) => total + requestOf(pod.spec, resource), 0);
  known.set(key, sum);
  return sum;
}

function byNode(cluster: ClusterState): ReadonlyMap<string, readonly KubeObject[]> {
  const known = placed.get(cluster);
  if (known !== undefined) return known;
  const here = [...cluster.objects('Pod')].filter((pod) => !hasEnded(pod) && textAt(pod, 'spec', 'nodeName') !== undefined);
  const found = groupBy(here, (pod) => textAt(pod, 'spec', 'nodeName') ?? '');
  placed.set(cluster, found);
  return found;
}

function hasEnded(pod: KubeObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return phase === 'Succeeded' || phase === 'Failed';
}

function requestedBy(container: unknown, resource: Resource): number {
  const { requests, limits } = {
    requests: fieldsAt(container, 'resources', 'requests'),
    limits: fieldsAt(container, 'resources', 'limits'),
  };
  return parseQuantity(requests[resource] ?? limits[resource]) ?? 0;
}
