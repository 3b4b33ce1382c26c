/** Shadow mode on a simulated cluster, with a Slack and a pager that would hear of it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPager, type Pager, type PagerCall } from '../../demo/pager.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { hasLocalSlack, startLocalSlack, type LocalSlack, type SlackMessage } from '../fakes/local-slack.ts';
import { soon, startProduct, type Product } from '../fakes/product.ts';

const key = 'pager-key';
const wishes = { notify: { slack: { channel: 'shop-incidents' } }, paging: { receiver: 'oncall' } };

describe.skipIf(!hasLocalSlack)('shadow mode', () => {
  const calls: PagerCall[] = [];
  let pager: Pager;
  let slack: LocalSlack;
  let product: Product;
  let shop: SmallShop;

  beforeAll(async () => {
    pager = await startPager(key, (call) => void calls.push(call));
    slack = await startLocalSlack();
    product = await startProduct();
    await writeFile(join(product.folder, 'pager-key'), key);
    const receiver = { name: 'oncall', type: 'webhook', url: `${pager.url}/pages`, secretFile: join(product.folder, 'pager-key') };
    await product.configure({
      slack: { channels: [{ name: 'shop-incidents', id: 'C1', namespaces: ['shop'] }] },
      receivers: [{ ...receiver, namespaces: ['shop'] }],
    });
    shop = createSmallShop(product.cluster, 'shop');
    shop.writeHistory(420_000);
    shop.run();
    product.detect('shop', { ...wishes, mode: 'Shadow' });
    product.startOperator();
    product.startBot({ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: 'xoxb-local', SLACK_APP_TOKEN: 'xapp-local' });
  });
  afterAll(async () => {
    shop.stop();
    await product.stop();
    await pager.close();
    await slack.stop();
  });

  const posted = async (): Promise<readonly SlackMessage[]> =>
    (await slack.messages('C1')).filter(({ thread_ts, ephemeral_to }) => !thread_ts && !ephemeral_to);
  const answers = async (): Promise<string> => JSON.stringify((await slack.messages('C1')).filter(({ ephemeral_to }) => ephemeral_to));
  const shadows = async () => (await product.api.incidents({ namespaces: '*' }).catch(() => [])).map(({ shadow }) => shadow);

  test('a cascade is recorded, with the message and the page that it would have been, and nobody hears of it', async () => {
    await expect.poll(() => product.condition('SlackReady', 'shop/shop')?.reason, soon).toBe('Shadow');
    await expect.poll(() => product.condition('ModelReady', 'shop/shop')?.reason, soon).toBe('Serving');
    shop.breakCart();
    await expect.poll(shadows, soon).toEqual([
      expect.objectContaining({
        post: expect.objectContaining({ channel: 'shop-incidents' }),
        page: expect.objectContaining({ receiver: 'oncall' }),
      }),
    ]);
    await expect.poll(() => product.status('shop/shop')['shadow'], soon).toEqual({ posts: 1, pages: 1 });
    expect(product.condition('PagingReady', 'shop/shop')?.message).toContain('1 incident of the last seven days would have paged');
    expect(product.condition('Ready', 'shop/shop')).toMatchObject({ status: 'True', message: expect.stringContaining('Shadow mode') });
    await slack.command('status', { user: 'U1', channel: 'C1' });
    await expect.poll(answers, soon).toContain('it would have posted 1 incident and paged for 1');
    expect([await posted(), calls]).toEqual([[], []]);
  });

  test('what is still open when the mode becomes active is said then', async () => {
    product.detect('shop', { ...wishes, mode: 'Active' });
    await expect.poll(async () => (await posted()).length, soon).toBe(1);
    await expect.poll(() => calls.length, soon).toBe(1);
    await expect.poll(shadows, soon).toEqual([undefined]);
    expect(product.status('shop/shop')['shadow']).toBeUndefined();
  });
});
