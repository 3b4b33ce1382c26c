import { describe, expect, test } from 'vitest';
import { createTimeline } from '../../../cli/analyze/timeline.ts';

const sum = (counts: ReadonlyMap<number, number>): number => [...counts.values()].reduce((total, count) => total + count, 0);

describe('timeline', () => {
  test('bins grow with the range, and no count is lost', () => {
    const timeline = createTimeline({ bins: 50 });
    const series = timeline.createSeries();
    for (let at = 0; at < 100_000; at += 1) timeline.add(series, at * 1_000);
    expect(timeline.stepMs).toBe(3_600_000);
    expect(timeline.countsOf(series).size).toBe(28);
    expect(timeline.countsOf(series).get(3)).toBe(3_600);
    expect(sum(timeline.countsOf(series))).toBe(100_000);
  });

  test('all series have the same bins, also those that were quiet while these grew', () => {
    const timeline = createTimeline({ bins: 10 });
    const quiet = timeline.createSeries();
    timeline.add(quiet, 5_000);
    const busy = timeline.createSeries();
    for (let at = 0; at < 100; at += 1) timeline.add(busy, at * 1_000);
    expect([...timeline.countsOf(quiet)]).toEqual([[0, 1]]);
    timeline.add(quiet, 5_001);
    expect([...timeline.countsOf(quiet)]).toEqual([[0, 2]]);
  });

  test('times in any order, before 1970 and far away are counted', () => {
    const timeline = createTimeline({ bins: 4 });
    const series = timeline.createSeries();
    for (const at of [4e12, -1, 0, 1_700_000_000_000, 1_700_000_000_001, -6e13]) timeline.add(series, at);
    expect(sum(timeline.countsOf(series))).toBe(6);
    expect(timeline.countsOf(series).size).toBeLessThanOrEqual(4);
  });

  test('memory is bounded over all series', () => {
    const timeline = createTimeline({ bins: 1_000, entries: 500 });
    const all = Array.from({ length: 20 }, () => timeline.createSeries());
    for (let at = 0; at < 1_000; at += 1) for (const series of all) timeline.add(series, at * 60_000);
    expect(all.reduce((total, series) => total + timeline.countsOf(series).size, 0)).toBeLessThanOrEqual(500);
    expect(all.map((series) => sum(timeline.countsOf(series)))).toEqual(all.map(() => 1_000));
  });

  test('counts that are moved are in one place', () => {
    const timeline = createTimeline();
    const [from, to] = [timeline.createSeries(), timeline.createSeries()];
    timeline.add(from, 1);
    timeline.add(from, 2_000);
    timeline.add(to, 2_000);
    timeline.move(from, to);
    timeline.add(from, 1);
    expect([...timeline.countsOf(to)]).toEqual([
      [2_000, 2],
      [1, 1],
    ]);
    expect([...timeline.countsOf(from)]).toEqual([[1, 1]]);
  });
});
