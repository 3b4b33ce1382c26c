/** At most so many begin at a time; the others wait in order, but not for what hangs. */
export interface Slots {
  /** Rejects with the signal's reason when it aborts while waiting. */
  use<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

/** A log opens within this where all is well; on a node that is gone it takes half a minute to fail, and the others are not to wait for that. */
const heldAtMostMs = 2_000;

export function createSlots(count: number, heldForMs = heldAtMostMs): Slots {
  let free = count;
  const waiting = new Set<() => void>();

  async function acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const enter = (): void => turn.resolve();
    const leave = (): void => {
      if (waiting.delete(enter)) turn.reject(signal.reason);
    };
    waiting.add(enter);
    signal.addEventListener('abort', leave, { once: true });
    await turn.promise.finally(() => signal.removeEventListener('abort', leave));
  }

  function release(): void {
    const next = waiting.values().next().value;
    if (next === undefined) {
      free += 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async use(signal, work) {
      await acquire(signal);
      let isHeld = true;
      const giveBack = (): void => {
        if (isHeld) release();
        isHeld = false;
      };
      const timer = setTimeout(giveBack, heldForMs);
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        giveBack();
      }
    },
  };
}
