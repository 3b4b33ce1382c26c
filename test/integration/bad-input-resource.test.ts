/** LogDetectors that ask for what cannot be: refused where they are written, or told so in their conditions; nobody else is disturbed. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { detectorObject, soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

const receiver = { type: 'webhook', url: 'http://127.0.0.1:9/pages', secretFile: '/none' };
const configuration = {
  slack: { channels: [{ name: 'shop-incidents', namespaces: ['shop'] }] },
  receivers: [{ ...receiver, name: 'oncall', namespaces: ['shop'] }],
};
let product: Product;
let shop: SmallShop;
let operator: RunningProcess;

beforeAll(async () => {
  product = await startProduct(configuration);
  shop = createSmallShop(product.cluster, 'shop');
  shop.run();
  product.detect('shop', { notify: { slack: { channel: 'shop-incidents' } }, paging: { receiver: 'oncall' } });
  operator = product.startOperator();
  await vi.waitFor(() => expect(product.condition('Ready', 'shop/shop')?.reason).toBe('AllReady'), soon);
});
afterAll(async () => {
  shop.stop();
  await product.stop();
});

async function expectCondition(namespace: string, condition: object): Promise<void> {
  const { type } = { type: '', ...condition };
  await expect.poll(() => product.condition(type, `${namespace}/${namespace}`), soon).toMatchObject(condition);
}

async function write(object: object): Promise<{ readonly status: number; readonly message: string }> {
  const url = `${product.cluster.url}/apis/logdetector.dev/v1alpha1/namespaces/shop/logdetectors`;
  const body = JSON.stringify(object);
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return { status: response.status, message: await response.text() };
}

describe('an invalid LogDetector', () => {
  test('is refused where it is written, with what must be', async () => {
    const spec = { sensitivity: 'Loud', thresholds: { learningSeconds: 1 }, notify: { slack: { channel: '#shop' } } };
    const { status, message } = await write({ ...detectorObject('shop', spec), metadata: { namespace: 'shop', name: 'wrong' } });
    expect(status).toBe(422);
    expect(message).toContain('spec.sensitivity');
    expect(message).toContain('spec.thresholds.learningSeconds');
    expect(message).toContain("must be a channel's name without");
    expect(product.cluster.get('LogDetector', 'shop', 'wrong')).toBeUndefined();
  });

  test.each([
    ['loud', { selector: {}, sensitivity: 'Loud' }, 'spec.sensitivity must be one of Low, Medium, High.'],
    ['hasty', { selector: {}, thresholds: { learningSeconds: 1 } }, 'spec.thresholds.learningSeconds must be at least 30.'],
    ['flat', { selector: {}, thresholds: 5, notify: [] }, 'spec.thresholds must be an object.'],
    ['hollow', undefined, 'spec must be set.'],
    ['textual', 'everything', 'spec must be an object.'],
  ])('that slipped in says so and reads nothing: %s', async (namespace, spec, sentence) => {
    product.cluster.upsert({ ...detectorObject(namespace, {}), spec });
    await expectCondition(namespace, { type: 'Ready', status: 'False', reason: 'Invalid' });
    expect(product.condition('Ready', `${namespace}/${namespace}`)?.message).toContain(sentence);
    expect(product.condition('Ready', `${namespace}/${namespace}`)?.message).toContain('Correct the resource; nothing is read until then.');
  });

  test('that is corrected becomes ready', async () => {
    const loud = createSmallShop(product.cluster, 'loud');
    loud.writeHistory(10_000);
    product.detect('loud');
    await expectCondition('loud', { type: 'Ready', status: 'True' });
  });
});

describe('a LogDetector that may not have what it wants', () => {
  test('a channel of another namespace is not used, and the administrator is named', async () => {
    product.detect('bank', { notify: { slack: { channel: 'shop-incidents' } } });
    await expectCondition('bank', { type: 'SlackReady', status: 'False', reason: 'ChannelNotAllowed' });
    expect(product.condition('SlackReady', 'bank/bank')?.message).toBe(
      'The configuration allows no channel shop-incidents to namespace bank; an administrator must add it under slack.channels.',
    );
  });

  test('a receiver of another namespace wakes nobody', async () => {
    product.detect('court', { paging: { receiver: 'oncall' } });
    await expectCondition('court', { type: 'PagingReady', status: 'False', reason: 'ReceiverNotAllowed' });
    expect(product.condition('PagingReady', 'court/court')?.message).toContain('does not allow receiver oncall to namespace court');
  });

  test('a receiver that nobody configured is told by name', async () => {
    product.detect('mill', { paging: { receiver: 'nobody' } });
    await expectCondition('mill', { type: 'PagingReady', status: 'False', reason: 'ReceiverUnknown' });
    expect(product.condition('PagingReady', 'mill/mill')?.message).toContain('has no receiver nobody');
  });

  test('what the administrator allows later is used without a restart', async () => {
    const allowed = [{ name: 'shop-incidents', namespaces: ['shop', 'bank'] }];
    await product.configure({ ...configuration, slack: { channels: allowed } });
    await expectCondition('bank', { type: 'SlackReady', reason: 'BotUnreachable' });
  });

  test('a configuration that becomes invalid changes nothing and is told once', async () => {
    await product.configure({ slack: { channels: 'all' } });
    await expect.poll(() => operator.events('ConfigurationRejected').length, soon).toBe(1);
    expect(operator.events('ConfigurationRejected')[0]?.['error']).toContain('slack.channels must be an array.');
    await expectCondition('bank', { type: 'SlackReady', reason: 'BotUnreachable' });
  });
});

test('a selector that matches nothing says to check the labels', async () => {
  product.detect('empty', { selector: { matchLabels: { app: 'none' } } });
  await expectCondition('empty', { type: 'StreamsReady', status: 'False', reason: 'NoPodsSelected' });
  expect(product.condition('Ready', 'empty/empty')?.message).toContain('check its labels');
});

test('a pinned version that never existed changes nothing and is told by number', async () => {
  const mill = createSmallShop(product.cluster, 'mill');
  mill.writeHistory(10_000);
  product.detect('mill', { model: { pinnedVersion: 7 } });
  await expectCondition('mill', { type: 'ModelReady', status: 'False', reason: 'VersionNotFound' });
  expect(product.condition('ModelReady', 'mill/mill')?.message).toContain('mill/mill has no model 7');
});

test('all the while the sound one is read, and the operator has run on without an unplanned error', async () => {
  const linesSeen = async (): Promise<number> => (await product.api.detectors('shop'))[0]?.coverage.linesSeen ?? 0;
  const before = await linesSeen();
  await expect.poll(linesSeen, soon).toBeGreaterThan(before);
  expect(product.condition('Ready', 'shop/shop')).toMatchObject({ status: 'True' });
  expect(operator.events('UnexpectedError')).toEqual([]);
  await expect(product.api.detectors('*')).resolves.toHaveLength(10);
  await expect(product.api.models({ namespaces: '*' })).resolves.toEqual([]);
});
