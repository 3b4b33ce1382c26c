import { expect, test } from 'vitest';
import { createRecurrence } from '../../../engine/anomaly/recurrence.ts';

const minute = 60_000;
const day = 1_440 * minute;
const startMs = Date.UTC(2026, 2, 2, 2, 30);

/** Whether it is usual at each of the times, every one of which lasts ten minutes. */
function usual(timesMs: readonly number[]): boolean[] {
  const recurrence = createRecurrence();
  return timesMs.map((atMs) => {
    const [first, ...later] = Array.from({ length: 10 }, (_, i) => recurrence.isUsual('log-bomb', atMs + i * minute));
    expect(new Set(later)).toEqual(new Set([first]));
    return first ?? false;
  });
}

test.each([
  ['every night', [0, day, 2 * day, 3 * day], [false, false, true, true]],
  [
    'every night, an hour later where the clocks change',
    [0, day, 2 * day + 60 * minute, 3 * day + 60 * minute],
    [false, false, true, true],
  ],
  ['on working days', [-3 * day, -2 * day, -day, 0, 3 * day, 4 * day], [false, false, true, true, true, true]],
  ['on days that have nothing to do with each other', [0, 2 * day, 5 * day, 7 * day], [false, false, false, false]],
  ['every week', [0, 7 * day, 14 * day], [false, false, true]],
  ['at another time each night', [0, day + 300 * minute, 2 * day + 600 * minute, 3 * day - 200 * minute], [false, false, false, false]],
  ['twice in a night', [0, 90 * minute, 180 * minute], [false, false, false]],
  ['after a month', [0, day, 40 * day], [false, false, false]],
])('what comes %s is usual from the third time on, if ever', (_, timesMs, expected) => {
  expect(usual(timesMs.map((atMs) => startMs + atMs))).toEqual(expected);
});

test('kinds are known by themselves, and a restart forgets none of them', () => {
  const before = createRecurrence();
  for (const atMs of [0, day]) before.isUsual('drop', startMs + atMs);
  const after = createRecurrence();
  after.restore(JSON.parse(JSON.stringify(before.snapshot())));
  expect(after.isUsual('log-bomb', startMs + 2 * day)).toBe(false);
  expect(after.isUsual('drop', startMs + 2 * day)).toBe(true);
});

test('a clock that goes back is no rhythm', () => {
  const recurrence = createRecurrence();
  for (const days of [3, 2, 1, 0]) expect(recurrence.isUsual('drop', startMs + days * day)).toBe(false);
});
