import { beforeEach, describe, expect, test } from 'vitest';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';
import { createModel } from '../../../engine/model/model.ts';
import { createKeeper, type Learner, type Outcome } from '../../../operator/models/keeper.ts';
import { createRegistry, type Registry } from '../../../operator/models/registry.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { keys, type Store } from '../../../operator/store/store.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';

const detector = 'shop/shop';
const noWish = { retrainSchedule: null, pinnedVersion: null, retrainRequestTime: null, doneRequestTime: null, lastRetrainAtMs: null };
const telemetry = createTelemetry({ level: 'silent' });
let store: Store;
let registry: Registry;
let engine: Learner & { learningBecause: string | null; refuses: string | null };
let outcomes: Outcome[];
let nowMs: number;

beforeEach(() => {
  store = createMemoryStore();
  registry = createRegistry({ store, fence: () => ({ term: 1 }), keepVersions: 3 });
  engine = createLearner();
  outcomes = [];
  nowMs = Date.UTC(2026, 0, 5, 2, 59);
});

/** A keeper as after a restart of the operator. */
function keeper() {
  const onOutcome = (_: string, outcome: Outcome): Promise<void> => Promise.resolve(void outcomes.push(outcome));
  const kept = createKeeper({ registry, now: () => nowMs, telemetry, onOutcome });
  return (wish: Partial<typeof noWish> | object = {}) => kept.reconcile(detector, { ...noWish, ...wish }, { engine });
}

describe('the first model', () => {
  test('is made when the first baseline stands, and not before', async () => {
    const visit = keeper();
    engine.learningBecause = 'The baseline is being learned.';
    expect(await visit()).toMatchObject({ latest: 0, serving: 0, problem: null });
    engine.learningBecause = null;
    expect(await visit()).toMatchObject({ latest: 1, serving: 1 });
    expect(await visit()).toMatchObject({ latest: 1 });
  });

  test("that cannot be made yet is nobody's bad news", async () => {
    engine.refuses = 'Too few lines.';
    expect(await keeper()()).toMatchObject({ latest: 0, problem: null });
    expect(outcomes).toEqual([]);
  });
});

describe('a request to retrain', () => {
  const wish = { retrainRequestTime: '2026-01-05T02:00:00.000Z' };

  test('makes one new version that serves, and answers once', async () => {
    const visit = keeper();
    await visit();
    await visit(wish);
    expect(await visit(wish)).toMatchObject({ latest: 2, serving: 2, lastRetrainRequestTime: wish.retrainRequestTime });
    expect(outcomes.filter(({ type }) => type === 'trained')).toHaveLength(2);
    expect(outcomes.findLast(({ type }) => type === 'trained')).toMatchObject({
      version: 2,
      serving: 2,
      requestTime: wish.retrainRequestTime,
    });
  });

  test('is not fulfilled twice when the operator dies before the status is written', async () => {
    await keeper()();
    await keeper()(wish);
    outcomes = [];
    nowMs += 60_000;
    const { retrainRequestTime: requestTime } = wish;
    expect(await keeper()(wish)).toMatchObject({ latest: 2, lastRetrainRequestTime: requestTime, lastRetrainAtMs: nowMs - 60_000 });
    // Nobody may have heard the first answer.
    expect(outcomes).toMatchObject([{ type: 'trained', requestTime, version: 2, serving: 2 }]);
    await keeper()({ ...wish, doneRequestTime: requestTime });
    expect(outcomes).toHaveLength(1);
  });

  test('that is refused says why and leaves the serving model where it is', async () => {
    const visit = keeper();
    await visit();
    engine.refuses = 'Only 3 lines were read.';
    expect(await visit(wish)).toMatchObject({ latest: 1, serving: 1, problem: { reason: 'TooLittleData', harmless: true } });
    expect(outcomes.at(-1)).toMatchObject({ type: 'refused', sentence: 'No new model was made: Only 3 lines were read.' });
  });
});

test('a schedule trains once for each time it names', async () => {
  const visit = keeper();
  const wish = { retrainSchedule: '0 3 * * 1' };
  await visit(wish);
  await visit(wish);
  nowMs += 2 * 60_000;
  await visit(wish);
  expect(await visit(wish)).toMatchObject({ latest: 2, lastRetrainAtMs: nowMs });
});

describe('a pinned version', () => {
  test('serves while newer ones are made, and the newest serves when the pin goes', async () => {
    const visit = keeper();
    await visit();
    expect(await visit({ pinnedVersion: 1, retrainRequestTime: 'a' })).toMatchObject({ latest: 2, serving: 1, pinned: true });
    expect(await visit()).toMatchObject({ serving: 2, pinned: false });
  });

  test('outlives any number of newer ones', async () => {
    const visit = keeper();
    for (const request of ['a', 'b', 'c', 'd', 'e']) await visit({ pinnedVersion: 1, retrainRequestTime: request });
    expect((await registry.list(detector)).map(({ version }) => version)).toEqual([1, 3, 4, 5]);
    engine = createLearner();
    expect(await keeper()({ pinnedVersion: 1 })).toMatchObject({ serving: 1, problem: null });
  });

  test('that never existed changes nothing and is told', async () => {
    const visit = keeper();
    await visit();
    expect(await visit({ pinnedVersion: 9 })).toMatchObject({ serving: 1, problem: { reason: 'VersionNotFound' } });
    expect((await visit()).problem).toBeNull();
  });
});

test.each([
  ['a damaged version', '{}', 'ModelCorrupt'],
  ['a version of a later release', '{"formatVersion":9}', 'ModelNewer'],
])('of %s the newest good one before it serves, and the condition says so', async (_, bytes, reason) => {
  const visit = keeper();
  await visit();
  await visit({ retrainRequestTime: 'a' });
  await store.write([{ put: keys.model(detector, 2), value: new TextEncoder().encode(bytes) }]);
  engine = createLearner();
  expect(await keeper()()).toMatchObject({ serving: 1, latest: 2, problem: { reason } });
});

test('who pins a damaged version hears once that it does not serve, and what does', async () => {
  const visit = keeper();
  await visit();
  await visit({ retrainRequestTime: 'a' });
  await store.write([{ put: keys.model(detector, 1), value: new TextEncoder().encode('{}') }]);
  outcomes = [];
  for (let turn = 0; turn < 3; turn += 1) await visit({ pinnedVersion: 1, doneRequestTime: 'a' });
  expect(outcomes).toMatchObject([{ type: 'unserved', version: 1 }]);
  expect(outcomes[0]?.sentence).toMatch(/^Model 1 of shop\/shop cannot be used: .*\. Model 2 serves instead; pin another version/);
  // Asked for again after another one, it is told again.
  await visit({ pinnedVersion: 2 });
  await visit({ pinnedVersion: 1 });
  expect(outcomes.filter(({ type }) => type === 'unserved')).toHaveLength(2);
});

test('a schedule that names a day which never comes is no error', async () => {
  const visit = keeper();
  await visit({ retrainSchedule: '0 3 31 2 *' });
  nowMs += 86_400_000;
  expect(await visit({ retrainSchedule: '0 3 31 2 *' })).toMatchObject({ latest: 1, problem: null });
});

test('a detector that is removed and made anew begins without the wishes of the old one', async () => {
  const kept = createKeeper({ registry, now: () => nowMs, telemetry, onOutcome: () => Promise.resolve() });
  await kept.reconcile(detector, { ...noWish, retrainRequestTime: 'a' }, { engine });
  kept.remove(detector);
  expect(await kept.reconcile(detector, noWish, { engine })).toMatchObject({ lastRetrainRequestTime: null });
});

test('only so many versions are kept', async () => {
  const visit = keeper();
  for (const request of ['a', 'b', 'c', 'd']) await visit({ retrainRequestTime: request });
  expect((await registry.list(detector)).map(({ version }) => version)).toEqual([2, 3, 4]);
});

/** Learns what it is told to have learned. */
function createLearner(): typeof engine {
  let serving: number | null = null;
  const [thresholds, clusters] = [resolveThresholds(), { terms: [], idf: [], clusters: [] }];
  return {
    learningBecause: null,
    refuses: null,
    learning() {
      return this.learningBecause;
    },
    serving: () => serving,
    serve: (model) => void (serving = model?.version ?? null),
    train({ version, madeBy }) {
      if (this.refuses) return { ok: false, cause: 'too-little', reason: this.refuses };
      const about = { detector, version, madeBy, createdAtMs: nowMs, trainedFromAtMs: nowMs - 3_600_000, trainedToAtMs: nowMs };
      return { ok: true, model: createModel({ ...about, sampleSize: 100, thresholds, clusters, workloads: [], leftOut: [] }) };
    },
  };
}
