import { expect, test } from 'vitest';
import { adjustedRand, vMeasure } from '../../bench/clusters/agreement.ts';
import { retrain, sets } from '../../bench/clusters/judge.ts';
import { rightNames } from '../../bench/clusters/meanings.ts';
import { strange } from '../../bench/clusters/strange.ts';

test('about three hundred different messages of forty meanings, in two halves that share no text', () => {
  const texts = [...sets.all.map(({ text }) => text), ...strange];
  expect(new Set(texts).size).toBe(texts.length);
  expect(sets.all.length).toBeGreaterThanOrEqual(300);
  expect(new Set(sets.all.map(({ meaning }) => meaning))).toEqual(new Set(Object.keys(rightNames)));
  expect(Object.keys(rightNames)).toHaveLength(40);
  expect(sets.open.length).toBe(sets.held.length);
});

test('equal groupings agree wholly under other labels, a single group and one for each do not', () => {
  const truth = ['a', 'a', 'b', 'b', 'c', 'c'];
  const renamed = ['x', 'x', 'y', 'y', 'z', 'z'];
  expect([vMeasure(truth, renamed), adjustedRand(truth, renamed)]).toEqual([1, 1]);
  expect(vMeasure(truth, ['x', 'x', 'x', 'x', 'x', 'x'])).toBe(0);
  expect(adjustedRand(truth, ['1', '2', '3', '4', '5', '6'])).toBe(0);
});

test('a retraining is the same for equal seeds', () => {
  const few = sets.open.slice(0, 40);
  expect(retrain(few, 3)).toEqual(retrain(few, 3));
});
