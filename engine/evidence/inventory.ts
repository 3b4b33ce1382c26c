/** The objects that exist, as last seen, and which pod belongs to which workload. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import { textAt, timeAt } from './field.ts';
import { resolveOwner, workloadId } from './owner.ts';
import { revisionOf } from './replicaset.ts';
import { slim } from './slim.ts';

/** Beyond this the objects that were delivered longest ago are forgotten. */
const maxObjects = 50_000;
/** Events and metrics of a pod come after its deletion too. */
const maxGone = 2000;

/** After a restart everything that still exists is listed within this long. */
const confirmForMs = 2 * 60_000;

/** What is known about a workload's pods without looking at each. */
export interface Presence {
  replicas: number;
  replicasChangedAtMs: number;
  /** When a pod last came or went in an orderly way: a rollout, a scaling, a drain. */
  churnedAtMs: number;
}

export interface Seen {
  readonly object: KubeObject;
  readonly previous: KubeObject | null;
  /** The workload the object belongs to or is; null for what is none (Node, Service). */
  readonly workload: WorkloadId | null;
}

export interface InventoryState {
  readonly objects: readonly KubeObject[];
  readonly presences: readonly (readonly [WorkloadId, Presence])[];
  readonly gone: readonly (readonly [string, WorkloadId])[];
}

const nonWorkloads: ReadonlySet<string> = new Set([
  'Node',
  'Service',
  'Ingress',
  'Namespace',
  'ConfigMap',
  'Secret',
  'Event',
  'EndpointSlice',
  'Endpoints',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'StorageClass',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Role',
  'RoleBinding',
  'Lease',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'HTTPRoute',
  'VirtualService',
  'DestinationRule',
]);

const controllers = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'];

/** Kinds that belong to no namespace. */
const clusterWide: ReadonlySet<string> = new Set(['Node', 'PersistentVolume', 'StorageClass', 'Namespace']);

/** Bounded; holds only what `slim` keeps. */
export class Inventory {
  readonly #redact: (text: string) => string;
  readonly #objects = new Map<string, KubeObject>();
  readonly #byKind = new Map<string, Set<string>>();
  readonly #listed = new Map<string, readonly KubeObject[]>();
  readonly #podOwners = new Map<string, WorkloadId>();
  readonly #podsOf = new Map<WorkloadId, Set<string>>();
  readonly #podsOn = new Map<string, Set<string>>();
  readonly #replicaSetsOf = new Map<WorkloadId, Set<string>>();
  readonly #gone = new Map<string, WorkloadId>();
  readonly #presences = new Map<WorkloadId, Presence>();
  /** Restored, and not delivered again yet. */
  readonly #unconfirmed = new Set<string>();
  #confirmUntilMs: number | null = null;
  /** Objects that were forgotten because there were too many. */
  forgotten = 0;

  constructor(redact: (text: string) => string) {
    this.#redact = redact;
  }

  see(object: KubeObject, atMs: number, deleted: boolean): Seen {
    const seenNow = this.#place(slim(object, this.#redact), atMs, deleted);
    this.#unconfirmed.delete(keyOf(object.kind, namespaceOf(object), object.metadata.name));
    return seenNow;
  }

  find = (kind: string, namespace: string, name: string): KubeObject | null => this.#objects.get(keyOf(kind, namespace, name)) ?? null;

  /** The same list until an object of the kind comes, changes or goes: some ask for it once a workload. */
  objects(kind: string): readonly KubeObject[] {
    const known = this.#listed.get(kind);
    if (known !== undefined) return known;
    const objects = this.#objectsOf(this.#byKind.get(kind));
    if (objects.length > 0) this.#listed.set(kind, objects);
    return objects;
  }

  /** Workloads with pods, and controllers without any. */
  workloads(): readonly WorkloadId[] {
    const found = new Set(this.#podsOf.keys());
    for (const kind of controllers) {
      for (const object of this.objects(kind)) {
        const workload = this.#ownerOf(object);
        if (workload !== null) found.add(workload);
      }
    }
    return [...found].toSorted();
  }

  /** Also of pods that went a while ago; null for what was never seen. */
  workloadOf(kind: string, namespace: string, name: string): WorkloadId | null {
    const key = keyOf(kind, namespace, name);
    if (kind === 'Pod') return this.#podOwners.get(key) ?? this.#gone.get(key) ?? null;
    const object = this.#objects.get(key);
    return object === undefined ? null : this.#ownerOf(object);
  }

  pods(workload: WorkloadId): readonly KubeObject[] {
    return this.#objectsOf(this.#podsOf.get(workload));
  }

  workloadsOn(node: string): ReadonlySet<WorkloadId> {
    return new Set([...(this.#podsOn.get(node) ?? [])].flatMap((key) => this.#podOwners.get(key) ?? []));
  }

  presence(workload: WorkloadId): Presence | null {
    return this.#presences.get(workload) ?? null;
  }

  /** The newest other ReplicaSet of the same owner. */
  replacedBy(replicaSet: KubeObject): KubeObject | null {
    const owner = this.#ownerOf(replicaSet);
    const others = this.#objectsOf(owner === null ? undefined : this.#replicaSetsOf.get(owner)).filter(
      ({ metadata }) => metadata.name !== replicaSet.metadata.name,
    );
    return others.reduce<KubeObject | null>((newest, other) => (newest === null || isNewer(other, newest) ? other : newest), null);
  }

  /** Drops what was restored and is not listed any more: it went while nobody watched. */
  settle(nowMs: number): void {
    if (this.#unconfirmed.size === 0) return;
    this.#confirmUntilMs ??= nowMs + confirmForMs;
    if (nowMs < this.#confirmUntilMs) return;
    for (const key of this.#unconfirmed) {
      const object = this.#objects.get(key);
      if (object !== undefined) this.#place(object, nowMs, true);
    }
    this.#unconfirmed.clear();
  }

  snapshot(): InventoryState {
    return { objects: [...this.#objects.values()], presences: [...this.#presences], gone: [...this.#gone] };
  }

  /** Owners go before pods, so that every pod finds its own. */
  restore(state: InventoryState): void {
    for (const map of [
      this.#objects,
      this.#byKind,
      this.#listed,
      this.#podOwners,
      this.#podsOf,
      this.#podsOn,
      this.#replicaSetsOf,
      this.#gone,
      this.#presences,
    ])
      map.clear();
    for (const object of state.objects.filter(({ kind }) => kind !== 'Pod')) this.#place(object, 0, false);
    for (const object of state.objects.filter(({ kind }) => kind === 'Pod')) this.#place(object, 0, false);
    for (const [workload, presence] of state.presences) this.#presences.set(workload, { ...presence });
    for (const [key, workload] of state.gone) this.#gone.set(key, workload);
    this.#confirmUntilMs = null;
    for (const key of this.#objects.keys()) this.#unconfirmed.add(key);
  }

  #place(object: KubeObject, atMs: number, deleted: boolean): Seen {
    const key = keyOf(object.kind, namespaceOf(object), object.metadata.name);
    const previous = this.#objects.get(key) ?? null;
    const workload = this.#ownerOf(object);
    this.#objects.delete(key);
    if (!deleted) this.#objects.set(key, object);
    index(this.#byKind, object.kind, key, deleted);
    this.#listed.delete(object.kind);
    if (object.kind === 'ReplicaSet' && workload !== null) index(this.#replicaSetsOf, workload, key, deleted);
    const seen = { object, previous, workload };
    if (object.kind === 'Pod') this.#placePod(key, seen, atMs, deleted);
    if (this.#objects.size > maxObjects) this.#forgetOldest();
    return seen;
  }

  #placePod(key: string, { object, previous, workload }: Seen, atMs: number, deleted: boolean): void {
    if (workload === null) return;
    const before = this.#podOwners.get(key);
    if (before !== undefined && before !== workload) index(this.#podsOf, before, key, true);
    index(this.#podsOf, workload, key, deleted);
    if (deleted) {
      this.#podOwners.delete(key);
      remember(this.#gone, key, workload);
    } else this.#podOwners.set(key, workload);
    const [oldNode, node] = [textAt(previous, 'spec', 'nodeName'), textAt(object, 'spec', 'nodeName')];
    if (oldNode !== undefined && oldNode !== node) index(this.#podsOn, oldNode, key, true);
    if (node !== undefined) index(this.#podsOn, node, key, deleted);
    const leaves = deleted || (object.metadata.deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined);
    this.#count(workload, atMs, previous === null || leaves);
  }

  #count(workload: WorkloadId, atMs: number, churned: boolean): void {
    const replicas = this.pods(workload).filter(isRunning).length;
    const presence = this.#presences.get(workload);
    if (presence === undefined) {
      this.#presences.set(workload, { replicas, replicasChangedAtMs: atMs, churnedAtMs: atMs });
      return;
    }
    if (presence.replicas !== replicas) presence.replicasChangedAtMs = atMs;
    presence.replicas = replicas;
    if (churned) presence.churnedAtMs = atMs;
  }

  #forgetOldest(): void {
    const oldest = this.#objects.values().next().value;
    if (oldest === undefined) return;
    this.forgotten += 1;
    this.#place(oldest, 0, true);
  }

  #objectsOf(keys: Iterable<string> | undefined): readonly KubeObject[] {
    return [...(keys ?? [])].flatMap((key) => this.#objects.get(key) ?? []);
  }

  #ownerOf(object: KubeObject): WorkloadId | null {
    return nonWorkloads.has(object.kind) ? null : workloadId(resolveOwner(object, this.find));
  }
}

/** By revision; those of several Deployments (Knative's revisions) are all a first one, and go by age. */
function isNewer(one: KubeObject, other: KubeObject): boolean {
  const ahead = revisionOf(one) - revisionOf(other);
  if (ahead !== 0) return ahead > 0;
  return (timeAt(one.metadata, 'creationTimestamp') ?? 0) > (timeAt(other.metadata, 'creationTimestamp') ?? 0);
}

/** A pod that does work: started, and not told to go. */
export function isRunning(pod: KubeObject | undefined): boolean {
  return pod !== undefined && pod.metadata.deletionTimestamp === undefined && textAt(pod, 'status', 'phase') === 'Running';
}

function keyOf(kind: string, namespace: string, name: string): string {
  return clusterWide.has(kind) ? `${kind}//${name}` : `${kind}/${namespace}/${name}`;
}

function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? 'default';
}

function index(map: Map<string, Set<string>>, at: string, key: string, remove: boolean): void {
  const set = map.get(at);
  if (remove) {
    set?.delete(key);
    if (set?.size === 0) map.delete(at);
  } else if (set === undefined) map.set(at, new Set([key]));
  else set.add(key);
}

function remember(gone: Map<string, WorkloadId>, key: string, workload: WorkloadId): void {
  gone.delete(key);
  gone.set(key, workload);
  const oldest = gone.keys().next().value;
  if (gone.size > maxGone && oldest !== undefined) gone.delete(oldest);
}
