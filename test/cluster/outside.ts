/** What stands outside the cluster: a local Slack, a pager that records, and the switch of the fault. Pods reach them at `testHost`. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

const labAddress = '10.87.0.1';

/** The address of this machine as pods see it. */
export function testHost(): string {
  const told = process.env.LOGDETECTOR_TEST_HOST;
  if (told) return told;
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  if (own.includes(labAddress)) return labAddress;
  throw new Error('Set LOGDETECTOR_TEST_HOST to the address at which pods of the cluster reach this machine.');
}

export interface SlackMessage {
  readonly ts: string;
  readonly text: string;
  readonly thread_ts?: string;
  readonly subtype?: string;
  readonly user?: string;
  readonly blocks?: unknown;
}

export interface Slack {
  readonly apiUrl: string;
  readonly user: string;
  readonly channel: string;
  readonly tokens: Readonly<Record<'bot-token' | 'app-token', string>>;
  /** Everything in the channel, replies and answers for one person included, oldest first. */
  messages(): Promise<readonly SlackMessage[]>;
  /** Sends a slash command as `user`. */
  command(text: string): Promise<void>;
  /** Clicks a button of a message. */
  press(ts: string, button: { readonly action_id: string; readonly value?: string }): Promise<void>;
  stop(): Promise<void>;
}

export async function startSlack(port: number): Promise<Slack> {
  const host = testHost();
  const names = { user: 'U0000000001', channel: 'C0000000001' };
  const tokens = { 'bot-token': 'xoxb-test-bot', 'app-token': 'xapp-test-app' };
  const folder = await mkdtemp(join(tmpdir(), 'logdetector-slack-'));
  const config = join(folder, 'slack.yaml');
  await writeFile(config, stringify(workspace(names, tokens)));
  const binary = join(import.meta.dirname, '../../node_modules/local-slack-linux-x64/bin/local-slack');
  const child = spawn(binary, ['--config', config, '--port', String(port), '--base-host', host, '--files-dir', folder], {
    stdio: 'ignore',
  });
  const control = `http://${host}:${port}/_control`;
  const post = (path: string, body: object): Promise<void> => postJson(`${control}/${path}`, body);
  return {
    ...names,
    tokens,
    apiUrl: `http://${host}:${port}/api/`,
    messages: async () => {
      const answer = await fetch(`${control}/messages/${names.channel}`);
      const { messages }: { readonly messages: readonly SlackMessage[] } = JSON.parse(await answer.text());
      return messages;
    },
    command: (text) => post('command', { command: '/logbot', text, ...names }),
    press: (messageTs, button) => post('interact', { ...names, messageTs, action: { type: 'button', ...button } }),
    stop: async () => {
      child.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function workspace(names: { user: string; channel: string }, tokens: Slack['tokens']): object {
  return {
    workspace: { name: 'Shop', domain: 'shop' },
    app: {
      name: 'logbot',
      botToken: tokens['bot-token'],
      appToken: tokens['app-token'],
      signingSecret: 'test-signing-secret',
      mode: 'socket',
      slashCommands: [{ command: '/logbot', description: 'Ask LogDetector' }],
    },
    users: [{ name: 'ada', id: names.user }],
    channels: [{ name: 'shop-incidents', id: names.channel }],
  };
}

async function postJson(url: string, body: object): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok || text.includes('"ok":false')) throw new Error(`${url} answered ${answer.status}: ${text}`);
}

export interface Page {
  readonly atMs: number;
  readonly event_action: 'trigger' | 'acknowledge' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: { readonly summary?: string };
}

export interface Outside {
  readonly url: string;
  stop(): Promise<void>;
}

/** Speaks the answering side of PagerDuty's Events API v2, and keeps what a person is shown: a trigger whose key is open already is none more. */
export async function startPager(): Promise<Outside & { readonly pages: readonly Page[] }> {
  const pages: Page[] = [];
  const outside = await serve(async (request) => {
    const event: Omit<Page, 'atMs'> = JSON.parse(await bodyOf(request));
    const isOpen = pages.findLast(({ dedup_key: key }) => key === event.dedup_key)?.event_action === 'trigger';
    if (event.event_action !== 'trigger' || !isOpen) pages.push({ ...event, atMs: Date.now() });
    return { status: 202, body: JSON.stringify({ status: 'success', message: 'Event processed', dedup_key: event.dedup_key }) };
  });
  return { ...outside, url: `${outside.url}/v2/enqueue`, pages };
}

/** `cart` asks it twice a second whether to leak. */
export async function startSwitch(): Promise<Outside & { set(state: 'leak' | 'well'): void }> {
  let state: 'leak' | 'well' = 'well';
  const outside = await serve(async () => ({ status: 200, body: state }));
  return { ...outside, set: (wished) => void (state = wished) };
}

async function serve(answer: (request: IncomingMessage) => Promise<{ status: number; body: string }>): Promise<Outside> {
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const port = await listen(server);
  return {
    url: `http://${testHost()}:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A port is only open while somebody listens, hence the free port for another process is asked for and let go. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, testHost(), resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}
