import { beforeEach, describe, expect, test } from 'vitest';
import { seal } from '../../../operator/models/record.ts';
import { createRegistry, type Registry } from '../../../operator/models/registry.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { keys, type Store } from '../../../operator/store/store.ts';
import { model } from './builders.ts';

let store: Store;
let registry: Registry;
beforeEach(() => {
  store = createMemoryStore();
  registry = createRegistry({ store, fence: () => ({ term: 1 }), keepVersions: 3 });
});
const versions = async (detector = 'shop/shop') => (await registry.list(detector)).map(({ version }) => version);

describe('the versions of a model', () => {
  test('are listed lowest first, without loading them, and come back whole', async () => {
    for (const version of [1, 2, 10]) await registry.add(seal(model({ version })));
    expect(await versions()).toEqual([1, 2, 10]);
    expect((await registry.list('shop/shop'))[0]).toMatchObject({
      version: 1,
      workloads: 1,
      patterns: 2,
      clusters: 1,
      leftOut: ['incident inc-1'],
    });
    expect(await registry.load('shop/shop', 10)).toEqual(model({ version: 10 }));
  });

  test('belong to one LogDetector, also beside one whose name begins alike', async () => {
    await registry.add(seal(model({ version: 1 })));
    await registry.add(seal(model({ version: 2, detector: 'shop/shop-2' })));
    expect(await versions()).toEqual([1]);
    expect(await versions('shop/shop-2')).toEqual([2]);
  });

  test('are bounded: the oldest goes, with its bytes', async () => {
    for (const version of [1, 2, 3, 4]) await registry.add(seal(model({ version })));
    expect(await versions()).toEqual([2, 3, 4]);
    await expect(registry.load('shop/shop', 1)).rejects.toMatchObject({ code: 'ModelNotFound' });
    expect(await store.list('model/shop/shop/')).toHaveLength(3);
  });

  test('that are in use stay, however old they are', async () => {
    for (const version of [1, 2, 3, 4, 5]) await registry.add(seal(model({ version })), { inUse: [1] });
    expect(await versions()).toEqual([1, 3, 4, 5]);
  });

  test('a version that is not there is told with where to look', async () => {
    await expect(registry.load('shop/shop', 7)).rejects.toThrow('shop/shop has no model 7; see /logbot models for those it has.');
  });

  test('a damaged version is refused by number', async () => {
    await registry.add(seal(model({ version: 1 })));
    await store.write([{ put: keys.model('shop/shop', 1), value: new TextEncoder().encode('{"formatVersion":1,') }]);
    await expect(registry.load('shop/shop', 1)).rejects.toMatchObject({
      code: 'ModelCorrupt',
      message: expect.stringContaining('Model 1 of shop/shop'),
    });
  });

  test('a version that a later release made is refused as that, and not as damaged', async () => {
    await registry.add(seal(model({ version: 1 })));
    await store.write([{ put: keys.model('shop/shop', 1), value: new TextEncoder().encode('{"formatVersion":9}') }]);
    await expect(registry.load('shop/shop', 1)).rejects.toMatchObject({
      code: 'ModelNewer',
      message: expect.stringMatching(/^Model 1 of shop\/shop cannot be used: .* has format 9.*update first\.$/),
    });
  });

  test('a summary that cannot be read hides its version and nothing else', async () => {
    for (const version of [1, 2]) await registry.add(seal(model({ version })));
    await store.write([{ put: keys.modelSummary('shop/shop', 1), value: new TextEncoder().encode('{') }]);
    expect(await versions()).toEqual([2]);
  });

  test('a deposed leader adds nothing', async () => {
    await createRegistry({ store, fence: () => ({ term: 2 }) }).add(seal(model({ version: 1 })));
    await expect(registry.add(seal(model({ version: 2 })))).rejects.toMatchObject({ code: 'StoreFenced' });
    expect(await versions()).toEqual([1]);
  });
});
