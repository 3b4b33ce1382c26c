/**
 * A ClusterLogDetector as the product serves it: two teams' namespaces through operator, API and chat, and what a team keeps to itself. Its channel
 * is in one Slack workspace; a route of the administrator tells a second workspace, which has a bot of its own.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack } from '../fakes/local-slack.ts';
import { quickTimes, soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

const id = 'cluster:/platform';
/** Operator and bot start as processes of their own, maybe beside those of other tests. */
const slowly = { ...soon, timeout: 90_000 };
const platform = { user: 'U1', channel: 'C1' };

describe.skipIf(!hasLocalSlack)('a ClusterLogDetector', () => {
  let slack: LocalSlack;
  let partner: LocalSlack;
  let product: Product;
  let operator: RunningProcess;
  const shops: SmallShop[] = [];

  beforeAll(async () => {
    [slack, partner] = await Promise.all([startLocalSlack(), startLocalSlack()]);
    const channels = [{ name: 'shop-incidents', id: 'C1', namespaces: ['cluster:'] }];
    const workspaces = [{ name: 'partner', slack: { channels, routes: [{ channel: 'shop-incidents', workloads: ['cart'] }] } }];
    product = await startProduct({ slack: { channels }, workspaces });
    for (const [namespace, team] of Object.entries({ shop: 'a', bank: 'a', lab: 'b' })) {
      namespaceOf(namespace, team);
      const shop = createSmallShop(product.cluster, namespace);
      shop.writeHistory(420_000);
      shop.run();
      shops.push(shop);
    }
    product.cluster.upsert({
      apiVersion: 'logdetector.dev/v1alpha1',
      kind: 'ClusterLogDetector',
      metadata: { name: 'platform' },
      spec: {
        namespaces: { selector: { matchLabels: { team: 'a' } } },
        selector: {},
        thresholds: quickTimes,
        model: { canaryMinutes: 0 },
        notify: { slack: { channel: 'shop-incidents' } },
      },
    });
    operator = product.startOperator();
    const tokens = { SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local' };
    product.startBot({ SLACK_API_URL: slack.apiUrl, ...tokens });
    product.startBot({ SLACK_API_URL: partner.apiUrl, LOGBOT_WORKSPACE: 'partner', ...tokens });
  });
  afterAll(async () => {
    for (const shop of shops) shop.stop();
    await product.stop();
    await Promise.all([slack.stop(), partner.stop()]);
  });

  function namespaceOf(name: string, team: string): void {
    const labels = { 'kubernetes.io/metadata.name': name, team };
    product.cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  }
  const status = () => product.status(id);
  const told = (): readonly unknown[] => (Array.isArray(status()['namespaces']) ? (status()['namespaces'] as unknown[]) : []);
  const workloads = async (): Promise<readonly string[]> =>
    (await product.api.detectors('*')).find((one) => one.id === id)?.workloads.map(({ workload }) => workload) ?? [];
  const answers = async (): Promise<string> =>
    JSON.stringify((await slack.messages('C1')).filter(({ ephemeral_to }) => ephemeral_to).slice(-1));

  test('reads the pods of the namespaces that it selects, and of no other', { timeout: 150_000 }, async () => {
    await expect.poll(() => product.condition('StreamsReady', id)?.reason, slowly).toBe('Streaming');
    expect(status()).toMatchObject({ selectedNamespaces: 2, workloads: 6, leftToLogDetectors: 0 });
    expect(told()).toEqual(['bank', 'shop'].map((name) => ({ name, workloads: 3, containers: 3, leftToLogDetectors: 0 })));
    await expect.poll(workloads, soon).toEqual(['bank/cart', 'bank/checkout', 'bank/web', 'shop/cart', 'shop/checkout', 'shop/web']);
  });

  test('answers in chat, and only where the administrator lets it be seen', { timeout: 150_000 }, async () => {
    await expect.poll(() => product.condition('SlackReady', id)?.reason, slowly).toBe('Connected');
    await slack.command('status platform', platform);
    await expect.poll(answers, soon).toMatch(/cluster:\/platform.*6 workloads in 2 namespaces, 6 pods/);
    await slack.command('top-patterns cart last 10m', platform);
    await expect.poll(answers, soon).toMatch(/(bank|shop)\/cart.*put into cart/);
    expect(await product.api.detectors('shop,bank')).toEqual([]);
  });

  test('makes a model, and is retrained as others are', { timeout: 150_000 }, async () => {
    await expect.poll(() => product.condition('ModelReady', id)?.reason, slowly).toBe('Serving');
    expect(await product.api.retrain(id, { requestedBy: 'U1', channel: 'C1' })).toMatchObject({ outcome: 'accepted' });
    await expect.poll(() => status()['latestModelVersion'], slowly).toBe(2);
    const back = { requestedBy: 'U1', channel: 'C1', version: 1 };
    expect(await product.api.rollback(id, { ...back, preview: true })).toMatchObject({ outcome: 'preview', toVersion: 1 });
    expect(await product.api.rollback(id, { ...back, preview: false })).toMatchObject({ outcome: 'accepted' });
    await expect.poll(() => [status()['servingModelVersion'], product.condition('ModelReady', id)?.reason], slowly).toEqual([1, 'Pinned']);
    await slack.command('models platform', platform);
    await expect.poll(answers, soon).toMatch(/cluster:\/platform/);
    const events = () => product.cluster.list('Event', 'default').filter((event) => JSON.stringify(event).includes('ModelTrained'));
    await expect.poll(() => events().length, soon).toBeGreaterThan(0);
    expect(events()[0]).toMatchObject({ involvedObject: { kind: 'ClusterLogDetector', name: 'platform' } });
  });

  test("leaves the pods that a team's own LogDetector selects to it, and takes them back when it goes", async () => {
    product.detect('bank', { selector: { matchLabels: { app: 'cart' } } });
    await expect.poll(() => status()['leftToLogDetectors'], soon).toBe(1);
    expect(told()).toContainEqual({ name: 'bank', workloads: 2, containers: 2, leftToLogDetectors: 1 });
    await expect.poll(() => product.condition('StreamsReady', 'bank/bank')?.reason, soon).toBe('Streaming');
    expect((await product.api.detectors('bank')).map((one) => one.id)).toEqual(['bank/bank']);
    product.cluster.remove('LogDetector', 'bank', 'bank');
    await expect.poll(() => status()['leftToLogDetectors'], soon).toBe(0);
  });

  test('a namespace that gets the label is read, and one that loses it is not', async () => {
    namespaceOf('lab', 'a');
    await expect.poll(() => status()['selectedNamespaces'], soon).toBe(3);
    await expect.poll(workloads, soon).toContain('lab/web');
    namespaceOf('bank', 'b');
    await expect.poll(() => status()['selectedNamespaces'], soon).toBe(2);
    expect(status()).toMatchObject({ workloads: 6 });
  });

  test('tells of an incident with the namespace of what fails, in the channel that is allowed to it', async () => {
    shops[0]?.breakCart();
    await expect.poll(async () => JSON.stringify(await slack.messages('C1')), soon).toMatch(/shop\/cart is out of memory/);
    await expect.poll(async () => JSON.stringify(await partner.messages('C1')), soon).toMatch(/shop\/cart is out of memory/);
    await partner.command('incidents open', platform);
    await expect.poll(async () => JSON.stringify(await partner.messages('C1')), soon).toContain('1 open incident');
    const [line] = await product.api.audit(1);
    expect(line).toMatchObject({ user: 'partner/U1', channel: 'partner/C1' });
    const [view] = await product.api.incidents({ namespaces: '*' });
    expect(view?.detector).toBe(id);
    expect(await product.api.incidents({ namespaces: 'shop' })).toEqual([]);
    expect(operator.events('UnexpectedError')).toEqual([]);
  });
});
