/** Saves what a pipeline knows, and what is to be said because of it, in one transaction of the store. */
import type { EnginePart } from '../engine/index.ts';
import type { Notifier, NotifyTarget } from './notify/notify.ts';
import type { Persistence, SavedPosition } from './pipeline/checkpoint.ts';
import { keys, type Fence, type Mutation, type Store, type StoreEntry } from './store/store.ts';

export interface PersistenceOptions {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly fence: () => Fence;
  target(detector: string): NotifyTarget;
}

export function createPersistence({ store, notifier, fence, target }: PersistenceOptions): Persistence {
  return {
    async load(detector) {
      const parts: EnginePart[] = [];
      const positions = new Map<string, SavedPosition>();
      const partPrefix = keys.engine(detector, '');
      for await (const { key, value } of listAll(store, partPrefix)) parts.push({ part: key.slice(partPrefix.length), bytes: value });
      const positionPrefix = keys.position(detector, '');
      for await (const { key, value } of listAll(store, positionPrefix)) positions.set(key.slice(positionPrefix.length), decode(value));
      return { parts, positions };
    },
    async save(detector, checkpoint) {
      const batch: Mutation[] = [
        ...checkpoint.parts.map(({ part, bytes }) => mutation(keys.engine(detector, part), bytes)),
        ...checkpoint.positions.map(({ stream, position }) => mutation(keys.position(detector, stream), position && encode(position))),
      ];
      const plan = checkpoint.changes.length > 0 ? notifier.plan(target(detector), checkpoint.changes) : [];
      try {
        await store.write([...batch, ...plan], fence());
      } catch (error) {
        notifier.rejected(plan);
        throw error;
      }
      notifier.committed(plan);
    },
    async remove(detector) {
      const prefixes = [keys.engine, keys.position, keys.operation].map((key) => key(detector, ''));
      const models = [keys.model(detector, 0), keys.modelSummary(detector, 0)].map((key) => key.slice(0, key.lastIndexOf('/') + 1));
      const plan = notifier.planRemoval(detector);
      try {
        await store.write([...[...prefixes, ...models].map((prefix) => ({ deletePrefix: prefix })), ...plan], fence());
      } catch (error) {
        notifier.rejected(plan);
        throw error;
      }
      notifier.committed(plan);
    },
  };
}

/** Writes a plan of the notifier together with what it belongs to, and tells the notifier what became of it. */
export async function writeTold(
  { store, notifier, fence }: Omit<PersistenceOptions, 'target'>,
  batch: readonly Mutation[],
  told: readonly Mutation[],
): Promise<void> {
  try {
    await store.write([...batch, ...told], fence());
  } catch (error) {
    notifier.rejected(told);
    throw error;
  }
  notifier.committed(told);
}

function mutation(key: string, value: Uint8Array | null): Mutation {
  return value === null ? { delete: key } : { put: key, value };
}

/** Every entry with the prefix, a page at a time. */
export async function* listAll(store: Store, prefix: string): AsyncGenerator<StoreEntry> {
  for (let after: string | undefined; ;) {
    const page = await store.list(prefix, after === undefined ? {} : { after });
    yield* page;
    const last = page.at(-1);
    if (!last) return;
    after = last.key;
  }
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function decode(bytes: Uint8Array): SavedPosition {
  return JSON.parse(new TextDecoder().decode(bytes)) as SavedPosition;
}
