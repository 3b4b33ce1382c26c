/** An API server that refuses or does not answer: the operator runs on, says what to do once, and loses nothing. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

let product: Product;
let operator: RunningProcess;
let shop: SmallShop;
let dark: SmallShop;
let allowLogs: () => void;

beforeAll(async () => {
  product = await startProduct();
  shop = createSmallShop(product.cluster, 'shop');
  dark = createSmallShop(product.cluster, 'dark');
  shop.writeHistory(420_000);
  dark.writeHistory(10_000);
  for (const namespace of ['shop', 'dark']) product.detect(namespace);
  product.cluster.faults.deny('list', 'nodes');
  allowLogs = product.cluster.faults.deny('get', 'pods/log', 'dark');
  await product.gate.shut();
  operator = product.startOperator();
});
afterAll(async () => {
  shop.stop();
  await product.stop();
});

const linesSeen = async (namespace: string): Promise<number> => {
  const [detector] = await product.api.detectors(namespace).catch(() => []);
  return detector?.coverage.linesSeen ?? 0;
};
const health = async (path: string): Promise<readonly [number, string]> => {
  const response = await fetch(`${product.healthUrl}${path}`);
  return [response.status, await response.text()];
};

test('an API server that cannot be reached at the start is waited for, alive and not ready', async () => {
  await expect.poll(() => operator.events('LeadershipBlocked').length, soon).toBe(1);
  await expect.poll(async () => (await health('/readyz'))[0], soon).toBe(503);
  expect((await health('/readyz'))[1]).toMatch(/^The Kubernetes API server 127.0.0.1:\d+ cannot be reached \(.*\); check that it runs/);
  expect(await health('/livez')).toEqual([200, 'ok\n']);
  await expect(product.api.detectors('*')).rejects.toMatchObject({ code: 'ApiUnavailable' });
});

test('when it answers, the operator leads and reads what was written meanwhile', async () => {
  shop.run();
  await product.gate.open();
  await expect.poll(() => product.condition('Ready', 'shop/shop')?.reason, soon).toBe('AllReady');
  expect(await health('/readyz')).toEqual([200, 'ok\n']);
});

test('a permission for logs that is missing is named by verb, resource and namespace, and the others are read', async () => {
  await expect.poll(() => product.condition('StreamsReady', 'dark/dark'), soon).toMatchObject({ status: 'False', reason: 'LogsForbidden' });
  const { message = '' } = product.condition('StreamsReady', 'dark/dark') ?? {};
  expect(message).toContain('grant verb "get" on resource "pods/log" of API group "" by a Role in dark');
  expect(message).toContain('(and 2 more)');
  expect(product.condition('Ready', 'dark/dark')).toMatchObject({ status: 'False', reason: 'LogsForbidden' });
  await expect.poll(() => linesSeen('shop'), soon).toBeGreaterThan(600);
  const told = operator.events('StreamFailed').filter(({ error }) => String(error).includes('"pods/log"'));
  expect(told).toHaveLength(1);
});

test('a permission for nodes that is missing costs the evidence of nodes only, and is named once', () => {
  const told = operator.events('WatchFailed').filter(({ resource }) => resource === 'nodes');
  expect(told).toHaveLength(1);
  expect(told[0]?.['error']).toContain('grant verb "list" on resource "nodes" of API group "" by a ClusterRole');
  expect(product.condition('Ready', 'shop/shop')?.status).toBe('True');
});

test(
  'an API server that goes away in the middle loses no line, and what broke meanwhile is told when it is back',
  { timeout: 120_000 },
  async () => {
    await expect.poll(() => product.condition('ModelReady', 'shop/shop')?.reason, soon).toBe('Serving');
    const before = operator.events().length;
    await product.gate.shut();
    shop.breakCart();
    // The lease is lost after 25 s, and everything that reads with it.
    await expect
      .poll(() => operator.events('LeadershipChanged').some(({ lost }) => lost === true), { ...soon, timeout: 60_000 })
      .toBe(true);
    expect(operator.events().length - before).toBeLessThan(12);
    expect(await health('/livez')).toEqual([200, 'ok\n']);
    allowLogs();
    await product.gate.open();
    await expect.poll(() => operator.events('IncidentOpened').length, soon).toBe(1);
    expect(operator.events('IncidentOpened')[0]?.['title']).toContain('cart is out of memory');
    shop.recover();
    shop.stop();
    await expect.poll(() => linesSeen('shop'), soon).toBe(shop.written);
    expect((await product.api.detectors('shop'))[0]?.coverage).toMatchObject({ linesDropped: 0, droppedBy: {} });
    expect(operator.events('UnexpectedError')).toEqual([]);
  },
);

test('a permission that is granted is used without a restart', async () => {
  await expect.poll(() => linesSeen('dark'), soon).toBe(dark.written);
  await expect.poll(() => product.condition('StreamsReady', 'dark/dark')?.reason, soon).toBe('Streaming');
});
