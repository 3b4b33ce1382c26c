import { describe, expect, it } from 'vitest';
import { routesInText } from '../../../engine/evidence/route.ts';

describe('routes of a gateway', () => {
  it('are read out of YAML where the target stands before the path', () => {
    const text = [
      'server:',
      '  port: 80  # not a route',
      'routes:',
      '  - id: cart',
      '    uri: lb://${CART_HOST:shop-cart}',
      '    predicates:',
      '      - Path=/api/cart/**',
      '',
      '  - id: orders',
      '    uri: http://shop-orders:8080',
      '    predicates:',
      '      - Path=/api/orders/**',
    ];
    expect(routesInText(text.join('\n'))).toEqual([
      { path: '/api/cart/**', host: 'shop-cart' },
      { path: '/api/orders/**', host: 'shop-orders' },
    ]);
  });

  it('are read out of nginx, where it stands after', () => {
    const text = [
      'location /cart/ {',
      '  proxy_set_header Host $host;',
      '  proxy_pass http://cart:80;',
      '}',
      'location /orders/ {',
      '  proxy_pass http://orders.shop.svc:80;',
      '}',
    ];
    expect(routesInText(text.join('\n'))).toEqual([
      { path: '/cart/', host: 'cart' },
      { path: '/orders/', host: 'orders.shop.svc' },
    ]);
  });

  it('are read out of keys that name a service', () => {
    const text = ['- prefix: /cart', '  service: cart', '- prefix: /orders', '  service: orders'];
    expect(routesInText(text.join('\n'))).toEqual([
      { path: '/cart', host: 'cart' },
      { path: '/orders', host: 'orders' },
    ]);
  });

  it('are none in a text with one path or one host', () => {
    expect(routesInText('log_file: /var/log/app.log\nurl: http://cart:80\n')).toEqual([]);
    expect(routesInText('#!/bin/sh\nset -eu\necho hello\n')).toEqual([]);
  });
});
