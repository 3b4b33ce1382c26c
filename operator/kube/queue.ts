/**
 * A work queue of keys: a key that waits is not added twice, a key that is being worked on is worked on once more afterwards, never by
 * two at a time, and one that failed comes back with growing distance.
 */
import { backOffMs, type BackOff } from './pause.ts';

export interface WorkQueue {
  add(key: string): void;
  addAfter(key: string, forMs: number): void;
  /** The next key once there is one; null when the queue has been closed. `done` must follow. */
  take(): Promise<string | null>;
  done(key: string): void;
  /** Adds the key after a wait that doubles with each failure; returns the wait. */
  retry(key: string): number;
  /** It worked: the next failure is the first again. */
  forget(key: string): void;
  /** Keys that wait now, without those that wait for their time. */
  readonly length: number;
  close(): void;
}

const defaultBackOff: BackOff = { firstMs: 500, maximumMs: 300_000 };

export function createWorkQueue(backOff: BackOff = defaultBackOff): WorkQueue {
  const waiting = new Set<string>();
  const working = new Set<string>();
  const again = new Set<string>();
  const failures = new Map<string, number>();
  const timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly atMs: number }>();
  const takers: ((key: string | null) => void)[] = [];
  let closed = false;

  function add(key: string): void {
    if (closed) return;
    if (working.has(key)) {
      again.add(key);
      return;
    }
    waiting.add(key);
    hand();
  }

  function hand(): void {
    const key = waiting.values().next().value;
    if (key === undefined) return;
    const taker = takers.shift();
    if (!taker) return;
    waiting.delete(key);
    working.add(key);
    taker(key);
  }

  function addAfter(key: string, forMs: number): void {
    if (closed) return;
    if (forMs <= 0) return add(key);
    const atMs = performance.now() + forMs;
    const planned = timers.get(key);
    // The earlier of two times wins: the work is level-based and does all there is to do.
    if (planned && planned.atMs <= atMs) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      timers.delete(key);
      add(key);
    }, forMs);
    timers.set(key, { timer, atMs });
  }

  return {
    add,
    addAfter,
    take() {
      if (closed) return Promise.resolve(null);
      return new Promise((resolve) => {
        takers.push(resolve);
        hand();
      });
    },
    done(key) {
      working.delete(key);
      if (again.delete(key)) add(key);
    },
    retry(key) {
      const count = failures.get(key) ?? 0;
      failures.set(key, count + 1);
      const forMs = backOffMs(count, backOff);
      addAfter(key, forMs);
      return forMs;
    },
    forget: (key) => void failures.delete(key),
    get length() {
      return waiting.size;
    },
    close() {
      closed = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
      waiting.clear();
      for (const taker of takers.splice(0)) taker(null);
    },
  };
}
