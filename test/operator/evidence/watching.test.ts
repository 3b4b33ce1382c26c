/** What the watches deliver of a simulated cluster, and what is said of those that may not be. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCluster, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import type { Observation } from '../../../engine/index.ts';
import { evidenceSources } from '../../../operator/evidence/sources.ts';
import { startWatching, type Watching, type WatchingOptions } from '../../../operator/evidence/watching.ts';
import { openKubeClient, type KubeClient, type Resource } from '../../../operator/kube/client.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

let cluster: SimulatedCluster;
let client: KubeClient;
let stop: AbortController;
let told: (readonly [namespace: string | null, observation: Observation])[];

beforeEach(async () => {
  cluster = await startCluster();
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
  stop = new AbortController();
  told = [];
});

afterEach(async () => {
  stop.abort();
  await client.close();
  await cluster.close();
});

function watch(over: Partial<WatchingOptions> = {}): Watching {
  return startWatching({
    client,
    namespaces: [],
    metricNamespaces: () => [],
    onObservation: (namespace, observation) => void told.push([namespace, observation]),
    onPodsChanged() {},
    now: Date.now,
    telemetry: createTelemetry({ level: 'silent' }),
    signal: stop.signal,
    ...over,
  });
}

const builtIn = evidenceSources.filter(({ ofExtension, kind }) => ofExtension === undefined && kind !== 'Event');
const objectsTold = () => told.flatMap(([namespace, one]) => (one.type === 'object' ? [`${namespace} ${one.object.kind}`] : []));

function createOneOfEach(): void {
  for (const { kind, group, ofCluster } of builtIn) {
    const metadata = { name: 'one', ...(ofCluster ? {} : { namespace: 'shop' }) };
    const version = kind === 'HorizontalPodAutoscaler' ? 'v2' : 'v1';
    cluster.upsert({ apiVersion: group === '' ? version : `${group}/${version}`, kind, metadata });
  }
}

function createNodeEvent(): void {
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'node-1.a', namespace: 'default' },
    involvedObject: { kind: 'Node', name: 'node-1' },
    reason: 'SystemOOM',
    message: 'System OOM encountered, victim process: web, pid: 7',
    type: 'Warning',
    source: { component: 'kubelet' },
  });
}

test('every kind that is watched is told, what lies in no namespace to everybody', async () => {
  createOneOfEach();
  watch();
  const wanted = builtIn.map(({ kind, ofCluster }) => `${ofCluster ? 'null' : 'shop'} ${kind}`);
  await eventually(() => expect(objectsTold().toSorted()).toEqual(wanted.toSorted()));
});

test('of accounts nothing but the metadata is asked for, in lists and in watches; of what has a state everything', async () => {
  const asked = new Set<string>();
  const note = (resource: Resource, { metadataOnly }: { readonly metadataOnly?: boolean | undefined } = {}) =>
    void asked.add(`${resource.kind} ${metadataOnly ? 'metadata' : 'whole'}`);
  const noting: KubeClient = {
    ...client,
    list: (resource, options) => (note(resource, options), client.list(resource, options)),
    watch: (resource, options) => (note(resource, options), client.watch(resource, options)),
  };
  createOneOfEach();
  const watching = watch({ client: noting });
  await eventually(() => expect(watching.lookup('ServiceAccount', 'shop', 'one')).toMatchObject({ kind: 'ServiceAccount' }));
  await eventually(() => expect(asked).toContain('Pod whole'));
  expect([...asked].filter((one) => one.endsWith('metadata'))).toEqual(['ServiceAccount metadata']);
  expect(asked).not.toContain('ServiceAccount whole');
});

test('an Event about a node is told to everybody, though it lies in the namespace default', async () => {
  createNodeEvent();
  const watching = watch();
  await eventually(() => expect(told.map(([namespace, one]) => [namespace, one.type])).toEqual([[null, 'event']]));
  expect(told[0]?.[1]).toMatchObject({ reason: 'SystemOOM', object: { kind: 'Node', name: 'node-1' }, source: 'kubelet' });
  expect(watching.known(['shop'])).toMatchObject([{ type: 'event', reason: 'SystemOOM' }]);
  expect(watching.known(['default'])).toHaveLength(1);
});

test('an Event about a node that somebody wrote into their own namespace is told there alone', async () => {
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'forged', namespace: 'mallory' },
    involvedObject: { kind: 'Node', name: 'node-1', namespace: 'mallory' },
    reason: 'NodeNotReady',
    message: 'call this number',
    type: 'Warning',
  });
  const watching = watch();
  await eventually(() => expect(told.map(([namespace]) => namespace)).toEqual(['mallory']));
  expect(watching.known(['shop'])).toEqual([]);
});

test('who comes late is told owners before pods, and pods before their Events', async () => {
  createOneOfEach();
  createNodeEvent();
  const watching = watch();
  const kinds = () => watching.known(['shop']).map((one) => (one.type === 'object' ? one.object.kind : one.type));
  await eventually(() => expect(kinds()).toHaveLength(builtIn.length + 1));
  expect(kinds().slice(-2)).toEqual(['Pod', 'event']);
  expect(kinds().indexOf('Deployment')).toBeLessThan(kinds().indexOf('ReplicaSet'));
  expect(watching.known(['other']).map((one) => one.type === 'object' && one.object.kind)).toEqual([
    'Node',
    'StorageClass',
    'PersistentVolume',
    false,
  ]);
});

test.each(builtIn.map(({ kind, plural }) => [kind, plural] as const))(
  'without the right to list %s the sentence says what to grant and what is lost, and all else is told',
  async (kind, plural) => {
    cluster.faults.deny('list', plural);
    createOneOfEach();
    const watching = watch();
    await eventually(() => expect(new Set(objectsTold()).size).toBe(builtIn.length - 1));
    const lost = evidenceSources.find((source) => source.kind === kind)?.lostWithout ?? '';
    await eventually(() => expect(watching.problems('shop').filter((problem) => !problem.startsWith('Memory'))).toHaveLength(1));
    expect(watching.problems('shop')[0]).toContain(`grant verb "list" on resource "${plural}"`);
    expect(watching.problems('shop')[0]).toContain(`Without it is lost: ${lost}.`);
  },
);

test('an installation in some namespaces does not ask for what lies in none, and says nothing of it', async () => {
  for (const plural of ['nodes', 'persistentvolumes', 'storageclasses']) cluster.faults.deny('list', plural);
  createOneOfEach();
  const watching = watch({ namespaces: ['shop'] });
  await eventually(() => expect(objectsTold()).toHaveLength(builtIn.length - 3));
  expect(watching.problems('shop')).toEqual([]);
});

test('ConfigMaps are left alone where the administrator says so', async () => {
  cluster.faults.deny('list', 'configmaps');
  createOneOfEach();
  const watching = watch({ unwatched: new Set(['ConfigMap', 'Pod']) });
  await eventually(() => expect(new Set(objectsTold())).toHaveLength(builtIn.length - 1));
  expect(watching.problems('shop')).toEqual([]);
});

test('what nodes and pods use is told where a detector is, and of nodes by an installation for the whole cluster only', async () => {
  createOneOfEach();
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { nodeName: 'one', containers: [{ name: 'app' }] },
  });
  cluster.setMetric({ namespace: 'shop', pod: 'web', container: 'app' }, { memoryBytes: 2 ** 20, cpuCores: 0.5, atMs: Date.now() });
  const samples = () => told.flatMap(([namespace, one]) => (one.type === 'metric' ? [[namespace, one.node ?? one.pod, one.name]] : []));
  watch({ metricNamespaces: () => ['shop'] });
  await eventually(() =>
    expect(samples()).toEqual([
      ['shop', 'web', 'memory'],
      ['shop', 'web', 'cpu'],
      [null, 'one', 'memory'],
      [null, 'one', 'cpu'],
    ]),
  );
  told = [];
  watch({ metricNamespaces: () => ['shop'], namespaces: ['shop'] });
  await eventually(() => expect(samples()).toHaveLength(2));
});

const lease = (name: string, renewedAgoMs: number, namespace = 'kube-node-lease') => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace },
  spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: new Date(Date.now() - renewedAgoMs).toISOString() },
});

test('heartbeats are told when one of them is overdue', async () => {
  for (const [name, agoMs] of [
    ['node-1', 0],
    ['node-2', 90_000],
  ] as const)
    cluster.upsert(lease(name, agoMs));
  cluster.upsert(lease('kube-scheduler', 0, 'kube-system'));
  watch({ metricNamespaces: () => ['shop'] });
  await eventually(() => expect(objectsTold()).toEqual(['null Lease', 'null Lease', 'null Lease']));
});

test('without the right to read heartbeats the sentence says so', async () => {
  cluster.faults.deny('list', 'leases');
  const watching = watch({ metricNamespaces: () => ['shop'] });
  const wanted = expect.stringMatching(/verb "list" on resource "leases".*kube-node-lease.*that a kubelet or the scheduler has stopped/);
  await eventually(() => expect(watching.problems('shop')).toContainEqual(wanted));
});

const podOf = (name: string, uid: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid },
  status: { phase: 'Running' },
});

test('of a pod that is gone it is kept how it was seen last, and whether that was its end', async () => {
  for (const name of ['ended', 'lost', 'named-again']) cluster.upsert(podOf(name, `${name}-1`));
  const watching = watch();
  const gone = () => watching.departed(['shop'], 0).pods.map(({ pod, isFinal }) => `${pod.metadata.uid} ${isFinal}`);
  await eventually(() => expect(watching.pods(['shop'])).toHaveLength(3));
  cluster.remove('Pod', 'shop', 'ended');
  await eventually(() => expect(gone()).toEqual(['ended-1 true']));
  // The history of the watch is gone, and with it how these two went.
  cluster.faults.compact();
  cluster.faults.dropConnections();
  cluster.remove('Pod', 'shop', 'lost');
  cluster.remove('Pod', 'shop', 'named-again');
  cluster.upsert(podOf('named-again', 'named-again-2'));
  cluster.faults.compact();
  await eventually(() => expect(gone().toSorted()).toEqual(['ended-1 true', 'lost-1 false', 'named-again-1 false']), 5_000);
  expect(watching.departed(['other'], 0)).toEqual({ pods: [], newest: 3 });
});

test('a pod that came and went while nobody watched is known by its Event', async () => {
  let aheadMs = 0;
  const watching = watch({ now: () => Date.now() + aheadMs });
  const involvedObject = { kind: 'Pod', namespace: 'shop', name: 'brief-1', uid: 'u1', fieldPath: 'spec.containers{main}' };
  const event = { apiVersion: 'v1', kind: 'Event', metadata: { name: 'brief-1.a', namespace: 'shop' }, involvedObject, reason: 'Started' };
  cluster.upsert({ ...event, message: 'Started container main', lastTimestamp: new Date().toISOString() });
  await eventually(() => expect(watching.known(['shop'])).toHaveLength(1));
  expect(watching.departed(['shop'], 0).pods).toEqual([]);
  aheadMs = 240_000;
  expect(watching.departed(['shop'], 0)).toMatchObject({ newest: 1, pods: [{ isFinal: false, pod: { metadata: { uid: 'u1' } } }] });
});
