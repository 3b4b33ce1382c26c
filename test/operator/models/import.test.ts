import { beforeEach, describe, expect, test } from 'vitest';
import { createModel, decodeModel, encodeModel, type Model } from '../../../engine/index.ts';
import { createImporter } from '../../../operator/models/import.ts';
import { createRollouts } from '../../../operator/models/rollout.ts';
import { model } from './builders.ts';
import { createKeeping, detector, noWish, type Keeping } from './keeping.ts';

let keeping: Keeping;
beforeEach(() => void (keeping = createKeeping()));

const importing = (given: unknown, into = detector, inUse: readonly number[] = []) =>
  createImporter({
    registry: keeping.registry,
    rollouts: createRollouts({ store: keeping.store, fence: () => ({ term: 1 }) }),
    now: () => keeping.nowMs,
  })({ detector: into, requestedBy: 'ann', model: given, inUse, redact: (text) => text.replaceAll('hunter2', '<password>') });

/** As a file brings it. */
const asJson = (of: Model): unknown => JSON.parse(new TextDecoder().decode(encodeModel(of)));
/** Sealed anew, so that only the shape is wrong. */
const wrong = (part: object): unknown => asJson(createModel({ ...model(), ...part }));

/** What no model has, where a reader would not look. */
const unheardOf = {
  metrics: {
    sample: { lines: 1, patterns: 1, patternsLeftOut: 0, linesByLevel: {}, note: 'hunter2' },
    clusterAgreement: null,
    validation: null,
  },
};

describe('an import', () => {
  test('becomes a new version with the same content, and serves only when it is pinned', async () => {
    const visit = keeping.visitor();
    await visit();
    const given = model({ version: 9 });
    expect(await importing(asJson(given))).toMatchObject({
      version: 2,
      sentence: expect.stringContaining('Model 9 of shop/shop is model 2'),
    });
    const kept = await keeping.registry.load(detector, 2);
    const { workloads, clusters, thresholds, leftOut, trainedFromAtMs, sampleSize } = given;
    expect(kept).toMatchObject({ version: 2, workloads, clusters, thresholds, leftOut, trainedFromAtMs, sampleSize });
    expect(kept.madeBy).toBe('ann, imported from model 9 of shop/shop');
    // There and back again.
    expect(decodeModel(encodeModel(kept))).toEqual(kept);
    const restarted = keeping.visitor();
    expect(await restarted()).toMatchObject({ serving: 1, latest: 2 });
    expect(await restarted({ pinnedVersion: 2 })).toMatchObject({ serving: 2 });
  });

  test('into a detector without a model does not take the place of its first one', async () => {
    await importing(asJson(model()));
    expect(await keeping.visitor()()).toMatchObject({ serving: 2, latest: 2 });
  });

  test('keeps a trial that goes on', async () => {
    const visit = keeping.visitor();
    await visit();
    const wish = { retrainRequestTime: 'a', canaryForMs: 86_400_000 };
    await visit(wish);
    expect(await importing(asJson(model()))).toMatchObject({ version: 3 });
    expect(await keeping.visitor()({ ...wish, doneRequestTime: 'a' })).toMatchObject({ serving: 1, canary: 2, latest: 3 });
  });

  test('of another namespace is of the workloads of the same names here, and what is secret is taken out once more', async () => {
    const [workload] = model().workloads;
    if (!workload) throw new Error('no workload');
    const patterns = workload.patterns.map((pattern) => ({ ...pattern, text: 'login with hunter2 failed', cluster: 'login.hunter2' }));
    const group = { name: 'login.hunter2', size: 2, meanings: ['hunter2/refused'], guards: 'hunter2', center: [] };
    const clusters = { terms: ['hunter2'], idf: [1], clusters: [group] };
    const leftOut = [{ workload: 'shop/deployment/web', fromAtMs: 0, toAtMs: 1, reason: 'hunter2' }];
    const given = asJson(createModel({ ...model(), workloads: [{ ...workload, patterns }], clusters, leftOut, ...unheardOf }));
    await importing(given, 'bank/bank');
    const kept = await keeping.registry.load('bank/bank', 1);
    expect(kept.workloads[0]?.workload).toBe('bank/deployment/web');
    expect(kept.leftOut[0]?.workload).toBe('bank/deployment/web');
    expect(kept.workloads[0]?.patterns[0]).toMatchObject({ text: 'login with <password> failed', cluster: 'login.<password>' });
    expect(kept.clusters.clusters[0]?.name).toBe('login.<password>');
    expect(JSON.stringify(kept)).not.toContain('hunter2');
  });

  test.each([
    ['no model', 'text', 'ModelCorrupt', /it is no JSON object/],
    ['nothing', undefined, 'ModelCorrupt', /it is no JSON object/],
    ['a changed number', { ...model(), sampleSize: 7 }, 'ModelCorrupt', /checksum does not match/],
    ['a later format', { formatVersion: 9 }, 'ModelNewer', /has format 9/],
    [
      'a wrong shape',
      wrong({ workloads: [{ workload: 'x' }] }),
      'ModelCorrupt',
      /wrong shape at workloads\.0\.workload: must be NAMESPACE/,
    ],
    ['counts below zero', wrong({ sampleSize: -1 }), 'ModelCorrupt', /wrong shape at sampleSize/],
    ['no numbers', wrong({ trainedToAtMs: null }), 'ModelCorrupt', /wrong shape at trainedToAtMs/],
  ])('of %s is refused in a sentence, and nothing is kept', async (_, given, code, sentence) => {
    await expect(importing(given)).rejects.toMatchObject({ code, message: expect.stringMatching(sentence) });
    expect(await keeping.registry.list(detector)).toEqual([]);
  });

  test('at the same time as a training: both are kept, under numbers of their own', async () => {
    const visit = keeping.visitor();
    await visit();
    const kept = keeping.open();
    const wish = { ...noWish, retrainRequestTime: 'a' };
    await kept.reconcile(detector, wish, keeping);
    await importing(asJson(model()));
    for (let turn = 0; turn < 4; turn += 1) {
      await keeping.trained();
      await kept.reconcile(detector, wish, keeping);
    }
    expect((await keeping.registry.list(detector)).map(({ madeBy }) => madeBy)).toEqual([
      'the first baseline',
      'ann, imported from model 1 of shop/shop',
      'the request of a',
    ]);
    expect(keeping.outcomes.filter((outcome) => outcome.type === 'trained' && outcome.requestTime === 'a')).toHaveLength(1);
  });

  test('takes the place of no version that is pinned', async () => {
    const visit = keeping.visitor();
    for (const retrainRequestTime of [null, 'a', 'b']) await visit({ retrainRequestTime });
    await visit({ retrainRequestTime: 'b', pinnedVersion: 1 });
    await importing(asJson(model()), detector, [1]);
    expect((await keeping.registry.list(detector)).map(({ version }) => version)).toContain(1);
  });

  test('waits for a visit that goes on, and is not forgotten by it', async () => {
    await keeping.visitor()();
    const kept = keeping.open();
    const wish = { ...noWish, retrainRequestTime: 'a', canaryForMs: 86_400_000 };
    await kept.reconcile(detector, wish, keeping);
    await keeping.trained();
    await kept.reconcile(detector, wish, keeping);
    keeping.nowMs += 3_600_000;
    const visit = kept.reconcile(detector, wish, keeping);
    await kept.between(detector, () => importing(asJson(model())));
    await visit;
    keeping.nowMs += 3_600_000;
    expect(await kept.reconcile(detector, wish, keeping)).toMatchObject({ serving: 1, canary: 2, latest: 3 });
    const rollouts = createRollouts({ store: keeping.store, fence: () => ({ term: 1 }) });
    expect(await rollouts.load(detector, null)).toMatchObject({ unaccepted: [2, 3], canary: { windows: 60 } });
  });

  test('at the same time as a training on schedule: the training is done once more', async () => {
    const wish = { ...noWish, retrainSchedule: '0 3 * * 1' };
    const kept = keeping.open();
    const turn = async () => {
      await kept.reconcile(detector, wish, keeping);
      await keeping.trained();
    };
    for (let turns = 0; turns < 3; turns += 1) await turn();
    keeping.nowMs += 2 * 60_000;
    await turn();
    await kept.between(detector, () => importing(asJson(model())));
    for (let turns = 0; turns < 3; turns += 1) await turn();
    expect((await keeping.registry.list(detector)).map(({ madeBy }) => madeBy).at(-1)).toBe('the schedule 0 3 * * 1');
  });
});
