/** Saves what a pipeline knows, and what is to be said because of it, in one transaction of the store. */
import { z } from 'zod';
import type { EnginePart } from '../engine/index.ts';
import { OperatorError } from './errors.ts';
import type { Notifier, NotifyTarget } from './notify/notify.ts';
import type { Persistence, SavedPosition } from './pipeline/checkpoint.ts';
import { decode, encode, listAll } from './store/record.ts';
import { keys, type Fence, type Mutation, type Store } from './store/store.ts';

export interface PersistenceOptions {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly fence: () => Fence;
  readonly target: (detector: string) => NotifyTarget;
}

const SavedPositionSchema = z.looseObject({
  lastAt: z.string().nullable(),
  recent: z.record(z.string(), z.number()),
  linesSeen: z.number(),
  finished: z.boolean(),
  leftAtMs: z.number().optional(),
  fetchedTo: z.string().nullable().optional(),
  target: z.object({
    workload: z.object({ namespace: z.string(), kind: z.string(), name: z.string() }),
    pod: z.string(),
    podUid: z.string(),
    container: z.string(),
    containerId: z.string(),
    restartCount: z.number(),
    node: z.string().optional(),
    previous: z.boolean(),
    terminated: z.boolean(),
  }),
}) satisfies z.ZodType<SavedPosition>;

export function createPersistence({ store, notifier, fence, target }: PersistenceOptions): Persistence {
  return {
    async load(detector) {
      const parts: EnginePart[] = [];
      const positions = new Map<string, SavedPosition>();
      const partPrefix = keys.engine(detector, '');
      for await (const { key, value } of listAll(store, partPrefix)) parts.push({ part: key.slice(partPrefix.length), bytes: value });
      const positionPrefix = keys.position(detector, '');
      for await (const { key, value } of listAll(store, positionPrefix))
        positions.set(key.slice(positionPrefix.length), readPosition(key, value));
      return { parts, positions };
    },
    closeOpen: (detector, sentence, nowMs) =>
      notifier.open(detector).map((incident) => ({
        type: 'resolved',
        incident: { ...incident, state: 'resolved', resolvedAtMs: nowMs, updatedAtMs: nowMs },
        news: [sentence],
      })),
    async save(detector, checkpoint) {
      const prefixes = checkpoint.isWhole ? [keys.engine, keys.position].map((key) => key(detector, '')) : [];
      const batch: Mutation[] = [
        ...prefixes.map((prefix) => ({ deletePrefix: prefix })),
        ...checkpoint.parts.map(({ part, bytes }) => mutation(keys.engine(detector, part), bytes)),
        ...checkpoint.positions.map(({ stream, position }) => mutation(keys.position(detector, stream), position && encode(position))),
      ];
      const plan = notifier.plan(target(detector), checkpoint.changes);
      await writeTold({ store, notifier, fence }, batch, plan);
    },
    async detectors() {
      const found: string[] = [];
      for (let after = ''; ;) {
        const [entry] = await store.list('engine/', { after, limit: 1 });
        if (!entry) return found;
        const [, namespace = '', name = ''] = entry.key.split('/');
        found.push(`${namespace}/${name}`);
        // "0" follows "/" in byte order: it stands before the first key of the next detector.
        after = `engine/${namespace}/${name}0`;
      }
    },
    async remove(detector) {
      const prefixes = [keys.engine, keys.position, keys.operation].map((key) => key(detector, ''));
      const models = [keys.model(detector, 0), keys.modelSummary(detector, 0)].map((key) => key.slice(0, key.lastIndexOf('/') + 1));
      const plan = notifier.planRemoval(detector);
      const batch = [...[...prefixes, ...models].map((prefix) => ({ deletePrefix: prefix })), { delete: keys.rollout(detector) }];
      await writeTold({ store, notifier, fence }, batch, plan);
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

/** Where a position cannot be read, going on would count lines twice or leave them out unsaid. */
function readPosition(key: string, value: Uint8Array): SavedPosition {
  const position = decode(SavedPositionSchema, value);
  if (position) return position;
  throw new OperatorError(
    'StoreCorrupt',
    `The record ${key} of the store cannot be read; delete this LogDetector and apply it again to begin anew, or restore the store from a backup.`,
  );
}
