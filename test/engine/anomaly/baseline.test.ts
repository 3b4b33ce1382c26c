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

describe('patterns that turn out to be one', () => {
  /** Whether a form writes in a minute: `shareOf` of the minutes, without chance. */
  const learnForms = (baseline: Baseline, minutes: number, forms: readonly ((at: number) => number)[]): void => {
    for (let at = 0; at < minutes; at += 1) {
      const lines = forms.map((form) => form(at));
      const all = { lines: lines.reduce((sum, one) => sum + one, 0), burst: 0 };
      baseline.learn({
        atMs: base + at * minute,
        replicas: 1,
        lines,
        bursts: lines.map((one) => Math.ceil(one / 6)),
        all,
        skip: () => false,
      });
    }
  };

  test('what they wrote each is what is usual of all: as many lines as had they been one from the first minute', () => {
    const [apart, one] = [new Baseline(), new Baseline()];
    const form = (place: number) => (at: number) => 20 + ((at * (7 + 2 * place)) % 9);
    learnForms(apart, 300, [0, 1, 2, 3].map(form));
    learnForms(one, 300, [(at) => [0, 1, 2, 3].reduce((sum, place) => sum + form(place)(at), 0)]);
    for (const from of [1, 2, 3]) apart.merge(from, 0);
    const [merged, wanted] = [apart, one].map((baseline) => baseline.usual(0, base + 300 * minute));
    if (!merged || !wanted) throw new Error('nothing is usual');
    expect(merged.location / wanted.location).toBeGreaterThan(0.9);
    expect(merged.location / wanted.location).toBeLessThan(1.1);
    expect(merged.peak / wanted.peak).toBeGreaterThan(0.9);
    expect(merged.peak / wanted.peak).toBeLessThan(1.3);
    expect(merged.burst / wanted.burst).toBeGreaterThan(0.8);
    expect(merged.burst / wanted.burst).toBeLessThan(1.3);
    expect(merged.steadiness).toBeGreaterThan(0.99);
    expect(apart.habit(0)?.ever).toBeCloseTo(one.habit(0)?.ever ?? 0, -1);
  });

  test('of many that each come rarely, what is usual is how often any of them comes', () => {
    const [apart, one] = [new Baseline(), new Baseline()];
    const forms = Array.from({ length: 30 }, (_, place) => (at: number) => (at % 30 === place ? 2 : 0));
    learnForms(apart, 600, forms);
    learnForms(one, 600, [() => 2]);
    for (let from = 1; from < forms.length; from += 1) apart.merge(from, 0);
    expect(apart.habit(0)?.ever).toBeGreaterThan(1.6);
    expect(apart.habit(0)?.ever).toBeLessThan(2.4);
    expect(apart.usual(0, base + 600 * minute).peak).toBeLessThan(14);
  });

  test('a merged memory is the same after a restart', () => {
    const baseline = new Baseline();
    learnForms(baseline, 120, [(at) => at % 5, (at) => (at % 3) * 4]);
    baseline.merge(1, 0);
    const restored = new Baseline();
    restored.restore(JSON.parse(JSON.stringify(baseline.snapshot())));
    expect(restored.usual(0, base + 120 * minute)).toEqual(baseline.usual(0, base + 120 * minute));
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

  test('after a restart counts of several replicas vary as much as before', () => {
    const whole = new Baseline();
    for (let at = 0; at < 300; at += 1) learn(whole, base + at * minute, 20 + (at % 7), { replicas: 3 });
    const saved = whole.snapshot();
    const [short, long, replicas] = saved.weights;
    for (const state of [saved, { ...saved, weights: [short, long, replicas] as const }]) {
      const restored = new Baseline();
      restored.restore(JSON.parse(JSON.stringify(state)));
      learn(restored, base + 300 * minute, 21, { replicas: 3 });
      expect(restored.usualReplicas).toBeCloseTo(3, 6);
    }
  });
});
