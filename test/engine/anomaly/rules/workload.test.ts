/** The rules of whole workloads, where it is known how far they stray by themselves. */
import { expect, test } from 'vitest';
import type { Baseline } from '../../../../engine/anomaly/baseline.ts';
import type { Situation } from '../../../../engine/anomaly/rules/rule.ts';
import { levelShift } from '../../../../engine/anomaly/rules/level-shift.ts';
import { workloadDrop } from '../../../../engine/anomaly/rules/workload-drop.ts';
import { thresholdsBySensitivity } from '../../../../engine/anomaly/settings.ts';
import type { Span } from '../../../../engine/anomaly/span.ts';

const usual: ReturnType<Baseline['usual']> = { location: 9, spread: 3, burst: 2, peak: 20, peakBurst: 8, steadiness: 1, minutes: 10_000 };

/** The last five minutes of a workload that usually writes 46 lines in them, in a fall of which its counts alone know nothing. */
function inFiveMinutes(lines: number, deepestLull: number | null, highestSurge: number | null = null): Situation {
  const together: Span['together'] = {
    lines,
    withoutGrown: { lines, mean: 60, dispersion: 1.8 },
    withoutFallen: { lines: Math.ceil(lines / 2), mean: 24, dispersion: 1.8 },
    most: { mean: 61, dispersion: highestSurge === null ? 7.9 : 3.6 },
    least: { mean: 46, dispersion: 3.2 },
    deepestLull,
    highestSurge,
  };
  const nothing = { lines: () => 0, most: () => null, least: () => null, isEven: () => false, shift: () => 1 };
  return {
    nowMs: 1_000 * 60_000,
    workload: 'shop/deployment/web',
    thresholds: thresholdsBySensitivity.medium,
    replicas: 2,
    learning: null,
    watchedSinceAtMs: 0,
    changing: false,
    changedAtMs: Number.NEGATIVE_INFINITY,
    isJob: false,
    growth: () => null,
    linesInMinute: 1,
    spans: [{ ...nothing, forMs: 300_000, together }],
    flood: () => ({ lines: 0, patterns: 0, entropy: 0 }),
    silence: { usual, lastLineAtMs: 0, longestPauseMs: 0, longestPauseLines: 0, expectedQuiet: null, blind: false },
    isUnheard: () => false,
  };
}

test('a tenth of the usual lines for five minutes is a drop of a workload that never fell so far', () => {
  expect(workloadDrop.judge(inFiveMinutes(5, 3.5), false)?.reason).toMatch(/^the whole workload wrote 5 lines in 5 min where 46 are usual/);
});

test('it is nothing where the load fell nearly as far and came back, or where nobody knows yet', () => {
  expect(workloadDrop.judge(inFiveMinutes(5, 4.6), false)).toBeNull();
  expect(workloadDrop.judge(inFiveMinutes(5, null), false)).toBeNull();
});

test('a third of the usual is the load, however calm the workload was', () => {
  expect(workloadDrop.judge(inFiveMinutes(15, 0), false)).toBeNull();
});

test('nearly three times the most that is usual is a shift of the level where no surge was so high, and otherwise the load', () => {
  expect(levelShift.judge(inFiveMinutes(170, null, 3), false)?.reason).toMatch(/^the whole workload writes 2\.8 times as much as usual/);
  expect(levelShift.judge(inFiveMinutes(170, null, 5.5), false)).toBeNull();
  expect(levelShift.judge(inFiveMinutes(170, null), false)).toBeNull();
});
