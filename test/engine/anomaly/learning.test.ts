import { expect, test } from 'vitest';
import { Baseline } from '../../../engine/anomaly/baseline.ts';
import { createLearning, type LearningInput } from '../../../engine/anomaly/learning.ts';
import { CountWindow } from '../../../engine/anomaly/window.ts';
import { silence } from '../../../engine/anomaly/rules/silence.ts';
import type { Situation } from '../../../engine/anomaly/rules/rule.ts';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';

const base = Date.UTC(2026, 0, 5, 9, 0, 0);
const minute = 60_000;

function learnHour(change: (atMs: number) => Partial<LearningInput>) {
  const window = new CountWindow();
  const baseline = new Baseline();
  const learning = createLearning();
  for (let atMs = base; atMs < base + 60 * minute; atMs += 5_000) {
    const isBad = atMs >= base + 20 * minute && atMs < base + 30 * minute;
    for (let at = 0; at < (isBad ? 100 : 5); at += 1) window.add(0, atMs, atMs);
    const usual = {
      nowMs: atMs,
      firstLineAtMs: base,
      window,
      baseline,
      replicas: 1,
      incident: null,
      unreadSinceAtMs: null,
      isSteady: true,
      isUnusual: () => false,
    };
    learning.learn({ ...usual, ...change(atMs) });
  }
  return { baseline, learning, usual: baseline.usual(0, base + 60 * minute) };
}

test('minutes of an incident are never learned, and said to be left out', () => {
  const incident = { fromAtMs: base + 20 * minute, toAtMs: base + 30 * minute, reason: 'incident inc-1' };
  const { usual, learning } = learnHour((atMs) => (atMs >= incident.fromAtMs ? { incident } : {}));
  expect(usual.peak).toBeLessThan(100);
  expect(learning.leftOut()).toEqual([incident]);
  expect(learnHour(() => ({})).usual.peak).toBeGreaterThan(1_000);
});

test('nothing is learned from minutes that could not be read, and from those of no replica', () => {
  expect(learnHour(() => ({ unreadSinceAtMs: base })).baseline.minutes).toBe(0);
  expect(learnHour(() => ({ replicas: 0 })).baseline.minutes).toBe(0);
});

test('after a pause of an hour learning goes on without taking it for silence', () => {
  const window = new CountWindow();
  const baseline = new Baseline();
  const learning = createLearning();
  const input = {
    firstLineAtMs: base,
    window,
    baseline,
    replicas: 1,
    incident: null,
    unreadSinceAtMs: null,
    isSteady: false,
    isUnusual: () => false,
  };
  for (const atMs of [0, 1, 2, 3, 4, 64, 65, 66, 67].map((at) => base + at * minute)) {
    window.add(0, atMs, atMs);
    learning.learn({ ...input, nowMs: atMs + 30_000 });
  }
  expect(baseline.minutes).toBeLessThan(6);
  expect(baseline.usual(0, base + 70 * minute).steadiness).toBeCloseTo(1, 5);
});

test('what a container wrote before the watching began is history too', () => {
  const window = new CountWindow();
  const baseline = new Baseline();
  const nowMs = base + 20 * minute;
  for (let atMs = base; atMs < nowMs; atMs += 1_000) window.add(0, atMs, nowMs);
  const input = { window, baseline, replicas: 1, incident: null, unreadSinceAtMs: null, isSteady: false, isUnusual: () => false };
  createLearning().learn({ ...input, nowMs, firstLineAtMs: base });
  expect(baseline.minutes).toBeGreaterThanOrEqual(12);
  expect(baseline.usual(0, nowMs).location).toBeGreaterThan(50);
});

const quiet: Situation = {
  nowMs: base + 10 * minute,
  workload: 'shop/deployment/web',
  thresholds: resolveThresholds(),
  replicas: 2,
  learning: null,
  watchedSinceAtMs: base - 100 * minute,
  changing: false,
  changedAtMs: Number.NEGATIVE_INFINITY,
  spans: [],
  flood: () => ({ lines: 0, patterns: 0, entropy: 0 }),
  isJob: false,
  growth: () => null,
  isUnheard: () => false,
  linesInMinute: 0,
  silence: {
    usual: { location: 30, spread: 5, burst: 6, peak: 50, peakBurst: 9, steadiness: 1, minutes: 90 },
    lastLineAtMs: base,
    longestPauseLines: 0,
    longestPauseMs: 4_000,
    expectedQuiet: false,
    blind: false,
  },
};

test('a steady workload is silent after five minutes without a line', () => {
  expect(silence.judge(quiet, false)).toMatchObject({ observed: 0, reason: expect.stringContaining('no line for 10 min') });
  expect(silence.judge({ ...quiet, nowMs: base + 4 * minute }, false)).toBeNull();
});

test.each<[string, Partial<Situation>]>([
  ['scaled to zero', { replicas: 0 }],
  ['a job', { isJob: true }],
  ['in a rollout', { changing: true }],
  ['meant to rest', { silence: { ...quiet.silence, expectedQuiet: true } }],
  ['one that cannot be read', { silence: { ...quiet.silence, blind: true } }],
  ['one that often pauses', { silence: { ...quiet.silence, longestPauseMs: 5 * minute } }],
  ['one that seldom writes', { silence: { ...quiet.silence, usual: { ...quiet.silence.usual, steadiness: 0.5 } } }],
])('a workload that is %s may be quiet', (_, change) => {
  expect(silence.judge({ ...quiet, ...change }, false)).toBeNull();
});
