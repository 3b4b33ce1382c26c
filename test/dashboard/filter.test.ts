import { describe, expect, test } from 'vitest';
import { compare, filterPatterns, ratioOf } from '../../dashboard/pages/patterns/filter.ts';
import { pattern } from '../operator/http/fake-backend.ts';

const views = [
  { ...pattern, id: 'a', text: 'order <num> failed', level: 'error', workload: 'cart', count: 90, usual: 20, isNew: false },
  { ...pattern, id: 'b', text: 'order <num> placed', level: 'info', workload: 'cart', count: 900, usual: 880, isNew: false },
  { ...pattern, id: 'c', text: 'cache is cold', level: 'warning', workload: 'web', count: 3, usual: 0, isNew: true },
  { ...pattern, id: 'd', text: 'started', level: 'info', workload: 'web', count: 1, usual: null, isNew: false },
];
const ids = (query: string): string =>
  filterPatterns(views, new URLSearchParams(query))
    .map(({ id }) => id)
    .join('');

describe('patterns are found', () => {
  test.each([
    ['', 'abcd'],
    ['q=order', 'ab'],
    ['q=FAILED order', 'a'],
    ['q=web', 'cd'],
    ['q=nothing', ''],
    ['workload=cart', 'ab'],
    ['level=error', 'a'],
    ['level=warning', 'ac'],
    ['show=new', 'c'],
    ['show=changed', 'ac'],
    ['workload=web&level=warning&q=cold', 'c'],
  ])('by %s: %s', (query, found) => {
    expect(ids(query)).toBe(found);
  });

  test.each([
    ['', 'bacd'],
    ['change', 'cabd'],
  ])('in the order %s: %s', (order, found) => {
    expect(
      views
        .toSorted(compare(order))
        .map(({ id }) => id)
        .join(''),
    ).toBe(found);
  });

  test('against less than one usual line a few lines are no flood', () => {
    expect(ratioOf({ ...pattern, count: 3, usual: 0.01 })).toBe(3);
    expect(ratioOf({ ...pattern, usual: null })).toBeNull();
  });
});
