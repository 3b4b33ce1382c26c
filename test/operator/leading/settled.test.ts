import { expect, test } from 'vitest';
import { createSettling } from '../../../operator/leading/settled.ts';

test('lines are asked for again until every LogDetector has been looked at', () => {
  const settling = createSettling();
  settling.visited('shop/a');
  expect(settling.unsettled('shop')).toMatch(/have not been listed yet/);
  settling.listed(['shop/a', 'shop/b']);
  expect(settling.unsettled('shop')).toMatch(/are being opened/);
  settling.visited('shop/b');
  expect(settling.unsettled('shop')).toBeNull();
});

test('one that cannot be opened holds up its own namespaces only', () => {
  const settling = createSettling();
  settling.listed([]);
  settling.blocked.set('shop/a', new Set(['shop']));
  expect([settling.unsettled('shop'), settling.unsettled('bank')]).toEqual([expect.stringContaining('shop/a cannot be opened'), null]);
});
