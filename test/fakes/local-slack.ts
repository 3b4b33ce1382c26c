/** The real local Slack on a free port, as a test's Slack: a workspace with two people, two channels, and a control API. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const binary = new URL('../../node_modules/local-slack-linux-x64/bin/local-slack', import.meta.url).pathname;

/** False where the platform has no local Slack. */
export const hasLocalSlack = existsSync(binary);

export interface SlackMessage {
  readonly ts: string;
  readonly user: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly ephemeral_to?: string;
  readonly edited?: unknown;
  readonly blocks?: readonly SlackBlock[];
}

export interface SlackBlock {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly {
    readonly type: string;
    readonly action_id?: string;
    readonly value?: string;
    readonly text: string | { text: string };
  }[];
}

export interface LocalSlack {
  readonly url: string;
  readonly apiUrl: string;
  messages(channel: string): Promise<readonly SlackMessage[]>;
  command(text: string, by: { readonly user: string; readonly channel: string }): Promise<void>;
  click(message: SlackMessage, actionId: string, by: { readonly user: string; readonly channel: string }): Promise<void>;
  stop(): Promise<void>;
}

export const workspace = {
  workspace: { name: 'Acme', domain: 'acme' },
  app: {
    name: 'LogDetector',
    botToken: 'xoxb-local',
    appToken: 'xapp-local',
    signingSecret: 'local-secret',
    mode: 'socket',
    slashCommands: [{ command: '/logbot', description: 'What the logs say' }],
  },
  users: [
    { name: 'ann', id: 'U1' },
    { name: 'bob', id: 'U2' },
  ],
  channels: [
    { name: 'shop-incidents', id: 'C1' },
    { name: 'elsewhere', id: 'C2' },
  ],
};

/** `port`: the one of a stopped one that is to come back. */
export async function startLocalSlack(port?: number): Promise<LocalSlack> {
  const folder = await mkdtemp(join(tmpdir(), 'local-slack-'));
  const config = join(folder, 'workspace.yaml');
  await writeFile(config, stringify(workspace));
  const own = port ?? (await freePort());
  const child = spawn(binary, ['--config', config, '--port', String(own), '--base-host', '127.0.0.1'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${own}`;
  await untilUp(url);
  const control = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${url}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  return {
    url,
    apiUrl: `${url}/api/`,
    async messages(channel) {
      const reply = (await (await fetch(`${url}/_control/messages/${channel}`)).json()) as { messages: SlackMessage[] };
      return reply.messages;
    },
    command: (text, { user, channel }) => control('command', { command: '/logbot', text, user, channel }),
    click(message, actionId, { user, channel }) {
      const elements = (message.blocks ?? []).flatMap((block) => (block.type === 'actions' ? (block.elements ?? []) : []));
      const element = elements.find((known) => known.action_id === actionId);
      if (!element) throw new Error(`no button ${actionId}`);
      const action = { type: 'button', action_id: actionId, block_id: 'b', value: element.value, text: element.text };
      return control('interact', { channel, messageTs: message.ts, user, action });
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilUp(url: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (
      await fetch(`${url}/_control/state`).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`local Slack did not come up at ${url}`);
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
