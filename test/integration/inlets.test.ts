/** What others tell reaches the detectors of the running operator, and stands in a recording of them, redacted. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readRecorded, textOfRecorded } from '../../api/recording.ts';
import { createSmallShop, type SmallShop } from '../builders/small-shop.ts';
import { logbot, MAIN } from '../cli/run.ts';
import { freePort } from '../fakes/local-slack.ts';
import { soon, startProduct, type Product } from '../fakes/product.ts';

const secret = 'ann@example.org';
const token = 'what-the-shop-may-tell-with';
const metadata = { name: 'one', namespace: 'shop' };
const around = [
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast' } },
  { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '4' } } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'app.yaml': `owner: ${secret}\nurl: http://payments:8080` } },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: { matchLabels: { app: 'cart' } } } },
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'example.com/disk' },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'cart' } },
    endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready: true } }],
  },
];
let product: Product;
let shop: SmallShop;
let url: string;

beforeAll(async () => {
  product = await startProduct();
  const tokenFile = join(product.folder, 'inlet-token');
  await writeFile(tokenFile, `${token}\n`);
  await product.configure({ inlets: [{ name: 'shop', tokenFile, namespaces: ['shop'] }] });
  shop = createSmallShop(product.cluster, 'shop');
  for (const object of around) product.cluster.upsert(object);
  product.detect('shop');
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  product.startOperator({ LOGDETECTOR_INLETS_HOST: '127.0.0.1', LOGDETECTOR_INLETS_PORT: String(port) });
  await vi.waitFor(async () => expect((await product.api.detectors('*'))[0]?.ready).toBe(true), { ...soon, timeout: 100_000 });
}, 120_000);
afterAll(async () => {
  shop.stop();
  await product.stop();
});

async function send(path: string, body: unknown): Promise<number> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  return response.status;
}

const nanos = (atMs: number) => `${atMs}000000`;
const attributes = [
  { key: 'service.name', value: { stringValue: 'cart' } },
  { key: 'k8s.namespace.name', value: { stringValue: 'shop' } },
];

test('all that is told stands in the recording, redacted, and is read back as it was written', { timeout: 90_000 }, async () => {
  const file = join(product.folder, 'told.ndjson');
  const where = ['--token-file', join(product.folder, 'api-token'), '--operator', product.apiUrl];
  const child = spawn(process.execPath, [MAIN, 'record', 'shop/shop', ...where, '--for', '5m', '-o', file], {
    env: { PATH: process.env['PATH'] },
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const written = async (): Promise<string> => readFile(file, 'utf8').catch(() => '');
  await expect.poll(written, soon).toContain('"kind":"Pod"');

  const atMs = Date.now() - 1000;
  const span = {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    name: 'GET /cart',
    startTimeUnixNano: nanos(atMs),
    endTimeUnixNano: nanos(atMs + 250),
    status: { code: 2, message: `no cart of ${secret}` },
  };
  const statuses = [
    await send('/v1/traces', { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }] }),
    await send('/v1/metrics', {
      resourceMetrics: [
        {
          resource: { attributes },
          scopeMetrics: [{ metrics: [{ name: 'pool.free', gauge: { dataPoints: [{ timeUnixNano: nanos(atMs), asInt: '3' }] } }] }],
        },
      ],
    }),
    await send('/api/v2/alerts', {
      version: '4',
      alerts: [
        { status: 'firing', labels: { alertname: 'Slow', namespace: 'shop', app: 'cart' }, annotations: { summary: `ask ${secret}` } },
      ],
    }),
    await send('/changes', [
      { type: 'change', id: 'c-1', title: `by ${secret}`, files: ['cart/config.yaml'], diff: `- ${secret}\n+ timeout: 5` },
      { type: 'flag', workload: 'cart', name: 'new-checkout', change: `on for ${secret}` },
      { type: 'rollout', workload: 'cart', revision: '7', image: 'shop/cart:1.3' },
      { type: 'edge', from: 'checkout', to: 'cart' },
    ]),
  ];
  expect(statuses).toEqual([200, 200, 200, 200]);

  const kinds = ['span', 'metric', 'alert', 'change', 'flag', 'rollout', 'edge'];
  const told = async () => (await written()).split('\n').slice(0, -1).map(readRecorded);
  const missing = async (): Promise<string[]> => {
    const there = new Set<string>((await told()).map(({ type }) => type));
    return kinds.filter((kind) => !there.has(kind));
  };
  await expect.poll(missing, soon).toEqual([]);
  child.kill('SIGINT');
  await ended;
  expect(await written()).not.toContain(secret);
  const recorded = await told();
  for (const one of recorded) expect(readRecorded(textOfRecorded(one))).toEqual(one);
  const objects = recorded.flatMap((one) => (one.type === 'object' ? [one.object] : []));
  expect(around.map(({ kind }) => kind).filter((kind) => !objects.some((object) => object.kind === kind))).toEqual([]);
  expect(objects.find(({ kind }) => kind === 'ConfigMap')).toMatchObject({
    data: { 'app.yaml': expect.stringMatching(/^#\S+ http:\/\/payments:8080$/) },
  });
  expect(recorded.find(({ type }) => type === 'span')).toMatchObject({
    atMs,
    workload: 'cart',
    durationMs: 250,
    error: 'no cart of <email>',
  });
  expect(recorded.find(({ type }) => type === 'change')).toMatchObject({ id: 'c-1', diff: '- <email>\n+ timeout: 5' });
  expect((await logbot(['replay', file, '--json'])).code).toBe(0);
});

test('of another namespace it may tell nothing', async () => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const body = JSON.stringify({ type: 'flag', name: 'x', namespace: 'bank' });
  const response = await fetch(`${url}/changes`, { method: 'POST', body, headers });
  expect(await response.json()).toEqual({ taken: 0, ignored: { 'of a namespace that this token may not speak of': 1 } });
});
