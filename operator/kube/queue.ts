/**
 * A work queue of keys: a key that waits is not added twice, a key that is being worked on is worked on once more afterwards, never by
 * two at a time, and one that failed comes back with growing distance.
 */
import { backOffMs, type BackOff } from '../pause.ts';

const defaultBackOff: BackOff = { firstMs: 500, maximumMs: 300_000 };

export class WorkQueue {
  readonly #backOff: BackOff;
  readonly #waiting = new Set<string>();
  readonly #working = new Set<string>();
  readonly #again = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Map<string, { readonly timer: NodeJS.Timeout; readonly atMs: number }>();
  readonly #takers: ((key: string | null) => void)[] = [];
  #closed = false;

  constructor(backOff: BackOff = defaultBackOff) {
    this.#backOff = backOff;
  }

  /** Keys that wait now, without those that wait for their time. */
  get length(): number {
    return this.#waiting.size;
  }

  add(key: string): void {
    if (this.#closed) return;
    if (this.#working.has(key)) {
      this.#again.add(key);
      return;
    }
    this.#waiting.add(key);
    this.#hand();
  }

  addAfter(key: string, forMs: number): void {
    if (this.#closed) return;
    const atMs = performance.now() + Math.max(0, forMs);
    const planned = this.#timers.get(key);
    // The earlier of two times wins: the work is level-based and does all there is to do.
    if (planned && planned.atMs <= atMs) return;
    clearTimeout(planned?.timer);
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      this.add(key);
    }, forMs);
    this.#timers.set(key, { timer, atMs });
  }

  /** The next key once there is one; null when the queue has been closed. `done` must follow. */
  take(): Promise<string | null> {
    if (this.#closed) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#takers.push(resolve);
      this.#hand();
    });
  }

  done(key: string): void {
    this.#working.delete(key);
    if (this.#again.delete(key)) this.add(key);
  }

  /** Adds the key after a wait that doubles with each failure; returns the wait. */
  retry(key: string): number {
    const count = this.#failures.get(key) ?? 0;
    this.#failures.set(key, count + 1);
    const forMs = backOffMs(count, this.#backOff);
    this.addAfter(key, forMs);
    return forMs;
  }

  /** It worked: the next failure is the first again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting.clear();
    for (const taker of this.#takers.splice(0)) taker(null);
  }

  #hand(): void {
    const key = this.#waiting.values().next().value;
    if (key === undefined) return;
    const taker = this.#takers.shift();
    if (!taker) return;
    this.#waiting.delete(key);
    this.#working.add(key);
    taker(key);
  }
}
