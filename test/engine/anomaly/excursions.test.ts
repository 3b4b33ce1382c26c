import { expect, test } from 'vitest';
import { createExcursions } from '../../../engine/anomaly/excursions.ts';
import type { Span } from '../../../engine/anomaly/span.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Five minutes in which thirty lines are usual. */
function fiveMinutes(lines: number): Span {
  const usual = { mean: 30, dispersion: 2 };
  const rest = { ...usual, lines };
  return {
    forMs: 5 * minute,
    lines: () => 0,
    most: () => null,
    least: () => null,
    isEven: () => false,
    shift: () => 1,
    together: { lines, withoutGrown: rest, withoutFallen: rest, most: usual, least: usual, deepestLull: null, highestSurge: null },
  };
}

test('a burst of the load is its surge and no lull, and a quiet quarter of an hour its lull and no surge', () => {
  const [busy, quiet] = [createExcursions(), createExcursions()];
  for (let at = 0; at < 1_500; at += 1) {
    const isOdd = at > 700 && at < 715;
    busy.see(day + at * minute, [fiveMinutes(isOdd ? 75 : 30)]);
    quiet.see(day + at * minute, [fiveMinutes(isOdd ? 8 : 30)]);
  }
  const nowMs = day + 1_500 * minute;
  expect(busy.highestSurge(nowMs)).toBeGreaterThan(3);
  expect(busy.deepestLull(nowMs)).toBe(0);
  expect(quiet.deepestLull(nowMs)).toBeGreaterThan(3);
  expect(quiet.highestSurge(nowMs)).toBe(0);
  const restored = createExcursions();
  restored.restore(JSON.parse(JSON.stringify(busy.snapshot())));
  expect(restored.highestSurge(nowMs)).toBe(busy.highestSurge(nowMs));
});

test('what was told as a drop and went by itself is a lull from then on, unless it lasted', () => {
  const over = (minutes: number) => ({ kind: 'drop' as const, startedAtMs: day, lastSeenAtMs: day + minutes * minute, verdict: { z: 6 } });
  const excursions = createExcursions();
  for (let at = 0; at < 1_500; at += 1) excursions.see(day + at * minute, [fiveMinutes(30)]);
  const nowMs = day + 1_500 * minute;
  excursions.outlast(nowMs, over(20));
  expect(excursions.deepestLull(nowMs)).toBe(0);
  excursions.outlast(nowMs, over(6));
  expect(excursions.deepestLull(nowMs)).toBe(6);
  expect(excursions.highestSurge(nowMs)).toBe(0);
});
