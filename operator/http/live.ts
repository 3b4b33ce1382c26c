/** Long polls: who waits, for how long, and when the waiting ends. */
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Session } from '../../api/contract.ts';
import { HttpProblem } from './problem.ts';

/** Below the minute after which proxies and NATs drop a silent connection. */
export const waitAtMostSeconds = 30;
/** One bot waits on two; more than this is a client gone wild. */
const waitingAtMost = 64;

export interface Waiting {
  /** Runs with a signal that aborts when the client goes away or the server closes. Throws a 503 when too many wait. */
  park<T>(response: ServerResponse, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

export function createWaiting(closing: AbortSignal): Waiting {
  let waiting = 0;
  return {
    async park(response, work) {
      if (waiting >= waitingAtMost) throw new HttpProblem(503, 'TooManyWaiting', 'Too many clients wait already; try again in a minute.');
      const gone = new AbortController();
      const leave = () => gone.abort();
      response.once('close', leave);
      waiting += 1;
      try {
        return await work(AbortSignal.any([closing, gone.signal]));
      } finally {
        waiting -= 1;
        response.off('close', leave);
      }
    },
  };
}

export interface Leadership {
  set(leading: boolean): void;
  /** Answers at once when `leading` is null or is not what is so, else when it changes, after `forMs`, or at the abort. */
  session(query: { readonly leading: boolean | null; readonly forMs: number }, signal: AbortSignal): Promise<Session>;
}

/** Whether this replica leads, as the bot waits for it. Nobody leads at first. */
export function createLeadership(identity: { readonly instance: string; readonly version: string }): Leadership {
  const bell = new EventEmitter().setMaxListeners(0);
  let current = false;
  return {
    set(leading) {
      if (leading === current) return;
      current = leading;
      bell.emit('change');
    },
    async session({ leading, forMs }, signal) {
      if (leading === current && forMs > 0) {
        const timer = new AbortController();
        const timeout = setTimeout(() => timer.abort(), forMs);
        await once(bell, 'change', { signal: AbortSignal.any([signal, timer.signal]) }).catch(() => {});
        clearTimeout(timeout);
      }
      return { leading: current, ...identity };
    },
  };
}
