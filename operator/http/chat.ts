/** How the bot of each workspace stands with Slack: as it said last, as long as it is heard of at all. */
import type { ChatHealth } from '../../api/contract.ts';
import type { Telemetry } from '../telemetry.ts';

/** `workspace`: `''` is the first, and the default. */
export interface Chat {
  report(health: ChatHealth, workspace?: string): void;
  /** The bot has asked for something. */
  heard(workspace?: string): void;
  /** Null until it has reported for the first time. */
  health(workspace?: string): ChatHealth | null;
}

/** It asks again at least every 25 s; three times without a question is no accident. */
const silentAfterMs = 90_000;
/** Names of workspaces come from whoever has the API's token; the configuration has 20 at the most. */
const workspacesAtMost = 50;

const silent: ChatHealth = {
  state: 'failed',
  code: 'BotUnreachable',
  message:
    'The bot has not been heard of for more than a minute; see the log of its container, and whether it is restarted again and again.',
};

interface Bot {
  reported: ChatHealth | null;
  heardAtMs: number;
}

export function createChat(now: () => number, telemetry: Telemetry): Chat {
  const bots = new Map<string, Bot>([['', { reported: null, heardAtMs: now() }]]);
  const current = ({ reported, heardAtMs }: Bot): ChatHealth | null =>
    reported !== null && now() - heardAtMs > silentAfterMs ? silent : reported;
  /** 1 while all of them are connected. */
  const measure = (): void => {
    const known = [...bots.values()].map(current).filter((health, place) => place === 0 || health !== null);
    telemetry.gauge('logdetector_slack_connected', known.every((health) => health?.state === 'connected') ? 1 : 0);
  };
  const botOf = (workspace: string): Bot => {
    const known = bots.get(workspace);
    if (known) return known;
    const bot: Bot = { reported: null, heardAtMs: now() };
    if (bots.size < workspacesAtMost) bots.set(workspace, bot);
    return bot;
  };
  return {
    report(health, workspace = '') {
      const bot = botOf(workspace);
      bot.heardAtMs = now();
      const isSame = JSON.stringify(health) === JSON.stringify(bot.reported);
      bot.reported = health;
      measure();
      if (!isSame) telemetry.emit('ChatHealthChanged', { ...health, ...(workspace === '' ? {} : { workspace }) });
    },
    heard: (workspace = '') => void (botOf(workspace).heardAtMs = now()),
    health(workspace = '') {
      const health = current(botOf(workspace));
      measure();
      return health;
    },
  };
}
