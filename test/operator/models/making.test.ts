import { beforeEach, describe, expect, test } from 'vitest';
import { createKeeping, detector, noWish, type Keeping } from './keeping.ts';

let keeping: Keeping;
beforeEach(() => void (keeping = createKeeping()));

describe('while a model is made', () => {
  test('a pin takes effect, and a second wish is done afterwards', async () => {
    const visit = keeping.visitor();
    await visit();
    await visit({ retrainRequestTime: 'a' });
    const gate = Promise.withResolvers<void>();
    const kept = keeping.open(async (...of) => {
      await gate.promise;
      return await keeping.train(...of);
    });
    const asked = { ...noWish, doneRequestTime: 'a' };
    await kept.reconcile(detector, { ...asked, retrainRequestTime: 'b' }, keeping);
    expect(await kept.reconcile(detector, { ...asked, retrainRequestTime: 'c', pinnedVersion: 1 }, keeping)).toMatchObject({
      serving: 1,
    });
    gate.resolve();
    await keeping.trained();
    const done = { ...asked, retrainRequestTime: 'c' };
    expect(await kept.reconcile(detector, done, keeping)).toMatchObject({ latest: 3, lastRetrainRequestTime: 'b' });
    await kept.reconcile(detector, done, keeping);
    await keeping.trained();
    expect(await kept.reconcile(detector, done, keeping)).toMatchObject({ latest: 4, lastRetrainRequestTime: 'c' });
    expect(keeping.outcomes.flatMap((outcome) => (outcome.type === 'trained' ? [outcome.requestTime] : []))).toEqual([null, 'a', 'b', 'c']);
  });

  test('another leader takes over: the old one can keep nothing, the new one fulfils the wish, once', async () => {
    await keeping.visitor()();
    const old = keeping.open();
    const wish = { ...noWish, retrainRequestTime: 'a' };
    await old.reconcile(detector, wish, keeping);
    await keeping.trained();
    await keeping.store.write([], { term: 2 });
    await expect(old.reconcile(detector, wish, keeping)).rejects.toMatchObject({ code: 'StoreFenced' });
    expect(await keeping.registry.list(detector)).toHaveLength(1);
    keeping.outcomes.length = 0;
    const successor = keeping.open(keeping.train, 2);
    for (let turn = 0; turn < 3; turn += 1) {
      await successor.reconcile(detector, wish, keeping);
      await new Promise(setImmediate);
    }
    expect(await successor.reconcile(detector, wish, keeping)).toMatchObject({ latest: 2, serving: 2 });
    expect(keeping.outcomes.filter(({ type }) => type === 'trained')).toHaveLength(1);
  });

  test('the thread dies: who asked hears why, and the serving model stays', async () => {
    await keeping.visitor()();
    const visit = keeping.visitor(() => Promise.reject(new Error('out of memory')));
    expect(await visit({ retrainRequestTime: 'a' })).toMatchObject({
      serving: 1,
      latest: 1,
      problem: { reason: 'TrainingFailed', harmless: true },
    });
    expect(keeping.outcomes.at(-1)).toMatchObject({
      type: 'refused',
      requestTime: 'a',
      sentence: expect.stringContaining('out of memory'),
    });
  });

  test('the store fails when a model on schedule is to be kept: it is kept at the next visit', async () => {
    const wish = { ...noWish, retrainSchedule: '0 3 * * 1' };
    const kept = keeping.open();
    const visit = () => kept.reconcile(detector, wish, keeping);
    for (let turns = 0; turns < 2; turns += 1) {
      await visit();
      await keeping.trained();
    }
    await visit();
    keeping.nowMs += 2 * 60_000;
    await visit();
    await keeping.trained();
    const sound = { ...keeping.store };
    Object.assign(keeping.store, { write: () => Promise.reject(new Error('disk full')) });
    await expect(visit()).rejects.toThrow('disk full');
    Object.assign(keeping.store, sound);
    expect(await visit()).toMatchObject({ latest: 2, serving: 2 });
  });

  test('what is known cannot be gathered: it is tried again at the next visit', async () => {
    const kept = keeping.open();
    const sound = { ...keeping.engine };
    Object.assign(keeping.engine, {
      gather: () => {
        throw new Error('no');
      },
    });
    await expect(kept.reconcile(detector, noWish, keeping)).rejects.toThrow('no');
    Object.assign(keeping.engine, sound);
    await kept.reconcile(detector, noWish, keeping);
    await keeping.trained();
    expect(await kept.reconcile(detector, noWish, keeping)).toMatchObject({ latest: 1 });
  });

  test('the detector is removed: the thread is ended', async () => {
    const signals: AbortSignal[] = [];
    const kept = keeping.open(async (_request, _gathered, signal) => {
      signals.push(signal);
      return await new Promise(() => {});
    });
    await kept.reconcile(detector, noWish, keeping);
    kept.remove(detector);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});

test('a training that is refused as worse says so in its condition', async () => {
  await keeping.visitor()();
  const visit = keeping.visitor(async () => ({ ok: false, cause: 'worse', reason: 'It does not hold.' }));
  expect(await visit({ retrainRequestTime: 'a' })).toMatchObject({ problem: { reason: 'WorseThanServing', message: 'It does not hold.' } });
});
