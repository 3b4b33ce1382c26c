import { describe, expect, test } from 'vitest';
import { Baseline, moreTolerant } from '../../../engine/anomaly/baseline.ts';

const base = Date.UTC(2026, 0, 5, 0, 0, 0);
const minute = 60_000;

function learn(baseline: Baseline, atMs: number, lines: number, about: { readonly replicas?: number; readonly skip?: boolean } = {}): void {
  const bursts = [Math.ceil(lines / 6)];
  const all = { lines, burst: bursts[0] ?? 0 };
  baseline.learn({ atMs, replicas: about.replicas ?? 1, lines: [lines], bursts, all, skip: () => about.skip ?? false });
}

function learnMinutes(baseline: Baseline, count: number, lines: (minute: number) => number): void {
  for (let at = 0; at < count; at += 1) learn(baseline, base + at * minute, lines(at));
}

describe('what is usual', () => {
  test('five minutes give a location and a spread, deaf to one outlier', () => {
    const baseline = new Baseline();
    learnMinutes(baseline, 5, (at) => [100, 110, 90, 5_000, 100][at] ?? 0);
    const usual = baseline.usual(0, base + 5 * minute);
    expect(usual.location).toBeGreaterThan(80);
    expect(usual.location).toBeLessThan(130);
  });

  test('twice the replicas with twice the lines is as usual', () => {
    const baseline = new Baseline();
    learnMinutes(baseline, 60, () => 60);
    const before = baseline.usual(0, base + 60 * minute).location;
    for (let at = 60; at < 120; at += 1) learn(baseline, base + at * minute, 120, { replicas: 2 });
    expect(baseline.usual(0, base + 120 * minute).location / before).toBeCloseTo(1, 1);
  });

  test('the short memory follows the time of day, the long one remembers the highest', () => {
    const baseline = new Baseline();
    learnMinutes(baseline, 600, (at) => (at < 300 ? 600 : 60));
    const usual = baseline.usual(0, base + 600 * minute);
    expect(usual.location).toBeLessThan(100);
    expect(usual.peak).toBeGreaterThan(500);
  });

  test('what comes once an hour is known to come, and is at zero', () => {
    const baseline = new Baseline();
    learnMinutes(baseline, 600, (at) => (at % 60 === 0 ? 300 : 0));
    const usual = baseline.usual(0, base + 600 * minute);
    expect(usual).toMatchObject({ location: 0, spread: 0, burst: 0 });
    expect(usual.peak).toBeGreaterThan(250);
    expect(usual.steadiness).toBeLessThan(0.05);
  });

  test('minutes that were left out change nothing', () => {
    const baseline = new Baseline();
    learnMinutes(baseline, 60, () => 10);
    const before = baseline.usual(0, base + 60 * minute);
    for (let at = 60; at < 90; at += 1) learn(baseline, base + at * minute, 10_000, { skip: true });
    const after = baseline.usual(0, base + 90 * minute);
    expect(after.location).toBeCloseTo(before.location, 0);
    expect(after.peak).toBe(before.peak);
    expect(after.steadiness).toBeGreaterThan(0.99);
  });

  test('of a served model and what was learned since, the more tolerant counts', () => {
    const a = { location: 1, spread: 5, burst: 0, peak: 9, peakBurst: 2, steadiness: 0.5, minutes: 10 };
    const b = { location: 3, spread: 1, burst: 1, peak: 4, peakBurst: 3, steadiness: 1, minutes: 90 };
    expect(moreTolerant(a, b)).toEqual({ location: 3, spread: 5, burst: 1, peak: 9, peakBurst: 3, steadiness: 0.5, minutes: 90 });
  });
});

describe('bad clocks and numbers', () => {
  test('minutes out of order, gaps of weeks and numbers that are none leave a usable baseline', () => {
    const baseline = new Baseline();
    learnMinutes(baseline, 30, () => 10);
    learn(baseline, Number.NaN, 10);
    learn(baseline, base - 86_400_000, 10);
    learn(baseline, base + 60 * 86_400_000, 10);
    learn(baseline, base + 60 * 86_400_000 + minute, 10);
    learn(baseline, base, 10, { replicas: 0 });
    learn(baseline, base, Number.NaN);
    const usual = baseline.usual(0, base + 61 * 86_400_000);
    for (const value of Object.values(usual)) expect(Number.isFinite(value)).toBe(true);
    expect(usual.location).toBeGreaterThan(8);
    expect(usual.location).toBeLessThan(13);
  });

  test('a baseline restored after rescaling goes on with the same bytes', () => {
    const whole = new Baseline();
    learnMinutes(whole, 3_000, (at) => 20 + (at % 7));
    const restored = new Baseline();
    restored.restore(JSON.parse(JSON.stringify(whole.snapshot())));
    for (const baseline of [whole, restored]) learn(baseline, base + 3_001 * minute, 25);
    expect(JSON.stringify(restored.snapshot())).toBe(JSON.stringify(whole.snapshot()));
    expect(restored.usual(0, base + 3_002 * minute)).toEqual(whole.usual(0, base + 3_002 * minute));
  });
});
