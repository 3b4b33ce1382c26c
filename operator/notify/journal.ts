/** The notifier's own writes to the store, one after the other, and the bell that wakes whoever waits for a change. */
import { EventEmitter, once } from 'node:events';
import type { Fence, Mutation, Store } from '../store/store.ts';

export interface Journal {
  /** Writes after everything that was handed over before. */
  write(batch: readonly Mutation[]): Promise<void>;
  /** Says that something changed. */
  ring(): void;
  /** Resolves at the next ring, after `forMs`, or when the signal aborts. */
  next(signal: AbortSignal, forMs: number): Promise<void>;
}

export function createJournal(store: Store, fence: () => Fence): Journal {
  const bell = new EventEmitter().setMaxListeners(0);
  let last: Promise<void> = Promise.resolve();
  return {
    write(batch) {
      const mine = last.then(() => store.write(batch, fence()));
      last = mine.catch(() => {});
      return mine;
    },
    ring: () => void bell.emit('ring'),
    async next(signal, forMs) {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), Math.max(0, forMs));
      await once(bell, 'ring', { signal: AbortSignal.any([signal, stop.signal]) }).catch(() => {});
      clearTimeout(timer);
    },
  };
}
