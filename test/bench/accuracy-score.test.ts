import { expect, test } from 'vitest';
import { misses, score } from '../../bench/accuracy/score.ts';

test('the same groups under other names are all right', () => {
  expect(score(['x', 'y', 'x'], ['a', 'b', 'a'])).toEqual({ ga: 1, fga: 1, patterns: 2, truth: 2 });
});

test('a true group in two parts loses all its lines', () => {
  const split = score(['x', 'x', 'y', 'z'], ['a', 'a', 'a', 'b']);
  expect(split).toMatchObject({ ga: 0.25, patterns: 3, truth: 2 });
  expect(split.fga).toBeCloseTo((2 * (1 / 3) * (1 / 2)) / (1 / 3 + 1 / 2));
});

test('two true groups in one lose the lines of both', () => {
  expect(score(['x', 'x', 'x', 'z'], ['a', 'a', 'b', 'c'])).toEqual({ ga: 0.25, fga: 0.4, patterns: 2, truth: 3 });
});

test('one stray line spoils both groups', () => {
  expect(score(['x', 'x', 'y', 'y'], ['a', 'a', 'a', 'b'])).toMatchObject({ ga: 0, fga: 0 });
});

test('an answer of another length is refused', () => {
  expect(() => score(['x'], ['a', 'b'])).toThrow('1 ids for 2 lines');
});

test('a miss names the groups its lines went to and whose lines they share', () => {
  expect(misses(['x', 'x', 'y', 'y', 'z'], ['a', 'a', 'a', 'b', 'c'])).toEqual([
    {
      truth: 'a',
      lines: [0, 1, 2],
      groups: [
        { line: 0, own: 2, foreign: 0, foreignTruths: [] },
        { line: 2, own: 1, foreign: 1, foreignTruths: ['b'] },
      ],
    },
    { truth: 'b', lines: [3], groups: [{ line: 2, own: 1, foreign: 1, foreignTruths: ['a'] }] },
  ]);
});
