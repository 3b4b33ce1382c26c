import { afterEach, beforeEach, expect, test } from 'vitest';
import { OperatorError } from '../../operator/errors.ts';
import { createPersistence } from '../../operator/persistence.ts';
import { createMemoryStore } from '../../operator/store/embedded.ts';
import type { Store } from '../../operator/store/store.ts';
import { cascade, change, startMs, startNotifier, target, type Bench } from './notify/builders.ts';

let kept: Store;
let isFull: boolean;
let bench: Bench;
beforeEach(async () => {
  kept = createMemoryStore();
  isFull = false;
  bench = await startNotifier(kept, { nowMs: startMs });
});
afterEach(() => kept.close());

const persistence = () => {
  const write: Store['write'] = async (batch, fence) => {
    if (isFull) throw new OperatorError('StoreUnavailable', 'The volume is full.');
    return kept.write(batch, fence);
  };
  return createPersistence({ store: { ...kept, write }, notifier: bench.notifier, fence: () => ({ term: 1 }), target: () => target() });
};
const container = {
  workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' },
  pod: 'cart-1',
  podUid: 'u1',
  container: 'cart',
  containerId: 'c0',
  restartCount: 0,
  previous: false,
  terminated: false,
};
const checkpoint = {
  parts: [{ part: 'cart', bytes: new TextEncoder().encode('counts') }],
  positions: [{ stream: 'shop/cart-1/cart/0', position: { lastAt: null, recent: {}, linesSeen: 7, finished: false, target: container } }],
  changes: [change(cascade())],
};

test('counts, positions and messages are saved together and come back together', async () => {
  await persistence().save('shop/shop', checkpoint);
  expect(bench.notifier.pending()).toHaveLength(1);
  const { parts, positions } = await persistence().load('shop/shop');
  expect(parts).toEqual(checkpoint.parts);
  expect([...positions.values()]).toEqual([checkpoint.positions[0]?.position]);
});

test('a store that has lost everything is written anew: what was told stays told, and what was out of date there goes', async () => {
  await persistence().save('shop/shop', checkpoint);
  const [post] = bench.notifier.pending();
  await bench.notifier.delivered(post?.id ?? '', {
    channelId: 'C1',
    ts: '1.2',
    revision: post?.revision ?? 0,
    entries: 100,
    storyTs: '1.3',
  });
  await kept.write([
    { deletePrefix: '' },
    { put: 'engine/shop/shop/old', value: new Uint8Array() },
    { put: 'delivery/old', value: new Uint8Array() },
  ]);
  await bench.notifier.rewrite();
  await persistence().save('shop/shop', { ...checkpoint, changes: [], isWhole: true });
  const { parts, positions } = await persistence().load('shop/shop');
  expect(parts).toEqual(checkpoint.parts);
  expect([...positions.values()]).toEqual([checkpoint.positions[0]?.position]);
  const next = await startNotifier(kept, { nowMs: startMs });
  expect(next.notifier.views({ namespaces: '*', state: 'all', limit: 50 }).map(({ incident }) => incident.id)).toEqual(
    bench.notifier.views({ namespaces: '*', state: 'all', limit: 50 }).map(({ incident }) => incident.id),
  );
  expect(next.notifier.pending()).toEqual([]);
});

test('it knows of whom anything is kept, whatever their names have in common', async () => {
  const named = ['shop/shop', 'shop/shop-2', 'shop/shop.2', 'shop/shop0', 'shop/sho', 'bank/shop'];
  for (const detector of named) await persistence().save(detector, checkpoint);
  expect(new Set(await persistence().detectors())).toEqual(new Set(named));
});

test('while the store is full nobody is told, and everything is told once when it has room', async () => {
  isFull = true;
  await expect(persistence().save('shop/shop', checkpoint)).rejects.toMatchObject({ code: 'StoreUnavailable' });
  expect(bench.notifier.pending()).toEqual([]);
  isFull = false;
  await persistence().save('shop/shop', checkpoint);
  expect(bench.notifier.pending()).toMatchObject([{ revision: 1 }]);
});

test('a deleted detector is forgotten everywhere, and its neighbour in name is not', async () => {
  await persistence().save('shop/shop', checkpoint);
  await kept.write([{ put: 'engine/shop/shop-2/cart', value: new Uint8Array(1) }]);
  await persistence().remove('shop/shop');
  expect((await kept.list('')).map(({ key }) => key)).toEqual(['engine/shop/shop-2/cart']);
  expect(bench.notifier.pending()).toEqual([]);
});

test('a detector whose state is given up has its open incidents ended, told and no others', async () => {
  await persistence().save('shop/shop', checkpoint);
  await persistence().save('bank/bank', checkpoint);
  const changes = persistence().closeOpen('shop/shop', 'Begun anew.', startMs + 1000);
  expect(changes).toMatchObject([{ type: 'resolved', incident: { id: 'inc-1a2b3c', state: 'resolved' }, news: ['Begun anew.'] }]);
  await persistence().save('shop/shop', { parts: [], positions: [], changes });
  expect(persistence().closeOpen('shop/shop', '', startMs)).toEqual([]);
});
