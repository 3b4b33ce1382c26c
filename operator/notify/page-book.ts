/** What the receivers have been told, in memory and in the store, and what they have not been told yet. */
import { OperatorError } from '../errors.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Journal } from './journal.ts';
import type { Memory } from './memory.ts';
import { isTrigger } from './page.ts';
import type { PageRecord } from './records.ts';

export interface PageBook {
  /** Never throws: what the store does not take now is offered to it again. Null deletes. */
  keep(key: string, record: PageRecord | null): Promise<void>;
  hasUnsaved(): boolean;
  /** Offers again what the store has refused before the given time. */
  saveAgain(beforeMs: number): Promise<void>;
  /** The store knows a later leader; it sends the pages now. */
  isDeposed(): boolean;
  clear(): void;
}

export interface PageBookOptions {
  readonly memory: Memory;
  readonly journal: Journal;
  readonly now: () => number;
  readonly telemetry: Telemetry;
}

/** One thing a receiver is to be told. `key` is that of the incident, `namespace/name/id`. */
export interface Job {
  readonly key: string;
  readonly turn: number;
  readonly record: PageRecord;
}

export function createPageBook({ memory, journal, now, telemetry }: PageBookOptions): PageBook {
  const unsaved = new Map<string, number>();
  let isDeposed = false;

  async function save(key: string): Promise<void> {
    const record = memory.pages.get(key);
    const mutation = record ? { put: storeKey(key), value: encode(record) } : { delete: storeKey(key) };
    unsaved.set(key, now());
    try {
      await journal.write([mutation]);
      if (memory.pages.get(key) === record) unsaved.delete(key);
    } catch (error) {
      const code = error instanceof OperatorError ? error.code : 'StoreUnavailable';
      isDeposed ||= code === 'StoreFenced';
      telemetry.emit('CheckpointFailed', { code, record: storeKey(key), message: String(error).slice(0, 500) });
    }
  }

  return {
    async keep(key, record) {
      // Memory first: it is so whether or not the store can be told.
      if (record) memory.pages.set(key, record);
      else memory.pages.delete(key);
      journal.ring();
      await save(key);
    },
    hasUnsaved: () => unsaved.size > 0,
    async saveAgain(beforeMs) {
      const late = [...unsaved].filter(([, atMs]) => atMs <= beforeMs);
      await Promise.all(late.map(([key]) => save(key)));
    },
    isDeposed: () => isDeposed,
    clear() {
      unsaved.clear();
      isDeposed = false;
    },
  };
}

/** Everything that a receiver has not been told yet. A page whose incident was forgotten is to be resolved. */
export function findJobs(memory: Memory): readonly Job[] {
  const jobs: Job[] = [];
  for (const [key, { page: wish, detector, incident }] of memory.incidents) {
    if (!wish) continue;
    const { receiver, dedupKey, turn } = wish;
    const fresh = { revision: 0, attemptedTurn: 0, doneTurn: 0, atMs: null, failure: null };
    const record = { ...(memory.pages.get(key) ?? fresh), detector, receiver, dedupKey, title: incident.title };
    if (record.doneTurn < turn) jobs.push({ key, turn, record });
  }
  for (const [key, record] of memory.pages) {
    if (memory.incidents.has(key)) continue;
    const turn = Math.max(record.attemptedTurn, record.doneTurn);
    jobs.push({ key, turn: isTrigger(turn) ? turn + 1 : Math.max(2, turn), record });
  }
  return jobs;
}

/** Whether the receiver may know of an open page: a trigger was attempted after the last resolve that it took. */
export function wasTriggered({ attemptedTurn, doneTurn }: PageRecord): boolean {
  return attemptedTurn > doneTurn || isTrigger(doneTurn);
}

function storeKey(key: string): string {
  const cut = key.lastIndexOf('/');
  return keys.page(key.slice(0, cut), key.slice(cut + 1));
}
