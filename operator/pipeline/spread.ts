/** Work that many want to do at the same instant, spread over turns of the event loop. */
import { setImmediate } from 'node:timers/promises';

/** Resolves when it is the caller's turn; what it then does without waiting for anything is all that is done in this turn of the loop. */
export type Turn = () => Promise<void>;

/**
 * Timers that are due together run together: the ticks and checkpoints of ten detectors with hundreds of workloads each would hold up renewals
 * of the Lease, the API and log streams for their sum. With turns in between nobody waits for longer than the longest of them.
 */
export function createSpread(): Turn {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = last.then(() => setImmediate());
    return last;
  };
}
