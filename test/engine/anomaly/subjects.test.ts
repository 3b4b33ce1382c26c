import { expect, test } from 'vitest';
import { findBeginning } from '../../../engine/anomaly/subjects.ts';
import { CountWindow } from '../../../engine/anomaly/window.ts';

const now = Date.UTC(2026, 0, 5, 9, 0, 0);
const second = 1_000;

function windowWith(agesMs: readonly number[]): CountWindow {
  const window = new CountWindow();
  window.advance(now);
  for (const ageMs of agesMs) window.add(0, now - ageMs, now);
  return window;
}

const search = { sinceAtMs: now - 300 * second, untilAtMs: now, usualPerBucket: 0 };

test('a lone error minutes before the burst is not where the burst began', () => {
  const burst = [12, 11, 9, 8, 4, 2].map((age) => age * second);
  expect(findBeginning(windowWith([240 * second, ...burst]), 0, search)).toBe(now - 12 * second);
});

test('a slow failure began with its first line', () => {
  const slow = [280, 220, 150, 90, 30].map((age) => age * second);
  expect(findBeginning(windowWith(slow), 0, search)).toBe(now - 280 * second);
});

test('usual lines before a spike are not its beginning', () => {
  const usual = Array.from({ length: 60 }, (_, i) => i * 5 * second);
  const spike = Array.from({ length: 40 }, (_, i) => 20 * second - i * 400);
  const beganAtMs = findBeginning(windowWith([...usual, ...spike]), 0, { ...search, usualPerBucket: 3 });
  expect(beganAtMs).toBeGreaterThanOrEqual(now - 25 * second);
});
