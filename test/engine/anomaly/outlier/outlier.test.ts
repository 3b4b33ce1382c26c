import { describe, expect, test } from 'vitest';
import type { WindowCounts } from '../../../../engine/anomaly/outlier/features.ts';
import { createOutlier, type Outlier } from '../../../../engine/anomaly/outlier/outlier.ts';
import { createRandom } from '../../../../engine/math.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const startMs = Date.UTC(2026, 0, 5);
const calm = { learns: true, judges: true };

/** A workload of forty lines a minute at noon and half as many at midnight; its load wavers for minutes together. */
function traffic(seed: number): (atMs: number) => WindowCounts {
  const random = createRandom(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const about = (mean: number): number => Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  let waver = 0;
  return (atMs) => {
    waver = 0.9 * waver + 0.08 * normal();
    const load = (1.5 + Math.cos((2 * Math.PI * (atMs - dayMs / 2)) / dayMs) / 2) * Math.exp(waver);
    const lines = Math.max(10, about(40 * load));
    const patterns = 8 + Math.round(random() * 3);
    const entropy = 2.4 + 0.1 * normal();
    const bytes = lines * (90 + 2 * normal());
    const requests = { durations: 20, slowness: Math.sqrt(20) * normal(), statuses: 20, failed: random() < 0.05 ? 1 : 0 };
    return { atMs, minutes: 1, replicas: 1, lines, errors: about(0.02 * lines), fresh: 0, patterns, entropy, bytes, ...requests };
  };
}

interface Course {
  readonly seed: number;
  readonly days: number;
  readonly change?: (window: WindowCounts) => WindowCounts;
}

/** When it was first said after so many minutes of change behind `days` days, and its words. */
function changed({ seed, days, change }: Course, forMinutes = 30): { readonly afterMinutes: number; readonly reason: string } | null {
  const { outlier, next } = learned(seed, days);
  for (let minute = 1; minute <= forMinutes; minute += 1) {
    const window = next();
    outlier.take(change ? change(window) : window, calm);
    const found = ask(outlier, window.atMs);
    if (found) return { afterMinutes: minute, reason: found.verdict.reason };
  }
  return null;
}

function learned(seed: number, days: number) {
  const outlier = createOutlier(`shop/deployment/cart-${seed}`);
  const draw = traffic(seed);
  let atMs = startMs;
  const next = (): WindowCounts => draw((atMs += minuteMs));
  for (let minute = 0; minute < days * 1_440; minute += 1) outlier.take(next(), calm);
  return { outlier, next };
}

function ask(outlier: Outlier, atMs: number) {
  return outlier.judge({ nowMs: atMs + 5_000, isActive: false, needed: 20, chanceAYear: 0.1 });
}

const seeds = [1, 3];

describe('a change of what the lines are like as a whole is found, with what drove it', () => {
  test.each([
    ['more errors', (window: WindowCounts) => ({ ...window, errors: window.errors + 0.2 * window.lines }), 'share of errors'],
    ['one pattern for nearly all', (window: WindowCounts) => ({ ...window, entropy: 1.2, patterns: 4 }), 'different patterns 4 (usually 9'],
    ['longer lines', (window: WindowCounts) => ({ ...window, bytes: 1.5 * window.bytes }), 'bytes a line'],
    ['new patterns', (window: WindowCounts) => ({ ...window, fresh: 0.2 * window.lines }), 'share of new patterns'],
    ['slowness', (window: WindowCounts) => ({ ...window, slowness: window.slowness + 30 }), 'deviations of durations'],
    ['failed requests', (window: WindowCounts) => ({ ...window, failed: 9 }), 'share of failed requests 4'],
  ])('%s', (_, change, words) => {
    for (const seed of seeds) {
      const found = changed({ seed, days: 3, change });
      expect(found?.afterMinutes).toBeLessThanOrEqual(10);
      expect(found?.reason).toContain(words);
      expect(found?.reason).toContain('chance brings that');
    }
  });

  test('several features that are a little odd together, none of them by itself', () => {
    const little = (window: WindowCounts) => ({
      ...window,
      entropy: window.entropy - 0.35,
      bytes: 1.06 * window.bytes,
      errors: window.errors + 0.04 * window.lines,
    });
    for (const seed of seeds) expect(changed({ seed, days: 3, change: little }, 60)?.afterMinutes).toBeLessThanOrEqual(60);
  });
});

describe('nothing is said', () => {
  test.each(seeds)('of eight usual days, seed %d', (seed) => {
    const { outlier, next } = learned(seed, 1);
    const said: unknown[] = [];
    for (let minute = 0; minute < 7 * 1_440; minute += 1) {
      const window = next();
      outlier.take(window, calm);
      if (ask(outlier, window.atMs)) said.push(window.atMs);
    }
    expect(said).toEqual([]);
  });

  test('of a holiday with a third of the load, with as many errors that come whatever the load', () => {
    const holiday = (window: WindowCounts) => ({ ...window, lines: Math.round(window.lines / 3), bytes: window.bytes / 3 });
    for (const seed of seeds) expect(changed({ seed, days: 3, change: holiday }, 8)).toBeNull();
  });

  test('in the first day, and of one odd minute', () => {
    const flooded = (window: WindowCounts) => ({ ...window, entropy: 0.5 });
    expect(changed({ seed: 1, days: 1.4, change: flooded })).toBeNull();
    expect(changed({ seed: 1, days: 3, change: flooded }, 1)).toBeNull();
  });

  test('of what is not to be judged, and nothing of it is learned', () => {
    const { outlier, next } = learned(1, 2);
    const known = () => JSON.stringify([outlier.snapshot().profile, outlier.snapshot().forest, outlier.snapshot().peaks]);
    const before = known();
    for (let minute = 0; minute < 30; minute += 1) outlier.take({ ...next(), entropy: 0.5 }, { learns: false, judges: false });
    expect(known() === before).toBe(true);
  });

  test('of what comes at the same time of three days: it is a job', () => {
    const { outlier, next } = learned(1, 2);
    const said = [0, 0, 0, 0];
    for (let minute = 0; minute < 4 * 1_440; minute += 1) {
      const window = next();
      const isJob = minute % 1_440 >= 180 && minute % 1_440 < 195;
      outlier.take(isJob ? { ...window, entropy: 0.5, bytes: 2 * window.bytes } : window, calm);
      if (ask(outlier, window.atMs)) said[Math.floor(minute / 1_440)] = 1;
    }
    expect(said.slice(2)).toEqual([0, 0]);
  });
});

test('a restart in the middle changes nothing', () => {
  const { outlier, next } = learned(2, 3);
  const twin = createOutlier('shop/deployment/cart-2');
  twin.restore(JSON.parse(JSON.stringify(outlier.snapshot())));
  const said: boolean[] = [];
  for (let minute = 0; minute < 20; minute += 1) {
    const window = { ...next(), entropy: 1.2, patterns: 4 };
    for (const one of [outlier, twin]) one.take(window, calm);
    const [again, found] = [ask(twin, window.atMs), ask(outlier, window.atMs)];
    said.push(found !== null);
    expect(again?.verdict.z ?? 0).toBeCloseTo(found?.verdict.z ?? 0, 1);
  }
  expect(said.at(-1)).toBe(true);
});

test('what lasts for good is the new usual, and what it knows stays small', () => {
  const { outlier } = learned(3, 3);
  expect(JSON.stringify(outlier.snapshot()).length).toBeLessThan(16_000);
  outlier.accept();
  expect(outlier.snapshot().profile.windows).toBe(0);
});
