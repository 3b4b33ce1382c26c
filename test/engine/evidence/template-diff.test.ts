import { expect, test } from 'vitest';
import { changesBetween } from '../../../engine/evidence/template-diff.ts';

const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';
const podSpec = (image: string) => ({ containers: [{ name: 'cart', image }] });

test.each([
  ['registry:5000/shop/cart:4.2.0', 'registry:5000/shop/cart:4.2.1', 'image of cart from 4.2.0 to 4.2.1 (registry:5000/shop/cart)'],
  ['registry:5000/shop/cart', 'registry:5000/shop/cart:2', 'image of cart from latest to 2 (registry:5000/shop/cart)'],
  ['shop/cart:1', `shop/cart:1@${digest}`, 'image of cart from 1 to sha256:0123456789ab (shop/cart)'],
  ['shop/cart:1', 'other/cart:1', 'image of cart from shop/cart:1 to other/cart:1'],
])('a new image is told with what differs first: %s, %s', (before, after, told) => {
  expect(changesBetween(podSpec(before), podSpec(after))).toEqual([told]);
});
