import { expect, test } from 'vitest';
import { fairShares } from '../../../operator/detector/fair.ts';

test.each([
  ['all get what they want where there is enough', [3, 0, 5], 8, [3, 0, 5]],
  ['what the modest leave goes to the others in equal parts', [1, 10, 10], 9, [1, 4, 4]],
  ['of what cannot be divided the first get more', [5, 5, 5], 7, [3, 2, 2]],
  ['nobody gets anything of nothing', [5, 5], 0, [0, 0]],
])('%s', (_, wanted, all, shares) => {
  expect(fairShares(wanted, all)).toEqual(shares);
});
