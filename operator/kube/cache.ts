/** The objects of one kind by `namespace/name`, and the changes between what was known and what is. */
import { apiVersionOf, type ApiObject, type Resource } from './resources.ts';

export type CacheChange<T> =
  | { readonly type: 'added'; readonly object: T }
  | { readonly type: 'updated'; readonly object: T; readonly previous: T }
  /** `isFinal`: as it was at its end; else it was missing in a list, and is told as it was seen last. */
  | { readonly type: 'deleted'; readonly object: T; readonly isFinal: boolean };

export interface CacheOptions<T> {
  readonly resource: Resource;
  readonly trim?: ((object: T) => T) | undefined;
  /** Beyond it those that were known first are forgotten, without a change being told. */
  readonly atMost?: number | undefined;
  onChange(change: CacheChange<T>): void;
  onForgotten?(): void;
}

export interface Cache<T> {
  get(key: string): T | undefined;
  list(namespace?: string): readonly T[];
  /** Trims an object and gives it the kind that lists leave out, and that metadata alone has another one for. */
  prepare(object: T): T;
  put(object: T): void;
  remove(object: T): void;
  /** Makes the prepared `items` all there is in the namespace (or, without one, at all). */
  replace(namespace: string | undefined, items: readonly T[]): void;
}

export function keyOf(object: ApiObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

export function createCache<T extends ApiObject>(options: CacheOptions<T>): Cache<T> {
  const objects = new Map<string, T>();
  const identity = { apiVersion: apiVersionOf(options.resource), kind: options.resource.kind };

  function prepare(object: T): T {
    // managedFields are often the larger half of an object and nobody here reads them.
    const { managedFields: _dropped, ...metadata } = object.metadata as ApiObject['metadata'] & { managedFields?: unknown };
    const whole = { ...object, ...identity, metadata };
    return options.trim ? options.trim(whole) : whole;
  }

  function set(object: T): void {
    const key = keyOf(object);
    const previous = objects.get(key);
    if (previous && previous.metadata.resourceVersion === object.metadata.resourceVersion && previous.metadata.uid === object.metadata.uid)
      return;
    objects.set(key, object);
    const first = objects.keys().next().value;
    if (objects.size > (options.atMost ?? Number.POSITIVE_INFINITY) && first !== undefined) {
      objects.delete(first);
      options.onForgotten?.();
    }
    options.onChange(previous ? { type: 'updated', object, previous } : { type: 'added', object });
  }

  function drop(key: string, last?: T): void {
    const previous = objects.get(key);
    if (!previous) return;
    objects.delete(key);
    options.onChange({ type: 'deleted', object: last ?? previous, isFinal: last !== undefined });
  }

  return {
    get: (key) => objects.get(key),
    list(namespace) {
      const all = [...objects.values()];
      return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
    },
    prepare,
    put: (object) => set(prepare(object)),
    remove: (object) => drop(keyOf(object), prepare(object)),
    replace(namespace, items) {
      const present = new Set(items.map(keyOf));
      for (const [key, object] of objects) {
        if ((namespace === undefined || object.metadata.namespace === namespace) && !present.has(key)) drop(key);
      }
      for (const item of items) set(item);
    },
  };
}
