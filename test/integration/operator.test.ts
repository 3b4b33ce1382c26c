/** The operator's life: an incident that outlives a killed process and an unreachable pager, and a clean end. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPager, type Pager, type PagerCall } from '../../demo/pager.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { startGate, type Gate } from '../fakes/gate.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack, type SlackMessage } from '../fakes/local-slack.ts';
import { operatorNamespace, soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

const key = 'pager-key';
/** In the order in which they were seen to fail, which may be within the same second. */
const bothFail = /^(?:\S+ )?cart is out of memory; (?:checkout and web|web and checkout) fail with it/u;

describe.skipIf(!hasLocalSlack)('the operator', () => {
  const calls: PagerCall[] = [];
  let pager: Pager;
  let pagerGate: Gate;
  let slack: LocalSlack;
  let product: Product;
  let shop: SmallShop;
  let operator: RunningProcess;
  /** Slack's name of the incident's message. */
  let first: string;

  beforeAll(async () => {
    pager = await startPager(key, (call) => void calls.push(call));
    pagerGate = await startGate(pager.url);
    slack = await startLocalSlack();
    product = await startProduct();
    await writeFile(join(product.folder, 'pager-key'), key);
    await product.configure({
      slack: { channels: [{ name: 'shop-incidents', id: 'C1', namespaces: ['shop'] }] },
      receivers: [
        {
          name: 'oncall',
          type: 'webhook',
          url: `${pagerGate.url}/pages`,
          secretFile: join(product.folder, 'pager-key'),
          namespaces: ['shop'],
        },
      ],
    });
    shop = createSmallShop(product.cluster, 'shop');
    shop.writeHistory(420_000);
    shop.run();
    product.detect('shop', { notify: { slack: { channel: 'shop-incidents' } }, paging: { receiver: 'oncall' } });
    operator = product.startOperator();
    product.startBot({ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local' });
  });
  afterAll(async () => {
    shop.stop();
    await product.stop();
    await pagerGate.shut();
    await pager.close();
    await slack.stop();
  });

  const topLevel = async (): Promise<readonly SlackMessage[]> => (await slack.messages('C1')).filter(({ thread_ts }) => !thread_ts);
  const thread = async (): Promise<readonly string[]> =>
    (await slack.messages('C1')).filter(({ thread_ts }) => thread_ts === first).map(({ text }) => text);
  const incidents = () => product.api.incidents({ namespaces: '*' }).catch(() => []);
  const serving = () => product.condition('ModelReady', 'shop/shop')?.reason;
  const coverage = async () => (await product.api.detectors('*').catch(() => []))[0]?.coverage;

  async function killAndStart(): Promise<void> {
    await operator.kill();
    operator = product.startOperator();
    await expect.poll(() => operator.events('ModelServed').length, { ...soon, timeout: 45_000 }).toBe(1);
  }

  test('makes model 1 when the first baseline stands, from what was written before it came', async () => {
    await expect.poll(serving, { ...soon, timeout: 45_000 }).toBe('Serving');
    expect(product.status('shop/shop')).toMatchObject({ servingModelVersion: 1, latestModelVersion: 1 });
    expect(product.condition('BaselineReady', 'shop/shop')).toMatchObject({ status: 'True', reason: 'Learned' });
  });

  test('posts one message for a cascade, and says that the pager cannot be reached', async () => {
    await pagerGate.shut();
    shop.breakCart();
    await expect.poll(async () => (await topLevel()).length, soon).toBe(1);
    await expect.poll(() => product.condition('PagingReady', 'shop/shop')?.reason, soon).toBe('ReceiverUnreachable');
    expect(product.condition('PagingReady', 'shop/shop')?.message).toContain('Receiver oncall cannot be reached (ECONNREFUSED)');
    await expect.poll(async () => (await topLevel())[0]?.text, soon).toMatch(bothFail);
    first = (await topLevel())[0]?.ts ?? '';
    const [view] = await incidents();
    expect(view?.page).toMatchObject({ state: 'pending', receiver: 'oncall' });
    expect(operator.events('PageFailed')).toHaveLength(1);
    expect(calls).toEqual([]);
  });

  test('killed in the middle of it, goes on in the same thread with its model, its incident and its unsent page', async () => {
    const before = await incidents();
    await killAndStart();
    await expect
      .poll(async () => (await incidents()).map(({ incident }) => incident.id), soon)
      .toEqual(before.map(({ incident }) => incident.id));
    await pagerGate.open();
    await expect.poll(() => calls.length, soon).toBe(1);
    expect(calls[0]).toMatchObject({ action: 'trigger', title: expect.stringMatching(bothFail) as unknown });
    await expect.poll(async () => (await incidents())[0]?.page.state, soon).toBe('paged');
    await expect.poll(() => product.condition('PagingReady', 'shop/shop')?.reason, soon).toBe('Configured');
    expect((await topLevel()).map(({ ts }) => ts)).toEqual([first]);
    expect(operator.events('ModelTrained')).toEqual([]);
    expect(product.status('shop/shop')).toMatchObject({ servingModelVersion: 1, latestModelVersion: 1 });
  });

  test('killed once more, pages nobody twice and repeats nothing in the thread', async () => {
    await expect.poll(async () => (await thread()).length, soon).toBeGreaterThan(0);
    const before = await thread();
    await killAndStart();
    // What it does first after a restart: edits the message it knows, and reads on.
    const lines = (await coverage())?.linesSeen ?? 0;
    await expect.poll(async () => (await coverage())?.linesSeen, soon).toBeGreaterThan(lines);
    await expect.poll(async () => (await topLevel()).length, soon).toBe(1);
    const after = await thread();
    expect(after.slice(1, before.length)).toEqual(before.slice(1));
    expect(after).toEqual([...new Set(after)]);
    expect((await topLevel())[0]?.ts).toBe(first);
    expect(calls).toHaveLength(1);
    expect(operator.events('IncidentOpened')).toEqual([]);
  });

  test('has read every line once, across both kills', async () => {
    shop.recover();
    shop.stop();
    await expect.poll(coverage, soon).toMatchObject({ linesSeen: shop.written, linesDropped: 0 });
  });

  test('ends on SIGTERM within five seconds and gives the lease back', async () => {
    expect(await operator.stop()).toBeLessThan(5_000);
    expect(await operator.exited).toBe(0);
    expect(operator.events().at(-1)).toMatchObject({ event: 'OperatorStopped' });
    expect(product.cluster.get('Lease', operatorNamespace, 'logdetector-leader')?.['spec']).toMatchObject({ holderIdentity: '' });
    expect(operator.events('UnexpectedError')).toEqual([]);
  });
});
