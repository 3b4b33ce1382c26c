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
  const listeners = new Set<(change: Change) => void>();
  let history: Change[] = [];
  let version = 100;
  let oldest = version;

  function collection(resource: Resource): Map<string, JsonObject> {
    const name = collectionOf(resource);
    const found = collections.get(name) ?? new Map<string, JsonObject>();
    collections.set(name, found);
    return found;
  }

  function record(change: Change): void {
    history.push(change);
    if (history.length > historySize * 2) {
      history = history.slice(-historySize);
      oldest = (history[0]?.version ?? version) - 1;
    }
    for (const listener of listeners) listener(change);
  }

  return {
    version: () => version,
    get: (resource, namespace, name) => collection(resource).get(keyOf(namespace, name)),
    list(resource, namespace) {
      const entries = [...collection(resource)].filter(([key]) => namespace === '' || key.startsWith(`${namespace}/`));
      return entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
    },
    put(resource, object) {
      version += 1;
      const stored = { ...object, metadata: { ...objectAt(object, 'metadata'), resourceVersion: String(version) } };
      const key = keyOf(textAt(object, 'metadata', 'namespace'), textAt(object, 'metadata', 'name'));
      const objects = collection(resource);
      const before = objects.get(key) ?? null;
      objects.set(key, stored);
      record({ type: before === null ? 'ADDED' : 'MODIFIED', version, collection: collectionOf(resource), object: stored, before });
      return stored;
    },
    remove(resource, namespace, name) {
      const objects = collection(resource);
      const before = objects.get(keyOf(namespace, name));
      if (before === undefined) return undefined;
      objects.delete(keyOf(namespace, name));
      version += 1;
      const object = { ...before, metadata: { ...objectAt(before, 'metadata'), resourceVersion: String(version) } };
      record({ type: 'DELETED', version, collection: collectionOf(resource), object, before });
      return object;
    },
    changesSince(since) {
      if (since < oldest) return null;
      return history.filter((change) => change.version > since);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    compact() {
      history = [];
      oldest = version;
    },
  };
}

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`;
