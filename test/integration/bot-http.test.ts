import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startBot } from '../../bot/app.ts';
import { createFakeOperator } from '../bot/fake-operator.ts';
import { freePort } from '../fakes/local-slack.ts';

const configuration = ConfigurationSchema.parse({ slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }] } });
const soon = { timeout: 15_000, interval: 50 };

describe('the bot in HTTP mode', () => {
  /** Slack's Web API and the address of answers in one: every body that comes in is kept. */
  let slack: Server;
  let slackUrl: string;
  let received: string[];

  beforeEach(async () => {
    received = [];
    slack = createServer((request, response) => {
      request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
      const identity = { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', url: 'https://acme.slack.com/' };
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(identity)));
    });
    await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
    slackUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`;
  });
  afterEach(() => slack.close());

  it('answers a signed command once, however often it is sent, and refuses one signed by another or long ago', async () => {
    const httpPort = await freePort();
    const operator = createFakeOperator();
    const stop = new AbortController();
    const quiet = { info: () => undefined, warn: () => undefined };
    const bot = startBot(
      { botToken: 'xoxb-local', appToken: null, signingSecret: 'local-secret', slackApiUrl: slackUrl, configuration, httpPort },
      { api: operator.api, log: quiet, now: Date.now, intervalMs: 20 },
      stop.signal,
    );
    await expect.poll(() => operator.health.at(-1)?.state, soon).toBe('connected');
    const place = { channel_id: 'C1', channel_name: 'shop-incidents', response_url: `${slackUrl}answer`, team_id: 'T1' };
    const body = new URLSearchParams({ command: '/logbot', text: 'status', user_id: 'U2', trigger_id: '1.2.3', ...place }).toString();
    const send = async (secret: string, agoSeconds = 0): Promise<number> => {
      const timestamp = String(Math.floor(Date.now() / 1000) - agoSeconds);
      const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      const headers = { ...type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
      return (await fetch(`http://127.0.0.1:${httpPort}/slack/events`, { method: 'POST', headers, body })).status;
    };
    expect(await send('another-secret')).toBe(401);
    expect(await send('local-secret', 3600)).toBe(401);
    expect(await send('local-secret')).toBe(200);
    await expect.poll(() => received.join(''), soon).toContain('LogDetector');
    for (let times = 0; times < 3; times += 1) expect(await send('local-secret')).toBe(200);
    expect(operator.audit).toHaveLength(1);
    stop.abort();
    await bot;
  });
});
