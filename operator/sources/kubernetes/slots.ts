/** At most so many begin at a time; the others wait in order, what is urgent before what is not, but not for what hangs. */
export interface Slots {
  /** Rejects with the signal's reason when it aborts while waiting. */
  use<T>(turn: SlotTurn, work: () => Promise<T>): Promise<T>;
}

interface SlotTurn {
  readonly signal: AbortSignal;
  readonly isUrgent: boolean;
}

/** A log opens within this where all is well; on a node that is gone it takes half a minute to fail, and the others are not to wait for that. */
const heldAtMostMs = 2_000;

export function createSlots(count: number, heldForMs = heldAtMostMs): Slots {
  let free = count;
  const urgent = new Set<() => void>();
  const others = new Set<() => void>();

  async function acquire({ signal, isUrgent }: SlotTurn): Promise<void> {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    const waiting = isUrgent ? urgent : others;
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
    const next = urgent.values().next().value ?? others.values().next().value;
    if (next === undefined) {
      free += 1;
      return;
    }
    urgent.delete(next);
    others.delete(next);
    next();
  }

  return {
    async use(turn, work) {
      await acquire(turn);
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
