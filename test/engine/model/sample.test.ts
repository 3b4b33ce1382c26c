import { describe, expect, test } from 'vitest';
import { drawSample, type Stratum } from '../../../engine/model/sample.ts';

const stratum = (id: string, more: Partial<Stratum> = {}): Stratum => ({
  workload: 'shop/deployment/web',
  id,
  level: 'info',
  count: 100,
  samples: [`first ${id}`, `later ${id}`, `last ${id}`],
  ...more,
});
const many = (level: Stratum['level'], count: number) => Array.from({ length: count }, (_, at) => stratum(`${level}${at}`, { level }));
const idsOf = (strata: readonly Stratum[], size: number) => drawSample(strata, size, 1).lines.map((line) => line.stratum.id);

describe('a sample of lines', () => {
  test('has every pattern at least once, however rare, and as many lines as there is room for', () => {
    const strata = [...many('info', 40), stratum('rare', { count: 1, samples: ['once'] })];
    expect(new Set(idsOf(strata, 41)).size).toBe(41);
    expect(drawSample(strata, 60, 1).lines).toHaveLength(60);
    expect(drawSample(strata, 1_000, 1).lines).toHaveLength(40 * 3 + 1);
  });

  test('is balanced by severity: a few errors are not crowded out', () => {
    const strata = [...many('info', 100), ...many('error', 10)];
    const levels = (size: number) => Map.groupBy(drawSample(strata, size, 1).lines, ({ stratum: { level } }) => level);
    expect(levels(130).get('error')).toHaveLength(20);
    expect(levels(20).get('error')).toHaveLength(10);
  });

  test('without room for all patterns takes the rarest of each severity, and counts the rest', () => {
    const strata = [stratum('often', { count: 9_000 }), stratum('seldom', { count: 2 }), stratum('bad', { level: 'error', count: 50 })];
    expect(idsOf(strata, 2)).toEqual(['bad', 'seldom']);
    expect(drawSample(strata, 2, 1).patternsLeftOut).toBe(1);
  });

  test('is the same for the same seed, and draws a frequent pattern more often than a rare one', () => {
    const strata = [stratum('often', { count: 10_000 }), stratum('seldom', { count: 3 })];
    expect(drawSample(strata, 3, 7)).toEqual(drawSample(strata, 3, 7));
    const third = Array.from({ length: 200 }, (_, seed) => drawSample(strata, 3, seed).lines[2]?.stratum.id);
    expect(third.filter((id) => id === 'often').length).toBeGreaterThan(180);
  });
});
