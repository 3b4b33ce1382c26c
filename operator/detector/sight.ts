/** What one visit sees of the cluster: the namespaces that a detector reads, their pods, and which containers of them it wants. */
import { isOfCluster, namespacesToldAtMost, type LogDetector, type ResolvedSpec } from '../../api/resource.ts';
import { workloadId, type KubeObject } from '../../engine/index.ts';
import { detectorKey } from '../detector-key.ts';
import type { FollowTarget } from '../pipeline/supervisor.ts';
import { divideSelected, resolveTargets, type Lookup, type OwnersIn } from './resolve.ts';
import type { NamespacesFacts } from './namespaces.ts';

export interface Sight {
  /** Each namespace with what decides whose its pods are. */
  readonly reach: ReadonlyMap<string, string>;
  /** All pods of these namespaces; null while they may not be listed. */
  readonly pods: readonly KubeObject[] | null;
  /** Why there are none, where there are none. */
  readonly unlisted: string;
  readonly targets: readonly FollowTarget[];
  /** Pods that are left to LogDetectors of their own namespace. */
  readonly left: readonly KubeObject[];
  /** Sentences on what may not be watched. */
  readonly limits: readonly string[];
}

/** What is asked of the watches. */
export interface Outlook {
  /** Those that a detector reads, its own or those it selects; null while they are not known. */
  namespacesOf(key: string): readonly string[] | null;
  /** Null, or why it is not known which namespaces there are. */
  namespacesProblem(): string | null;
  readonly ownersIn: OwnersIn;
  /** Of all these namespaces; null while those of one may not be listed. */
  pods(namespaces: readonly string[]): readonly KubeObject[] | null;
  /** Sentences on what may not be watched in the namespace, or for null in the cluster; pods first. */
  limits(namespace: string | null): readonly string[];
  readonly lookup: Lookup;
}

export function look(world: Outlook, detector: LogDetector, spec: ResolvedSpec): Sight {
  const namespaces = world.namespacesOf(detectorKey(detector));
  const owners = (namespace: string) => world.ownersIn(detectorKey(detector), namespace);
  const limits = world.limits(isOfCluster(detector) ? null : (namespaces?.[0] ?? null));
  const pods = namespaces === null ? null : world.pods(namespaces);
  const { own, left } = divideSelected(spec, pods ?? [], owners);
  return {
    reach: new Map((namespaces ?? []).map((namespace) => [namespace, JSON.stringify([spec.selector, owners(namespace)])])),
    pods,
    unlisted: unlisted(world, namespaces, limits),
    targets: resolveTargets(spec, own, world.lookup),
    left,
    limits,
  };
}

/** Those with the most containers first, and by name where they are equal: what is told changes slowly. */
export function describeNamespaces({ reach, targets, left }: Sight): NamespacesFacts {
  const ofTargets = Map.groupBy(targets, ({ workload }) => workload.namespace);
  const ofLeft = Map.groupBy(left, ({ metadata }) => metadata.namespace ?? '');
  const all = [...reach.keys()].map((name) => {
    const wanted = ofTargets.get(name) ?? [];
    return {
      name,
      workloads: new Set(wanted.map(({ workload }) => workloadId(workload))).size,
      containers: wanted.filter(({ previous }) => !previous).length,
      leftToLogDetectors: ofLeft.get(name)?.length ?? 0,
    };
  });
  const ranked = all.toSorted((a, b) => b.containers - a.containers || (a.name < b.name ? -1 : 1));
  return { selected: all.length, left: left.length, told: ranked.slice(0, namespacesToldAtMost) };
}

function unlisted(world: Outlook, namespaces: readonly string[] | null, limits: readonly string[]): string {
  if (namespaces === null) return world.namespacesProblem() ?? 'The namespaces of the cluster have not been listed yet.';
  const [only, ...others] = namespaces;
  return (
    limits[0] ??
    `The pods of ${others.length === 0 ? (only ?? 'no namespace') : `${namespaces.length} namespaces`} have not been listed yet.`
  );
}
