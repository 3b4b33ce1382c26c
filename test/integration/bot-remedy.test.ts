/** The question with the exact change and its answer, through Bolt in HTTP mode: what Slack sends, and which calls it gets. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startBot } from '../../bot/app.ts';
import { createFakeOperator, type FakeOperator } from '../bot/fake-operator.ts';
import { freePort } from '../fakes/local-slack.ts';

const configuration = ConfigurationSchema.parse({
  slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }], operators: { users: ['U1'] } },
});
const soon = { timeout: 15_000, interval: 50 };

interface Opened {
  readonly method: string;
  readonly view: { readonly private_metadata?: string; readonly callback_id?: string; readonly blocks: unknown };
}

let slack: Server;
let opened: Opened[];
let operator: FakeOperator;
let stop: AbortController;
let bot: Promise<void>;
let send: (payload: object) => Promise<string>;

beforeEach(async () => {
  opened = [];
  slack = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      const method = request.url?.split('/').at(-1) ?? '';
      const view = new URLSearchParams(body).get('view');
      if (view !== null) opened.push({ method, view: JSON.parse(view) as Opened['view'] });
      const identity = { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', url: 'https://acme.slack.com/' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(identity));
    });
  });
  await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
  const slackApiUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`;
  const httpPort = await freePort();
  operator = createFakeOperator();
  stop = new AbortController();
  const quiet = { info: () => undefined, warn: () => undefined };
  bot = startBot(
    { botToken: 'xoxb-local', appToken: null, signingSecret: 'local-secret', slackApiUrl, configuration, httpPort },
    { api: operator.api, log: quiet, now: Date.now, intervalMs: 20 },
    stop.signal,
  );
  await expect.poll(() => operator.health.at(-1)?.state, soon).toBe('connected');
  send = async (payload) => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac('sha256', 'local-secret').update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    const headers = { ...type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    return await (await fetch(`http://127.0.0.1:${httpPort}/slack/events`, { method: 'POST', headers, body })).text();
  };
});

afterEach(async () => {
  stop.abort();
  await bot;
  slack.close();
});

it('a click shows the change, and what is submitted is done once and told in its place', async () => {
  const action = { type: 'button', action_id: 'remedy.propose.undo-rollout', block_id: 'b', value: 'shop/shop/inc-4f7a2c' };
  const common = { user: { id: 'U1' }, team: { id: 'T1' }, trigger_id: '1.2' };
  await send({ ...common, type: 'block_actions', channel: { id: 'C1', name: 'shop-incidents' }, actions: [action] });
  await expect.poll(() => opened.map(({ method }) => method), soon).toEqual(['views.open']);
  const question = opened[0]?.view;
  expect(JSON.stringify(question?.blocks)).toContain('image of cart from 2 to 1');
  expect(operator.remedied.map(({ body }) => body.seen)).toEqual([null]);

  const view = { id: 'V1', type: 'modal', ...question };
  const acknowledged = await send({ ...common, type: 'view_submission', view });
  expect(acknowledged).toContain('"response_action":"update"');
  await expect.poll(() => opened.map(({ method }) => method), soon).toEqual(['views.open', 'views.update']);
  expect(JSON.stringify(opened[1]?.view.blocks)).toContain('Done; watched for 10 min.');
  expect(operator.remedied.at(-1)).toEqual({
    id: 'shop/shop/inc-4f7a2c',
    body: { action: 'undo-rollout', requestedBy: 'U1', channel: 'C1', seen: 'uid/1' },
  });
  await expect.poll(() => operator.audit.map(({ result }) => result.split(':')[0]), soon).toEqual(['asked to confirm', 'accepted']);
});
