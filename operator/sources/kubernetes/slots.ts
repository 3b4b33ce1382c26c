/** At most so many begin at a time; the others wait in order, what is urgent before what is not, but not for what hangs. */
export interface Slots {
  /** Rejects with the signal's reason when it aborts while waiting. */
  use<T>(turn: SlotTurn, work: () => Promise<T>): Promise<T>;
}

interface SlotTurn {
  readonly signal: AbortSignal;
  readonly isUrgent: boolean;
}

export interface SlotsOptions {
  readonly count: number;
  /** What has not begun by then gives its slot back. Default 2 s. */
  readonly heldForMs?: number | undefined;
  /** A slot that others wait for rests up to this long before the next takes it; what is urgent takes it at once. */
  readonly spreadForMs: number;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** A log opens within this where all is well; on a node that is gone it takes half a minute to fail, and the others are not to wait for that. */
const heldAtMostMs = 2_000;

export function createSlots(options: SlotsOptions): Slots {
  const queue = createQueue(options);
  return {
    async use(turn, work) {
      await queue.acquire(turn);
      let isHeld = true;
      const giveBack = (): void => {
        if (isHeld) queue.release();
        isHeld = false;
      };
      const timer = setTimeout(giveBack, options.heldForMs ?? heldAtMostMs);
      try {
        return await work();
      } finally {
        clearTimeout(timer);
        giveBack();
      }
    },
  };
}

function createQueue({ count, spreadForMs, random }: SlotsOptions) {
  let free = count;
  const urgent = new Set<() => void>();
  const others = new Set<() => void>();
  const resting = new Set<NodeJS.Timeout>();

  async function acquire({ signal, isUrgent }: SlotTurn): Promise<void> {
    signal.throwIfAborted();
    if (free > 0 || (isUrgent && wake())) {
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

  /** Ends the rest of a slot, if one rests. */
  function wake(): boolean {
    const [timer] = resting;
    if (timer === undefined) return false;
    clearTimeout(timer);
    resting.delete(timer);
    free += 1;
    return true;
  }

  function release(): void {
    if (urgent.size > 0 || others.size === 0) {
      handOn();
      return;
    }
    // A start with a thousand logs asks for them by and by, and not twenty at every answer.
    const timer = setTimeout(() => {
      resting.delete(timer);
      handOn();
    }, spreadForMs * random());
    resting.add(timer);
  }

  function handOn(): void {
    const next = urgent.values().next().value ?? others.values().next().value;
    if (next === undefined) {
      free += 1;
      return;
    }
    urgent.delete(next);
    others.delete(next);
    next();
  }

  return { acquire, release };
}
