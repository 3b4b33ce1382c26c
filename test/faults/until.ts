/** Waiting for a condition of the world, never for a time. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the check holds; rejects with its last error, or with what it waited for, when the time is over. */
export async function until(check: () => boolean | Promise<boolean>, withinMs: number, what = 'the condition'): Promise<void> {
  const endAtMs = Date.now() + withinMs;
  for (;;) {
    let failure: unknown = null;
    try {
      if (await check()) return;
    } catch (error) {
      failure = error;
    }
    if (Date.now() >= endAtMs) throw new Error(`${what} did not come true within ${withinMs / 1000} s`, { cause: failure });
    await sleep(100);
  }
}

/** The length of an outage, which is no waiting for something. */
export const last = (forMs: number): Promise<void> => sleep(forMs);
