import { beforeEach, describe, expect, test } from 'vitest';
import { createModel, decodeModel, encodeModel, type Model } from '../../../engine/index.ts';
import { createImporter } from '../../../operator/models/import.ts';
import { createRollouts } from '../../../operator/models/rollout.ts';
import { model } from './builders.ts';
import { createKeeping, detector, noWish, type Keeping } from './keeping.ts';

let keeping: Keeping;
let imported: string[];
beforeEach(() => {
  keeping = createKeeping();
  imported = [];
});

const importing = (given: unknown, into = detector) =>
  createImporter({
    registry: keeping.registry,
    rollouts: createRollouts({ store: keeping.store, fence: () => ({ term: 1 }) }),
    now: () => keeping.nowMs,
    onImported: (of) => void imported.push(of),
  })({ detector: into, requestedBy: 'ann', model: given, redact: (text) => text.replace('hunter2', '<password>') });

/** As a file brings it. */
const asJson = (of: Model): unknown => JSON.parse(new TextDecoder().decode(encodeModel(of)));
/** Sealed anew, so that only the shape is wrong. */
const wrong = (part: object): unknown => asJson(createModel({ ...model(), ...part }));

describe('an import', () => {
  test('becomes a new version with the same content, and serves only when it is pinned', async () => {
    const visit = keeping.visitor();
    await visit();
    const given = model({ version: 9 });
    expect(await importing(asJson(given))).toMatchObject({
      version: 2,
      sentence: expect.stringContaining('Model 9 of shop/shop is model 2'),
    });
    expect(imported).toEqual([detector]);
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
    const patterns = workload.patterns.map((pattern) => ({ ...pattern, text: 'login with hunter2 failed' }));
    await importing(asJson(model({ workloads: [{ ...workload, patterns }] })), 'bank/bank');
    const kept = await keeping.registry.load('bank/bank', 1);
    expect(kept.workloads[0]?.workload).toBe('bank/deployment/web');
    expect(kept.leftOut[0]?.workload).toBe('bank/deployment/web');
    expect(kept.workloads[0]?.patterns[0]?.text).toBe('login with <password> failed');
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
});
