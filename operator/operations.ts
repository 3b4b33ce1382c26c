/** Retrain and rollback wishes from asking to outcome: kept in the store, told in their thread. */
import { z } from 'zod';
import { OperationSchema, type Operation } from '../api/contract.ts';
import type { Notifier, NotifyTarget } from './notify/notify.ts';
import { writeTold } from './persistence.ts';
import { decode, encode, listAll } from './store/record.ts';
import { keys, type Fence, type Mutation, type Store } from './store/store.ts';

export interface Operations {
  restore(): Promise<void>;
  /** Keeps the wish and posts it to the channel it was asked in. */
  begin(operation: Operation, channel: string): Promise<void>;
  fail(operation: Operation, sentence: string): Promise<void>;
  /** Nothing of the detector will be done as it stands; whoever waits is told why, once. */
  giveUp(detector: string, sentence: string): Promise<void>;
  /** Completes the wishes that the outcome answers; one that nobody asked for (a schedule, kubectl) has no thread. */
  finish(detector: string, outcome: Outcome): Promise<void>;
}

type Outcome =
  | { readonly type: 'trained'; readonly requestTime: string | null; readonly version: number; readonly sentence: string }
  | { readonly type: 'refused'; readonly requestTime: string | null; readonly sentence: string }
  | { readonly type: 'served' | 'unserved' | 'promoted' | 'rolled-back'; readonly version: number; readonly sentence: string };

export interface OperationsOptions {
  readonly store: Store;
  readonly notifier: Notifier;
  readonly fence: () => Fence;
  readonly now: () => number;
  readonly targetOf: (detector: string) => NotifyTarget;
}

/** A wish and the channel it was asked in. */
const SavedSchema = z.object({ operation: OperationSchema, channel: z.string() });
type Saved = z.infer<typeof SavedSchema>;

/** Wishes older than this have been answered or given up. */
const forgetAfterMs = 7 * 86_400_000;

export function createOperations({ store, notifier, fence, now, targetOf }: OperationsOptions): Operations {
  /** Those without an outcome, with the channel to answer in. */
  const open = new Map<string, Saved>();

  async function save(operation: Operation, channel: string): Promise<void> {
    // Who asks from a command line has no channel to be answered in.
    const told = notifier.planOperation({ ...targetOf(operation.detector), channel: channel === '' ? null : channel }, operation);
    await writeTold({ store, notifier, fence }, [recordOf({ operation, channel })], told);
  }

  async function complete(operation: Operation, channel: string, outcome: Outcome): Promise<void> {
    // What the store did not take is still open, and answered at the next outcome.
    await save(completed(operation, outcome), channel);
    open.delete(idOf(operation));
  }

  async function end({ operation, channel }: Saved, sentence: string): Promise<void> {
    await save({ ...operation, state: 'failed', sentence }, channel);
    open.delete(idOf(operation));
  }

  /** An older wish of the same kind was overwritten by the newer one in the resource, so no outcome will ever be its own. */
  async function giveUpOlder({ detector, type, requestedAtMs }: Operation): Promise<void> {
    const isOlder = ({ operation: other }: Saved): boolean =>
      other.detector === detector && other.type === type && other.requestedAtMs < requestedAtMs;
    for (const saved of open.values()) if (isOlder(saved)) await end(saved, 'A later request of the same kind took its place.');
  }

  return {
    async restore() {
      for (const saved of await loadFresh(store, fence, now() - forgetAfterMs)) {
        if (saved.operation.state === 'requested') open.set(idOf(saved.operation), saved);
      }
    },
    async begin(operation, channel) {
      open.set(idOf(operation), { operation, channel });
      try {
        await save(operation, channel);
      } catch (error) {
        // Whoever asked is told so and asks again; the outcome is not to be told twice then.
        open.delete(idOf(operation));
        throw error;
      }
    },
    async fail(operation, sentence) {
      const known = open.get(idOf(operation));
      if (known) await end({ ...known, operation }, sentence);
    },
    async giveUp(detector, sentence) {
      for (const saved of open.values()) if (saved.operation.detector === detector) await end(saved, sentence);
    },
    async finish(detector, outcome) {
      for (const { operation, channel } of open.values()) {
        if (operation.detector !== detector || !answers(operation, outcome)) continue;
        await complete(operation, channel, outcome);
        await giveUpOlder(operation);
      }
    },
  };
}

function completed(operation: Operation, outcome: Outcome): Operation {
  const toVersion = 'version' in outcome ? outcome.version : operation.toVersion;
  const state = outcome.type === 'refused' || outcome.type === 'unserved' ? 'failed' : 'succeeded';
  return { ...operation, state, toVersion, sentence: outcome.sentence };
}

/** Those asked for since then; older ones, and what cannot be read, are forgotten. */
async function loadFresh(store: Store, fence: () => Fence, sinceMs: number): Promise<readonly Saved[]> {
  const fresh: Saved[] = [];
  for await (const { key, value } of listAll(store, 'operation/')) {
    const saved = decode(SavedSchema, value);
    if (saved && saved.operation.requestedAtMs >= sinceMs) fresh.push(saved);
    else await store.write([{ delete: key }], fence());
  }
  return fresh;
}

/** Once it is answered its message says all there is to know, and nobody asks for the record again. */
function recordOf(saved: Saved): Mutation {
  const { detector, id, state } = saved.operation;
  const key = keys.operation(detector, id);
  return state === 'requested' || state === 'running' ? { put: key, value: encode(saved) } : { delete: key };
}

/** Two LogDetectors may be asked in the same millisecond. */
function idOf({ detector, id }: Operation): string {
  return `${detector}/${id}`;
}

function answers(operation: Operation, outcome: Outcome): boolean {
  // How a trial ends answers nobody: the version was made, and told, before.
  if (outcome.type === 'promoted' || outcome.type === 'rolled-back') return false;
  if (!('requestTime' in outcome)) return operation.type === 'rollback' && operation.toVersion === outcome.version;
  return operation.type === 'retrain' && outcome.requestTime === new Date(operation.requestedAtMs).toISOString();
}
