import { expect, test } from 'vitest';
import { createLulls, type Lulls } from '../../../engine/anomaly/lulls.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Minutes of these depths in a row, by the minute; returns when they end. */
function see(lulls: Lulls, fromMs: number, depths: (minuteOfAll: number) => number, minutes: number): number {
  for (let at = 0; at < minutes; at += 1) lulls.see(fromMs + at * minute, depths(at));
  return fromMs + minutes * minute;
}

function afterADay(): { readonly lulls: Lulls; readonly nowMs: number } {
  const lulls = createLulls();
  return { lulls, nowMs: see(lulls, day, (at) => (at === 300 ? 4 : 1), 1_500) };
}

test('nothing is known before a day has been seen, then its deepest lull', () => {
  const lulls = createLulls();
  see(lulls, day, () => 3, 1_400);
  expect(lulls.deepest(2 * day)).toBeNull();
  const { lulls: known, nowMs } = afterADay();
  expect(known.deepest(nowMs)).toBeCloseTo(4, 0);
});

test('a fall that became something else was no lull', () => {
  const { lulls, nowMs } = afterADay();
  const foundAtMs = see(lulls, nowMs, (at) => at, 9);
  const endMs = see(lulls, foundAtMs + 20 * minute, () => 1, 120);
  expect(lulls.deepest(endMs)).toBeLessThan(4.1);
});

test('a fall that came back by itself was one, half as deep after a week', () => {
  const { lulls, nowMs } = afterADay();
  const endMs = see(lulls, nowMs, (at) => (at < 9 ? at : 1), 120);
  expect(lulls.deepest(endMs)).toBeCloseTo(8, 0);
  expect(lulls.deepest(nowMs + 8 * minute + 7 * day)).toBeCloseTo(4, 6);
});

test('a restart forgets nothing, and a state of before knows no lulls', () => {
  const { lulls, nowMs } = afterADay();
  const restored = createLulls();
  restored.restore(JSON.parse(JSON.stringify(lulls.snapshot())));
  expect(restored.deepest(nowMs)).toBe(lulls.deepest(nowMs));
  restored.restore(undefined);
  expect(restored.deepest(nowMs)).toBeNull();
});
