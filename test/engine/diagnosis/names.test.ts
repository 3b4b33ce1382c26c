import { expect, it } from 'vitest';
import { likeness, meant } from '../../../engine/diagnosis/names.ts';

it('typing errors and other separators are the same name, families of names are not', () => {
  expect(meant('product-catalogs', ['cart', 'productcatalog'])).toBe('productcatalog');
  expect(meant('shipping_service', ['shippingservice', 'shoppingservice'])).toBe('shippingservice');
  expect(meant('cart-fraud', ['cart', 'card'])).toBeNull();
  expect(meant('', ['cart'])).toBeNull();
});

it('likeness is 1 for equal names and falls with each edit', () => {
  expect(likeness('cart', 'cart')).toBe(1);
  expect(likeness('cart', 'kart')).toBe(0.75);
  expect(likeness('cart', 'orders')).toBeLessThan(0.4);
});
