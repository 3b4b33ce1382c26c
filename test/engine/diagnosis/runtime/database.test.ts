import { describe, expect, it } from 'vitest';
import { checkDatabases } from '../../../../engine/diagnosis/runtime/database.ts';
import { clusterOf, deployment, edge, event, iso, service } from '../cluster-of.ts';

const crashing = {
  ready: false,
  restartCount: 4,
  state: {},
  lastState: { terminated: { reason: 'Error', exitCode: 1, finishedAt: iso(-20) } },
};
const database = [
  ...deployment('db', { container: { image: 'mysql:8', ports: [{ containerPort: 3306 }] } }),
  service('db', { port: 3306, targetPort: 3306 }),
];

describe('a client that cannot use its database while others can', () => {
  it('has wrong credentials where the database refuses its user', () => {
    const logs = { cart: ["Access denied for user 'cart'@'10.1.0.4' (using password: YES)"] };
    const found = checkDatabases(
      clusterOf({ objects: [...database, ...deployment('cart', { status: crashing }), ...deployment('till')], logs }),
    );
    expect(found).toMatchObject([{ object: { workload: 'shop/deployment/cart' }, cause: 'mysql-invalid-credentials', failing: true }]);
    expect(found[0]?.evidence[0]?.text).toContain('Access denied');
  });

  it('has a wrong port where nothing answers, the surer where the port is none of the Service', () => {
    const found = (line: string) =>
      checkDatabases(clusterOf({ objects: [...database, ...deployment('cart', { status: crashing })], logs: { cart: [line] } }))[0];
    expect(found('Communications link failure')).toMatchObject({ cause: 'mysql-invalid-port' });
    expect(found("Can't connect to MySQL server on 'db:3307' (111)")?.score).toBeGreaterThan(
      found('Communications link failure')?.score ?? 1,
    );
  });

  it('is no witness against a port where it cannot resolve the name', () => {
    const logs = { cart: ['Communications link failure', 'UnknownHostException: db'] };
    expect(checkDatabases(clusterOf({ objects: [...database, ...deployment('cart', { status: crashing })], logs }))).toEqual([]);
  });
});

it('nobody has a wrong port while the database itself is down', () => {
  const down = deployment('db', {
    container: { image: 'mysql:8' },
    status: { ready: false, state: { waiting: { reason: 'CrashLoopBackOff' } } },
  });
  const objects = [...down, service('db', { port: 3306 }), ...deployment('cart', { status: crashing })];
  expect(checkDatabases(clusterOf({ objects, logs: { cart: ['Communications link failure to db:3306'] } }))).toEqual([]);
});

it('what a database says of refused users of its own is no fault of a client', () => {
  expect(checkDatabases(clusterOf({ objects: database, logs: { db: ["Access denied for user 'root'@'::1'"] } }))).toEqual([]);
});

it('a database without connections is named itself, by its clients or by its own probe', () => {
  const clients = ['cart', 'till'].flatMap((name) => deployment(name, { status: crashing }));
  const logs = { cart: ['Too many connections'], till: ['Too many connections'] };
  const expected = [{ object: { workload: 'shop/deployment/db' }, cause: 'db-connection-exhaustion' }];
  expect(checkDatabases(clusterOf({ objects: [...database, ...clients], told: [edge('cart', 'db')], logs }))).toMatchObject(expected);
  const told = [event('db-1', 'Unhealthy', 'Readiness probe failed: ERROR 1040 (HY000): Too many connections')];
  expect(checkDatabases(clusterOf({ objects: database, told }))).toMatchObject(expected);
});

it('whoever the errors name is without connections, rather than a database that is not named', () => {
  const objects = [...database, ...deployment('broker', { container: { image: 'registry.example.com/broker:3' } }), ...deployment('cart')];
  const logs = { cart: ['could not connect to broker (broker.shop:5672): too many connections'] };
  expect(checkDatabases(clusterOf({ objects, told: [edge('cart', 'db')], logs }))).toMatchObject([
    { object: { workload: 'shop/deployment/broker' }, cause: 'db-connection-exhaustion' },
  ]);
});

it('a database that refuses writes is named itself', () => {
  const objects = [...deployment('store', { container: { image: 'postgres:17' } }), ...deployment('cart')];
  const logs = { cart: ['ERROR: cannot execute INSERT in a read-only transaction (SQLSTATE 25006)'] };
  expect(checkDatabases(clusterOf({ objects, logs }))).toMatchObject([
    { object: { workload: 'shop/deployment/store' }, cause: 'db-read-only' },
  ]);
});

describe('a store that no image or port tells', () => {
  const objects = ['keeper', 'cart', 'till', 'mail', 'ads'].flatMap((name) => deployment(name));
  const refused = ['write failed: the server runs with the --read-only option'];
  const logs = { cart: refused, till: refused };

  it('refuses writes where it is all that those who complain have in common', () => {
    const told = [edge('cart', 'keeper'), edge('till', 'keeper'), edge('till', 'mail')];
    expect(checkDatabases(clusterOf({ objects, told, logs }))).toMatchObject([
      { object: { workload: 'shop/deployment/keeper' }, cause: 'db-read-only' },
    ]);
  });

  it('refuses writes where the other that they share serves somebody who does not complain', () => {
    const told = ['cart', 'till'].flatMap((name) => [edge(name, 'keeper'), edge(name, 'ads')]);
    const found = (more: readonly ReturnType<typeof edge>[]) => checkDatabases(clusterOf({ objects, told: [...told, ...more], logs }));
    expect(found([edge('mail', 'ads')])).toMatchObject([{ object: { workload: 'shop/deployment/keeper' }, cause: 'db-read-only' }]);
    expect(found([])).toEqual([]);
  });

  it('is not guessed where only one complains', () => {
    const told = [edge('cart', 'keeper')];
    expect(checkDatabases(clusterOf({ objects, told, logs: { cart: refused } }))).toEqual([]);
  });
});

it('where nobody is named, the store that all who complain call is named before the other stores that each of them has', () => {
  const store = [...deployment('queue', { container: { ports: [{ containerPort: 5672 }] } }), service('queue', { port: 5672 })];
  const cache = [...deployment('cache', { container: { ports: [{ containerPort: 6379 }] } }), service('cache', { port: 6379 })];
  const clients = ['cart', 'till', 'desk'];
  const objects = [...database, ...store, ...cache, ...clients.flatMap((name) => deployment(name, {}))];
  const told = [...clients.map((name) => edge(name, 'queue')), edge('cart', 'db'), edge('till', 'db'), edge('desk', 'cache')];
  const logs = Object.fromEntries(clients.map((name) => [name, ['cannot execute INSERT in a read-only transaction']]));
  expect(checkDatabases(clusterOf({ objects, told, logs }))).toMatchObject([
    { object: { workload: 'shop/deployment/queue' }, cause: 'db-read-only' },
  ]);
  const alone = { cart: logs['cart'] ?? [], till: logs['till'] ?? [] };
  expect(checkDatabases(clusterOf({ objects, told, logs: alone }))).toMatchObject([{ object: { workload: 'shop/deployment/db' } }]);
});
