import { expect, test } from 'vitest';
import { faultKinds, type FaultKind } from '../../../bench/traffic/fault.ts';
import type { SeedResult } from '../../../bench/traffic/measure.ts';
import { page } from '../../../bench/traffic/page.ts';
import { isReached, pool } from '../../../bench/traffic/pool.ts';
import { listOf, tableOf } from '../../../bench/traffic/report.ts';
import type { FalseAlarm, Outcome, Score } from '../../../bench/traffic/score.ts';

test('all found at once and nothing false reaches the goals', () => {
  expect(isReached(pool([seedOf(1, perfect)]))).toBe(true);
});

test('one kind that is not found, or a false alarm every day, misses them', () => {
  const blind = { ...perfect, outcomes: perfect.outcomes.map((one) => (one.kind === 'drop' ? missed('drop') : one)) };
  expect(isReached(pool([seedOf(1, blind)]))).toBe(false);
  const noisy = { ...perfect, falseAlarms: Array.from({ length: 14 }, () => falseAlarm) };
  expect(isReached(pool([seedOf(1, noisy)]))).toBe(false);
});

test('seeds are taken together: their faults, days and false alarms add up', () => {
  const pooled = pool([seedOf(1, perfect), seedOf(2, { ...perfect, outcomes: [missed('spike')], falseAlarms: [falseAlarm] })]);
  const { anomalies } = pooled.figures;
  expect(anomalies.byKind.find(({ kind }) => kind === 'spike')).toMatchObject({ owed: 2, found: 1, recall: 0.5 });
  expect(anomalies.falsePerDay).toBe(1 / 28);
  expect(anomalies.missed).toMatchObject([{ seed: 2, kind: 'spike' }]);
});

test('a smaller fault counts neither way', () => {
  const small = { ...missed('spike'), isOwed: false };
  const { anomalies } = pool([seedOf(1, { ...perfect, outcomes: [...perfect.outcomes, small] })]).figures;
  expect(anomalies.all).toMatchObject({ recall: 1, small: 1, smallFound: 0 });
});

test('table, list and page name what was missed and what was said without reason', () => {
  const pooled = pool([seedOf(1, { ...perfect, outcomes: [missed('trend')], falseAlarms: [falseAlarm] })]);
  expect(tableOf(pooled)).toContain('0.00 (0/1)');
  expect(listOf(pooled)).toContain('trend of cart (INFO): 7.0 times, 90 lines in 10 min');
  expect(listOf(pooled)).toContain('1 x spike during a burst');
  expect(page(pooled)).toContain('| trend | 0.00 (0/1) | 0.00 (0/1) | 0.00 (0/1) |');
});

const falseAlarm: FalseAlarm = { atMs: 0, service: 'cart', what: 'spike', reason: '', during: 'a burst' };
const perfect: Score = { outcomes: faultKinds.map(found), falseAlarms: [], alarms: 20 };

function found(kind: FaultKind): Outcome {
  return { ...missed(kind), isFound: true, delayMs: 5_000, sinceBeginMs: 9_000, by: 'spike' };
}

function missed(kind: FaultKind): Outcome {
  const size = { beginAtMs: 0, minutes: 10, factor: 7, lines: 90, isOwed: true };
  const verdict = { isFound: false, isLuck: false, isLate: false, delayMs: null, sinceBeginMs: null, by: null };
  return { kind, service: 'cart', levels: 'INFO', ...size, ...verdict };
}

function seedOf(seed: number, of: Score): SeedResult {
  const cost = { lines: 1_000_000, bytes: 1e8, scoredDays: 14, cpuSeconds: 60, patterns: 50, unknownPatterns: 0 };
  return { seed, services: 50, days: 28, ...cost, unplaced: [], scores: { anomalies: of, incidents: of, sigma: of } };
}
