/** How the bot stands with Slack: as it said last, as long as it is heard of at all. */
import type { ChatHealth } from '../../api/contract.ts';
import type { Telemetry } from '../telemetry.ts';

export interface Chat {
  report(health: ChatHealth): void;
  /** The bot has asked for something. */
  heard(): void;
  /** Null until it has reported for the first time. */
  health(): ChatHealth | null;
}

/** It asks again at least every 25 s; three times without a question is no accident. */
const silentAfterMs = 90_000;

const silent: ChatHealth = {
  state: 'failed',
  code: 'BotUnreachable',
  message:
    'The bot has not been heard of for more than a minute; see the log of its container, and whether it is restarted again and again.',
};

export function createChat(now: () => number, telemetry: Telemetry): Chat {
  let reported: ChatHealth | null = null;
  let heardAtMs = now();
  const current = (): ChatHealth | null => (reported !== null && now() - heardAtMs > silentAfterMs ? silent : reported);
  const measure = (health: ChatHealth | null): void =>
    telemetry.gauge('logdetector_slack_connected', health?.state === 'connected' ? 1 : 0);
  return {
    report(health) {
      heardAtMs = now();
      measure(health);
      if (JSON.stringify(health) === JSON.stringify(reported)) return;
      reported = health;
      telemetry.emit('ChatHealthChanged', { ...health });
    },
    heard: () => void (heardAtMs = now()),
    health() {
      const health = current();
      measure(health);
      return health;
    },
  };
}
