import { expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { Graph } from '../../../engine/incident/graph.ts';
import { hostsInText } from '../../../engine/incident/hosts.ts';
import { createRedactor } from '../../../engine/redact/redact.ts';
import { deployment, deploymentId, service } from '../../builders/observations.ts';

const { redact } = createRedactor();

function graphOf(calls: Readonly<Record<string, Readonly<Record<string, string>>>>): Graph {
  const graph = new Graph(redact);
  for (const [app, env] of Object.entries(calls)) {
    graph.see(service(app), null, false);
    graph.see(deployment(app, { env }), deploymentId(app), false);
  }
  return graph;
}

const [a, b, c] = [deploymentId('a'), deploymentId('b'), deploymentId('c')];

test('variables that hold hosts make configured edges, in each of their spellings', () => {
  const graph = graphOf({
    a: { B_URL: 'http://user:pw@b:80/x', HOSTS: 'c.shop:1,c.shop.svc.cluster.local:2', MODE: 'c', SELF: 'http://a' },
    b: {},
    c: {},
  });
  expect([...graph.callees(a).keys()]).toEqual([b, c]);
  expect(graph.callees(a).get(b)).toMatchObject({ known: 'configured', source: 'environment variable B_URL' });
  expect(graph.callers(b)).toEqual(new Set([a]));
});

test('hosts in a ConfigMap are edges of those that read it, by key or as a whole, but not of the address book of all', () => {
  const graph = graphOf({ a: {}, b: {}, c: {}, d: {}, e: {}, f: {} });
  const map = (name: string, data: object) =>
    graph.see({ kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data } as KubeObject, null, false);
  const reads = (app: string, parts: object) => {
    const object = { kind: 'Deployment', metadata: { name: app, namespace: 'shop' } };
    graph.see(
      { ...object, spec: { template: { metadata: { labels: { app } }, spec: { containers: [{ name: app, ...parts }] } } } },
      deploymentId(app),
      false,
    );
  };
  map('own', { 'app.yaml': 'store:\n  url: jdbc:postgresql://b:5432/x', C_HOST: 'c', NOTE: 'd' });
  map('book', { B: 'http://b:80', C: 'http://c:80' });
  const keyed = { env: [{ name: 'B', valueFrom: { configMapKeyRef: { name: 'book', key: 'B' } } }] };
  reads('a', { envFrom: [{ configMapRef: { name: 'own' } }] });
  reads('c', keyed);
  for (const app of ['b', 'd', 'e', 'f']) reads(app, { envFrom: [{ configMapRef: { name: 'book' } }] });
  expect([...graph.callees(a).keys()]).toEqual([b, c]);
  expect(graph.callees(a).get(b)).toMatchObject({ known: 'configured', source: 'ConfigMap own, app.yaml' });
  expect([...graph.callees(c).keys()]).toEqual([b]);
  expect([...graph.callees(deploymentId('d')).keys()]).toEqual([]);
  const restored = new Graph(redact);
  restored.restore(JSON.parse(JSON.stringify(graph.snapshot())));
  expect([...restored.callees(a).keys()]).toEqual([b, c]);
  graph.see({ kind: 'ConfigMap', metadata: { name: 'own', namespace: 'shop' } }, null, true);
  expect([...graph.callees(a).keys()]).toEqual([]);
});

test('a password is taken for no host, whatever its variable is called, and the host beside it is found all the same', () => {
  const env = { SERVICE_PASSWORD: 'swordfish', SERVER_TOKEN: '0a1b2c3d4e5f', B_URL: 'https://0a1b2c3d4e5f60718293a4b5@b:80/x' };
  const graph = graphOf({ a: env, b: {} });
  expect([...graph.callees(a).keys()]).toEqual([b]);
  expect(JSON.stringify(graph.snapshot())).not.toMatch(/swordfish|0a1b2c3d4e5f/);
});

test('a word is no edge unless only a host can stand there, or it is known to be called', () => {
  const graph = graphOf({ a: { C_HOST: 'c' }, b: {}, c: {} });
  expect(graph.named(a, ['b failed', 'c failed'], 1)).toEqual({ strong: [c], weak: [b] });
  expect(graph.named(a, ['dial tcp b:<num>: refused'], 1)).toEqual({ strong: [b], weak: [] });
  expect(graph.callees(a).get(b)).toMatchObject({ known: 'observed', lastSeenAtMs: 1 });
});

test('an outside host is named by its bare name where the workload is known to call it, and by nobody else', () => {
  const graph = graphOf({ a: { PAY_URL: 'https://pay.example' }, b: {} });
  const text = 'order 7 failed: upstream pay.example answered 500';
  expect(graph.named(a, [text], 1).strong).toEqual(['external/pay.example']);
  expect(graph.named(b, [text], 1)).toMatchObject({ strong: [], weak: [] });
});

test('a server that names its client does not depend on it', () => {
  const graph = graphOf({ a: { B_HOST: 'b' }, b: {} });
  expect(graph.named(b, ['client http://a:80 disconnected'], 1)).toEqual({ strong: [], weak: [] });
});

test('the shortest way is found, also among circles, and is forgotten when edges change', () => {
  const graph = graphOf({ a: { B_HOST: 'b' }, b: { C_HOST: 'c', A_HOST: 'a' }, c: {} });
  expect(graph.path(a, c)).toEqual([a, b, c]);
  expect(graph.path(c, a)).toBeNull();
  graph.named(c, ['http://a/ failed'], 1);
  expect(graph.path(c, b)).toEqual([c, a, b]);
});

test('what lines of requests show is inferred, and takes the place of nothing that is known otherwise', () => {
  const graph = graphOf({ a: { B_HOST: 'b' }, b: {}, c: {} });
  graph.infer(a, b, 5);
  graph.infer(b, a, 5);
  graph.infer(b, c, 5);
  expect(graph.callees(a).get(b)).toMatchObject({ known: 'configured' });
  expect(graph.callees(b).get(c)).toMatchObject({ known: 'inferred', source: 'lines of the same requests', lastSeenAtMs: 5 });
  expect([...graph.callees(b).keys()]).toEqual([c]);
  graph.named(b, ['http://c/ failed'], 7);
  graph.infer(b, c, 9);
  expect(graph.callees(b).get(c)).toMatchObject({ known: 'observed', lastSeenAtMs: 7 });
});

test('hosts outside are entities; file names and words with dots are not', () => {
  const graph = graphOf({ a: {} });
  expect(graph.named(a, ['GET https://api.example.com/v1: 503', 'at main.go:42', 'java.lang.Error thrown'], 1).strong).toEqual([
    'external/api.example.com',
  ]);
});

test('a pod of a StatefulSet is found by its own name, and a Service may have another name than its workload', () => {
  const graph = graphOf({ a: { DB_HOST: 'store-0.store.shop.svc.cluster.local' }, b: {} });
  graph.see(service('b', { name: 'store' }), null, false);
  expect([...graph.callees(a).keys()]).toEqual([b]);
});

test('an address leads to the pod that has it now, and a Service without a selector to whom its slices name', () => {
  const graph = graphOf({ a: { DB_HOST: 'store' }, b: {}, c: {} });
  const podAt = (workload: string, podIP: string, spec: object = {}): KubeObject => ({
    kind: 'Pod',
    metadata: { name: `${workload}-1`, namespace: 'shop' },
    spec: { ...spec },
    status: { podIP },
  });
  graph.see(podAt('b', '10.1.0.7'), b, false);
  graph.see(podAt('c', '10.1.0.8', { hostNetwork: true }), c, false);
  expect(graph.named(a, ['dial tcp 10.1.0.7:80: refused', 'dial tcp 10.1.0.8:80: refused'], 1).strong).toEqual([b]);
  graph.see(podAt('b', '10.1.0.7'), b, true);
  graph.see(podAt('c', '10.1.0.7'), c, false);
  expect(graph.named(a, ['dial tcp 10.1.0.7:80: refused'], 1).strong).toEqual([c]);
  const byHand: KubeObject = { kind: 'Service', metadata: { name: 'store', namespace: 'shop' }, spec: {} };
  graph.see(byHand, null, false);
  const slice = { kind: 'EndpointSlice', metadata: { name: 's', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'store' } } };
  graph.see({ ...slice, endpoints: [{ addresses: ['10.1.0.7'] }] } as KubeObject, null, false);
  expect(graph.callees(a).get(c)).toMatchObject({ known: 'configured' });
});

test('a saved graph is the same graph', () => {
  const graph = graphOf({ a: { B_HOST: 'b' }, b: {}, c: {} });
  graph.named(b, ['http://c failed'], 7);
  const copy = new Graph(redact);
  copy.restore(JSON.parse(JSON.stringify(graph.snapshot())));
  expect(copy.edges()).toEqual(graph.edges());
});

test('a megabyte of text is cut before it is searched', () => {
  expect(hostsInText('x '.repeat(500_000), 'text').length).toBeLessThan(10);
});

test.each([
  ['postgres://cart:pw@db/orders', ['db']],
  ['postgres://cart:1234@db:5432/orders', ['db']],
  ['amqp://guest@queue', ['queue']],
  ['http://cart:8080/path?mail=a@b', ['cart']],
])('the user of %s is no host', (url, hosts) => {
  const certain = hostsInText(url, 'text').filter((mention) => mention.certain);
  expect(certain.map(({ host }) => host)).toEqual(hosts);
});
