/** Log lines that a collector sends over OTLP are counted as those of the API are, each once, whatever breaks meanwhile. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { ContainerKey } from '../../demo/cluster/logs.ts';
import { createRandom } from '../../engine/math.ts';
import { createNumberedPods, type NumberedPods } from '../builders/numbered-pods.ts';
import { freePort } from '../fakes/local-slack.ts';
import { createSender, logsBody, type Sender, type SentLine } from '../fakes/log-sender.ts';
import { soon, startProduct, type Product, type RunningProcess } from '../fakes/product.ts';

const token = 'what-the-collector-sends-with';
const detector = 'shop/shop';
const stopped = new AbortController();
let product: Product;
let operator: RunningProcess;
let pods: NumberedPods;
let url: string;
let environment: Record<string, string>;

beforeAll(async () => {
  product = await startProduct();
  const tokenFile = join(product.folder, 'inlet-token');
  await writeFile(tokenFile, token);
  await product.configure({ inlets: [{ name: 'collector', tokenFile, namespaces: ['shop'] }] });
  pods = createNumberedPods({ ...product.cluster, appendLog: collect }, 'shop');
  for (const name of ['cart', 'web']) pods.start(`${name}-abc12-a`, name);
  product.detect('shop', { source: 'Otlp' });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  environment = { LOGDETECTOR_INLETS_HOST: '127.0.0.1', LOGDETECTOR_INLETS_PORT: String(port) };
  operator = product.startOperator(environment);
}, 60_000);
afterAll(async () => {
  stopped.abort();
  await product.stop();
});

/** What was written and not sent yet, by pod. */
const collected = new Map<string, (SentLine & { readonly restartCount: number })[]>();
const restarts = new Map<string, number>();
const lastAtMicros = new Map<string, number>();

/** The line stands in the API, too, where nobody shall read it. */
function collect(container: ContainerKey, line: string | Uint8Array, atMs: number): void {
  product.cluster.appendLog(container, line, atMs);
  const lines = collected.get(container.pod) ?? [];
  collected.set(container.pod, lines);
  const restartCount = restarts.get(container.pod) ?? 0;
  // As the simulated kubelet stamps it: the log of an instance knows each time once.
  const instance = `${container.pod}/${restartCount}`;
  const atMicros = Math.max(Math.round(atMs * 1000), (lastAtMicros.get(instance) ?? 0) + 1);
  lastAtMicros.set(instance, atMicros);
  lines.push({ atMs: atMicros / 1000, text: String(line), restartCount });
}

const sender = (over: Partial<Parameters<typeof createSender>[0]> = {}): Sender =>
  createSender({ url: () => url, token, signal: stopped.signal, ...over });
const query = { namespaces: '*', forSeconds: 604_800, limit: 200 };
const coverage = async () => (await product.api.detectors('*').catch(() => []))[0]?.coverage;
const metrics = async (): Promise<string> => await (await fetch(`${product.healthUrl}/metrics`)).text();

async function counts(workload: string): Promise<readonly number[]> {
  const { patterns } = await product.api.patterns({ ...query, workload });
  return patterns.map(({ count }) => count).toSorted((a, b) => a - b);
}

/** Sends what is collected of a pod until all is acknowledged. */
async function drain(pod: string, uid: string, to: Sender): Promise<void> {
  const lines = collected.get(pod)?.splice(0) ?? [];
  for (const [restartCount, of] of Map.groupBy(lines, (line) => line.restartCount))
    await to.send({ namespace: 'shop', pod, uid, container: 'app', restartCount }, of);
}

const uidOf = (pod: string): string => z.looseObject({ uid: z.string() }).parse(product.cluster.get('Pod', 'shop', pod)?.['metadata']).uid;

test(
  'what a collector sends stands in the top patterns, under its workload, and no log stream is opened',
  { timeout: 60_000 },
  async () => {
    const lines = Array.from({ length: 30 }, (_, index) => ({ atMs: Date.now(), text: `INFO order ${index} placed` }));
    await sender().send({ namespace: 'shop', pod: 'cart-abc12-a', container: 'app' }, lines);
    await expect.poll(() => counts('cart'), soon).toEqual([30]);
    await expect.poll(() => product.condition('StreamsReady', detector), soon).toMatchObject({ status: 'True', reason: 'Receiving' });
    expect(await metrics()).toMatch(/^logdetector_log_streams 0$/m);
    expect(await metrics()).toMatch(/^logdetector_lines_read_total 30$/m);
  },
);

test('a request that comes again, because its answer was lost, is counted once', { timeout: 60_000 }, async () => {
  const lines = Array.from({ length: 20 }, () => ({ atMs: Date.now(), text: 'WARN the same words at the same time' }));
  const before = (await coverage())?.linesSeen ?? 0;
  const again = sender({ isAnswerLost: (attempt) => attempt < 3 });
  expect(await again.send({ namespace: 'shop', pod: 'cart-abc12-a', container: 'app' }, lines)).toBe(3);
  expect((await coverage())?.linesSeen).toBe(before + 20);
  expect(await metrics()).toMatch(/^logdetector_lines_doubled_total 40$/m);
});

test(
  'numbered lines are counted once each, though answers are lost, containers restart, pods go and the operator is killed twice',
  { timeout: 300_000 },
  async () => {
    const random = createRandom(5);
    const before = (await coverage())?.linesSeen ?? 0;
    for (const pod of ['pay-abc12-a', 'pay-abc12-b', 'pay-abc12-c', 'ship-abc12-a']) pods.start(pod, pod.split('-')[0] ?? '');
    const names = pods.pods.filter((pod) => /^(?:pay|ship)/.test(pod));
    const uids = new Map(names.map((pod) => [pod, uidOf(pod)]));
    const writing = setInterval(() => {
      const pod = names[Math.floor(random() * names.length)] ?? '';
      if (pods.pods.includes(pod)) pods.write(pod, 1 + Math.floor(random() * 6));
    }, 50);
    const isOver = new AbortController();
    const unreliable = sender({ isAnswerLost: () => random() < 0.3 });
    const sending = names.map(async (pod) => {
      while (!isOver.signal.aborted) {
        await drain(pod, uids.get(pod) ?? '', unreliable);
        await sleep(50);
      }
      await drain(pod, uids.get(pod) ?? '', unreliable);
    });
    for (let kill = 0; kill < 2; kill += 1) {
      await sleep(1_000 + random() * 5_000);
      await operator.kill();
      pods.restart('pay-abc12-a');
      restarts.set('pay-abc12-a', kill + 1);
      operator = product.startOperator(environment);
      await expect.poll(() => metrics().catch(() => ''), { ...soon, timeout: 90_000 }).toMatch(/^logdetector_leading 1$/m);
    }
    await sleep(2_000);
    pods.remove('pay-abc12-c');
    clearInterval(writing);
    isOver.abort();
    await Promise.all(sending);
    const written = pods.written();
    const total = (written['shop/deployment/pay'] ?? 0) + (written['shop/deployment/ship'] ?? 0);
    await expect.poll(async () => (await coverage())?.linesSeen, soon).toBe(before + total);
    // The last line of a log is held for a moment: what belongs to it may follow.
    const sentences = pods.sentences();
    await expect
      .poll(async () => [await counts('pay'), await counts('ship')], soon)
      .toEqual([sentences['shop/deployment/pay'], sentences['shop/deployment/ship']]);
    expect(await coverage()).toMatchObject({ linesDropped: 0, droppedBy: {} });
    expect(unreliable.attempts).toBeGreaterThan(10);
  },
);

test('lines of pods that nobody knows, and of nobody, are said', { timeout: 60_000 }, async () => {
  const about = { namespace: 'shop', pod: 'never-there', container: 'app' };
  await sender().send(about, [{ atMs: Date.now(), text: 'INFO lost' }]);
  await expect
    .poll(() => product.condition('CoverageComplete', detector), soon)
    .toMatchObject({ reason: 'LinesDropped', message: expect.stringContaining('unknown-pod 1') });
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const foreign = logsBody({ ...about, namespace: 'bank' }, [{ atMs: 1, text: 'x' }]).resourceLogs;
  const body = JSON.stringify({ resourceLogs: [...foreign, { scopeLogs: [{ logRecords: [{}] }] }] });
  const response = await fetch(`${url}/v1/logs`, { method: 'POST', body, headers });
  expect(await response.json()).toEqual({
    partialSuccess: {
      rejectedLogRecords: '2',
      errorMessage: '1 without k8s.namespace.name and k8s.pod.name; 1 of a namespace that this token may not speak of',
    },
  });
});

test('the way is changed while lines are written, and none is lost or counted twice', { timeout: 120_000 }, async () => {
  const before = (await coverage())?.linesSeen ?? 0;
  const all = sender();
  const pod = 'web-abc12-a';
  const uid = uidOf(pod);
  pods.write(pod, 100);
  await drain(pod, uid, all);
  product.detect('shop', { source: 'Api' });
  await expect.poll(() => product.condition('StreamsReady', detector)?.reason, soon).toBe('Streaming');
  pods.write(pod, 50);
  await expect.poll(async () => (await coverage())?.linesSeen, soon).toBe(before + 150);
  product.detect('shop', { source: 'Otlp' });
  await expect.poll(() => product.condition('StreamsReady', detector)?.reason, soon).not.toBe('Streaming');
  // The collector sends all that was written meanwhile, too.
  await sleep(5);
  pods.write(pod, 25);
  await drain(pod, uid, all);
  await expect.poll(async () => (await coverage())?.linesSeen, soon).toBe(before + 175);
});
