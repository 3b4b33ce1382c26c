import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createOpenHour, packHour, readHour } from '../../../engine/anomaly/hour.ts';
import { CountWindow } from '../../../engine/anomaly/window.ts';

const counts = fc.array(
  fc.tuple(fc.nat(100_000), fc.nat(59), fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4_000_000_000 }))),
  { maxLength: 200 },
);

describe('the counts of an hour', () => {
  test('are the same packed and unpacked, in order', () => {
    fc.assert(
      fc.property(counts, (list) => {
        const hour = createOpenHour();
        const expected = new Map<string, number>();
        for (const [pattern, minute, count] of list) {
          const key = `${pattern} ${minute}`;
          // A cell holds 32 bits.
          if ((expected.get(key) ?? 0) + count >= 2 ** 32) continue;
          hour.add(pattern, minute, count);
          expected.set(key, (expected.get(key) ?? 0) + count);
        }
        const read: [number, number, number][] = [];
        readHour(packHour(hour), (...cell) => read.push(cell));
        expect(new Map(read.map(([pattern, minute, count]) => [`${pattern} ${minute}`, count]))).toEqual(expected);
        expect(read).toEqual(read.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
      }),
    );
  });

  test('take two bytes a count and a few a pattern', () => {
    const hour = createOpenHour();
    for (let pattern = 0; pattern < 300; pattern += 1) {
      for (let minute = 0; minute < 60; minute += 10) hour.add(pattern, minute, 7);
    }
    expect(packHour(hour).length).toBeLessThan(300 * 6 * 2 + 300 * 3);
  });
});

describe('a window whose hours are packed', () => {
  const base = Date.UTC(2026, 0, 5, 9, 0, 0);
  const minute = 60_000;

  test('counts as one that packs nothing, whatever comes late, is merged or is restored', () => {
    const step = fc.record({ pattern: fc.nat(20), lateMs: fc.nat(90 * minute), afterMs: fc.nat(20 * minute) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const window = new CountWindow();
        const written: { atMs: number; pattern: number }[] = [];
        let nowMs = base;
        for (const { pattern, lateMs, afterMs } of steps) {
          nowMs += afterMs;
          window.add(pattern, nowMs - lateMs, nowMs);
          written.push({ atMs: nowMs - lateMs, pattern });
        }
        window.merge(3, 4);
        const restored = new CountWindow();
        const saved = JSON.parse(JSON.stringify({ state: window.snapshot(), hours: window.takeChangedHours() }));
        restored.restore(saved.state);
        for (const { hour, state } of saved.hours) if (state !== null) restored.restoreHour(hour, state);
        const fromMs = Math.max(nowMs - 20 * 60 * minute, base - 2 * 60 * minute);
        const expected = new Map<number, number>();
        for (const { atMs, pattern } of written) {
          const into = pattern === 3 ? 4 : pattern;
          if (atMs >= Math.floor(fromMs / minute) * minute) expected.set(into, (expected.get(into) ?? 0) + 1);
        }
        for (const one of [window, restored]) {
          const found = new Map([...one.counts(fromMs, nowMs + minute).entries()].filter(([, count]) => count > 0));
          expect(found).toEqual(expected);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('tells five-second buckets apart after they are over', () => {
    const window = new CountWindow();
    for (let second = 0; second < 120; second += 1) window.add(second % 3, base + second * 1_000, base + second * 1_000);
    window.add(1, base + 11_000, base + 120_000);
    window.merge(2, 0);
    expect(window.inBucket(0, base + 10_000)).toBe(3);
    expect(window.inBucket(1, base + 10_000)).toBe(3);
    expect(window.inBucket(2, base + 10_000)).toBe(0);
    expect(window.firstInBucketAtMs(1, base + 10_000)).toBe(base + 10_000);
  });
});
