/** Models through the API, as the bot asks: made, retrained, rolled back; what Git owns stays Git's; a killed operator fulfils a wish once. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { detectorObject, soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

const asked = { requestedBy: 'U1', channel: 'C1' };
const ManagedSchema = z.object({
  metadata: z.object({ managedFields: z.array(z.object({ manager: z.string(), operation: z.string(), fieldsV1: z.unknown() })) }),
  spec: z.object({ model: z.record(z.string(), z.unknown()).default({}) }),
});
let product: Product;
let operator: RunningProcess;
const shops: SmallShop[] = [];

beforeAll(async () => {
  product = await startProduct({ slack: { operators: { users: ['U1'] } } });
  for (const namespace of ['shop', 'bank']) {
    const shop = createSmallShop(product.cluster, namespace);
    shop.writeHistory(420_000);
    shop.run();
    shops.push(shop);
  }
  product.detect('shop');
  await applyAs('argocd', 'bank', { model: { pinnedVersion: 1 } });
  operator = product.startOperator();
});
afterAll(async () => {
  for (const shop of shops) shop.stop();
  await product.stop();
});

/** As `kubectl apply --server-side --field-manager` does. */
async function applyAs(manager: string, namespace: string, spec: { readonly model?: object }): Promise<void> {
  const path = `/apis/logdetector.dev/v1alpha1/namespaces/${namespace}/logdetectors/${namespace}?fieldManager=${manager}`;
  const headers = { 'content-type': 'application/apply-patch+yaml' };
  const body = JSON.stringify(detectorObject(namespace, spec));
  const response = await fetch(`${product.cluster.url}${path}`, { method: 'PATCH', headers, body });
  expect(response.status, await response.text()).toBeLessThan(300);
}

const resource = (namespace: string) => ManagedSchema.parse(product.cluster.get('LogDetector', namespace, namespace));
const versions = async (namespace: string) =>
  (await product.api.models({ namespaces: namespace })).map(({ version, serving, pinned }) => ({ version, serving, pinned }));
const expectStatus = (namespace: string, status: object, within = soon) =>
  expect.poll(() => product.status(`${namespace}/${namespace}`), within).toMatchObject(status);
/** What the thread of the wish says by now. */
const operations = async () =>
  (await product.api.posts({ waitSeconds: 0 })).flatMap(({ subject }) => (subject.type === 'operation' ? [subject.operation] : []));
const managersOf = (namespace: string, field: string) =>
  resource(namespace)
    .metadata.managedFields.filter(({ fieldsV1 }) => JSON.stringify(fieldsV1).includes(`"f:${field}"`))
    .map(({ manager, operation }) => `${operation} ${manager}`);

test('model 1 is made when the first baseline stands', { timeout: 90_000 }, async () => {
  // Half a minute of learning comes first.
  await expectStatus('shop', { servingModelVersion: 1, latestModelVersion: 1 }, { ...soon, timeout: 80_000 });
  await expectStatus('bank', { servingModelVersion: 1, latestModelVersion: 1 });
  expect(await versions('shop')).toEqual([{ version: 1, serving: true, pinned: false }]);
  const [model] = await product.api.models({ namespaces: 'shop', detector: 'shop/shop' });
  expect(model).toMatchObject({ madeBy: 'the first baseline', workloads: 3, patterns: 3 });
});

test('before there is another version, a rollback is refused with what there is', async () => {
  const reply = await product.api.rollback('shop/shop', { ...asked, version: null, preview: true });
  expect(reply).toEqual({ outcome: 'refused', sentence: 'shop/shop has no model before the one that serves. It has 1.' });
});

test('retrain makes version 2 and serves it, and its thread hears so', async () => {
  const reply = await product.api.retrain('shop/shop', asked);
  expect(reply).toMatchObject({ outcome: 'accepted', operation: { type: 'retrain', state: 'requested', fromVersion: 1 } });
  await expectStatus('shop', { servingModelVersion: 2, latestModelVersion: 2 });
  expect(managersOf('shop', 'retrainRequestTime')).toEqual(['Apply logdetector-bot-retrain']);
  await expect.poll(operations, soon).toMatchObject([{ type: 'retrain', state: 'succeeded', toVersion: 2 }]);
  expect((await operations())[0]?.sentence).toMatch(/^Model 2 was made from 3 patterns of 3 workloads, .* It serves now\.$/);
  expect(product.status('shop/shop')['lastRetrainRequestTime']).toBe(resource('shop').spec.model['retrainRequestTime']);
});

test('a rollback shows both versions first and changes nothing', async () => {
  const reply = await product.api.rollback('shop/shop', { ...asked, version: null, preview: true });
  expect(reply).toMatchObject({ outcome: 'preview', fromVersion: 2, toVersion: 1 });
  expect(resource('shop').spec.model).not.toHaveProperty('pinnedVersion');
});

test('a confirmed rollback pins version 1 in the resource, in the name of the bot, and serves it within two seconds', async () => {
  const askedAtMs = performance.now();
  const reply = await product.api.rollback('shop/shop', { ...asked, version: 1, preview: false });
  expect(reply).toMatchObject({ outcome: 'accepted', operation: { type: 'rollback', fromVersion: 2, toVersion: 1 } });
  expect(resource('shop').spec.model).toMatchObject({ pinnedVersion: 1 });
  await expect
    .poll(async () => await versions('shop'), { ...soon, interval: 20 })
    .toContainEqual({ version: 1, serving: true, pinned: true });
  // From the wish to the effect; asking every 20 ms included.
  expect(performance.now() - askedAtMs).toBeLessThan(2_000);
  expect(managersOf('shop', 'pinnedVersion')).toEqual(['Apply logdetector-bot']);
  await expectStatus('shop', { servingModelVersion: 1, latestModelVersion: 2 });
  expect(product.condition('ModelReady', 'shop/shop')).toMatchObject({ status: 'True', reason: 'Pinned' });
  await expect.poll(operations, soon).toContainEqual(expect.objectContaining({ type: 'rollback', state: 'succeeded', toVersion: 1 }));
  expect(await versions('shop')).toEqual([
    { version: 1, serving: true, pinned: true },
    { version: 2, serving: false, pinned: false },
  ]);
});

test.each([
  ['a version that serves already', 1, 'shop/shop uses model 1 already.'],
  ['a version that never was', 9, 'shop/shop has no model 9. It has 1, 2.'],
])('a rollback to %s is refused', async (_what, version, sentence) => {
  const reply = await product.api.rollback('shop/shop', { ...asked, version, preview: false });
  expect(reply).toEqual({ outcome: 'refused', sentence });
});

test('a detector that does not exist is answered as not found', async () => {
  await expect(product.api.retrain('shop/none', asked)).rejects.toMatchObject({ status: 404 });
});

describe('what Git sets', () => {
  test('a pin stays, while a retraining makes a new version beside it', async () => {
    expect(await product.api.retrain('bank/bank', asked)).toMatchObject({ outcome: 'accepted' });
    await expectStatus('bank', { servingModelVersion: 1, latestModelVersion: 2 });
    await expect
      .poll(operations, soon)
      .toContainEqual(expect.objectContaining({ detector: 'bank/bank', state: 'succeeded', toVersion: 2 }));
    const operation = (await operations()).find(({ detector }) => detector === 'bank/bank');
    expect(operation?.sentence).toContain('Model 1 stays pinned (spec.model.pinnedVersion); remove the pin to use the new one.');
  });

  test('is not overwritten: the answer names who owns the field', async () => {
    const reply = await product.api.rollback('bank/bank', { ...asked, version: 2, preview: false });
    const sentence = 'spec.model.pinnedVersion of bank/bank is set by argocd; change it there. Nothing was changed from here.';
    expect(reply).toEqual({ outcome: 'conflict', manager: 'argocd', sentence });
    expect(resource('bank').spec.model['pinnedVersion']).toBe(1);
    expect((await operations()).filter(({ detector, type }) => detector === 'bank/bank' && type === 'rollback')).toEqual([]);
  });

  test('is followed when Git changes it', async () => {
    await applyAs('argocd', 'bank', { model: { pinnedVersion: 2 } });
    await expectStatus('bank', { servingModelVersion: 2, latestModelVersion: 2 });
  });
});

test('a wish that was open when the operator was killed is fulfilled once', async () => {
  expect(await product.api.retrain('shop/shop', asked)).toMatchObject({ outcome: 'accepted' });
  await operator.kill();
  operator = product.startOperator();
  await expectStatus('shop', { servingModelVersion: 1, latestModelVersion: 3 });
  const retrained = async () => (await operations()).filter(({ detector, type }) => detector === 'shop/shop' && type === 'retrain');
  await expect.poll(retrained, soon).toMatchObject([
    { state: 'succeeded', toVersion: 2 },
    { state: 'succeeded', toVersion: 3 },
  ]);
  // The next visits find nothing to do.
  const reconciled = async () => Number(/reconciled_total\{outcome="done"\} (\d+)/.exec(await metrics())?.[1] ?? 0);
  const before = await reconciled();
  await expect.poll(reconciled, soon).toBeGreaterThan(before + 2);
  expect((await versions('shop')).map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(await versions('shop')).toContainEqual({ version: 1, serving: true, pinned: true });
  expect(operator.events('UnexpectedError')).toEqual([]);
});

async function metrics(): Promise<string> {
  return await (await fetch(`${product.healthUrl}/metrics`)).text();
}

test('a new version is tried beside the one that serves, which the status and an Event say; a pin makes it serve at once', async () => {
  await applyAs('argocd', 'bank', { model: { canaryMinutes: 60 } });
  await expectStatus('bank', { servingModelVersion: 2, latestModelVersion: 2 });
  expect(await product.api.retrain('bank/bank', asked)).toMatchObject({ outcome: 'accepted' });
  await expectStatus('bank', { servingModelVersion: 2, latestModelVersion: 3, canaryModelVersion: 3 });
  expect(product.condition('ModelReady', 'bank/bank')).toMatchObject({ status: 'True', reason: 'CanaryRunning' });
  expect(product.condition('ModelReady', 'bank/bank')?.message).toMatch(/^Model 2 serves\. Model 3 is tried beside it .* at most 1 h/);
  expect(product.condition('ModelCurrent', 'bank/bank')).toMatchObject({ status: 'True', reason: 'Current' });
  const tried = (await product.api.models({ namespaces: 'bank' })).filter(({ canary }) => canary);
  expect(tried.map(({ version }) => version)).toEqual([3]);
  await applyAs('argocd', 'bank', { model: { canaryMinutes: 60, pinnedVersion: 3 } });
  await expectStatus('bank', { servingModelVersion: 3 });
});

test('a model of one LogDetector is imported into another as a version that does not serve, and both can be held against each other', async () => {
  const model = await product.api.model('shop/shop', 1);
  const before = (await versions('bank')).length;
  const reply = await product.api.importModel('bank/bank', { requestedBy: 'ann', model });
  expect(reply).toMatchObject({ version: before + 1 });
  expect(await versions('bank')).toContainEqual({ version: before + 1, serving: false, pinned: false });
  const [entry] = await product.api.audit(1);
  expect(entry).toMatchObject({ user: 'ann', action: 'model import bank/bank', result: reply.sentence });
  const comparison = await product.api.compareModels('bank/bank', { from: 1, to: before + 1 });
  expect(comparison).toMatchObject({ from: { version: 1 }, to: { version: before + 1 } });
  expect(comparison.windows).toBeGreaterThan(0);
  await expect(product.api.importModel('bank/bank', { requestedBy: 'ann', model: { formatVersion: 99 } })).rejects.toMatchObject({
    status: 409,
    code: 'ModelNewer',
  });
  await expect(product.api.compareModels('bank/bank', { from: 1, to: 99 })).rejects.toMatchObject({ status: 404 });
});
