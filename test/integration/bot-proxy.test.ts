/** The bot behind a forward proxy, and the check of Slack that helm test runs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasLocalSlack, startLocalSlack, type LocalSlack } from '../fakes/local-slack.ts';
import { startSlackProxy } from '../fakes/slack-proxy.ts';

const folder = new URL('../../bot/', import.meta.url).pathname;
const soon = { timeout: 20_000, interval: 50 };

/** A proxy as companies have it: tunnels and absolute addresses. */
async function startForwardProxy(): Promise<{ readonly url: string; readonly seen: readonly string[]; readonly server: Server }> {
  const seen: string[] = [];
  const server = createServer((incoming, response) => {
    seen.push(`${incoming.method} ${incoming.url}`);
    const onward = request(incoming.url ?? '', { method: incoming.method, headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward.on('error', () => response.destroy()));
  });
  server.on('connect', (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url}`);
    const [host = '', port = '443'] = (incoming.url ?? '').split(':');
    const onward = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [onward, socket]) end.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server };
}

function run(file: string, argv: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [`${folder}${file}`, ...argv], { env: { PATH: process.env.PATH ?? '', ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, exited, output: () => output };
}

describe.skipIf(!hasLocalSlack)('beside a real local Slack', () => {
  let slack: LocalSlack;
  let proxy: Awaited<ReturnType<typeof startForwardProxy>>;
  let child: ChildProcess | undefined;
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local' };

  beforeAll(async () => {
    slack = await startLocalSlack();
  });
  beforeEach(async () => {
    proxy = await startForwardProxy();
  });
  afterEach(() => {
    child?.kill('SIGKILL');
    proxy.server.closeAllConnections();
    proxy.server.close();
  });
  afterAll(() => slack.stop());

  it('the bot reaches Slack, by its socket too, through the proxy of the environment, and the operator without it', async () => {
    const reported: string[] = [];
    const operator = createServer((incoming, response) => {
      incoming.setEncoding('utf8').on('data', (text: string) => void reported.push(text));
      const session = { leading: true, instance: 'one', version: '0.1.0' };
      setTimeout(() => response.end(JSON.stringify(incoming.url?.includes('/session') ? session : { posts: [] })), 20);
    });
    await new Promise<void>((resolve) => operator.listen(0, '127.0.0.1', resolve));
    const operatorUrl = `http://localhost:${(operator.address() as AddressInfo).port}`;
    const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost' };
    ({ child } = run('main.ts', ['--api-token-file', '/dev/null'], {
      ...tokens,
      ...env,
      SLACK_API_URL: slack.apiUrl,
      LOGBOT_API_URL: operatorUrl,
    }));
    await expect.poll(() => reported.join('\n'), soon).toContain('"connected"');
    expect(proxy.seen.some((line) => line.includes(new URL(slack.url).port))).toBe(true);
    expect(proxy.seen.some((line) => line.startsWith('CONNECT'))).toBe(true);
    expect(proxy.seen.filter((line) => line.includes(new URL(operatorUrl).port))).toEqual([]);
    operator.closeAllConnections();
    operator.close();
  });

  it('the check of helm test finds both tokens good', async () => {
    const { exited, output } = run('preflight.ts', [], { ...tokens, SLACK_API_URL: slack.apiUrl });
    expect(await exited).toBe(0);
    expect(output().trim().split('\n')).toEqual([
      expect.stringMatching(/^ok {5}Slack knows the bot token \(user U/),
      'ok     Slack would open a socket for the app token.',
    ]);
  });

  it('the check of helm test says which token is refused, and what to do', async () => {
    const refusing = await startSlackProxy(slack.apiUrl);
    refusing.fail({ method: 'auth.test', error: 'invalid_auth', times: 5 });
    const { exited, output } = run('preflight.ts', [], {
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      SLACK_API_URL: refusing.url,
      LOGBOT_WORKSPACE: 'partner',
    });
    expect(await exited).toBe(1);
    expect(output()).toMatch(/^FAILED partner: Slack does not accept the bot token: copy .*\nFAILED partner: The Secret has no app-token/);
    expect(output()).not.toContain('xoxb-wrong');
    await refusing.stop();
  });
});
