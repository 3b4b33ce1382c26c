/** What can be wrong between the product and Slack, through the whole chain: operator, bot, a real local Slack behind a faulty proxy. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { brokenLimits } from '../../bot/blocks/limits.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack, type SlackMessage } from '../fakes/local-slack.ts';
import { soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';
import { startSlackProxy, type Fault, type SlackProxy } from '../fakes/slack-proxy.ts';

const configuration = {
  slack: {
    channels: [
      { name: 'shop-incidents', id: 'C1', namespaces: ['shop'] },
      { name: 'nowhere', namespaces: ['lost'] },
    ],
    operators: { users: ['U1'] },
  },
};
/** All that a log line can try on a chat. */
const hostile = 'ERROR \u001B[31m<!channel> <!here> <@U1> ```rm``` <evil.example|click> *call* to http://cart:8080 failed\u0007';
const endless = (times: number): string => `ERROR no answer from http://checkout:8080 ${'<!channel> `A` '.repeat(times)}`;

describe.skipIf(!hasLocalSlack)('Slack', () => {
  let slack: LocalSlack;
  let proxy: SlackProxy;
  let product: Product;
  let operator: RunningProcess;
  let bot: RunningProcess | undefined;
  let shop: SmallShop;
  let lost: SmallShop;

  beforeAll(async () => {
    slack = await startLocalSlack();
    proxy = await startSlackProxy(slack.apiUrl);
    product = await startProduct(configuration);
    shop = createSmallShop(product.cluster, 'shop');
    lost = createSmallShop(product.cluster, 'lost');
    for (const one of [shop, lost]) {
      one.writeHistory(60_000);
      one.run();
    }
    product.detect('shop', { notify: { slack: { channel: 'shop-incidents' } } });
    product.detect('lost', { notify: { slack: { channel: 'nowhere' } } });
    operator = product.startOperator();
    await vi.waitFor(() => expect(product.condition('StreamsReady', 'shop/shop')?.reason).toBe('Streaming'), soon);
  });
  afterAll(async () => {
    shop.stop();
    lost.stop();
    await product.stop();
    await proxy.stop();
    await slack.stop();
  });

  /** Replaces the bot that runs. */
  async function startBot(environment: Readonly<Record<string, string>>, fault?: Omit<Fault, 'times'>): Promise<RunningProcess> {
    await bot?.stop();
    if (fault) proxy.fail({ ...fault, times: 1 });
    bot = product.startBot({ SLACK_API_URL: proxy.url, ...environment });
    return bot;
  }
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local' };
  const expectSlack = (reason: string, detector = 'shop/shop') =>
    expect.poll(() => product.condition('SlackReady', detector)?.reason, soon).toBe(reason);
  const messageOf = (detector = 'shop/shop') => product.condition('SlackReady', detector)?.message;
  const topLevel = async (): Promise<readonly SlackMessage[]> =>
    (await slack.messages('C1')).filter(({ thread_ts, ephemeral_to }) => !thread_ts && !ephemeral_to);
  const answers = async (): Promise<readonly SlackMessage[]> => (await slack.messages('C1')).filter(({ ephemeral_to }) => ephemeral_to);

  test('without a bot the condition says where to look', async () => {
    await expectSlack('BotUnreachable');
    expect(messageOf()).toContain('see the log of its container');
  });

  test('without a token nothing is posted, and the condition says how to make one', async () => {
    const started = await startBot({});
    await expectSlack('Disabled');
    expect(messageOf()).toContain('No Slack token is set');
    expect(messageOf()).toContain('SLACK_BOT_TOKEN');
    expect(started.events('ChatHealthChanged')).toHaveLength(1);
    expect(operator.events('ChatHealthChanged')).toMatchObject([{ code: 'NoToken', message: messageOf() }]);
  });

  test('a token that Slack does not accept is told, with where the right one is', async () => {
    await startBot(tokens, { method: 'auth.test', error: 'invalid_auth' });
    await expectSlack('TokenInvalid');
    expect(messageOf()).toContain('Slack does not accept the bot token: copy the Bot User OAuth Token');
  });

  test('a scope that is missing is named', async () => {
    await startBot(tokens, { method: 'auth.test', error: 'missing_scope', needed: 'chat:write' });
    await expectSlack('ScopeMissing');
    expect(messageOf()).toContain('lacks the scope chat:write: add it on the app\'s page "OAuth & Permissions"');
  });

  test('an incident that opened while Slack was out of reach is posted once when it is back', async () => {
    shop.breakCart({ checkout: hostile, web: endless(5_000) });
    for (let line = 0; line < 6; line += 1) shop.write('web', endless(70_000));
    await expect.poll(() => operator.events('IncidentOpened').length, soon).toBe(1);
    expect(await topLevel()).toEqual([]);
    await startBot(tokens);
    await expect.poll(async () => (await topLevel()).length, soon).toBe(1);
    await expectSlack('Connected');
  });

  test('a channel that Slack does not know is told to its LogDetector alone, and not a hundred times', async () => {
    lost.breakCart();
    await expectSlack('ChannelNotFound', 'lost/lost');
    expect(messageOf('lost/lost')).toContain('Slack knows no channel #nowhere, or it is private');
    expect(product.condition('Ready', 'lost/lost')).toMatchObject({ status: 'False', reason: 'ChannelNotFound' });
    expect(product.condition('SlackReady', 'shop/shop')?.reason).toBe('Connected');
    expect(operator.events('PostFailed')).toHaveLength(1);
  });

  test('mentions, mark-up, control characters and a megabyte in log lines arrive harmless', async () => {
    const everything = async (): Promise<string> => JSON.stringify(await slack.messages('C1'));
    await expect.poll(everything, { timeout: 30_000, interval: 200 }).toContain('evil.example');
    await expect.poll(everything, { timeout: 30_000, interval: 200 }).toContain('no answer from');
    await slack.command('top-patterns last 10m', { user: 'U2', channel: 'C1' });
    await expect.poll(async () => (await answers()).length, soon).toBe(1);
    const said = await everything();
    for (const live of ['<!channel>', '<!here>', '<@U1>', '<evil', '\u001B', '\\u001b', '\\u0007']) expect(said).not.toContain(live);
    expect(said.length).toBeLessThan(100_000);
    for (const { text, blocks } of proxy.sent) expect(brokenLimits({ text, blocks })).toEqual([]);
    expect(await topLevel()).toHaveLength(1);
    shop.recover();
  });

  test('an unknown command is answered with the nearest one', async () => {
    await slack.command('top-paterns checkout', { user: 'U2', channel: 'C1' });
    await expect.poll(async () => (await answers()).length, soon).toBe(2);
    expect(JSON.stringify((await answers()).at(-1))).toContain('top-patterns');
  });

  test('who may not change models is refused, changes nothing, and is audited', async () => {
    await slack.command('retrain shop/shop', { user: 'U2', channel: 'C1' });
    await expect.poll(async () => (await product.api.audit(10)).length, soon).toBe(3);
    const [entry] = await product.api.audit(10);
    expect(entry).toMatchObject({ user: 'U2', channel: 'C1', action: '/logbot retrain shop/shop' });
    expect(entry?.result).toMatch(/refused|forbidden|not allowed/i);
    const { spec } = { spec: {}, ...product.cluster.get('LogDetector', 'shop', 'shop') };
    expect(spec).not.toHaveProperty('model.retrainRequestTime');
  });

  test('nothing of it was unplanned, and no token stands in a log', () => {
    expect(operator.events('UnexpectedError')).toEqual([]);
    expect(bot?.events('UnexpectedError')).toEqual([]);
    expect(`${operator.output()}${bot?.output()}`).not.toMatch(/xoxb-local|xapp-local/);
  });
});
