import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { openKubeClient, resources, type ApiObject, type KubeClient } from '../../../operator/kube/client.ts';
import { startInformer, type InformerOptions } from '../../../operator/kube/informer.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

let cluster: SimulatedCluster;
let client: KubeClient;
let stop: AbortController;

beforeEach(async () => {
  cluster = await startCluster({ bookmarkEveryForMs: 100 });
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  stop = new AbortController();
});

afterEach(async () => {
  stop.abort();
  await client.close();
  await cluster.close();
});

const quick = { retryFirstMs: 10, retryMaximumMs: 50, forbiddenRetryMs: 50 };

function put(name: string, namespace = 'shop'): void {
  cluster.upsert({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } });
}

function inform(options: Partial<InformerOptions<ApiObject>> = {}) {
  const telemetry = createTelemetry({ level: 'silent' });
  return startInformer({ client, resource: resources.configmaps, signal: stop.signal, telemetry, timing: quick, ...options });
}

const listed = (informer: ReturnType<typeof inform>, ...namespaces: string[]) =>
  eventually(() => expect([...namespaces, 'shop'].every((namespace) => informer.isListed(namespace))).toBe(true));

const names = (objects: readonly ApiObject[]): string[] => objects.map((object) => object.metadata.name).toSorted();

test('a cut connection is taken up where it stood', async () => {
  put('a');
  const changes: string[] = [];
  const informer = inform({ onChange: ({ type, object }) => changes.push(`${type} ${object.metadata.name}`) });
  await listed(informer);
  cluster.faults.dropConnections();
  put('b');
  await eventually(() => expect(names(informer.list())).toEqual(['a', 'b']));
  cluster.faults.dropConnections();
  cluster.remove('ConfigMap', 'shop', 'a');
  await eventually(() => expect(changes).toEqual(['added a', 'added b', 'deleted a']));
});

test('a version that is too old is answered by a new list, and what went meanwhile is told as deleted', async () => {
  put('a');
  put('b');
  const changes: string[] = [];
  const informer = inform({ onChange: ({ type, object }) => changes.push(`${type} ${object.metadata.name}`) });
  await listed(informer);
  cluster.faults.answer(503, 3);
  cluster.faults.dropConnections();
  cluster.remove('ConfigMap', 'shop', 'a');
  put('c');
  cluster.faults.compact();
  await eventually(() => expect(names(informer.list())).toEqual(['b', 'c']), 5_000);
  expect(changes.filter((change) => change.startsWith('deleted'))).toEqual(['deleted a']);
});

test('a forbidden list is reported with the grant, tried on, and the report ends with the grant', async () => {
  const allow = cluster.faults.deny('list', 'configmaps');
  put('a');
  const informer = inform();
  await eventually(() => expect(informer.problemOf('shop')).toContain('grant verb "list" on resource "configmaps"'));
  expect(informer.isListed('shop')).toBe(false);
  allow();
  await listed(informer);
  expect(names(informer.list())).toEqual(['a']);
  expect(informer.problemOf('shop')).toBeNull();
});

test('a namespace that may not be read holds up no other, and its problem is its own', async () => {
  const allow = cluster.faults.deny('list', 'configmaps', 'bank');
  put('a', 'shop');
  put('b', 'bank');
  const informer = inform({ namespaces: ['shop', 'bank'] });
  await informer.whenAnswered();
  await eventually(() => expect(informer.isListed('shop')).toBe(true));
  expect(informer.isListed('bank')).toBe(false);
  expect(informer.problemOf('bank')).toContain('by a Role in bank');
  expect(informer.problemOf('shop')).toBeNull();
  allow();
  await listed(informer, 'bank');
});

test('a problem is over when the watch works again, not when it ends', async () => {
  const informer = inform();
  await listed(informer);
  const allow = cluster.faults.deny('watch', 'configmaps');
  cluster.faults.dropConnections();
  await eventually(() => expect(informer.problemOf()).toContain('verb "watch"'));
  allow();
  await eventually(() => expect(informer.problemOf()).toBeNull());
});

test('a watch without any progress is opened again', async () => {
  await client.close();
  await cluster.close();
  cluster = await startCluster({ bookmarkEveryForMs: 60_000 });
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  const telemetry = createTelemetry({ level: 'silent' });
  const informer = inform({ telemetry, timing: { ...quick, silenceMs: 30 } });
  await listed(informer);
  await eventually(async () => expect(await telemetry.metrics()).toMatch(/watch_restarted_total\{[^}]*\} [2-9]/), 5_000);
  put('a');
  await eventually(() => expect(names(informer.list())).toEqual(['a']));
});

test('only the named namespaces are read', async () => {
  put('a', 'shop');
  put('b', 'bank');
  put('c', 'other');
  const informer = inform({ namespaces: ['shop', 'bank'] });
  await listed(informer, 'bank');
  expect(names(informer.list())).toEqual(['a', 'b']);
  expect(names(informer.list('bank'))).toEqual(['b']);
});

test('an extension that the cluster does not have is no problem where it may be absent, and one otherwise', async () => {
  const absent = inform({ resource: resources.httproutes, mayBeAbsent: true });
  await absent.whenAnswered();
  expect([absent.problemOf('shop'), absent.list()]).toEqual([null, []]);
  const wanted = inform({ resource: resources.httproutes });
  await wanted.whenAnswered();
  expect(wanted.problemOf('shop')).toContain('Could not list httproutes.gateway.networking.k8s.io in all namespaces: not found');
});

test('beyond the bound those known first are forgotten, and nobody is told that they went', async () => {
  for (const name of ['a', 'b', 'c']) put(name);
  const changes: string[] = [];
  const informer = inform({ atMost: 2, onChange: ({ type, object }) => changes.push(`${type} ${object.metadata.name}`) });
  await listed(informer);
  put('d');
  await eventually(() => expect(names(informer.list())).toEqual(['c', 'd']));
  expect(changes).toEqual(['added a', 'added b', 'added c', 'added d']);
});
