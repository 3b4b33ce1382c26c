import { expect, test } from 'vitest';
import { readChanges } from '../../../operator/inlets/changes.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);

test.each([
  [
    { type: 'change', id: 'c-1', title: 'Shorter timeouts', files: ['cart/config.yaml'] },
    { id: 'c-1', atMs: nowMs },
  ],
  [
    { type: 'flag', workload: 'cart', name: 'new-checkout', change: 'on for 50 %' },
    { name: 'new-checkout', change: 'on for 50 %' },
  ],
  [
    { type: 'rollout', workload: 'cart', revision: '7', image: 'shop/cart:1.3' },
    { workload: 'cart', image: 'shop/cart:1.3' },
  ],
  [
    { type: 'edge', from: 'cart', to: 'payments' },
    { from: 'cart', to: 'payments' },
  ],
  [{ type: 'flag', name: 'x', at: '2026-01-05T09:59:00Z' }, { atMs: nowMs - 60_000 }],
])('%j is told', (body, observation) => {
  expect(readChanges(body, nowMs).told).toMatchObject([{ namespace: null, observation }]);
});

test('a list is told in its order, each to the namespace that it names', () => {
  const list = [
    { type: 'flag', name: 'a', namespace: 'shop' },
    { type: 'change', id: 'b', namespace: 'bank' },
  ];
  expect(readChanges(list, nowMs).told.map(({ namespace }) => namespace)).toEqual(['shop', 'bank']);
});

test.each([
  [{}],
  [[]],
  [null],
  ['flag'],
  [{ type: 'log', workload: 'cart', line: 'x' }],
  [{ type: 'change' }],
  [{ type: 'flag', name: 'x', at: 'now' }],
])('%j is refused with what must be', (body) => {
  expect(() => readChanges(body, nowMs)).toThrow(/change, flag, rollout, edge/);
});

test('a diff of megabytes is cut', () => {
  const [told] = readChanges({ type: 'change', id: 'c', diff: 'x'.repeat(1_000_000) }, nowMs).told;
  expect(JSON.stringify(told).length).toBeLessThan(25_000);
});
