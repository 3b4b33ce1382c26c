import { expect, test } from 'vitest';
import type { PatternView } from '../../api/contract.ts';
import { likely } from '../../dashboard/pages/pattern/likeness.ts';

const view = (id: string, text: string, count = 1): PatternView => ({
  detector: 'shop/shop',
  workload: 'cart',
  id,
  text,
  level: 'info',
  cluster: null,
  count,
  share: 0,
  isNew: false,
  usual: null,
  firstSeenAtMs: 0,
  lastSeenAtMs: 0,
  sample: '',
});
const all = [
  view('a', 'order <num> placed'),
  view('b', 'cart is full'),
  view('c', 'order <num> placed again'),
  view('d', 'cart is empty', 9),
];
const idsOf = (search: string) => likely(all, { id: 'a', text: 'order <num> placed' }, search).map(({ id }) => id);

test('the pattern that shares most words comes first, among equals the more frequent one, and never itself', () => {
  expect(idsOf('')).toEqual(['c', 'd', 'b']);
});

test('all words that are searched for must be there, in any order', () => {
  expect(idsOf('FULL cart')).toEqual(['b']);
  expect(idsOf('nothing')).toEqual([]);
});
