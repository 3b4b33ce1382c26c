/** The objects, one global resourceVersion, and a bounded history from which watches resume. */
import { objectAt, textAt } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Resource } from './resources.ts';

export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly collection: string;
  readonly object: JsonObject;
  /** The object before the change: a watch with a selector needs it to see what moved out of sight. */
  readonly before: JsonObject | null;
}

export interface Storage {
  version(): number;
  get(resource: Resource, namespace: string, name: string): JsonObject | undefined;
  /** In key order; all namespaces when `namespace` is empty. */
  list(resource: Resource, namespace: string): JsonObject[];
  /** Stores the object under a new resourceVersion and answers it as stored. */
  put(resource: Resource, object: JsonObject): JsonObject;
  remove(resource: Resource, namespace: string, name: string): JsonObject | undefined;
  /** All changes after `version`, or null when some of them are forgotten. */
  changesSince(version: number): Change[] | null;
  subscribe(listener: (change: Change) => void): () => void;
  /** Forgets the whole history, as etcd's compaction does. */
  compact(): void;
}

/** Collections are shared by the versions of a resource, and by the two groups that serve Events. */
export const collectionOf = (resource: Resource): string =>
  resource.plural === 'events' ? '/events' : `${resource.group}/${resource.plural}`;

/** `historySize`: how many changes a watch may lie behind before it is told 410. */
export function createStorage(historySize: number): Storage {
  const collections = new Map<string, Map<string, JsonObject>>();
  const firstVersion = 100;
  const history = createHistory(historySize, firstVersion);
  let version = firstVersion;

  function collection(resource: Resource): Map<string, JsonObject> {
    const name = collectionOf(resource);
    const found = collections.get(name) ?? new Map<string, JsonObject>();
    collections.set(name, found);
    return found;
  }

  function nextVersion(object: JsonObject): JsonObject {
    version += 1;
    return { ...object, metadata: { ...objectAt(object, 'metadata'), resourceVersion: String(version) } };
  }

  return {
    version: () => version,
    get: (resource, namespace, name) => collection(resource).get(keyOf(namespace, name)),
    list(resource, namespace) {
      const entries = [...collection(resource)].filter(([key]) => namespace === '' || key.startsWith(`${namespace}/`));
      return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    },
    put(resource, object) {
      const stored = nextVersion(object);
      const key = keyOf(textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name'));
      const objects = collection(resource);
      const before = objects.get(key) ?? null;
      objects.set(key, stored);
      history.record({ type: before === null ? 'ADDED' : 'MODIFIED', version, collection: collectionOf(resource), object: stored, before });
      return stored;
    },
    remove(resource, namespace, name) {
      const objects = collection(resource);
      const before = objects.get(keyOf(namespace, name));
      if (before === undefined) return undefined;
      objects.delete(keyOf(namespace, name));
      const object = nextVersion(before);
      history.record({ type: 'DELETED', version, collection: collectionOf(resource), object, before });
      return object;
    },
    changesSince: (since) => history.since(since),
    subscribe: (listener) => history.subscribe(listener),
    compact: () => history.compact(version),
  };
}

interface History {
  record(change: Change): void;
  since(version: number): Change[] | null;
  subscribe(listener: (change: Change) => void): () => void;
  compact(version: number): void;
}

function createHistory(size: number, firstVersion: number): History {
  const listeners = new Set<(change: Change) => void>();
  let changes: Change[] = [];
  let oldest = firstVersion;
  return {
    record(change) {
      changes.push(change);
      if (changes.length > size * 2) {
        oldest = changes[changes.length - size - 1]?.version ?? oldest;
        changes = changes.slice(-size);
      }
      for (const listener of listeners) listener(change);
    },
    since: (version) => (version < oldest ? null : changes.filter((change) => change.version > version)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact(version) {
      changes = [];
      oldest = version;
    },
  };
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;
