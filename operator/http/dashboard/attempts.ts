/** How often somebody may try to sign in, so that nothing can be found by trying. */
import { HttpProblem } from '../problem.ts';

/** Throws 429 for an address that tries too often. */
export type Attempts = (address: string) => void;

const triesAMinute = 30;
const addressesAtMost = 10_000;
const minuteMs = 60_000;

export function createAttempts(now: () => number): Attempts {
  let sinceMs = now();
  const tries = new Map<string, number>();
  return (address) => {
    // More addresses than that try from everywhere at once: all of them wait for the next minute.
    if (now() - sinceMs >= minuteMs) {
      tries.clear();
      sinceMs = now();
    }
    const before = tries.get(address) ?? (tries.size < addressesAtMost ? 0 : triesAMinute);
    if (before >= triesAMinute) throw new HttpProblem(429, 'TooManyRequests', 'Too many tries to sign in; wait a minute.');
    tries.set(address, before + 1);
  };
}
