/** What Slack and the way to it do wrong: nothing is lost, nothing is said twice, and one channel's trouble is no other's. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startBot } from '../../bot/app.ts';
import { incidentPost, incidentView } from '../bot/builders.ts';
import { createFakeOperator, type FakeOperator } from '../bot/fake-operator.ts';
import { startGate, type Gate } from '../fakes/gate.ts';
import { freePort, hasLocalSlack, startLocalSlack, type LocalSlack, type SlackMessage } from '../fakes/local-slack.ts';
import { startSlackProxy, type Fault, type SlackProxy } from '../fakes/slack-proxy.ts';

const configuration = ConfigurationSchema.parse({
  slack: {
    channels: [
      { name: 'shop-incidents', id: 'C1', namespaces: ['shop'] },
      { name: 'elsewhere', id: 'C2', namespaces: ['shop'] },
    ],
    operators: { users: ['U1'] },
  },
});
const soon = { timeout: 15_000, interval: 25 };
const quiet = { info: () => undefined, warn: () => undefined };

describe.skipIf(!hasLocalSlack)('the bot, while Slack does wrong', () => {
  let slack: LocalSlack;
  let proxy: SlackProxy;
  let operator: FakeOperator;
  let gate: Gate | null = null;
  const bots: { readonly stop: AbortController; readonly ended: Promise<void> }[] = [];

  beforeAll(async () => {
    slack = await startLocalSlack();
  });
  afterAll(() => slack.stop());

  async function start({ faults = [] }: { readonly faults?: readonly Fault[] } = {}): Promise<void> {
    proxy = await startSlackProxy(slack.apiUrl);
    for (const fault of faults) proxy.fail(fault);
    operator = createFakeOperator();
    await startAnother();
  }

  async function startAnother({ appToken = 'xapp-local' }: { readonly appToken?: string | null } = {}): Promise<void> {
    const stop = new AbortController();
    const settings = { botToken: 'xoxb-local', signingSecret: null, slackApiUrl: proxy.url, configuration, httpPort: await freePort() };
    const ended = startBot({ ...settings, appToken }, { api: operator.api, log: quiet, now: Date.now, intervalMs: 20 }, stop.signal);
    bots.push({ stop, ended });
  }

  afterEach(async () => {
    for (const { stop } of bots) stop.abort();
    for (const { ended } of bots.splice(0)) await ended;
    await proxy.stop();
    await gate?.shut();
    gate = null;
    await fetch(`${slack.url}/_control/reset`, { method: 'POST' });
  });

  const said = async (channel: string): Promise<readonly SlackMessage[]> =>
    (await slack.messages(channel)).filter(({ ephemeral_to }) => !ephemeral_to);
  const connected = () => expect.poll(() => operator.health.at(-1)?.state, soon).toBe('connected');
  /** The message, its story and its one entry. */
  const wholePost = 3;

  it('an answer that is lost after Slack has posted says nothing twice: message, story and thread', async () => {
    const lost = { method: 'chat.postMessage', isAnswerLost: true, times: 3 };
    await start({ faults: [lost] });
    operator.say(incidentPost());
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.entries, { timeout: 30_000, interval: 50 }).toBe(1);
    expect(proxy.failed).toBe(3);
    expect(await said('C1')).toHaveLength(wholePost);
  }, 40_000);

  it('where the channel may not be read a lost answer says it twice, and loses nothing', async () => {
    const hidden = { method: 'conversations.history', error: 'missing_scope', times: 100 };
    await start({ faults: [{ method: 'chat.postMessage', isAnswerLost: true, times: 1 }, hidden] });
    operator.say(incidentPost({ entries: [] }));
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.storyTs, { timeout: 30_000, interval: 50 }).toBeDefined();
    expect((await said('C1')).filter(({ thread_ts: thread }) => !thread)).toHaveLength(2);
  }, 40_000);

  it.each([500, 502, 503])(
    'an answer of %s is tried again, and nothing is lost or doubled',
    async (status) => {
      await start({ faults: [{ method: 'chat.postMessage', status, times: 1 }] });
      operator.say(incidentPost());
      await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.entries, { timeout: 20_000, interval: 50 }).toBe(1);
      expect(await said('C1')).toHaveLength(wholePost);
    },
    30_000,
  );

  it('ten minutes of 429 for one channel hold up no page of another, and none of its edits', async () => {
    await start();
    operator.say(incidentPost({ id: 'old' }));
    await expect.poll(() => operator.post('old')?.posted?.entries, soon).toBe(1);
    proxy.fail({ method: 'chat.postMessage', channel: 'C1', status: 429, retryAfterSeconds: 600, times: 100 });
    operator.say(incidentPost({ id: 'held' }));
    await expect.poll(() => proxy.failed, soon).toBe(1);
    const startedAtMs = performance.now();
    operator.say(incidentPost({ id: 'page', channel: 'elsewhere' }));
    operator.say(incidentPost({ id: 'old', revision: 2 }, incidentView({ title: 'cart is worse' })));
    await expect.poll(async () => (await said('C2')).length, soon).toBeGreaterThan(0);
    expect(performance.now() - startedAtMs).toBeLessThan(5000);
    await expect.poll(async () => JSON.stringify(await said('C1')), soon).toContain('cart is worse');
    expect(proxy.failed).toBe(1);
    expect(operator.health.at(-1)).toMatchObject({ code: 'ratelimited' });
  });

  it('who is being woken goes before what only waits for its first message', async () => {
    await start();
    proxy.fail({ method: 'chat.postMessage', status: 429, retryAfterSeconds: 1, times: 1 });
    const page = incidentView().page;
    const unpaged = incidentView({}, { page: { ...page, state: 'not-paged' } });
    operator.say(incidentPost({ id: 'first' }, unpaged));
    await expect.poll(() => proxy.failed, soon).toBe(1);
    for (const id of ['second', 'third']) operator.say(incidentPost({ id }, { ...unpaged }));
    operator.say(incidentPost({ id: 'woken' }));
    await expect.poll(() => proxy.sent.length, soon).toBeGreaterThan(0);
    expect(proxy.sent[0]?.metadata).toMatchObject({ event_payload: { post: 'woken', part: 'message' } });
  });

  it('two replicas of which the first is cut off in the middle say one message', async () => {
    await start({ faults: [{ method: 'chat.postMessage', isAnswerLost: true, times: 1 }] });
    operator.say(incidentPost());
    await expect.poll(() => proxy.failed, soon).toBe(1);
    bots[0]?.stop.abort();
    await startAnother();
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.entries, { timeout: 20_000, interval: 50 }).toBe(1);
    expect(await said('C1')).toHaveLength(wholePost);
  }, 30_000);

  /** The socket goes through a gate that can be closed or made deaf. */
  async function startBehindGate(): Promise<Gate> {
    proxy = await startSlackProxy(slack.apiUrl);
    const opening = await startGate(slack.url);
    gate = opening;
    proxy.leadSocketsTo(opening.url);
    operator = createFakeOperator();
    await startAnother();
    await connected();
    return opening;
  }
  const answered = async (): Promise<number> => (await slack.messages('C1')).filter(({ ephemeral_to }) => ephemeral_to).length;

  it('a socket that is cut is opened again, and commands are answered', async () => {
    const cut = await startBehindGate();
    await cut.shut();
    await cut.open();
    await expect.poll(() => proxy.calls.filter((call) => call === 'apps.connections.open').length, soon).toBeGreaterThan(1);
    await connected();
    await slack.command('status', { user: 'U2', channel: 'C1' });
    await expect.poll(answered, soon).toBe(1);
  });

  it('a socket that is open and deaf is noticed and opened again', async () => {
    const deaf = await startBehindGate();
    deaf.freeze();
    await expect
      .poll(() => proxy.calls.filter((call) => call === 'apps.connections.open').length, { timeout: 30_000, interval: 100 })
      .toBeGreaterThan(1);
    deaf.thaw();
    await connected();
    await slack.command('status', { user: 'U2', channel: 'C1' });
    await expect.poll(answered, { timeout: 30_000, interval: 50 }).toBeGreaterThan(0);
  }, 70_000);
});
