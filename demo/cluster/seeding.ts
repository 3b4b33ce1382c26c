/** The cluster's own hand: objects put in from inside, and what follows from a pod's or a definition's change. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { objectAt, objectsAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { ContainerKey, LogStore } from './logs.ts';
import type { MetricsStore } from './metrics.ts';
import { timeOf } from './objects.ts';
import { restarted } from './restarts.ts';
import { groupVersionOf, isMetrics } from './resources.ts';
import type { Resource } from './resources.ts';
import type { Change, Storage } from './storage.ts';

export interface SeedingParts {
  readonly storage: Storage;
  readonly logs: LogStore;
  readonly metrics: MetricsStore;
  readonly now: () => number;
  readonly resources: () => readonly Resource[];
}

export interface Seeding {
  upsert(object: JsonObject): void;
  upsertNamespaces(names: readonly string[]): void;
  remove(kind: string, namespace: string, name: string): boolean;
  /** Throws when there is no such pod. */
  restart(container: ContainerKey, ended: { exitCode: number; reason: string; atMs: number }): void;
  /** Undefined for what is not there or not served. */
  uidOf(kind: string, namespace: string, name: string): string | undefined;
  /** Throws when no such kind is served. */
  find(kind: string, apiVersion?: string): Resource;
  onChange(change: Change): void;
  onRemoved(resource: Resource, object: JsonObject): void;
}

export function createSeeding(parts: SeedingParts): Seeding {
  const { storage, logs, metrics, now } = parts;

  function find(kind: string, apiVersion = ''): Resource {
    const found = parts
      .resources()
      .find((one) => one.kind === kind && !isMetrics(one) && (apiVersion === '' || groupVersionOf(one) === apiVersion));
    if (found === undefined)
      throw new Error(`The simulated cluster serves no ${apiVersion} ${kind}; upsert its CustomResourceDefinition first.`);
    return found;
  }

  const onRemoved = (resource: Resource, object: JsonObject): void => {
    if (resource.kind === 'Namespace') emptyNamespace(parts, textAt(object, 'metadata', 'name'));
  };
  const upsertNamespaces = (names: readonly string[]): void => putNamespaces(storage, find('Namespace'), names, timeOf(now()));

  function upsert(object: JsonObject): void {
    const resource = find(textAt(object, 'kind'), textAt(object, 'apiVersion'));
    const name = textAt(object, 'metadata', 'name');
    const namespace = resource.namespaced ? textAt(object, 'metadata', 'namespace') || 'default' : '';
    if (resource.namespaced) upsertNamespaces([namespace]);
    const before = storage.get(resource, namespace, name);
    const metadata = { ...seededMetadata(before, object, timeOf(now())), ...(resource.namespaced ? { namespace } : {}) };
    storage.put(resource, { ...object, apiVersion: groupVersionOf(resource), kind: resource.kind, metadata });
  }

  return {
    find,
    onRemoved,
    upsertNamespaces,
    upsert,
    restart(container, ended) {
      const pod = storage.get(find('Pod'), container.namespace, container.pod);
      if (pod === undefined) throw new Error(`There is no pod ${container.namespace}/${container.pod} to restart a container of.`);
      upsert(restarted(pod, container.container, ended));
    },
    uidOf(kind, namespace, name) {
      const resource = parts.resources().find((one) => one.kind === kind && !isMetrics(one));
      const found = resource && storage.get(resource, resource.namespaced ? namespace : '', name);
      return found && textAt(found, 'metadata', 'uid');
    },
    remove(kind, namespace, name) {
      const resource = find(kind);
      const removed = storage.remove(resource, namespace, name);
      if (removed) onRemoved(resource, removed);
      return removed !== undefined;
    },
    onChange(change) {
      const kind = textAt(change.object, 'kind');
      if (kind === 'Pod') followPod(change, logs, metrics);
      if (kind === 'CustomResourceDefinition' && change.type !== 'DELETED') {
        // After this change has been told to everybody: watches must see the object before its new status.
        queueMicrotask(() => establish(change.object, find('CustomResourceDefinition'), storage, timeOf(now())));
      }
    },
  };
}

function emptyNamespace(parts: SeedingParts, namespace: string): void {
  for (const one of parts.resources().filter((candidate) => candidate.namespaced && !isMetrics(candidate))) {
    for (const inside of parts.storage.list(one, namespace)) parts.storage.remove(one, namespace, textAt(inside, 'metadata', 'name'));
  }
}

function putNamespaces(storage: Storage, resource: Resource, names: readonly string[], creationTimestamp: string): void {
  for (const name of names) {
    if (storage.get(resource, '', name) !== undefined) continue;
    const metadata = { name, uid: randomUUID(), creationTimestamp, labels: { 'kubernetes.io/metadata.name': name } };
    storage.put(resource, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata,
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  }
}

/** What the caller left out: uid, time of creation, and a generation that rises with every change of the spec. */
function seededMetadata(before: JsonObject | undefined, object: JsonObject, time: string): JsonObject {
  const was = objectAt(before, 'metadata');
  const changed = before !== undefined && !isDeepStrictEqual(before['spec'], object['spec']);
  const generation = Number(was['generation'] ?? 1) + (changed ? 1 : 0);
  const creationTimestamp = was['creationTimestamp'] ?? time;
  return { uid: was['uid'] ?? randomUUID(), creationTimestamp, generation, ...objectAt(object, 'metadata') };
}

/** Keeps the logs in step with the pod's status: a restart begins a new log, an ended container's log ends, a pod's logs go with it. */
function followPod(change: Change, logs: LogStore, metrics: MetricsStore): void {
  const namespace = textAt(change.object, 'metadata', 'namespace');
  const pod = textAt(change.object, 'metadata', 'name');
  const replaced = change.before !== null && textAt(change.before, 'metadata', 'uid') !== textAt(change.object, 'metadata', 'uid');
  if (change.type === 'DELETED' || replaced) {
    logs.removePod(namespace, pod);
    metrics.removePod(namespace, pod);
    return;
  }
  const before = objectsAt(change.before, 'status', 'containerStatuses');
  for (const status of objectsAt(change.object, 'status', 'containerStatuses')) {
    const key = { namespace, pod, container: textAt(status, 'name') };
    const old = before.find((one) => textAt(one, 'name') === key.container);
    if (old !== undefined && Number(status['restartCount'] ?? 0) > Number(old['restartCount'] ?? 0)) logs.restart(key);
    if (valueAt(status, 'state', 'terminated') !== undefined) logs.end(key);
  }
}

/** A definition is served at once; its conditions say so, as clients wait for them. */
function establish(definition: JsonObject, resource: Resource, storage: Storage, time: string): void {
  if (objectsAt(definition, 'status', 'conditions').length > 0) return;
  const condition = (type: string, reason: string): JsonObject => ({ type, status: 'True', reason, message: '', lastTransitionTime: time });
  const versions = objectsAt(definition, 'spec', 'versions').map((version) => textAt(version, 'name'));
  const status = {
    acceptedNames: valueAt(definition, 'spec', 'names'),
    storedVersions: versions,
    conditions: [condition('NamesAccepted', 'NoConflicts'), condition('Established', 'InitialNamesAccepted')],
  };
  storage.put(resource, { ...definition, status });
}
