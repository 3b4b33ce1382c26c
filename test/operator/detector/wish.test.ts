import { expect, test, vi } from 'vitest';
import type { LogDetector } from '../../../api/resource.ts';
import { createWishes, type WishesOptions } from '../../../operator/detector/wish.ts';
import { KubeError, type KubeClient } from '../../../operator/kube/client.ts';

const detector = {
  apiVersion: 'logdetector.dev/v1alpha1' as const,
  kind: 'LogDetector' as const,
  metadata: { name: 'shop', namespace: 'shop' },
  spec: { selector: {} },
} satisfies LogDetector;
const request = { requestedBy: 'U1', channel: 'C1' };

function wishes(apply: KubeClient['apply'], over: Partial<WishesOptions> = {}) {
  const begin = vi.fn<WishesOptions['begin']>(() => Promise.resolve());
  const client = { apply } as KubeClient;
  const models = () => Promise.resolve({ versions: [1, 2, 3], serving: 3 });
  return {
    begin,
    wishes: createWishes({
      client,
      detector: (key) => (key === 'shop/shop' ? detector : undefined),
      models,
      begin,
      fail: () => Promise.resolve(),
      now: () => 1000,
      ...over,
    }),
  };
}

const accept = ((_resource: unknown, object: unknown) => Promise.resolve(object)) as unknown as KubeClient['apply'];

test('a retrain is a new request time in the resource', async () => {
  const applied: unknown[] = [];
  const apply = ((_resource: unknown, object: unknown) => Promise.resolve(applied.push(object))) as unknown as KubeClient['apply'];
  const { wishes: made, begin } = wishes(apply);
  expect(await made.retrain('shop/shop', request)).toMatchObject({ outcome: 'accepted' });
  expect(applied.at(-1)).toMatchObject({ spec: { model: { retrainRequestTime: '1970-01-01T00:00:01.000Z' } } });
  expect(begin).toHaveBeenCalledOnce();
});

test('a rollback without a version goes to the one before, after a preview that changes nothing', async () => {
  const { wishes: made, begin } = wishes(accept);
  expect(await made.rollback('shop/shop', { ...request, version: null, preview: true })).toMatchObject({
    outcome: 'preview',
    fromVersion: 3,
    toVersion: 2,
  });
  expect(begin).not.toHaveBeenCalled();
  expect(await made.rollback('shop/shop', { ...request, version: null, preview: false })).toMatchObject({ outcome: 'accepted' });
});

test('Git wins, and the answer says who owns the field', async () => {
  const apply = (() =>
    Promise.reject(new KubeError('ApiConflict', 'conflict', { status: 409, managers: ['argocd-controller'] }))) as KubeClient['apply'];
  const { wishes: made, begin } = wishes(apply);
  const reply = await made.rollback('shop/shop', { ...request, version: 1, preview: false });
  expect(reply).toMatchObject({
    outcome: 'conflict',
    manager: 'argocd-controller',
    sentence: expect.stringContaining('spec.model.pinnedVersion'),
  });
  expect(begin).not.toHaveBeenCalled();
});

test.each([
  [7, 'no model 7'],
  [3, 'already'],
])('a rollback to version %d is refused in a sentence', async (version, words) => {
  const reply = await wishes(accept).wishes.rollback('shop/shop', { ...request, version, preview: false });
  expect(reply).toMatchObject({ outcome: 'refused', sentence: expect.stringContaining(words) });
});

test('an unknown detector is named', async () => {
  const reply = await wishes(accept).wishes.retrain('shop/other', request);
  expect(reply).toMatchObject({ outcome: 'refused', sentence: expect.stringContaining('shop/other') });
});

test('a paused detector retrains nothing and rolls nothing back, and says so at once', async () => {
  const paused = { detector: () => ({ ...detector, spec: { selector: {}, paused: true } }) };
  const { wishes: made, begin } = wishes(accept, paused);
  const sentence = expect.stringContaining('is paused (spec.paused)');
  expect(await made.retrain('shop/shop', request)).toMatchObject({ outcome: 'refused', sentence });
  expect(await made.rollback('shop/shop', { ...request, version: 1, preview: false })).toMatchObject({ outcome: 'refused', sentence });
  expect(begin).not.toHaveBeenCalled();
});
