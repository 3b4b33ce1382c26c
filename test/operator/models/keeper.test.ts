import { beforeEach, describe, expect, test } from 'vitest';
import { keys } from '../../../operator/store/store.ts';
import { createKeeping, createLearner, detector, noWish, type Keeping } from './keeping.ts';

let keeping: Keeping;
beforeEach(() => void (keeping = createKeeping()));

describe('the first model', () => {
  test('is made when the first baseline stands, and not before', async () => {
    const visit = keeping.visitor();
    keeping.engine.learningBecause = 'The baseline is being learned.';
    expect(await visit()).toMatchObject({ latest: 0, serving: 0, problem: null });
    keeping.engine.learningBecause = null;
    expect(await visit()).toMatchObject({ latest: 1, serving: 1 });
    expect(await visit()).toMatchObject({ latest: 1 });
  });

  test("that cannot be made yet is nobody's bad news", async () => {
    keeping.engine.refuses = 'Too few lines.';
    expect(await keeping.visitor()()).toMatchObject({ latest: 0, problem: null });
    expect(keeping.outcomes).toEqual([]);
  });

  test('is asked for less and less often where too little is written', async () => {
    let tries = 0;
    const visit = keeping.visitor(async () => {
      tries += 1;
      return { ok: false, cause: 'too-little', reason: 'Too few lines.' };
    });
    for (let second = 0; second < 3_600; second += 5) {
      await visit();
      keeping.nowMs += 5_000;
    }
    expect(tries).toBeGreaterThanOrEqual(12);
    expect(tries).toBeLessThanOrEqual(18);
  });

  test('that fails is not tried again at every visit: each takes a thread', async () => {
    let tries = 0;
    const visit = keeping.visitor(async () => {
      tries += 1;
      throw new Error('out of memory');
    });
    for (let minute = 0; minute < 30; minute += 1) {
      await visit();
      keeping.nowMs += 60_000;
    }
    expect(tries).toBe(3);
  });
});

describe('a request to retrain', () => {
  const wish = { retrainRequestTime: '2026-01-05T02:00:00.000Z' };

  test('makes one new version that serves, and answers once', async () => {
    const visit = keeping.visitor();
    await visit();
    await visit(wish);
    expect(await visit(wish)).toMatchObject({ latest: 2, serving: 2, lastRetrainRequestTime: wish.retrainRequestTime });
    expect(keeping.outcomes.filter(({ type }) => type === 'trained')).toHaveLength(2);
    expect(keeping.outcomes.findLast(({ type }) => type === 'trained')).toMatchObject({
      version: 2,
      serving: 2,
      requestTime: wish.retrainRequestTime,
    });
  });

  test('is not fulfilled twice when the operator dies before the status is written', async () => {
    await keeping.visitor()();
    await keeping.visitor()(wish);
    keeping.outcomes.length = 0;
    keeping.nowMs += 60_000;
    const { retrainRequestTime: requestTime } = wish;
    expect(await keeping.visitor()(wish)).toMatchObject({
      latest: 2,
      lastRetrainRequestTime: requestTime,
      lastRetrainAtMs: keeping.nowMs - 60_000,
    });
    // Nobody may have heard the first answer.
    expect(keeping.outcomes).toMatchObject([{ type: 'trained', requestTime, version: 2, serving: 2 }]);
    await keeping.visitor()({ ...wish, doneRequestTime: requestTime });
    expect(keeping.outcomes).toHaveLength(1);
  });

  test('that is refused says why and leaves the serving model where it is', async () => {
    const visit = keeping.visitor();
    await visit();
    keeping.engine.refuses = 'Only 3 lines were read.';
    expect(await visit(wish)).toMatchObject({ latest: 1, serving: 1, problem: { reason: 'TooLittleData', harmless: true } });
    expect(keeping.outcomes.at(-1)).toMatchObject({ type: 'refused', sentence: 'No new model was made: Only 3 lines were read.' });
  });
});

test('a schedule trains once for each time it names', async () => {
  const visit = keeping.visitor();
  const wish = { retrainSchedule: '0 3 * * 1' };
  await visit(wish);
  await visit(wish);
  keeping.nowMs += 2 * 60_000;
  await visit(wish);
  expect(await visit(wish)).toMatchObject({ latest: 2, lastRetrainAtMs: keeping.nowMs });
});

describe('a pinned version', () => {
  test('serves while newer ones are made, and the newest serves when the pin goes', async () => {
    const visit = keeping.visitor();
    await visit();
    expect(await visit({ pinnedVersion: 1, retrainRequestTime: 'a' })).toMatchObject({ latest: 2, serving: 1, pinned: true });
    expect(await visit()).toMatchObject({ serving: 2, pinned: false });
  });

  test('outlives any number of newer ones', async () => {
    const visit = keeping.visitor();
    for (const request of ['a', 'b', 'c', 'd', 'e']) await visit({ pinnedVersion: 1, retrainRequestTime: request });
    expect((await keeping.registry.list(detector)).map(({ version }) => version)).toEqual([1, 3, 4, 5]);
    keeping.engine = createLearner();
    expect(await keeping.visitor()({ pinnedVersion: 1 })).toMatchObject({ serving: 1, problem: null });
  });

  test('that never existed changes nothing and is told', async () => {
    const visit = keeping.visitor();
    await visit();
    expect(await visit({ pinnedVersion: 9 })).toMatchObject({ serving: 1, problem: { reason: 'VersionNotFound' } });
    expect((await visit()).problem).toBeNull();
  });
});

test.each([
  ['a damaged version', '{}', 'ModelCorrupt'],
  ['a version of a later release', '{"formatVersion":9}', 'ModelNewer'],
])('of %s the newest good one before it serves, and the condition says so', async (_, bytes, reason) => {
  const visit = keeping.visitor();
  await visit();
  await visit({ retrainRequestTime: 'a' });
  await keeping.store.write([{ put: keys.model(detector, 2), value: new TextEncoder().encode(bytes) }]);
  keeping.engine = createLearner();
  expect(await keeping.visitor()()).toMatchObject({ serving: 1, latest: 2, problem: { reason } });
});

test('who pins a damaged version hears once that it does not serve, and what does', async () => {
  const visit = keeping.visitor();
  await visit();
  await visit({ retrainRequestTime: 'a' });
  await keeping.store.write([{ put: keys.model(detector, 1), value: new TextEncoder().encode('{}') }]);
  keeping.outcomes.length = 0;
  for (let turn = 0; turn < 3; turn += 1) await visit({ pinnedVersion: 1, doneRequestTime: 'a' });
  expect(keeping.outcomes).toMatchObject([{ type: 'unserved', version: 1 }]);
  expect(keeping.outcomes[0]?.sentence).toMatch(/^Model 1 of shop\/shop cannot be used: .*\. Model 2 serves instead; pin another version/);
  // Asked for again after another one, it is told again.
  await visit({ pinnedVersion: 2 });
  await visit({ pinnedVersion: 1 });
  expect(keeping.outcomes.filter(({ type }) => type === 'unserved')).toHaveLength(2);
});

test('a schedule that names a day which never comes is no error', async () => {
  const visit = keeping.visitor();
  await visit({ retrainSchedule: '0 3 31 2 *' });
  keeping.nowMs += 86_400_000;
  expect(await visit({ retrainSchedule: '0 3 31 2 *' })).toMatchObject({ latest: 1, problem: null });
});

test('a detector that is removed and made anew begins without the wishes of the old one', async () => {
  const kept = keeping.open();
  for (let turn = 0; turn < 2; turn += 1) {
    await kept.reconcile(detector, { ...noWish, retrainRequestTime: 'a' }, keeping);
    await keeping.trained();
  }
  kept.remove(detector);
  expect(await kept.reconcile(detector, noWish, keeping)).toMatchObject({ lastRetrainRequestTime: null });
});

test('only so many versions are kept', async () => {
  const visit = keeping.visitor();
  for (const request of ['a', 'b', 'c', 'd']) await visit({ retrainRequestTime: request });
  expect((await keeping.registry.list(detector)).map(({ version }) => version)).toEqual([2, 3, 4]);
});
