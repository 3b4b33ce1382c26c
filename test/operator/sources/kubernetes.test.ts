import { afterEach, beforeEach, expect, test } from 'vitest';
import { startCluster, type ClusterOptions, type SimulatedCluster } from '../../../demo/cluster/cluster.ts';
import { openKubeClient, type KubeClient } from '../../../operator/kube/client.ts';
import { createKubernetesSource, streamKey, type KubernetesSourceLimits } from '../../../operator/sources/kubernetes.ts';
import type { FollowTarget, SourceBatch, SourceSink, StreamPosition } from '../../../operator/sources/source.ts';
import { createTelemetry } from '../../../operator/telemetry.ts';
import { eventually } from '../../fakes/eventually.ts';

let cluster: SimulatedCluster;
let client: KubeClient;
let stop: AbortController;

async function open(options: ClusterOptions = {}): Promise<void> {
  cluster = await startCluster(options);
  client = openKubeClient({ kubeconfig: cluster.kubeconfig(), userAgent: 'test' });
}

beforeEach(async () => {
  stop = new AbortController();
  await open();
});

afterEach(async () => {
  stop.abort();
  await client.close();
  await cluster.close();
});

const key = { namespace: 'shop', pod: 'cart-1', container: 'cart' };

function startPod(): FollowTarget {
  const startedAt = new Date(Date.now() - 5_000).toISOString();
  cluster.upsert({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'shop', name: 'cart-1', uid: 'uid-1' },
    spec: { containers: [{ name: 'cart' }] },
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'cart', containerID: 'containerd://0', restartCount: 0, state: { running: { startedAt } } }],
    },
  });
  const workload = { namespace: 'shop', kind: 'Deployment', name: 'cart' };
  const { pod, container } = key;
  return { workload, pod, container, podUid: 'uid-1', containerId: 'containerd://0', restartCount: 0, previous: false, terminated: false };
}

function write(from: number, to: number): void {
  for (let line = from; line < to; line++) cluster.appendLog(key, `line ${line}`, Date.now());
}

function follow(
  target: FollowTarget,
  from: StreamPosition | null = null,
  options: Partial<SourceSink> & { limits?: Partial<KubernetesSourceLimits>; signal?: AbortSignal } = {},
) {
  const telemetry = createTelemetry({ level: 'silent' });
  const limits = { settleForMs: 20, retryFirstMs: 10, restForMs: 20, ...options.limits };
  const source = createKubernetesSource({ client, now: Date.now, telemetry, limits });
  const seen = { lines: [] as string[], gaps: [] as string[], states: [] as (string | null)[], batches: [] as SourceBatch[] };
  const sink: SourceSink = {
    async onBatch(batch) {
      await options.onBatch?.(batch);
      seen.batches.push(batch);
      const lines = Buffer.from(batch.chunk.bytes).toString('utf8').split('\n').slice(0, -1);
      seen.lines.push(...lines.map((line) => line.slice(31)));
    },
    onOpen() {},
    onClose() {},
    onGap: (gap) => void seen.gaps.push(gap.reason),
    onState: (_, problem) => void seen.states.push(problem),
  };
  const done = source.follow(target, from, sink, options.signal ?? stop.signal);
  return { ...seen, telemetry, done, position: () => seen.batches.at(-1)?.position ?? null };
}

const numbered = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, index) => `line ${from + index}`);

test('lines arrive whole, with their time, and the position counts them', async () => {
  const target = startPod();
  write(0, 3);
  const got = follow(target);
  await eventually(() => expect(got.lines).toEqual(numbered(0, 3)));
  expect(got.batches[0]?.chunk).toMatchObject({ framing: 'kubernetes', stream: { pod: 'cart-1' } });
  expect(Buffer.from(got.batches[0]?.chunk.bytes ?? []).toString()).toMatch(/^\d{4}-.*Z line 0\n/);
  expect(got.position()).toMatchObject({ linesSeen: 3, finished: false });
  write(3, 5);
  await eventually(() => expect(got.lines).toEqual(numbered(0, 5)));
});

test('connections that break again and again lose and double no line', async () => {
  const got = follow(startPod());
  for (let round = 0; round < 8; round++) {
    write(round * 50, round * 50 + 50);
    await eventually(() => expect(got.lines.length).toBeGreaterThan(round * 50), 5_000);
    cluster.faults.dropConnections();
  }
  await eventually(() => expect(got.lines).toEqual(numbered(0, 400)), 5_000);
  expect(got.gaps).toEqual([]);
});

test('what was rotated away before a resume is reported as a gap of unknown length', async () => {
  await client.close();
  await cluster.close();
  await open({ logLines: 20 });
  const target = startPod();
  write(0, 10);
  const before = new AbortController();
  const first = follow(target, null, { signal: before.signal });
  await eventually(() => expect(first.lines).toHaveLength(10));
  before.abort();
  await first.done;
  write(10, 60);
  const second = follow(target, first.position());
  await eventually(() => expect(second.lines.at(-1)).toBe('line 59'));
  expect(second.lines).toEqual(numbered(60 - second.lines.length, 60));
  expect(second.gaps).toEqual(['log-rotated']);
});

test('nothing is read on while the last batch is not taken in', async () => {
  const gate = Promise.withResolvers<void>();
  const target = startPod();
  write(0, 10);
  let calls = 0;
  const got = follow(target, null, {
    async onBatch() {
      calls += 1;
      await gate.promise;
    },
  });
  await eventually(() => expect(calls).toBe(1));
  write(10, 1_000);
  expect(calls).toBe(1);
  gate.resolve();
  await eventually(() => expect(got.lines).toEqual(numbered(0, 1_000)));
});

test('a line of a megabyte is cut, counted, and harms no other', async () => {
  const target = startPod();
  write(0, 1);
  cluster.appendLog(key, 'x'.repeat(1_000_000), Date.now());
  write(1, 2);
  const got = follow(target);
  await eventually(() => expect(got.lines).toHaveLength(3));
  expect(got.lines[1]).toHaveLength(32_768 - 31);
  expect([got.lines[0], got.lines[2]]).toEqual(numbered(0, 2));
  expect(await got.telemetry.metrics()).toContain('logdetector_lines_cut_total 1');
});

test('a missing permission is told with the grant, and reading begins when it is given', async () => {
  const target = startPod();
  write(0, 2);
  const allow = cluster.faults.deny('get', 'pods/log');
  const refused = new AbortController();
  const got = follow(target, null, { signal: refused.signal });
  await eventually(() => expect(got.states[0]).toContain('grant verb "get" on resource "pods/log"'));
  refused.abort();
  await got.done;
  allow();
  const after = follow(target);
  await eventually(() => expect(after.lines).toEqual(numbered(0, 2)));
});

test('a silent log is opened again without doubling anything', async () => {
  const target = startPod();
  write(0, 2);
  const got = follow(target, null, { limits: { silenceForMs: 30 } });
  await eventually(async () => expect(await got.telemetry.metrics()).toMatch(/stream_opened_total [3-9]/), 8_000);
  write(2, 4);
  await eventually(() => expect(got.lines).toEqual(numbered(0, 4)), 8_000);
});

test('an instance replaced twice is given up at once, and said to be missing', async () => {
  const target = startPod();
  write(0, 2);
  cluster.restartContainer(key, { exitCode: 1, reason: 'Error', atMs: Date.now() });
  cluster.restartContainer(key, { exitCode: 1, reason: 'Error', atMs: Date.now() });
  const got = follow({ ...target, previous: true, terminated: true });
  await got.done;
  expect(got).toMatchObject({ lines: [], gaps: ['log-gone'] });
  expect(got.position()?.finished).toBe(true);
});

test('an ended container whose pod is gone is given up in the end', async () => {
  const target = startPod();
  cluster.remove('Pod', 'shop', 'cart-1');
  const got = follow({ ...target, terminated: true }, null, { limits: { lastReads: 3 } });
  await got.done;
  expect(got.gaps).toEqual(['log-gone']);
});

test('a container that was never read is read from the backlog on, not from its first day', async () => {
  const target = startPod();
  cluster.appendLog(key, 'long ago', Date.now() - 3_600_000);
  write(0, 1);
  const got = follow(target);
  await eventually(() => expect(got.lines).toEqual(['line 0']));
});

test('the live log and the later previous one of an instance share their position', () => {
  const target = startPod();
  expect(streamKey({ ...target, previous: true, terminated: true })).toBe(streamKey(target));
  expect(streamKey({ ...target, restartCount: 1 })).not.toBe(streamKey(target));
});

test('a turn begins where it is told to, and what was written since the last one is neither read nor told as a gap', async () => {
  const target = startPod();
  const nowMs = Date.now();
  for (const [line, ageMs] of [
    [0, 60_000],
    [1, 30_000],
    [2, 5_000],
  ] as const)
    cluster.appendLog(key, `line ${line}`, nowMs - ageMs);
  const first = new AbortController();
  const before = follow(target, null, { signal: first.signal });
  await eventually(() => expect(before.lines).toEqual(numbered(0, 3)));
  first.abort();
  await before.done;
  for (const [line, ageMs] of [
    [3, 4_000],
    [4, 1_000],
  ] as const)
    cluster.appendLog(key, `line ${line}`, nowMs - ageMs + 60_000);
  const again = follow({ ...target, fromMs: nowMs + 58_000 }, before.position());
  await eventually(() => expect(again.lines).toEqual(['line 4']));
  expect([again.gaps, again.position()?.linesSeen]).toEqual([[], 4]);
});

test('a turn that follows the last one at once goes on where that ended, line by line', async () => {
  const target = startPod();
  write(0, 3);
  const first = new AbortController();
  const before = follow(target, null, { signal: first.signal });
  await eventually(() => expect(before.lines).toEqual(numbered(0, 3)));
  first.abort();
  await before.done;
  write(3, 5);
  const again = follow({ ...target, fromMs: Date.now() }, before.position());
  await eventually(() => expect(again.lines).toEqual(numbered(3, 5)));
});
