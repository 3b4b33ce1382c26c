import { setTimeout as delay } from 'node:timers/promises';

/** Waits, and returns early without an error when the signal aborts. */
export async function pause(forMs: number, signal: AbortSignal): Promise<void> {
  await delay(forMs, undefined, { signal }).catch(() => undefined);
}
