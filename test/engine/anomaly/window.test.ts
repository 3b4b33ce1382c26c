import { describe, expect, test } from 'vitest';
import { CountWindow } from '../../../engine/anomaly/window.ts';

const base = Date.UTC(2026, 0, 5, 9, 0, 0);
const minute = 60_000;
const hour = 60 * minute;

function sum(window: CountWindow, fromMs: number, toMs: number): number {
  return window.counts(fromMs, toMs).reduce((total, count) => total + count, 0);
}

describe('counting by time', () => {
  test('a late line counts in the bucket and in the minute it was written in', () => {
    const window = new CountWindow();
    window.add(1, base + 10 * minute, base + 10 * minute);
    window.add(1, base + 3 * minute + 7_000, base + 10 * minute);
    expect(sum(window, base + 3 * minute + 5_000, base + 3 * minute + 10_000)).toBe(1);
    expect(window.firstInBucketAtMs(1, base + 3 * minute + 5_000)).toBe(base + 3 * minute + 7_000);
    expect(sum(window, base - hour, base + hour)).toBe(2);
  });

  test('a time from the future or none counts as now and is told', () => {
    const window = new CountWindow();
    for (const atMs of [base + hour, Number.NaN, -5, Infinity]) window.add(0, atMs, base);
    expect(window.clamped).toBe(4);
    expect(window.inBucket(0, base)).toBe(4);
  });

  test('what is older than a day has no bucket and is told', () => {
    const window = new CountWindow();
    window.add(0, base - 26 * hour, base);
    expect(window.tooOld).toBe(1);
    expect(sum(window, base - 30 * hour, base + 1)).toBe(0);
  });

  test('a day of minutes is kept and then dropped, hour by hour', () => {
    const window = new CountWindow();
    window.add(0, base, base);
    window.takeChangedHours();
    window.advance(base + 23 * hour);
    expect(sum(window, base, base + minute)).toBe(1);
    window.advance(base + 26 * hour);
    expect(sum(window, base, base + minute)).toBe(0);
    expect(window.takeChangedHours()).toEqual([{ hour: base / hour, state: null }]);
  });

  test('a clock that goes back by an hour starts the fine buckets anew', () => {
    const window = new CountWindow();
    window.add(0, base, base);
    window.advance(base - hour);
    expect(window.inBucket(0, base)).toBe(0);
    window.add(0, base - hour, base - hour);
    expect(window.inBucket(0, base - hour)).toBe(1);
  });
});

test('a restored window counts on as if it had never stopped', () => {
  const whole = new CountWindow();
  const stopped = new CountWindow();
  for (let i = 0; i < 200; i += 1) for (const window of [whole, stopped]) window.add(i % 90, base + i * 7_000, base + i * 7_000);
  const restored = new CountWindow();
  restored.restore(structuredClone(stopped.snapshot()));
  for (const { hour: at, state } of stopped.takeChangedHours()) restored.restoreHour(at, state ?? []);
  for (const window of [whole, restored]) window.add(3, base + 1_500_000, base + 1_500_000);
  expect(restored.snapshot()).toEqual(whole.snapshot());
  expect(restored.counts(base, base + hour)).toEqual(whole.counts(base, base + hour));
});

test('two patterns that turn out to be one count as one', () => {
  const window = new CountWindow();
  for (const pattern of [1, 2, 2]) window.add(pattern, base, base);
  window.merge(2, 1);
  expect([...window.counts(base, base + 5_000)]).toEqual([0, 3, 0]);
  expect([...window.counts(base - hour, base + hour)]).toEqual([0, 3, 0]);
});
