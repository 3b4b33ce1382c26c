import { describe, expect, it } from 'vitest';
import { addressOf, namedAfter } from '../../../../engine/diagnosis/routing/address-parts.ts';
import { checkAddresses } from '../../../../engine/diagnosis/routing/address.ts';
import { clusterOf, deployment, service } from '../cluster-of.ts';

const callees = [
  ...deployment('cart'),
  service('cart', { port: 8080 }),
  ...deployment('db', { container: { image: 'mysql:8' } }),
  service('db', { port: 3306 }),
];

function found(name: string, value: string, lines: readonly string[] = [`cannot reach ${value}`]) {
  const objects = [...callees, ...deployment('till', { container: { env: [{ name, value }] } })];
  return checkAddresses(clusterOf({ objects, logs: { till: lines } }));
}

describe('an environment variable', () => {
  it('with a name that is nearly that of a Service misleads its workload', () => {
    expect(found('CART_ADDR', 'carts:8080')).toMatchObject([
      { object: { workload: 'shop/deployment/till' }, cause: 'service-env-var-address-mismatch', failing: true },
    ]);
  });

  it('with a port that the Service does not have misleads its workload', () => {
    expect(found('CART_URL', 'http://cart.shop.svc.cluster.local:9090/v1')).toMatchObject([{ cause: 'service-env-var-address-mismatch' }]);
  });

  it('with a wrong port of a database is told as such', () => {
    expect(found('DB_ADDR', 'db:3307')).toMatchObject([{ cause: 'mysql-invalid-port' }]);
  });

  it('that is named for one Service and leads to another misleads its workload', () => {
    expect(found('CART_SERVICE_ADDR', 'db:3306', ['cannot parse the answer of db:3306'])).toMatchObject([
      { cause: 'service-env-var-address-mismatch' },
    ]);
  });

  it('that names nobody is told where its workload misses that name', () => {
    expect(found('LEDGER_ADDR', 'ledger:80', ['dial tcp: lookup ledger:80: no such host'])).toMatchObject([
      { cause: 'service-env-var-address-mismatch', failing: true },
    ]);
  });

  it('that nothing complains of is less sure', () => {
    expect(found('CART_ADDR', 'carts:8080', ['started'])[0]?.score).toBeLessThan(found('CART_ADDR', 'carts:8080')[0]?.score ?? 0);
  });

  it.each([
    ['CART_ADDR', 'cart:8080'],
    ['CART_URL', 'http://cart.shop:8080'],
    ['BANK_URL', 'https://api.bank.example:443'],
    ['SELF', 'localhost:9'],
    ['NODE', '10.0.0.7:80'],
  ])('that leads where it should, or out of the cluster, does not: %s=%s', (name, value) => {
    expect(found(name, value)).toEqual([]);
  });
});

it('what is optional is not missed', () => {
  expect(found('OPTIONAL_ADDR', 'recommendations:80', ['started'])).toEqual([]);
});

it('addresses are read with and without namespace, port and scheme', () => {
  const read = (text: string) => addressOf(text, 'shop', new Set(['shop', 'data']));
  expect(read('cart')).toEqual({ namespace: 'shop', host: 'cart', port: null });
  expect(read('tcp://db.data:5432')).toEqual({ namespace: 'data', host: 'db', port: 5432 });
  expect(read('db-0.db.data.svc.cluster.local:5432')).toEqual({ namespace: 'data', host: 'db', port: 5432 });
  expect(read('shop.example:80')).toBeNull();
  expect(read('10.1.0.4:80')).toBeNull();
});

it('a variable is named for whom its words name, not for what it holds', () => {
  expect(namedAfter('CART_SERVICE_ADDR', ['shop-cart', 'till'])).toEqual(['shop-cart']);
  expect(namedAfter('SERVICE_URL', ['service-registry'])).toEqual([]);
});
