import { expect, test } from 'vitest';
import { means, shift, shortfalls, type Result } from '../../bench/accuracy/reach.ts';

const good: Result = {
  system: 'good',
  set: 'open',
  lines: 100,
  score: { ga: 0.95, fga: 0.9, patterns: 10, truth: 10 },
  shuffled: null,
  halved: null,
};
const scored = (score: Partial<Result['score']>): Result => ({ ...good, score: { ...good.score, ...score } });

test('a run within every bar has no shortfall', () => {
  expect(shortfalls([good, scored({ ga: 0.9, patterns: 12 })])).toEqual([]);
});

test('each bar of a system and of the mean is named when missed', () => {
  expect(shortfalls([scored({ ga: 0.74 })])).toEqual(['good: GA 0.740 is below .75', 'mean GA 0.740 is below .92']);
  expect(shortfalls([scored({ fga: 0.84 })])).toEqual(['mean FGA 0.840 is below .85']);
  expect(shortfalls([scored({ patterns: 15 })])).toEqual([
    'good: 1.50 patterns for each true one, outside .7 to 1.4',
    '1.50 patterns for each true one, outside .9 to 1.15',
  ]);
  expect(shortfalls([good, scored({ patterns: 7 })])).toEqual(['0.85 patterns for each true one, outside .9 to 1.15']);
});

test('the ratio is of the sums, the accuracies are means of the systems', () => {
  const large = scored({ ga: 0.85, fga: 0.8, patterns: 110, truth: 90 });
  expect(means([good, large])).toEqual({ ga: expect.closeTo(0.9), fga: expect.closeTo(0.85), ratio: 1.2 });
});

test('a grouping that hangs on the order of the lines is a shortfall in either direction', () => {
  const moved = (ga: number): Result => ({ ...good, shuffled: { ...good.score, ga } });
  expect(shift(good)).toBeNull();
  expect(shortfalls([moved(0.969)])).toEqual([]);
  expect(shortfalls([moved(0.98)])).toEqual(['good: GA changes by 0.030 when the lines are shuffled, .02 or more']);
  expect(shortfalls([moved(0.92)])).toEqual(['good: GA changes by -0.030 when the lines are shuffled, .02 or more']);
  const halved = (ga: number): Result => ({ ...good, halved: { ...good.score, ga } });
  expect(shortfalls([halved(0.945)])).toEqual([]);
  expect(shortfalls([halved(0.93)])).toEqual(['good: GA changes by -0.020 when mined in halves, more than .01']);
});
