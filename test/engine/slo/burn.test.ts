import { expect, test } from 'vitest';
import { judgeBurn, type Objective } from '../../../engine/slo/burn.ts';
import { createMinutes } from '../../../engine/slo/minutes.ts';

const minuteMs = 60_000;
const nowMs = Date.UTC(2026, 0, 5, 10, 0, 30);
const objective: Objective = { workloads: [], target: 0.999, windowForMs: 30 * 86_400_000, count: 'requests' };

/** So many minutes of 1,000 requests each, up to now; `bad` of the minute that was so many minutes ago. */
function history(minutes: number, bad: (ago: number) => number) {
  const kept = createMinutes();
  for (let ago = minutes - 1; ago >= 0; ago -= 1) kept.add(nowMs - ago * minuteMs, 1000, bad(ago));
  return kept;
}

test.each([
  ['1.5 % for an hour', 60, () => 15, true],
  ['1.4 % for an hour, which is below 14.4 times', 60, () => 14, false],
  ['0.7 % for six hours', 360, () => 7, true],
  ['0.5 % for six hours, which is below 6 times', 360, () => 5, false],
  ['all of five minutes after a day that was well', 360, (ago: number) => (ago < 5 ? 1000 : 0), true],
  ['all of one minute after a day that was well', 360, (ago: number) => (ago < 1 ? 500 : 0), false],
  ['an hour that is over for half an hour', 360, (ago: number) => (ago > 30 && ago < 90 ? 100 : 0), false],
  ['all of a minute, ten minutes after the counting began', 10, (ago: number) => (ago < 1 ? 800 : 0), false],
  ['all of the first five minutes that are counted', 5, () => 1000, true],
  ['nothing', 360, () => 0, false],
] as const)('%s', (_what, minutes, bad, burns) => {
  expect(judgeBurn(history(minutes, bad), objective, nowMs) !== null).toBe(burns);
});

test('the sentence has the rate, both windows, the objective and when the budget is gone', () => {
  expect(
    judgeBurn(
      history(60, () => 20),
      objective,
      nowMs,
    )?.sentence,
  ).toBe(
    'its error budget burns 20 times as fast as it may: 2 % of 60,000 requests failed in 1 h, 2 % in 5 min; objective 99.9 %, ' +
      'at this rate the budget of 30 d is gone in 36 h',
  );
});

test('a shorter window of the objective has less to burn, and is told sooner', () => {
  const minutes = history(60, () => 5);
  expect(judgeBurn(minutes, objective, nowMs)).toBeNull();
  expect(judgeBurn(minutes, { ...objective, windowForMs: 7 * 86_400_000 }, nowMs)?.rate).toBeCloseTo(5);
});

test('a few failures of a few requests are no rate', () => {
  const minutes = createMinutes();
  minutes.add(nowMs, 9, 9);
  expect(judgeBurn(minutes, objective, nowMs)).toBeNull();
  minutes.add(nowMs, 1, 1);
  expect(judgeBurn(minutes, objective, nowMs)).not.toBeNull();
});

test('minutes survive being saved, and those of more than six hours ago are forgotten', () => {
  const minutes = history(900, () => 2);
  const restored = createMinutes();
  restored.restore(JSON.parse(JSON.stringify(minutes.snapshot())));
  expect(restored.sum(nowMs, 360)).toEqual({ total: 360_000, bad: 720 });
  expect(minutes.snapshot().counts.length).toBeLessThanOrEqual(2 * 361);
  restored.add(nowMs - 900 * minuteMs, 1, 1);
  restored.add(Number.NaN, 1, 1);
  restored.add(-5, 1, 1);
  expect(restored.sum(nowMs, 361)).toEqual({ total: 361_000, bad: 722 });
  // A pause of a day leaves nothing behind.
  restored.add(nowMs + 86_400_000, 1, 0);
  expect(restored.sum(nowMs + 86_400_000, 361)).toEqual({ total: 1, bad: 0 });
});
