import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { incidentPost } from '../bot/builders.ts';
import { createFakeOperator, type FakeOperator } from '../bot/fake-operator.ts';
import { hasLocalSlack, startLocalSlack } from '../fakes/local-slack.ts';

const main = new URL('../../bot/main.ts', import.meta.url).pathname;
const soon = { timeout: 20_000, interval: 50 };

/** The fake operator behind the real HTTP routes that the bot's loops use. */
async function serve(operator: FakeOperator, token: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end('{"code":"Unauthorized","sentence":"The token is wrong."}');
      return;
    }
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    answer(operator, request, gone.signal).then(
      (value) => response.writeHead(value === undefined ? 204 : 200).end(value === undefined ? undefined : JSON.stringify(value)),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function answer({ api }: FakeOperator, request: IncomingMessage, signal: AbortSignal): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://operator');
  const [, , room, id = '', verb] = url.pathname.split('/');
  if (room === 'session') return api.session({ waitSeconds: 1, leading: url.searchParams.get('leading') === 'true' }, signal);
  if (room === 'posts' && !verb) return { posts: await api.posts({ waitSeconds: 1 }, signal) };
  const body = JSON.parse(Buffer.concat(chunks).toString()) as never;
  if (room === 'chat') return api.reportHealth(body);
  return verb === 'failed' ? api.failed(id, body) : api.delivered(id, body);
}

describe('the process of the bot', () => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bot-'));
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const started = spawn(process.execPath, [main, ...argv], { env: { PATH: process.env.PATH ?? '', ...env } });
    child = started;
    let output = '';
    for (const stream of [started.stdout, started.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
    const exited = new Promise<number | null>((resolve) => started.once('exit', (code) => resolve(code)));
    return { started, exited, output: () => output };
  }

  it.skipIf(!hasLocalSlack)('waits for its token file, posts, and ends on SIGTERM', async () => {
    const slack = await startLocalSlack();
    const operator = createFakeOperator();
    const { url, server } = await serve(operator, 'secret');
    const tokenFile = join(folder, 'token');
    const configFile = join(folder, 'config.yaml');
    await writeFile(configFile, 'slack: { channels: [{ name: shop-incidents, namespaces: [shop] }] }');
    const env = { SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local', SLACK_API_URL: slack.apiUrl, LOGBOT_API_URL: url };
    const { started, exited, output } = run(['--api-token-file', tokenFile, '--config', configFile], env);
    operator.say(incidentPost());
    await expect.poll(output, soon).toContain('BotStarted');
    await writeFile(tokenFile, 'secret\n');
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.entries, soon).toBe(1);
    await expect.poll(() => operator.health.at(-1)?.state, soon).toBe('connected');
    expect((await slack.messages('C1')).filter(({ thread_ts }) => !thread_ts)).toHaveLength(1);
    started.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(output()).toContain('BotStopped');
    expect(output()).not.toContain('OperatorUnreachable');
    expect(output()).not.toContain('xoxb-local');
    server.closeAllConnections();
    server.close();
    await slack.stop();
  });

  it('a wrong configuration ends it with one sentence', async () => {
    const configFile = join(folder, 'config.yaml');
    await writeFile(configFile, 'slack: { channel: x }');
    const { exited, output } = run(['--api-token-file', '/token', '--config', configFile]);
    expect(await exited).toBe(2);
    expect(output()).toMatch(/is not valid:\n.*Unrecognized key/);
  });

  it('help names every option', async () => {
    const { exited, output } = run(['--help']);
    expect(await exited).toBe(0);
    for (const option of ['--api-url', '--api-token-file', '--config', '--http-port', '--log-level']) expect(output()).toContain(option);
  });
});
