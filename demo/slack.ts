/** The Slack of the demo: a local one with a page to click, or the real one where its tokens are given. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startProcess, type Process } from './processes.ts';

const binary = new URL('../node_modules/local-slack-linux-x64/bin/local-slack', import.meta.url).pathname;

export interface DemoSlack {
  readonly kind: 'local' | 'real' | 'none';
  /** Environment of the bot. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where a person looks. */
  readonly page: string | null;
  readonly channel: string;
  readonly process: Process | null;
}

export const channel = { name: 'shop-incidents', id: 'C1' } as const;
export const people = [
  { name: 'ann', id: 'U1' },
  { name: 'bob', id: 'U2' },
] as const;

/** The bot's, as the local Slack calls it. */
const botUserId = 'U0BOT';

/** A sentence the demo ends with, instead of a stack. */
export class DemoError extends Error {}

export async function openSlack(folder: string, port: number, environment: NodeJS.ProcessEnv): Promise<DemoSlack> {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_CHANNEL: realChannel } = environment;
  if (botToken && appToken) {
    const tokens = { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken };
    return { kind: 'real', environment: tokens, page: null, channel: realChannel ?? channel.name, process: null };
  }
  if (!existsSync(binary)) {
    return { kind: 'none', environment: {}, page: null, channel: channel.name, process: null };
  }
  return await startLocalSlack(folder, port);
}

async function startLocalSlack(folder: string, port: number): Promise<DemoSlack> {
  await requireFreePort(port);
  const workspace = {
    workspace: { name: 'Acme', domain: 'acme' },
    app: {
      name: 'LogDetector',
      botToken: 'xoxb-demo',
      appToken: 'xapp-demo',
      signingSecret: 'demo-secret',
      mode: 'socket',
      slashCommands: [{ command: '/logbot', description: 'Ask LogDetector' }],
    },
    users: people,
    // Of what is written where it is no member, the bot hears nothing.
    channels: [{ ...channel, members: [botUserId, ...people.map(({ id }) => id)] }],
  };
  const config = join(folder, 'workspace.yaml');
  await writeFile(config, stringify(workspace));
  const child = startProcess('The local Slack', {
    command: binary,
    arguments: ['--config', config, '--port', String(port), '--base-host', '127.0.0.1'],
    environment: {},
    logPath: join(folder, 'slack.log'),
    verbose: false,
  });
  const page = `http://127.0.0.1:${port}`;
  await untilUp(`${page}/_control/state`, child);
  const environment = { SLACK_BOT_TOKEN: 'xoxb-demo', SLACK_APP_TOKEN: 'xapp-demo', SLACK_API_URL: `${page}/api/` };
  return { kind: 'local', environment, page, channel: channel.name, process: child };
}

function requireFreePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', () => {
      const other = port < 65_000 ? port + 1 : port - 1;
      reject(new DemoError(`Port ${port} is busy, so the local Slack cannot use it. Take another: npm run demo -- --port ${other}`));
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}

async function untilUp(url: string, child: Process): Promise<void> {
  const failed = child.died.then((sentence) => Promise.reject(new DemoError(sentence)));
  const up = (async (): Promise<void> => {
    for (let tries = 0; tries < 200; tries += 1) {
      if (
        await fetch(url).then(
          (response) => response.ok,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new DemoError('The local Slack did not answer within 10 seconds.');
  })();
  await Promise.race([up, failed]);
}
