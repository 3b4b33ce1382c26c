import { describe, expect, test } from 'vitest';
import { deviation, isRare, rarity, timesAYear } from '../../../engine/anomaly/chance.ts';

describe('deviation', () => {
  test('is the root of the deviance of a Poisson where lines are independent', () => {
    expect(deviation(30, { mean: 10, dispersion: 1 })).toBeCloseTo(Math.sqrt(2 * (30 * Math.log(3) - 20)), 3);
    expect(deviation(0, { mean: 8, dispersion: 1 })).toBeCloseTo(-4, 3);
    expect(deviation(10, { mean: 10, dispersion: 1 })).toBe(0);
  });

  test('is the less the more the lines come in clumps', () => {
    const deviations = [1, 2, 5, 50].map((dispersion) => deviation(60, { mean: 10, dispersion }));
    expect(deviations).toEqual(deviations.toSorted((a, b) => b - a));
    expect(deviations.at(-1)).toBeLessThan(3);
  });

  test('a job of one night in many is no news to who counted it in', () => {
    // 400 lines a minute for five minutes a week: mean 0.2, variance over mean 400.
    expect(deviation(2_000, { mean: 1, dispersion: 400 })).toBeLessThan(4);
  });

  test('is a number for counts and means of nothing', () => {
    for (const [observed, mean] of [
      [0, 0],
      [5, 0],
      [0, 5],
    ] as const)
      expect(Number.isFinite(deviation(observed, { mean, dispersion: 1 }))).toBe(true);
  });
});

describe('how often a year', () => {
  test('three deviations of a minute come seven hundred times, six hardly ever', () => {
    expect(timesAYear(3, 60_000)).toBeGreaterThan(650);
    expect(timesAYear(3, 60_000)).toBeLessThan(760);
    expect(timesAYear(6, 60_000)).toBeLessThan(0.001);
    expect(timesAYear(1, 3_600_000)).toBeCloseTo(0.1587 * 8_760, -1);
  });

  test('a longer look is had less often', () => {
    expect(timesAYear(4, 300_000)).toBeCloseTo(timesAYear(4, 60_000) / 5, 6);
  });

  test('is said as a person would', () => {
    expect(rarity(12)).toBe('chance brings that 12 times a year');
    expect(rarity(0.05)).toBe('chance brings that once in 20 years');
    expect(rarity(1e-12)).toBe('chance brings that less than once in 1000 years');
  });
});

test('the detectors of a pattern together spend no more than is asked for', () => {
  const spent = (['spike', 'trend', 'drop'] as const).filter((kind) => isRare(kind, 0.05, 0.1));
  expect(spent).toEqual([]);
  expect(isRare('spike', 0.04, 0.1)).toBe(true);
});
