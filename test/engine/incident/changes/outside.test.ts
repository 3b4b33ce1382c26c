import { describe, expect, it } from 'vitest';
import { outsidersOf } from '../../../../engine/incident/changes/outside.ts';

describe('who outside is complained of', () => {
  it.each([
    ['put failed: 503 from objects.store.example.com', [{ host: 'objects.store.example.com', hasFailed: true }]],
    ['dial tcp: lookup API.example.co.uk: i/o timeout', [{ host: 'api.example.co.uk', hasFailed: false }]],
    ['POST https://api.example.com:443/v1 answered 403', [{ host: 'api.example.com', hasFailed: false }]],
    ['call to http://cart.shop.svc.cluster.local failed: 503', []],
    ['org.example.shop.cart failed at com.example.shop.Cart(Cart.java:12)', []],
    ['cart-0.cart.internal: 502', []],
    ['cannot read conf.d/app.main.yaml', []],
    ['took 500 ms, 10.0.0.7 refused', []],
  ])('%s', (text, outsiders) => expect(outsidersOf(text)).toEqual(outsiders));
});
