/** What people do besides commands and buttons: naming the bot, the shortcut, the Home; through Bolt in HTTP mode: what Slack sends, and which calls it gets. */
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { ApiError } from '../../api/client.ts';
import { startBot } from '../../bot/app.ts';
import { formView } from '../../bot/blocks/forms.ts';
import { incidentPost } from '../bot/builders.ts';
import { createFakeOperator, type FakeOperator } from '../bot/fake-operator.ts';
import { freePort } from '../fakes/local-slack.ts';

const configuration = ConfigurationSchema.parse({
  slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }], operators: { users: ['U1'] } },
});
const soon = { timeout: 15_000, interval: 50 };
const channel = { id: 'C1', name: 'shop-incidents' };

let slack: Server;
let calls: { readonly method: string; readonly body: Record<string, string> }[];
let errors: Map<string, string>;
let operator: FakeOperator;
let stop: AbortController;
let bot: Promise<void>;
let send: (form: Record<string, string> | object) => Promise<number>;

const called = (method: string) => calls.filter((call) => call.method === method).map(({ body }) => body);

beforeEach(async () => {
  calls = [];
  errors = new Map();
  slack = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => void (text += chunk.toString()));
    request.on('end', () => {
      const method = request.url?.split('/').at(-1) ?? '';
      calls.push({ method, body: Object.fromEntries(new URLSearchParams(text)) });
      const error = errors.get(method);
      const identity = { user_id: 'U0BOT', bot_id: 'B0BOT', url: 'https://acme.slack.com/' };
      const answer =
        error === undefined ? { ok: true, ...identity, channel, channels: [channel], ts: '9.9', view: { id: 'V1' } } : { ok: false, error };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
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
    const isEvent = 'event' in payload;
    const body = isEvent ? JSON.stringify(payload) : new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v0=${createHmac('sha256', 'local-secret').update(`v0:${timestamp}:${body}`).digest('hex')}`;
    const type = isEvent ? 'application/json' : 'application/x-www-form-urlencoded';
    const headers = { 'content-type': type, 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature };
    return (await fetch(`http://127.0.0.1:${httpPort}/slack/events`, { method: 'POST', headers, body })).status;
  };
});

afterEach(async () => {
  stop.abort();
  await bot;
  slack.close();
});

let eventsSent = 0;
function event(content: object) {
  eventsSent += 1;
  return { type: 'event_callback', team_id: 'T1', api_app_id: 'A1', event_id: `Ev${eventsSent}`, event_time: 1, event: content };
}
const mentioned = (text: string, more: object = {}) => {
  const ts = `${Math.floor(Date.now() / 1000)}.${String(100_000 + eventsSent)}`;
  return event({ type: 'app_mention', user: 'U2', channel: 'C1', ts, event_ts: ts, text: `<@U0BOT> ${text}`, ...more });
};

it('who names the bot is answered in the thread, once, whatever Slack repeats', async () => {
  const asked = mentioned('top patterns for checkout in the last hour');
  expect(await Promise.all([send(asked), send(asked), send(asked)])).toEqual([200, 200, 200]);
  await expect.poll(() => called('chat.postMessage').length, soon).toBe(1);
  const [answer] = called('chat.postMessage');
  expect(answer).toMatchObject({ channel: 'C1', thread_ts: (asked.event as { ts?: string }).ts });
  expect(answer?.['blocks']).toContain('call to cart failed');
  await send(mentioned('status', { bot_id: 'B7' }));
  await send(mentioned('retrain shop'));
  await expect.poll(() => called('chat.postEphemeral').length, soon).toBe(1);
  expect(called('chat.postEphemeral')[0]).toMatchObject({ user: 'U2' });
  expect([called('chat.postMessage').length, operator.audit.length, operator.retrained]).toEqual([1, 2, []]);
});

it("in an incident's thread the incident is known", async () => {
  operator.say(incidentPost({ posted: { channelId: 'C1', ts: '170.1', revision: 9, entries: 9, storyTs: '170.2' } }));
  await send(mentioned('why?', { thread_ts: '170.1' }));
  await expect
    .poll(() => called('chat.postMessage').find((call) => call['blocks']?.includes('For <@U2>')), soon)
    .toMatchObject({ thread_ts: '170.1' });
  expect(operator.audit).toMatchObject([{ action: '@LogDetector why', result: 'answered' }]);
});

it('the shortcut opens at once and is filled; an expired trigger is a plain sentence and an audit line', async () => {
  const shortcut = {
    type: 'message_action',
    callback_id: 'explain.line',
    user: { id: 'U2' },
    team: { id: 'T1' },
    channel,
    message: { text: 'ERROR order 5531 failed after 12 ms' },
    response_url: `http://127.0.0.1:${(slack.address() as AddressInfo).port}/respond`,
  };
  await send({ ...shortcut, trigger_id: '1.1' });
  await expect.poll(() => called('views.update')[0]?.['view'], soon).toContain('in the last hour');
  expect(called('views.open')).toHaveLength(1);
  errors.set('views.open', 'expired_trigger_id');
  await send({ ...shortcut, trigger_id: '1.2' });
  await expect.poll(() => operator.audit.at(-1)?.result, soon).toBe('refused: the trigger had expired');
  await expect.poll(() => called('respond').length, soon).toBe(1);
  expect(called('views.update')).toHaveLength(1);
});

it('the Home is published at each opening and after a button, by what the person may see', async () => {
  await send(event({ type: 'app_home_opened', user: 'U2', channel: 'D1', tab: 'home', event_ts: '1.1' }));
  await expect.poll(() => called('views.publish')[0]?.['view'], soon).toContain('What is watched');
  expect(called('views.publish')[0]).toMatchObject({ user_id: 'U2' });
  await send(event({ type: 'app_home_opened', user: 'U2', channel: 'D1', tab: 'messages', event_ts: '1.2' }));
  const action = { type: 'button', action_id: 'home.acknowledge', block_id: 'b', value: 'shop/shop/inc-4f7a2c' };
  await send({
    type: 'block_actions',
    user: { id: 'U2' },
    team: { id: 'T1' },
    trigger_id: '1.3',
    view: { type: 'home' },
    actions: [action],
  });
  await expect.poll(() => called('views.publish').length, soon).toBe(2);
  expect(called('views.publish')[1]?.['view']).not.toContain('home.acknowledge');
  await send({
    type: 'block_actions',
    user: { id: 'U2' },
    team: { id: 'T1' },
    trigger_id: '1.4',
    view: { type: 'home' },
    actions: [{ ...action, action_id: 'home.why' }],
  });
  await expect.poll(() => called('views.open')[0]?.['view'], soon).toContain('Timeline');
});

it('a form opens from a button, tells nonsense beside its field, and shows the change where it was opened', async () => {
  const common = { user: { id: 'U1' }, team: { id: 'T1' }, channel };
  const action = { type: 'button', action_id: 'form.mute', block_id: 'form', value: 'abc' };
  await send({ ...common, type: 'block_actions', trigger_id: '2.1', actions: [action] });
  await expect.poll(() => called('views.open').length, soon).toBe(1);
  const opened = JSON.parse(called('views.open')[0]?.['view'] ?? '{}') as object;
  const submit = async (value: string, trigger: string): Promise<number> => {
    const view = { id: 'V1', ...opened, state: { values: { until: { typed: { type: 'plain_text_input', value } } } } };
    return await send({ ...common, type: 'view_submission', trigger_id: trigger, view });
  };
  await submit('99:99', '2.2');
  await expect.poll(() => operator.audit.at(-1)?.result, soon).toBe('refused: no time given');
  expect(called('chat.postEphemeral')).toEqual([]);
  await submit('2h', '2.3');
  await expect.poll(() => called('chat.postEphemeral')[0], soon).toMatchObject({ channel: 'C1', user: 'U1' });
  expect(called('chat.postEphemeral')[0]?.['blocks']).toContain('change.confirm');
  expect(operator.changes).toEqual([]);
});

const submitted = (view: object, trigger: string, values: object) => ({
  user: { id: 'U1' },
  team: { id: 'T1' },
  type: 'view_submission',
  trigger_id: trigger,
  view: { id: 'V1', ...view, state: { values } },
});
const field = (value: string) => ({ typed: { type: 'plain_text_input', value } });

it('a form is acknowledged within Slack\u2019s three seconds while the operator hangs, and what comes of it is told in its place', async () => {
  const answer = Promise.withResolvers<never>();
  Object.assign(operator.api, { change: () => answer.promise });
  const view = formView({ form: 'mute', subject: 'abc', channel });
  const startedAt = performance.now();
  expect(await send(submitted(view, '3.1', { until: field('2h') }))).toBe(200);
  expect(performance.now() - startedAt).toBeLessThan(2500);
  expect([called('views.update'), called('chat.postEphemeral')]).toEqual([[], []]);
  answer.reject(new ApiError('OperatorUnreachable', 0, 'The operator does not answer.'));
  await expect.poll(() => called('views.update')[0]?.['view'], soon).toContain('✋ The operator does not answer. Open the form once more.');
  expect(operator.audit.map(({ result }) => result)).toEqual(['refused: The operator does not answer.']);
});

it('noise is given a reason in own words, which stands with the mark and in the audit log', async () => {
  const common = { user: { id: 'U2' }, team: { id: 'T1' }, channel };
  const action = { type: 'button', action_id: 'reason-form.noise', block_id: 'b', value: 'shop/shop/inc-4f7a2c' };
  await send({ ...common, type: 'block_actions', trigger_id: '4.1', actions: [action] });
  await expect.poll(() => called('views.open')[0]?.['view'], soon).toContain('Why was it noise?');
  const view = JSON.parse(called('views.open')[0]?.['view'] ?? '{}') as object;
  expect(await send(submitted(view, '4.2', { why: field('we move the <!channel> database') }))).toBe(200);
  await expect
    .poll(() => operator.audit.at(-1)?.action, soon)
    .toBe('reason of noise shop/shop/inc-4f7a2c (we move the <!channel> database)');
  const { marks } = await operator.api.incident('inc-4f7a2c', 'shop');
  expect(marks.at(-1)).toMatchObject({ mark: 'noise', user: 'U1', reason: 'we move the <!channel> database' });
});
