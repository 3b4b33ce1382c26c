/** Waiting that ends early when its lifetime ends, and how long to wait before the next attempt. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves after `forMs`, or at once when `signal` aborts; never rejects. */
export async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  await sleep(forMs, undefined, { signal }).catch(() => undefined);
}

export interface BackOff {
  readonly firstMs: number;
  readonly maximumMs: number;
}

/** Doubles with every attempt (0 is the first) and is spread over half to the whole, so that many who failed together do not return together. */
export function backOffMs(attempt: number, { firstMs, maximumMs }: BackOff, random: () => number = Math.random): number {
  const full = Math.min(maximumMs, firstMs * 2 ** Math.min(attempt, 30));
  return full / 2 + (full / 2) * random();
}
