/** Every line that a pod writes is counted once, or said to be missing, whatever breaks meanwhile. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { startCluster, type SimulatedCluster } from '../../demo/cluster/cluster.ts';
import type { JsonObject } from '../../demo/cluster/json.ts';
import { createRandom } from '../../engine/math.ts';
import { createNumberedPods, type NumberedPods } from '../builders/numbered-pods.ts';
import { expectExact, untilAllRead } from '../fakes/account.ts';
import { startKillableOperator } from '../fakes/killable-operator.ts';
import { channel, startLeadingOperator, type LeadingOperator } from '../fakes/leading-operator.ts';

const namespace = 'shop';
let folder: string;
let storePath: string;
let cluster: SimulatedCluster;
let pods: NumberedPods;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'exactness-'));
  storePath = join(folder, 'logdetector.db');
  cluster = await startCluster();
  const definition: JsonObject = parse(await readFile(new URL('../../crds/logdetector.dev_logdetectors.yaml', import.meta.url), 'utf8'));
  cluster.upsert(definition);
  cluster.upsert({
    apiVersion: 'logdetector.dev/v1alpha1',
    kind: 'LogDetector',
    metadata: { namespace, name: 'all' },
    spec: { selector: {}, notify: { slack: { channel } } },
  });
  pods = createNumberedPods(cluster, namespace);
});

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
  await cluster.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: { term?: number; wrap?: Parameters<typeof startLeadingOperator>[0]['wrap'] } = {}): Promise<LeadingOperator> {
  const { term = 1, wrap } = options;
  const operator = await startLeadingOperator({ kubeconfig: cluster.kubeconfig(), storePath, term, ...(wrap ? { wrap } : {}) });
  closing.push(() => operator.stop());
  return operator;
}

/** Pods write a few lines at a time until the answer is called. */
function writeOn(seed: number): () => void {
  const random = createRandom(seed);
  const timer = setInterval(() => {
    const { pods: names } = pods;
    const pod = names[Math.floor(random() * names.length)];
    if (pod) pods.write(pod, 1 + Math.floor(random() * 6));
  }, 10);
  const stop = (): void => clearInterval(timer);
  closing.push(() => Promise.resolve(stop()));
  return stop;
}

function startPods(): void {
  for (const workload of ['cart', 'checkout', 'web'])
    for (const replica of ['a', 'b']) pods.start(`${workload}-abc12-${replica}`, workload);
}

test(
  'killed at ten random instants, the operator goes on where its store stands: no line is lost or counted twice',
  { timeout: 240_000 },
  async () => {
    const random = createRandom(7);
    startPods();
    const stopWriting = writeOn(7);
    for (let kill = 1; kill <= 10; kill += 1) {
      const operator = await startKillableOperator(cluster.kubeconfig(), storePath, kill);
      await sleep(random() * 6_500);
      await operator.kill();
      // One restart a container is what the API can still give.
      if (random() < 0.5) pods.restart(pods.pods[Math.floor(random() * pods.pods.length)] ?? '');
      await sleep(random() * 300);
    }
    const operator = await startKillableOperator(cluster.kubeconfig(), storePath, 11);
    closing.push(() => operator.kill());
    stopWriting();
    await expectExact(pods, () => operator.report());
  },
);

test('connections that are cut every 300 ms cost no line', async () => {
  startPods();
  const operator = await open();
  const stopWriting = writeOn(2);
  const cutting = setInterval(() => cluster.faults.dropConnections(), 300);
  await sleep(6_000);
  stopWriting();
  clearInterval(cutting);
  await expectExact(pods, operator.report);
});

describe('containers that end', () => {
  test('what is written in the last moment before an OOM kill is read, and what the next instance writes is not mixed up with it', async () => {
    startPods();
    const operator = await open();
    for (let round = 0; round < 6; round += 1) {
      const stopWriting = writeOn(round);
      for (const pod of pods.pods) {
        pods.write(pod, 30);
        pods.restart(pod);
        pods.write(pod, 5);
      }
      await sleep(100);
      stopWriting();
      // Only one dead instance is kept: the next restart must not come before this one has been read.
      await untilAllRead(pods, operator.report);
    }
    await expectExact(pods, operator.report);
  });

  test('two restarts in a row while following: the instance in the middle is read or said to be missing', async () => {
    startPods();
    const operator = await open();
    for (const pod of pods.pods) pods.write(pod, 100);
    await expectExact(pods, operator.report);
    for (const pod of pods.pods) {
      pods.write(pod, 50);
      pods.restart(pod);
      pods.write(pod, 7);
      pods.restart(pod, 'Error');
      pods.write(pod, 20);
    }
    await expectExact(pods, operator.report);
  });

  test('three restarts in a row lose an instance, and that is said', async () => {
    pods.start('cart-abc12-a', 'cart');
    const operator = await open();
    pods.write('cart-abc12-a', 100);
    await expectExact(pods, operator.report);
    const before = pods.written();
    for (const _ of [1, 2, 3]) {
      pods.restart('cart-abc12-a', 'Error');
      pods.write('cart-abc12-a', 10);
    }
    const [workload = ''] = Object.keys(before);
    await expect.poll(() => operator.report().coverage[workload]?.linesSeen, { timeout: 20_000 }).toBe((before[workload] ?? 0) + 20);
    expect(operator.report().coverage[workload]?.droppedBy).toEqual({ 'log-gone': -1 });
  });
});

describe('pods that go', () => {
  test('what a pod wrote just before its deletion is read', async () => {
    startPods();
    const operator = await open();
    for (const pod of pods.pods) pods.write(pod, 10);
    await expectExact(pods, operator.report);
    for (const pod of pods.pods.slice(0, 3)) {
      pods.write(pod, 200);
      pods.remove(pod);
    }
    await expectExact(pods, operator.report);
    await expect.poll(() => operator.report().openStreams, { timeout: 15_000 }).toBe(3);
  });

  test('pods that live for two seconds are read, completed or deleted', async () => {
    pods.start('web-abc12-a', 'web');
    const operator = await open();
    pods.write('web-abc12-a', 1);
    await expectExact(pods, operator.report);
    for (let round = 0; round < 4; round += 1) {
      const names = [`import-abc12-${round}`, `export-abc12-${round}`] as const;
      for (const pod of names) {
        pods.start(pod, pod.split('-')[0] ?? '');
        pods.write(pod, 40);
      }
      await sleep(2_000);
      for (const pod of names) pods.write(pod, 40);
      pods.complete(names[0]);
      pods.remove(names[0]);
      pods.remove(names[1]);
    }
    await expectExact(pods, operator.report);
  });

  test('a pod that comes and goes while the API answers nothing is a gap', async () => {
    pods.start('web-abc12-a', 'web');
    const operator = await open();
    pods.write('web-abc12-a', 1);
    await expectExact(pods, operator.report);
    const allow = cluster.faults.deny('get', 'pods/log');
    closing.push(() => Promise.resolve(allow()));
    pods.start('import-abc12-a', 'import');
    pods.write('import-abc12-a', 40);
    await expect.poll(() => operator.report().openStreams).toBe(2);
    pods.remove('import-abc12-a');
    await expect
      .poll(() => operator.report().coverage['shop/deployment/import']?.droppedBy, { timeout: 20_000 })
      .toEqual({ 'log-gone': -1 });
  });

  test('a pod that was deleted while the operator was away is a gap, and is known to be accounted for', async () => {
    startPods();
    const first = await open();
    for (const pod of pods.pods) pods.write(pod, 10);
    await expectExact(pods, first.report);
    await first.leading.stop();
    const [pod = ''] = pods.pods;
    pods.write(pod, 10);
    const unread = 10;
    pods.remove(pod);
    const second = await open({ term: 2 });
    const cart = 'shop/deployment/cart';
    await expect.poll(() => second.report().coverage[cart]?.droppedBy).toEqual({ 'log-gone': -1 });
    await expect.poll(() => second.report().coverage[cart]?.linesSeen).toBe((pods.written()[cart] ?? 0) - unread);
    const left = async () => (await second.leading.store.list('position/')).filter(({ value }) => Buffer.from(value).includes('leftAtMs'));
    await expect.poll(async () => (await left()).length, { timeout: 15_000 }).toBe(1);
  });
});

describe('what the operator depends on fails', () => {
  test('an API that answers 500 and 429 for a while and forgets its history costs no line', async () => {
    startPods();
    const operator = await open();
    await expect.poll(() => operator.report().openStreams, { timeout: 15_000 }).toBe(6);
    const stopWriting = writeOn(5);
    for (const [round, code] of [500, 429, 503].entries()) {
      cluster.faults.answer(code, 12);
      cluster.faults.dropConnections();
      cluster.faults.compact();
      // One restart a container is what the API can still give afterwards.
      pods.restart(pods.pods[round] ?? '');
      pods.start(`late-abc12-${code}`, 'late');
      await sleep(1_500);
    }
    stopWriting();
    await expectExact(pods, operator.report);
  });

  test('a store that cannot be written for a while loses nothing, and a restart after it goes on exactly', async () => {
    startPods();
    let isBroken = false;
    const wrap: NonNullable<Parameters<typeof startLeadingOperator>[0]['wrap']> = (store) => ({
      ...store,
      write: (batch, fence) => (isBroken ? Promise.reject(new Error('disk full')) : store.write(batch, fence)),
    });
    const operator = await open({ wrap });
    const stopWriting = writeOn(6);
    const pipeline = () => operator.leading.supervisor.get('shop/all');
    await expect.poll(() => pipeline()?.streams().open, { timeout: 15_000 }).toBe(6);
    isBroken = true;
    await expect.poll(() => pipeline()?.saveProblem(), { timeout: 15_000 }).toBe('disk full');
    isBroken = false;
    await expect.poll(() => pipeline()?.saveProblem(), { timeout: 15_000 }).toBeNull();
    await operator.leading.stop();
    const next = await open({ term: 2 });
    stopWriting();
    await expectExact(pods, next.report);
  });
});

test('an incident that was open when the operator was killed goes on under its id and is said once', { timeout: 90_000 }, async () => {
  startPods();
  const first = await startKillableOperator(cluster.kubeconfig(), storePath, 1);
  await expectExact(pods, () => first.report());
  const [pod = ''] = pods.pods;
  pods.write(pod, 20);
  pods.restart(pod);
  await expect.poll(async () => (await first.report()).pending.length, { timeout: 20_000 }).toBe(1);
  const before = await first.report();
  await first.kill();
  pods.write(pod, 20);
  const second = await startKillableOperator(cluster.kubeconfig(), storePath, 2);
  closing.push(() => second.kill());
  await expectExact(pods, () => second.report());
  const after = await second.report();
  expect(after.incidents).toEqual(before.incidents);
  expect(after.incidents).toHaveLength(1);
  expect(after.pending.map(({ id }) => id)).toEqual(before.pending.map(({ id }) => id));
});
