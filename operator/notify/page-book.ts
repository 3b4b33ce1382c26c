/** What the receivers have been told, in memory and in the store, and what they have not been told yet. */
import { OperatorError } from '../errors.ts';
import { encode } from '../store/record.ts';
import { keys } from '../store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Repeat } from './deliver.ts';
import type { Journal } from './journal.ts';
import { escalationKey, incidentOfPage, type Memory } from './memory.ts';
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

/** One thing a receiver is to be told. `key` is that of the incident, `namespace/name/id`, or made of it by `escalationKey`. */
export interface Job {
  readonly key: string;
  readonly turn: number;
  readonly record: PageRecord;
  readonly notBeforeMs: number;
  /** It has been taken already and is said once more. */
  readonly isRepeat: boolean;
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
export function findJobs(memory: Memory, repeatOf: (receiver: string) => Repeat | null): readonly Job[] {
  const jobs: Job[] = [];
  for (const [
    incident,
    {
      page,
      escalation,
      detector,
      incident: { title },
    },
  ] of memory.incidents) {
    for (const [key, wish] of [[incident, page] as const, [escalationKey(incident), escalation] as const]) {
      if (!wish) continue;
      const { receiver, dedupKey, turn, severity } = wish;
      const known = memory.pages.get(key) ?? { revision: 0, attemptedTurn: 0, doneTurn: 0, atMs: null, failure: null };
      const record = { ...known, detector, receiver, dedupKey, title, ...(severity === undefined ? {} : { severity }) };
      if (record.doneTurn < turn) jobs.push({ key, turn, record, notBeforeMs: 0, isRepeat: false });
      else jobs.push(...repeatsOf(key, record, repeatOf(receiver)));
    }
  }
  for (const [key, record] of memory.pages) {
    if (memory.incidents.has(incidentOfPage(key))) continue;
    const turn = Math.max(record.attemptedTurn, record.doneTurn);
    jobs.push({ key, turn: isTrigger(turn) ? turn + 1 : Math.max(2, turn), record, notBeforeMs: 0, isRepeat: false });
  }
  return jobs;
}

/** How long the oldest trigger waits for its receiver; 0 when none does. */
export function waitingForMs(memory: Memory, nowMs: number): number {
  const waiting = findJobs(memory, () => null).flatMap(({ key, turn }) => {
    const record = memory.incidents.get(incidentOfPage(key));
    const wish = key === incidentOfPage(key) ? record?.page : record?.escalation;
    return wish && isTrigger(turn) ? [nowMs - wish.decidedAtMs] : [];
  });
  return Math.max(0, ...waiting);
}

/** Only of what was taken and still stands. */
function repeatsOf(key: string, record: PageRecord, repeat: Repeat | null): readonly Job[] {
  const { doneTurn, atMs, failure, repeats } = record;
  if (!repeat || !isTrigger(doneTurn) || failure || atMs === null || (repeats?.count ?? 0) >= repeat.times) return [];
  return [{ key, turn: doneTurn, record, notBeforeMs: (repeats?.atMs ?? atMs) + repeat.afterMs, isRepeat: true }];
}

/** Whether the receiver may know of an open page: a trigger was attempted after the last resolve that it took. */
export function wasTriggered({ attemptedTurn, doneTurn }: PageRecord): boolean {
  return attemptedTurn > doneTurn || isTrigger(doneTurn);
}

function storeKey(key: string): string {
  const cut = key.lastIndexOf('/');
  return keys.page(key.slice(0, cut), key.slice(cut + 1));
}
