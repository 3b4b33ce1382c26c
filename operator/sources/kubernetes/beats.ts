/** Wakes whoever waits together with all others: the process wakes up a few times a second, however many logs there are. */
export interface Beats {
  /** Calls `then` once, on the first beat that is at least `forMs` away; the answer takes that back. */
  after(forMs: number, then: () => void): () => void;
}

/** A beat is every `everyMs`; without anybody who waits there is no timer. */
export function createBeats(everyMs: number): Beats {
  const waiting = new Map<number, Set<() => void>>();
  let armed: { readonly beat: number; readonly timer: NodeJS.Timeout } | null = null;

  function arm(): void {
    const beat = Math.min(...waiting.keys());
    if (beat === Infinity || (armed !== null && armed.beat <= beat)) return;
    clearTimeout(armed?.timer);
    armed = { beat, timer: setTimeout(wake, Math.max(0, beat * everyMs - performance.now())) };
  }

  function wake(): void {
    armed = null;
    const nowMs = performance.now();
    for (const [beat, all] of waiting) {
      // A timer may fire a moment early.
      if (beat * everyMs > nowMs + 1) continue;
      waiting.delete(beat);
      for (const then of all) then();
    }
    arm();
  }

  return {
    after(forMs, then) {
      const beat = Math.ceil((performance.now() + forMs) / everyMs);
      const all = waiting.get(beat) ?? new Set();
      waiting.set(beat, all);
      all.add(then);
      arm();
      return () => void all.delete(then);
    },
  };
}
