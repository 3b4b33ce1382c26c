import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationSchema } from '../../api/configuration.ts';
import { startBot } from '../../bot/app.ts';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { incidentPost, incidentView, startedAtMs } from '../bot/builders.ts';
import { createFakeOperator, type FakeOperator } from '../bot/fake-operator.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack, type SlackMessage } from '../fakes/local-slack.ts';
import { startSlackProxy, type Fault, type SlackProxy } from '../fakes/slack-proxy.ts';

const configuration = ConfigurationSchema.parse({
  slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }], operators: { users: ['U1'], userGroups: ['S1'] } },
});
const soon = { timeout: 15_000, interval: 50 };
const here = (user: string) => ({ user, channel: 'C1' });

const words = (message: SlackMessage | undefined): string => JSON.stringify(message ?? null);

describe.skipIf(!hasLocalSlack)('the bot in a real local Slack', () => {
  let slack: LocalSlack;
  let proxy: SlackProxy;
  let operator: FakeOperator;
  let stop: AbortController;
  let bot: Promise<void>;

  beforeAll(async () => {
    slack = await startLocalSlack();
  });
  afterAll(() => slack.stop());

  interface Settings {
    readonly botToken?: string | null;
    readonly faults?: readonly Fault[];
    readonly groupMembers?: readonly string[];
    /** Of a Slack that is not the local one. */
    readonly workspaceUrl?: string;
  }

  async function start({ botToken = 'xoxb-local', faults = [], groupMembers = [], workspaceUrl }: Settings = {}): Promise<void> {
    proxy = await startSlackProxy(slack.apiUrl);
    proxy.answer('usergroups.users.list', { users: groupMembers });
    if (workspaceUrl !== undefined) proxy.answer('auth.test', { user_id: 'U0BOT', bot_id: 'B0BOT', url: workspaceUrl });
    for (const fault of faults) proxy.fail(fault);
    operator = createFakeOperator();
    stop = new AbortController();
    const quiet = { info: () => undefined, warn: () => undefined };
    bot = startBot(
      { botToken, appToken: 'xapp-local', signingSecret: null, slackApiUrl: proxy.url, configuration, httpPort: 0 },
      { api: operator.api, log: quiet, now: Date.now, intervalMs: 20 },
      stop.signal,
    );
  }
  const connected = () => expect.poll(() => operator.health.at(-1)?.state, soon).toBe('connected');
  afterEach(async () => {
    stop.abort();
    await bot;
    for (const message of proxy.sent) expect(brokenLimits({ text: message.text, blocks: message.blocks })).toEqual([]);
    await proxy.stop();
    await fetch(`${slack.url}/_control/reset`, { method: 'POST' });
  });

  const inChannel = async (): Promise<readonly SlackMessage[]> =>
    (await slack.messages('C1')).filter(({ thread_ts, ephemeral_to }) => !thread_ts && !ephemeral_to);
  const inThread = async (): Promise<readonly SlackMessage[]> => (await slack.messages('C1')).filter(({ thread_ts }) => thread_ts);
  const answers = async (): Promise<readonly SlackMessage[]> => (await slack.messages('C1')).filter(({ ephemeral_to }) => ephemeral_to);

  it('one incident is one message, edited in place, with its story and news in the thread', async () => {
    await start();
    operator.say(incidentPost());
    await expect.poll(async () => (await inThread()).length, soon).toBe(2);
    const [message] = await inChannel();
    expect(words(message)).toContain('cart runs out of memory');
    expect(words((await inThread())[0])).toContain('Timeline');
    expect(words((await inThread())[1])).toContain('Opened: cart was OOM-killed');

    const resolved = incidentView({ state: 'resolved', resolvedAtMs: startedAtMs + 660_000 });
    const entries = [...incidentPost().entries, { seq: 2, atMs: startedAtMs + 660_000, text: 'Resolved: no error for 5 minutes.' }];
    operator.say(incidentPost({ revision: 2, entries }, resolved));
    await expect.poll(async () => words((await inChannel())[0]), soon).toContain('✅ Resolved');
    await expect.poll(async () => (await inThread()).length, soon).toBe(3);
    expect(await inChannel()).toHaveLength(1);
    expect((await inChannel())[0]?.ts).toBe(message?.ts);
    await expect
      .poll(() => operator.post('inc-4f7a2c')?.posted, soon)
      .toMatchObject({ channelId: 'C1', ts: message?.ts, revision: 2, entries: 2 });
  });

  it('a restart of the bot posts nothing twice', async () => {
    await start();
    operator.say(incidentPost());
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.entries, soon).toBe(1);
    operator.setLeading(false);
    await expect.poll(() => operator.believed, soon).toBe(false);
    operator.say(incidentPost({ revision: 2 }, incidentView({ title: 'cart runs out of memory again' })));
    operator.setLeading(true);
    await expect.poll(async () => words((await inChannel())[0]), soon).toContain('again');
    await expect.poll(() => operator.post('inc-4f7a2c')?.posted?.revision, soon).toBe(2);
    expect(await inChannel()).toHaveLength(1);
    expect(await inThread()).toHaveLength(2);
  });

  it('acknowledge shows who did it, in the same message', async () => {
    await start();
    operator.say(incidentPost());
    await connected();
    await expect.poll(async () => (await inThread()).length, soon).toBe(2);
    const [message] = await inChannel();
    if (message) await slack.click(message, 'incident.acknowledge', here('U2'));
    await expect.poll(async () => words((await inChannel())[0]), soon).toContain('*Acknowledged* by <@U2>');
    expect(words((await inChannel())[0])).not.toContain('incident.acknowledge');
    expect(operator.audit).toMatchObject([
      { user: 'U2', channel: 'C1', action: 'button incident.acknowledge shop/shop/inc-4f7a2c', result: 'done' },
    ]);
  });

  it('answers a natural question to the asker alone', async () => {
    await start();
    await connected();
    await slack.command('top patterns for checkout in the last hour', here('U2'));
    await expect.poll(async () => (await answers()).length, soon).toBe(1);
    expect((await answers())[0]?.ephemeral_to).toBe('U2');
    expect(words((await answers())[0])).toContain('call to cart failed: ‹text›');
    expect(operator.asked).toEqual(['patterns shop checkout 3600']);
  });

  it('a rollback shows both versions, asks, and is done once confirmed', async () => {
    await start();
    await connected();
    await slack.command('rollback shop', here('U1'));
    await expect.poll(async () => (await answers()).length, soon).toBe(1);
    const [question] = await answers();
    expect(words(question)).toContain('model 2 → model 1');
    expect(operator.rolledBack).toEqual([]);
    if (question) await slack.click(question, 'rollback.confirm', here('U1'));
    await expect.poll(() => operator.rolledBack, soon).toEqual([{ detector: 'shop/shop', version: 1 }]);
    await expect.poll(async () => words((await answers())[0]), soon).toContain('accepted');
    expect(operator.audit.map(({ result }) => result)).toEqual(['asked to confirm 2 -> 1', 'accepted: op-1, model 2 → 1']);
  });

  it('a forbidden user is refused, and it is noted', async () => {
    await start();
    await connected();
    await slack.command('retrain shop', here('U2'));
    await expect.poll(async () => words((await answers())[0]), soon).toContain('You may not');
    expect(operator.retrained).toEqual([]);
    expect(operator.audit).toMatchObject([{ user: 'U2', action: '/logbot retrain shop', result: 'refused: not an operator (retrain)' }]);
  });

  it('an unknown command is answered with the nearest one', async () => {
    await start();
    await connected();
    await slack.command('incidnets', here('U2'));
    await expect.poll(async () => words((await answers())[0]), soon).toContain('/logbot incidents');
  });

  it('a channel without a namespace sees nothing', async () => {
    await start();
    await connected();
    await slack.command('incidents', { user: 'U2', channel: 'C2' });
    const elsewhere = async () => words((await slack.messages('C2')).at(-1));
    await expect.poll(elsewhere, soon).toContain('may see no namespace');
  });

  it('a pause that Slack asks for one channel does not hold up the other', async () => {
    await start();
    await connected();
    proxy.fail({ method: 'chat.postMessage', channel: 'shop-incidents', status: 429, retryAfterSeconds: 2, times: 1 });
    operator.say(incidentPost());
    await expect.poll(() => proxy.failed, soon).toBe(1);
    operator.say(incidentPost({ id: 'other', channel: 'elsewhere' }));
    await expect.poll(async () => (await slack.messages('C2')).length, soon).toBeGreaterThan(0);
    expect(await inChannel()).toHaveLength(0);
    await expect.poll(async () => (await inChannel()).length, soon).toBe(1);
  });

  it.each([
    ['not_in_channel', '/invite'],
    ['channel_not_found', 'knows no channel'],
    ['is_archived', 'archived'],
  ])('%s is reported with what to do, and tried again', async (error, advice) => {
    await start();
    proxy.fail({ method: 'chat.postMessage', error, times: 1 });
    operator.say(incidentPost());
    await expect.poll(() => operator.failures[0]?.body, soon).toMatchObject({ code: error, retryInMs: 60_000 });
    expect(operator.failures[0]?.body.message).toContain(advice);
    expect(operator.failures[0]?.body.message).toContain('#shop-incidents');
  });

  it('a missing scope is named, and sent once it is there', async () => {
    await start({ faults: [{ method: 'chat.postMessage', error: 'missing_scope', needed: 'chat:write', times: 1000 }] });
    operator.say(incidentPost());
    await expect.poll(() => operator.health.at(-1), soon).toMatchObject({ state: 'failed', code: 'missing_scope' });
    expect(operator.health.at(-1)?.message).toContain('lacks the scope chat:write');
  });

  it('a refused token leaves the bot running and says what to do', async () => {
    await start({ faults: [{ method: 'auth.test', error: 'invalid_auth', times: 1000 }] });
    await expect.poll(() => operator.health.at(-1), soon).toMatchObject({ state: 'failed', code: 'invalid_auth' });
    expect(operator.health.at(-1)?.message).toContain('SLACK_BOT_TOKEN');
  });

  it('a refused app token still posts, and says why commands do not work', async () => {
    await start({ faults: [{ method: 'apps.connections.open', error: 'invalid_auth', times: 1000 }] });
    operator.say(incidentPost());
    await expect.poll(async () => (await inChannel()).length, soon).toBe(1);
    await expect.poll(() => operator.health.at(-1), soon).toMatchObject({ state: 'failed', code: 'invalid_auth' });
    expect(operator.health.at(-1)?.message).toContain('SLACK_APP_TOKEN');
  });

  it('members of a named user group may change something', async () => {
    await start({ groupMembers: ['U2'] });
    await connected();
    await slack.command('retrain shop/shop', here('U2'));
    await expect.poll(async () => (await answers()).length, soon).toBe(1);
    const [question] = await answers();
    if (question) await slack.click(question, 'wish.confirm', here('U2'));
    await expect.poll(() => operator.retrained, soon).toEqual(['shop/shop']);
    await expect.poll(() => operator.audit.at(-1), soon).toMatchObject({ user: 'U2', result: 'accepted: op-1' });
  });

  it('what Git has set is not changed, and the answer says so', async () => {
    await start();
    await connected();
    operator.setGitManager('argocd-controller');
    await slack.command('rollback shop', here('U1'));
    await expect.poll(async () => words((await answers())[0]), soon).toContain('Git wins');
    expect(words((await answers())[0])).toContain('argocd-controller');
    expect(operator.rolledBack).toEqual([]);
  });

  it('comes back when Slack was away', async () => {
    await start();
    await connected();
    await slack.stop();
    await expect.poll(() => operator.health.at(-1)?.state, soon).not.toBe('connected');
    slack = await startLocalSlack(Number(new URL(slack.url).port));
    await connected();
    await slack.command('status', here('U2'));
    await expect.poll(async () => words((await answers())[0]), soon).toContain('LogDetector ready');
  });

  it('a follower is silent, and its socket is closed', async () => {
    await start();
    await connected();
    operator.setLeading(false);
    await expect.poll(() => operator.believed, soon).toBe(false);
    const answered = proxy.calls.length;
    operator.say(incidentPost());
    operator.setLeading(true);
    await expect.poll(async () => (await inChannel()).length, soon).toBe(1);
    expect(proxy.calls.slice(answered)).toContain('apps.connections.open');
  });

  it('a layout that Slack refuses is sent as text', async () => {
    await start();
    proxy.fail({ method: 'chat.postMessage', error: 'invalid_blocks', times: 1 });
    operator.say(incidentPost());
    await expect.poll(async () => (await inChannel()).length, soon).toBe(1);
    expect((await inChannel())[0]?.blocks ?? []).toEqual([]);
  });

  it('the chart and the table of a thread are sent again as text where Slack does not take them', async () => {
    await start({ workspaceUrl: 'https://acme.slack.com/' });
    operator.say(incidentPost());
    await expect.poll(async () => (await inThread()).length, soon).toBe(2);
    const types = (message: SlackMessage | undefined) => (message?.blocks ?? []).map(({ type }) => type);
    expect(types((await inThread())[0])).toEqual(expect.arrayContaining(['data_visualization', 'data_table']));
    proxy.fail({ method: 'chat.update', containing: 'data_visualization', error: 'invalid_blocks', times: 5 });
    operator.say(incidentPost({ revision: 2 }));
    await expect.poll(async () => types((await inThread())[0]).includes('data_table'), soon).toBe(false);
    expect(words((await inThread())[0])).toContain('usual are 0.4');
    expect(await inThread()).toHaveLength(2);
  });

  it('a message that someone deleted is posted anew', async () => {
    await start();
    operator.say(incidentPost());
    await expect.poll(async () => (await inThread()).length, soon).toBe(2);
    const [message] = await inChannel();
    proxy.fail({ method: 'chat.update', error: 'message_not_found', times: 1 });
    operator.say(incidentPost({ revision: 2 }));
    await expect.poll(async () => (await inChannel()).at(-1)?.ts !== message?.ts, soon).toBe(true);
  });

  it('without a token it keeps running, says so, and posts nothing', async () => {
    await start({ botToken: null });
    operator.say(incidentPost());
    await expect.poll(() => operator.health.at(-1), soon).toMatchObject({ state: 'disabled', code: 'NoToken' });
    expect(await inChannel()).toEqual([]);
  });
});
