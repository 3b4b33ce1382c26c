/** Namespaces that are deleted while their logs are read: nothing of them is left, nobody is told of a failure, and the neighbour goes on. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { startLeadingOperator, type LeadingOperator } from '../fakes/leading-operator.ts';

const soon = { timeout: 30_000, interval: 50 };
const namespaces = ['gone', 'going', 'shop'];
let folder: string;
let cluster: SimulatedCluster;
let operator: LeadingOperator;
const shops = new Map<string, SmallShop>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'namespace-'));
  cluster = await startCluster();
  for (const file of ['logdetectors', 'clusterlogdetectors'])
    cluster.upsert(parse(await readFile(new URL(`../../crds/logdetector.dev_${file}.yaml`, import.meta.url), 'utf8')));
  for (const namespace of namespaces) {
    const shop = createSmallShop(cluster, namespace);
    shop.writeHistory(60_000);
    shop.run();
    shops.set(namespace, shop);
  }
  for (const namespace of ['gone', 'shop'])
    cluster.upsert({
      apiVersion: 'logdetector.dev/v1alpha1',
      kind: 'LogDetector',
      metadata: { namespace, name: 'own' },
      spec: { selector: {} },
    });
  const spec = { selector: {}, namespaces: { selector: {} } };
  cluster.upsert({ apiVersion: 'logdetector.dev/v1alpha1', kind: 'ClusterLogDetector', metadata: { name: 'all' }, spec });
  operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath: join(folder, 'store.db'), term: 1 });
});
afterAll(async () => {
  for (const shop of shops.values()) shop.stop();
  await operator.stop();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

const keys = () => [...operator.leading.supervisor.all().keys()].toSorted();
const kept = async (detector: string) =>
  (await Promise.all(['engine', 'position'].map((kind) => operator.leading.store.list(`${kind}/${detector}/`)))).flat().length;
const open = (detector: string) => operator.leading.supervisor.get(detector)?.streams().open;
const linesOf = (detector: string) =>
  operator.leading.supervisor
    .get(detector)
    ?.engine.workloads()
    .reduce((sum, { coverage }) => sum + coverage.linesSeen, 0) ?? 0;

function remove(namespace: string): void {
  shops.get(namespace)?.stop();
  cluster.remove('Namespace', '', namespace);
}

test('each is read at first', async () => {
  await expect.poll(keys, soon).toEqual(['cluster:/all', 'gone/own', 'shop/own']);
  await expect.poll(() => ['gone/own', 'shop/own', 'cluster:/all'].map(open), soon).toEqual([3, 3, 3]);
  await expect.poll(() => kept('gone/own'), soon).toBeGreaterThan(0);
});

test('with its namespace a LogDetector goes, and all that was kept of it', async () => {
  remove('gone');
  await expect.poll(keys, soon).toEqual(['cluster:/all', 'shop/own']);
  await expect.poll(() => kept('gone/own'), soon).toBe(0);
});

test('a ClusterLogDetector reads the namespaces that are left, says so, and opens no incident over those that went', async () => {
  remove('going');
  await expect.poll(() => open('cluster:/all'), soon).toBe(0);
  const status = () => cluster.get('ClusterLogDetector', '', 'all')?.['status'];
  await expect.poll(() => JSON.stringify(status()), soon).toContain('"reason":"NoPodsSelected"');
  expect(JSON.stringify(status())).not.toMatch(/"name":"(gone|going)"/);
  expect(operator.report().incidents).toEqual([]);
});

test('the neighbour has been read all the while', async () => {
  const before = linesOf('shop/own');
  await expect.poll(() => linesOf('shop/own'), soon).toBeGreaterThan(before);
  expect(open('shop/own')).toBe(3);
});

test('a namespace of the same name that is made anew is read from its beginning', async () => {
  const anew = createSmallShop(cluster, 'going');
  shops.set('going', anew);
  anew.writeHistory(20_000);
  anew.run();
  await expect.poll(() => open('cluster:/all'), soon).toBe(3);
});
