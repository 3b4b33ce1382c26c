import { beforeEach, describe, expect, test } from 'vitest';
import type { PastAlarm } from '../../../engine/model/past.ts';
import { canaryView } from '../../../operator/leading/canary.ts';
import { createRollouts } from '../../../operator/models/rollout.ts';
import { keys } from '../../../operator/store/store.ts';
import { createKeeping, createLearner, detector, type Keeping } from './keeping.ts';

let keeping: Keeping;
beforeEach(() => void (keeping = createKeeping()));

const day = 86_400_000;

describe('a trial', () => {
  const alarm = (minute: number): PastAlarm => ({
    workload: 'shop/deployment/web',
    pattern: 'ab',
    text: 'order failed',
    level: 'error',
    atMs: keeping.nowMs + minute * 60_000,
    lines: 50,
    expected: 1,
  });
  const wish = { retrainRequestTime: '2026-01-05T02:00:00.000Z', canaryForMs: day };
  /** Version 2 is on trial beside version 1. */
  const begun = async () => {
    const visit = keeping.visitor();
    await visit();
    await visit(wish);
    return visit;
  };
  const rollout = () => createRollouts({ store: keeping.store, fence: () => ({ term: 1 }) }).load(detector, null);
  const step = async (visit: ReturnType<Keeping['visitor']>, forMs: number) => {
    keeping.nowMs += forMs;
    return await visit(wish);
  };

  test('lets the old version serve, and says so', async () => {
    const visit = await begun();
    expect(await visit(wish)).toMatchObject({ serving: 1, latest: 2, canary: 2, trial: { reason: 'CanaryRunning' } });
    const sentence = expect.stringContaining('It is tried beside model 1 in a tenth of the windows, at most 24 h');
    expect(keeping.outcomes).toContainEqual(expect.objectContaining({ type: 'trained', version: 2, serving: 1, sentence }));
  });

  test('of a version that agrees ends with its serving, once', async () => {
    const visit = await begun();
    keeping.engine.alarms = [[alarm(1)], [alarm(1)]];
    for (let turn = 0; turn < 8; turn += 1) await step(visit, 900_000);
    expect(await visit(wish)).toMatchObject({ serving: 2, canary: null, trial: null });
    expect(keeping.outcomes.filter(({ type }) => type === 'promoted')).toMatchObject([{ version: 2 }]);
    const { running, last } = canaryView(detector, await rollout(), day);
    expect(running).toBeNull();
    expect(last).toMatchObject({ version: 2, against: 1, outcome: 'promoted', sentence: expect.stringContaining('both raised') });
  });

  test('that goes on tells its figures and when it ends; one of an earlier release has no last one', async () => {
    const visit = await begun();
    keeping.engine.alarms = [[1, 2].map(alarm), []];
    await step(visit, 1_200_000);
    const { running, last } = canaryView(detector, await rollout(), day);
    expect(running).toMatchObject({ version: 2, against: 1, canary: { falseAlarms: 2 }, serving: { falseAlarms: 0 } });
    expect(running?.sentence).toContain('model 2 alone raised 0 that were confirmed and 2 false');
    expect(last).toBeNull();
  });

  test('of a version with false alarms ends with its rollback by itself; the condition and the outcome say why', async () => {
    const visit = await begun();
    keeping.engine.alarms = [[1, 2, 3].map(alarm), []];
    const facts = await step(visit, 1_200_000);
    expect(facts).toMatchObject({ serving: 1, latest: 2, canary: null, trial: { reason: 'CanaryRolledBack' } });
    expect(facts.trial?.message).toContain('model 2 raised 3 false alarms, where 1 raised 0');
    expect(keeping.outcomes.at(-1)).toMatchObject({
      type: 'rolled-back',
      version: 2,
      sentence: expect.stringMatching(/^Model 2 was rolled back; model 1/),
    });
    // The next training is another trial.
    expect(await visit({ ...wish, retrainRequestTime: 'b' })).toMatchObject({
      serving: 1,
      latest: 3,
      canary: 3,
      trial: { reason: 'CanaryRunning' },
    });
  });

  test('counts no alarm as false that an incident confirms', async () => {
    const visit = await begun();
    keeping.confirmations.push({ workload: 'shop/deployment/web', fromAtMs: keeping.nowMs, toAtMs: keeping.nowMs + 600_000 });
    keeping.engine.alarms = [[1, 2, 3].map(alarm), []];
    expect(await step(visit, 1_200_000)).toMatchObject({ canary: 2 });
  });

  test('goes on after a restart where it was', async () => {
    const visit = await begun();
    keeping.engine.alarms = [[1, 2].map(alarm), []];
    await step(visit, 1_200_000);
    keeping.engine.alarms = [[alarm(30)], []];
    keeping.nowMs += 1_200_000;
    expect(await keeping.visitor()({ ...wish, doneRequestTime: wish.retrainRequestTime })).toMatchObject({ canary: null, serving: 1 });
  });

  test('of a version that is damaged meanwhile ends, and the old one serves', async () => {
    const visit = await begun();
    await keeping.store.write([{ put: keys.model(detector, 2), value: new TextEncoder().encode('{}') }]);
    expect(await step(visit, 1_200_000)).toMatchObject({ serving: 1, canary: null, trial: { reason: 'CanaryRolledBack' }, problem: null });
  });

  test('does not keep anybody from pinning the version, which then serves at once', async () => {
    const visit = await begun();
    expect(await visit({ ...wish, pinnedVersion: 2 })).toMatchObject({ serving: 2, canary: 2 });
  });

  test('is over where an earlier release kept no record of one: its newest version serves', async () => {
    const visit = keeping.visitor();
    await visit();
    await visit({ ...wish, canaryForMs: 0 });
    await keeping.store.write([{ delete: keys.rollout(detector) }]);
    keeping.engine = createLearner();
    expect(await keeping.visitor()({ doneRequestTime: wish.retrainRequestTime })).toMatchObject({ serving: 2, canary: null });
  });
});

describe('drift', () => {
  test('above a fifth is told, asks for a training once in six hours, and is gone with it', async () => {
    const visit = keeping.visitor();
    await visit();
    keeping.engine.drifted = 0.4;
    keeping.nowMs += 3_600_000;
    const facts = await visit();
    expect(facts).toMatchObject({ latest: 1 });
    expect(facts.drift).toMatch(
      /^About 40 % of the lines of the last hour fall into other patterns .* model 1 .* of shop\/deployment\/web\./,
    );
    keeping.nowMs += 6 * 3_600_000;
    expect(await visit()).toMatchObject({ latest: 2 });
    expect((await keeping.registry.list(detector)).at(-1)?.madeBy).toBe('drift');
    keeping.nowMs += 3_600_000;
    expect(await visit()).toMatchObject({ latest: 2 });
    keeping.engine.drifted = 0.02;
    keeping.nowMs += 600_000;
    expect((await visit()).drift).toBeNull();
  });

  test('does not waver: what was told stays until it is clearly over', async () => {
    const visit = keeping.visitor();
    await visit();
    for (const [drifted, told] of [
      [0.19, false],
      [0.21, true],
      [0.17, true],
      [0.14, false],
    ] as const) {
      keeping.engine.drifted = drifted;
      keeping.nowMs += 300_001;
      expect((await visit()).drift !== null).toBe(told);
    }
  });
});
