import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { openKubeClient, type KubeClient } from '../../../operator/kube/client.ts';
import { startDetectors, type Detectors } from '../../../operator/leading/detectors.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

const platform = 'cluster:/platform';
const limits = { detectorsPerNamespace: 2, detectors: 100, streamsPerNamespace: 10, streamsOfClusterDetectors: 10, streams: 10 };
let cluster: SimulatedCluster;
let client: KubeClient;
let stop: AbortController;
let changed: string[];

beforeEach(async () => {
  cluster = await startCluster();
  for (const file of ['logdetectors', 'clusterlogdetectors'])
    cluster.upsert(parse(await readFile(new URL(`../../../crds/logdetector.dev_${file}.yaml`, import.meta.url), 'utf8')));
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  stop = new AbortController();
  changed = [];
  labelled('shop', { team: 'a' });
  labelled('bank', { team: 'b' });
  cluster.upsert(detector('ClusterLogDetector', { name: 'platform' }, { namespaces: { selector: { matchLabels: { team: 'a' } } } }));
});
afterEach(async () => {
  stop.abort();
  await client.close();
  await cluster.close();
});

function labelled(name: string, labels: Readonly<Record<string, string>>): void {
  cluster.upsert({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
}

function detector(kind: string, metadata: object, spec: object = {}) {
  return { apiVersion: 'logdetector.dev/v1alpha1', kind, metadata, spec: { selector: {}, ...spec } };
}

async function start(namespaces: readonly string[] = []): Promise<Detectors> {
  const telemetry = createTelemetry({ level: 'silent' });
  const onChange = (key: string) => void changed.push(key);
  const detectors = startDetectors({ client, namespaces, limits: () => limits, signal: stop.signal, telemetry, onChange });
  await detectors.whenAnswered();
  return detectors;
}

test('a ClusterLogDetector reads the namespaces that have its labels, and is looked at when those change', async () => {
  const detectors = await start();
  await eventually(() => expect(detectors.namespacesOf(platform)).toEqual(['shop']));
  changed = [];
  labelled('bank', { team: 'a' });
  await eventually(() => expect(detectors.namespacesOf(platform)).toEqual(['bank', 'shop']));
  expect(changed).toContain(platform);
  cluster.remove('Namespace', '', 'shop');
  await eventually(() => expect(detectors.namespacesOf(platform)).toEqual(['bank']));
});

test('the namespaces that Kubernetes runs itself are read only where that is asked for', async () => {
  const all = { namespaces: { selector: {} } };
  cluster.upsert(detector('ClusterLogDetector', { name: 'all' }, all));
  cluster.upsert(detector('ClusterLogDetector', { name: 'really' }, { namespaces: { selector: {}, exclude: ['shop'] } }));
  const detectors = await start();
  await eventually(() => expect(detectors.namespacesOf('cluster:/all')).toEqual(['bank', 'default', 'shop']));
  expect(detectors.namespacesOf('cluster:/really')).toEqual(['bank', 'default', 'kube-system']);
});

test('a paused LogDetector keeps its pods; one that is not valid, or above the limit, has none', async () => {
  const selector = (app: string) => ({ selector: { matchLabels: { app } } });
  const metadata = (name: string, day: number) => ({ namespace: 'shop', name, creationTimestamp: `2026-01-0${day}T00:00:00Z` });
  cluster.upsert(detector('LogDetector', metadata('paused', 1), { ...selector('a'), paused: true }));
  cluster.upsert(detector('LogDetector', metadata('unsound', 2), { ...selector('b'), sensitivity: 'Enormous' }));
  cluster.upsert(detector('LogDetector', metadata('late', 3), selector('c')));
  const detectors = await start();
  const owners = () =>
    detectors
      .ownersIn(platform, 'shop')
      .map(({ matchLabels }) => String(matchLabels?.['app']))
      .toSorted();
  await eventually(() => expect(owners()).toEqual(['a']));
  expect(detectors.refusal('shop/late')).toContain('limits.detectorsPerNamespace');
  expect([detectors.ownersIn('shop/paused', 'shop'), detectors.ownersIn(platform, 'bank')]).toEqual([[], []]);
  changed = [];
  cluster.remove('LogDetector', 'shop', 'unsound');
  await eventually(() => expect(owners()).toEqual(['a', 'c']));
  expect(changed).toContain(platform);
});

test('with Roles in namespaces nothing that lies in none is asked for', async () => {
  cluster.upsert(detector('LogDetector', { namespace: 'shop', name: 'own' }));
  const detectors = await start(['shop']);
  expect(detectors.all().map(({ kind }) => kind)).toEqual(['LogDetector']);
  expect([detectors.get(platform), detectors.isListed(platform), detectors.namespacesOf('shop/own')]).toEqual([undefined, false, ['shop']]);
});

test('where the kind is not installed, there are none, and LogDetectors are served', async () => {
  cluster.remove('CustomResourceDefinition', '', 'clusterlogdetectors.logdetector.dev');
  cluster.upsert(detector('LogDetector', { namespace: 'shop', name: 'own' }));
  const detectors = await start();
  expect(detectors.all().map(({ metadata }) => metadata.name)).toEqual(['own']);
});

test('which Namespaces there are may be forbidden, and that is said', async () => {
  cluster.faults.deny('list', 'namespaces');
  const detectors = await start();
  await eventually(() => expect(detectors.namespacesProblem()).toContain('grant verb "list" on resource "namespaces"'));
  expect(detectors.namespacesOf(platform)).toBeNull();
});
