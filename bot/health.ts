/** How the bot stands with Slack, summed up over its parts and told to the operator, which shows it in `SlackReady`. */
import type { ChatHealth } from '../api/contract.ts';
import type { BotLog } from './log.ts';
import { pause } from './pause.ts';
import type { Reach } from './reach.ts';

/** Of posting one for each channel and method: what one of them takes says nothing of the others. */
export type HealthPart = 'token' | 'socket' | 'audit channel' | `posting ${string}`;

export interface Health {
  /** Null: this part has nothing to say. */
  set(part: HealthPart, state: ChatHealth | null): void;
  readonly current: ChatHealth;
  /** Tells the operator again, for example because it is another one now. Returns at once; what could not be told is told later. */
  tell(): void;
}

const severity = { failed: 0, disabled: 1, connecting: 2, connected: 3 } as const;
const tryAgainAfterMs = 1000;

export interface HealthOptions {
  readonly report: (health: ChatHealth) => Promise<void>;
  readonly log: BotLog;
  readonly reach: Reach;
  readonly signal: AbortSignal;
  /** Default: a second. */
  readonly againAfterMs?: number;
}

export function createHealth({ report, log, reach, signal, againAfterMs = tryAgainAfterMs }: HealthOptions): Health {
  const parts = new Map<HealthPart, ChatHealth>();
  let logged = '';
  let isDue = false;
  let isTelling = false;
  /** One report at a time, so that an older one cannot arrive last, and again until the operator has the newest. */
  const tellNewest = async (): Promise<void> => {
    while (isDue && !signal.aborted) {
      isDue = false;
      try {
        await report(health.current);
      } catch (error) {
        reach.failed(error);
        isDue = true;
        await pause(againAfterMs, signal);
      }
    }
  };
  const health: Health = {
    set(part, state) {
      if (state) parts.set(part, state);
      else parts.delete(part);
      const next = JSON.stringify(health.current);
      if (next === logged) return;
      logged = next;
      const { current } = health;
      if (current.state === 'failed') log.warn('ChatHealthChanged', current);
      else log.info('ChatHealthChanged', current);
      health.tell();
    },
    get current() {
      const worst = [...parts.values()].toSorted((a, b) => severity[a.state] - severity[b.state])[0];
      return worst ?? { state: 'connecting', code: 'Starting', message: 'The bot is starting.' };
    },
    tell() {
      isDue = true;
      if (isTelling) return;
      isTelling = true;
      void tellNewest().finally(() => (isTelling = false));
    },
  };
  return health;
}
