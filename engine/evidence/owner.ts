/** Who a pod belongs to: the top-most controller, which is what people call the service. */
import type { KubeObject, WorkloadId, WorkloadRef } from '../domain.ts';

/** Finds an object that a watch has delivered; null when it was never seen. */
export type ObjectLookup = (kind: string, namespace: string, name: string) => KubeObject | null;

/** A chain of owners is short; longer ones are cycles made by hand. */
const maxDepth = 8;

/** Knative makes a Deployment for each revision. What they are revisions of is the Configuration above them, which everything it makes names. */
const configurationLabel = 'serving.knative.dev/configuration';

/** What people call a workload; whatever owns one of these (an operator's resource) often owns several that fail apart. */
const topKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob']);

/** Kinds whose spelling cannot be got back from lower case. */
const knownKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob', 'Pod', 'Node'];

/**
 * The top-most controller of a pod (or of any other object below one). Any controller's kind counts (Rollout, CloneSet, ...). An owner that was never seen is
 * concluded from its name where its controller names it: a Deployment's ReplicaSet ends in the pod's template hash, and so does one of a Rollout of Argo; a
 * CronJob's Job ends in its minute, and the ReplicationController of a DeploymentConfig (OpenShift) in its number.
 */
export function resolveOwner(pod: KubeObject, lookup: ObjectLookup): WorkloadRef {
  const namespace = pod.metadata.namespace ?? 'default';
  let current = { kind: pod.kind, name: pod.metadata.name };
  let object: KubeObject | null = pod;
  for (let depth = 0; depth < maxDepth && !topKinds.has(current.kind); depth += 1) {
    const owner: { readonly kind: string; readonly name: string } | null =
      object === null ? unseenOwner(current, pod) : controllerOf(object);
    if (owner === null || owner.kind === 'Node') break;
    current = { kind: owner.kind, name: owner.name };
    object = lookup(owner.kind, namespace, owner.name);
  }
  const configuration = pod.metadata.labels?.[configurationLabel];
  if (current.kind === 'Deployment' && configuration !== undefined) return { namespace, kind: 'Configuration', name: configuration };
  return { namespace, ...current };
}

/** `namespace/kind/name` with the kind in lower case. */
export function workloadId(ref: WorkloadRef): WorkloadId {
  return `${ref.namespace}/${ref.kind.toLowerCase()}/${ref.name}`;
}

/** The inverse of `workloadId`; kinds that Kubernetes does not ship keep their lower case. A text that is no id reads as a name. */
export function parseWorkloadId(id: WorkloadId): WorkloadRef {
  let ref = parsed.get(id);
  if (ref !== undefined) return ref;
  if (parsed.size >= mostParsed) parsed.clear();
  parsed.set(id, (ref = readWorkloadId(id)));
  return ref;
}

/** Each workload is asked for every second, and taking its id apart makes garbage. */
const parsed = new Map<WorkloadId, WorkloadRef>();
const mostParsed = 20_000;

function readWorkloadId(id: WorkloadId): WorkloadRef {
  const [namespace, kind, ...name] = id.split('/');
  if (namespace === undefined || kind === undefined || name.length === 0) return { namespace: 'default', kind: 'workload', name: id };
  return { namespace, kind: knownKinds.find((known) => known.toLowerCase() === kind) ?? kind, name: name.join('/') };
}

/** How people call the workload: its name alone. */
export function displayName(id: WorkloadId): string {
  return parseWorkloadId(id).name;
}

function controllerOf(object: KubeObject): { readonly kind: string; readonly name: string } | null {
  const owners = object.metadata.ownerReferences ?? [];
  return owners.find((owner) => owner.controller === true) ?? owners.find((owner) => owner.controller === undefined) ?? null;
}

/** Label with the template hash -> who makes such ReplicaSets. */
const makers: Readonly<Record<string, string>> = { 'pod-template-hash': 'Deployment', 'rollouts-pod-template-hash': 'Rollout' };

function unseenOwner(
  child: { readonly kind: string; readonly name: string },
  pod: KubeObject,
): { readonly kind: string; readonly name: string } | null {
  if (child.kind === 'ReplicaSet') {
    for (const [label, kind] of Object.entries(makers)) {
      const hash = pod.metadata.labels?.[label];
      if (hash !== undefined && child.name.endsWith(`-${hash}`)) return { kind, name: child.name.slice(0, -hash.length - 1) };
    }
  }
  if (child.kind === 'ReplicationController') {
    const name = pod.metadata.labels?.['deploymentconfig'];
    if (name !== undefined && /^-\d+$/.test(child.name.slice(name.length)) && child.name.startsWith(name))
      return { kind: 'DeploymentConfig', name };
  }
  if (child.kind === 'Job') return cronJobOf(child.name);
  return null;
}

/** The CronJob controller appends the scheduled minute since the epoch; the range (2017 to 2046) keeps dates such as 20261121 apart. */
function cronJobOf(job: string): { readonly kind: string; readonly name: string } | null {
  const match = /^(.+)-(\d{8})$/.exec(job);
  const minute = Number(match?.[2]);
  return match?.[1] !== undefined && minute >= 25_000_000 && minute < 40_000_000 ? { kind: 'CronJob', name: match[1] } : null;
}
