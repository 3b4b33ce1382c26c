import { expect, it } from 'vitest';
import { checkUnread } from '../../../../engine/diagnosis/runtime/unread.ts';
import { clusterOf, deployment, iso, nowMs } from '../cluster-of.ts';

const crashing = {
  ready: false,
  restartCount: 4,
  state: {},
  lastState: { terminated: { reason: 'Error', exitCode: 1, finishedAt: iso(-20) } },
};
const container = { envFrom: [{ secretRef: { name: 'cart-db' } }] };
const database = deployment('db', { container: { image: 'mysql:8' } });
const failed = {
  type: 'alert' as const,
  atMs: nowMs,
  name: 'failed-requests',
  severity: 'error',
  workload: 'cart',
  summary: 'POST /items failed 9 times: 500',
};

it('a process that ends unread, with settings for a database, is a hint and no more', () => {
  const found = checkUnread(clusterOf({ objects: [...database, ...deployment('cart', { container, status: crashing })] }));
  expect(found.map(({ cause }) => cause)).toEqual(['mysql-invalid-credentials', 'mysql-invalid-port']);
  expect(Math.max(...found.map(({ score }) => score))).toBeLessThan(0.5);
});

it('a process whose log is read needs no guess', () => {
  expect(
    checkUnread(clusterOf({ objects: [...database, ...deployment('cart', { container, status: crashing })], logs: { cart: ['panic'] } })),
  ).toEqual([]);
});

it('writes that fail where everybody is well point at the database that they share', () => {
  const found = checkUnread(clusterOf({ objects: [...database, ...deployment('cart')], told: [failed] }));
  expect(found).toMatchObject([{ object: { workload: 'shop/deployment/db' }, cause: 'db-read-only' }]);
});

it('writes that fail while a pod is unwell, and reads that fail, do not', () => {
  expect(checkUnread(clusterOf({ objects: [...database, ...deployment('cart', { status: { ready: false } })], told: [failed] }))).toEqual(
    [],
  );
  expect(
    checkUnread(clusterOf({ objects: [...database, ...deployment('cart')], told: [{ ...failed, summary: 'GET /items failed: 500' }] })),
  ).toEqual([]);
});

it('of several databases the one that changed of late is meant, and none where that leaves a choice', () => {
  const old = deployment('archive', { container: { image: 'postgres:17' }, podStatus: { startTime: iso(-86_400) } });
  const fresh = deployment('db', { container: { image: 'mysql:8' }, podStatus: { startTime: iso(-900) } });
  const named = (objects: Parameters<typeof clusterOf>[0]['objects']) =>
    checkUnread(clusterOf({ objects: objects ?? [], told: [failed] })).map(({ object }) => object);
  expect(named([...old, ...fresh, ...deployment('cart')])).toEqual([{ kind: 'app', workload: 'shop/deployment/db' }]);
  expect(named([...old, ...database, ...deployment('cart')])).toEqual([]);
});
