import { describe, expect, test } from 'vitest';
import { addWindows, beginCanary, decideCanary, isChosen, type CanaryState } from '../../../engine/model/canary.ts';
import type { Model } from '../../../engine/index.ts';
import type { PastAlarm } from '../../../engine/model/past.ts';
import { startMs } from '../traffic.ts';
import { hour, learned, trained } from './learned.ts';

const alarm = (minute: number, pattern = 'a', workload = 'shop/deployment/web'): PastAlarm => ({
  workload,
  pattern,
  text: 'text',
  level: 'error',
  lines: 50,
  expected: 1,
  atMs: startMs + minute * 60_000,
});
const begun = beginCanary({ version: 2, against: 1, nowMs: startMs });
const seen = (canary: readonly PastAlarm[], serving: readonly PastAlarm[], windows = 50) => ({
  toAtMs: startMs + hour,
  windows,
  canary,
  serving,
});
const decide = (state: CanaryState, afterMs: number) => decideCanary(state, { nowMs: startMs + afterMs, forMs: 24 * hour }).outcome;
const incident = { workload: 'shop/deployment/web', fromAtMs: startMs, toAtMs: startMs + 10 * 60_000 };

describe('windows', () => {
  test('are one in ten, the same ones in every run, and others for another version', () => {
    const minutes = Array.from({ length: 5_000 }, (_, at) => startMs + at * 60_000);
    const chosen = minutes.filter((atMs) => isChosen(2, 'shop/deployment/web', atMs));
    expect(chosen.length).toBeGreaterThan(400);
    expect(chosen.length).toBeLessThan(600);
    expect(chosen.filter((atMs) => isChosen(3, 'shop/deployment/web', atMs)).length).toBeLessThan(100);
  });
});

describe('a canary', () => {
  test('is promoted when it agreed in enough windows, or until its time is over, and not in a moment', () => {
    const state = addWindows(begun, seen([alarm(1)], [alarm(1)], 200), []);
    expect(state).toMatchObject({ agreed: 1, canary: { falseAlarms: 0 }, serving: { falseAlarms: 0 } });
    expect([decide(state, hour / 4), decide(state, hour)]).toEqual(['goes-on', 'promoted']);
    expect([decide(begun, 23 * hour), decide(begun, 24 * hour)]).toEqual(['goes-on', 'promoted']);
  });

  test('with more than twice the false alarms is rolled back at once, and says the numbers', () => {
    const state = addWindows(
      begun,
      seen(
        [1, 2, 3].map((at) => alarm(at)),
        [alarm(9)],
      ),
      [],
    );
    expect(decideCanary(state, { nowMs: startMs, forMs: hour })).toEqual({
      outcome: 'rolled-back',
      reason: 'In 50 windows beside model 1 model 2 raised 3 false alarms, where 1 raised 1.',
    });
  });

  test.each([
    ['twice as many', [1, 2, 3, 4], [11, 12]],
    ['one or two', [1, 2], []],
  ])('with %s goes on', (_, canary, serving) => {
    expect(
      decide(
        addWindows(
          begun,
          seen(
            canary.map((at) => alarm(at)),
            serving.map((at) => alarm(at)),
          ),
          [],
        ),
        hour,
      ),
    ).toBe('goes-on');
  });

  test('whose alarms an incident or a person confirms raises no false ones, elsewhere it does', () => {
    const alarms = [1, 2, 3].map((at) => alarm(at));
    expect(addWindows(begun, seen(alarms, []), [incident]).canary).toEqual({ confirmed: 3, falseAlarms: 0 });
    expect(addWindows(begun, seen(alarms, []), [{ ...incident, workload: 'shop/deployment/cart' }]).canary.falseAlarms).toBe(3);
  });

  test('that misses what the serving one found and an incident confirms is rolled back', () => {
    const state = addWindows(begun, seen([], [alarm(1), alarm(2)]), [incident]);
    expect(decideCanary(state, { nowMs: startMs, forMs: hour })).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('missed 2 alarms'),
    });
  });
});

/** As the operator does it: a minute at a time is too slow for a test, twenty minutes are the same. */
function tryOut({ engine, nowMs }: ReturnType<typeof learned>, serving: Model, canary: Model): ReturnType<typeof decideCanary>['outcome'] {
  let state = beginCanary({ version: canary.version, against: serving.version, nowMs: startMs });
  for (let atMs = startMs; atMs < nowMs; atMs += hour / 3) {
    const question = { fromAtMs: atMs, toAtMs: atMs + hour / 3, isChosen: (id: string, at: number) => isChosen(canary.version, id, at) };
    const judged = [...engine.judgePast([canary, serving], question)];
    const alarms = (of: number): PastAlarm[] => judged.flatMap((one) => one.alarms[of] ?? []);
    const windows = judged.reduce((sum, one) => sum + one.windows, 0);
    state = addWindows(state, { toAtMs: question.toAtMs, windows, canary: alarms(0), serving: alarms(1) }, []);
    const { outcome } = decideCanary(state, { nowMs: question.toAtMs, forMs: 3 * hour });
    if (outcome !== 'goes-on') return outcome;
  }
  return 'goes-on';
}

test('on twenty seeds a model of a quiet time is rolled back and one of the same traffic promoted, in all of them', () => {
  const outcomes = Array.from({ length: 20 }, (_, seed) => {
    const traffic = learned(3, 100 + seed);
    const serving = trained(learned(1, seed), 1);
    // To it the usual traffic is a spike.
    const bad = trained(learned(1, 200 + seed, { rate: () => 0.08 }), 2);
    const good = trained(learned(1, 300 + seed), 3);
    return [tryOut(traffic, serving, bad), tryOut(traffic, serving, good)];
  });
  expect(outcomes).toEqual(outcomes.map(() => ['rolled-back', 'promoted']));
}, 300_000);
