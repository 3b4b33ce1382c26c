/** How the bot stands with Slack, summed up over its parts and told to the operator, which shows it in `SlackReady`. */
import type { ChatHealth } from '../api/contract.ts';
import type { BotLog } from './log.ts';
import type { Reach } from './reach.ts';

/** Of posting one for each channel and method: what one of them takes says nothing of the others. */
export type HealthPart = 'token' | 'socket' | 'audit channel' | `posting ${string}`;

export interface Health {
  /** Null: this part has nothing to say. */
  set(part: HealthPart, state: ChatHealth | null): void;
  readonly current: ChatHealth;
  /** Tells the operator again, for example because it is another one now. */
  tell(): Promise<void>;
}

const severity = { failed: 0, disabled: 1, connecting: 2, connected: 3 } as const;

export function createHealth(report: (health: ChatHealth) => Promise<void>, log: BotLog, reach: Reach): Health {
  const parts = new Map<HealthPart, ChatHealth>();
  let told = '';
  const health: Health = {
    set(part, state) {
      if (state) parts.set(part, state);
      else parts.delete(part);
      const next = JSON.stringify(health.current);
      if (next === told) return;
      told = next;
      const { current } = health;
      if (current.state === 'failed') log.warn('ChatHealthChanged', current);
      else log.info('ChatHealthChanged', current);
      void health.tell();
    },
    get current() {
      const worst = [...parts.values()].toSorted((a, b) => severity[a.state] - severity[b.state])[0];
      return worst ?? { state: 'connecting', code: 'Starting', message: 'The bot is starting.' };
    },
    async tell() {
      await report(health.current).catch((error: unknown) => reach.failed(error));
    },
  };
  return health;
}
