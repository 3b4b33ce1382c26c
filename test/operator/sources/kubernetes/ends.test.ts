/** Pods that are deleted in the moment in which they end: the log ends before anybody says that the container has. */
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { KubeError, type KubeClient } from '../../../../operator/kube/client.ts';
import { createEnds } from '../../../../operator/sources/kubernetes/ends.ts';
import { createKubernetesSource } from '../../../../operator/sources/kubernetes.ts';
import { PodGoneError, type FollowTarget, type SourceSink, type StreamPosition } from '../../../../operator/sources/source.ts';
import { createTelemetry } from '../../../../operator/telemetry.ts';

const target: FollowTarget = {
  workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' },
  pod: 'cart-1',
  container: 'cart',
  podUid: 'uid-1',
  containerId: 'containerd://0',
  restartCount: 0,
  previous: false,
  terminated: false,
};

/** Gives its log once, as that of a pod that is gone when asked for. */
function createVanishing(text: string, { hangs = false, now = '', times = Infinity } = {}) {
  let opened = 0;
  const pod = { uid: now };
  const gone = new KubeError('ApiNotFound', 'There is no pod cart-1.', { status: 404 });
  const client: Pick<KubeClient, 'log' | 'get' | 'server'> = {
    server: 'api.example',
    log({ signal }) {
      opened += 1;
      if (opened > times) return Promise.reject(new KubeError('ApiUnreachable', 'The API server does not answer.', { status: 0 }));
      return Promise.resolve(hangs ? hanging(text, signal) : Readable.from([Buffer.from(text)]));
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a pod, which is all that is asked for
    get: <T>() => (pod.uid === '' ? Promise.reject(gone) : Promise.resolve({ metadata: { name: 'cart-1', uid: pod.uid } } as T)),
  };
  const seen = { text: '', gaps: [] as string[], position: null as StreamPosition | null };
  const sink: SourceSink = {
    onBatch(batch) {
      seen.text += Buffer.from(batch.chunk.bytes).toString();
      seen.position = batch.position;
      return Promise.resolve();
    },
    onOpen() {},
    onClose() {},
    onGap: ({ reason }) => void seen.gaps.push(reason),
    onState: () => undefined,
  };
  const limits = { settleForMs: 0, retryFirstMs: 5, restForMs: 5 };
  const telemetry = createTelemetry({ level: 'silent' });
  const source = createKubernetesSource({ client: client as KubeClient, now: Date.now, telemetry, limits });
  return { seen, pod, follow: (of: FollowTarget, signal: AbortSignal) => source.follow(of, seen.position, sink, signal) };
}

/** Gives the text and does not end. */
function hanging(text: string, signal: AbortSignal | undefined): Readable {
  const body = new Readable({ read() {} });
  body.push(text);
  signal?.addEventListener('abort', () => body.destroy(new Error('aborted')));
  return body;
}

const lines = '2026-11-22T06:00:00.000000001Z first\n2026-11-22T06:00:00.000000002Z second\n';

test('a log that was read to its end before its pod went has no gap, also when the pod was described anew meanwhile', async () => {
  const { seen, follow } = createVanishing(lines);
  const change = new AbortController();
  const before = follow(target, change.signal);
  await expect.poll(() => seen.text).toBe(lines);
  // The end of the body is noticed a moment later than its lines.
  await new Promise((resolve) => setImmediate(resolve));
  change.abort();
  await before;
  await follow({ ...target, terminated: true }, new AbortController().signal);
  expect(seen.text).toBe(lines);
  expect(seen.gaps).toEqual([]);
  expect(seen.position).toMatchObject({ linesSeen: 2, finished: true });
});

test('a line that a pod did not finish before it went is a line', async () => {
  const half = '2026-11-22T06:00:00.000000003Z thi';
  const { seen, follow } = createVanishing(lines + half);
  await follow(target, new AbortController().signal);
  expect(seen.text).toBe(`${lines}${half}\n`);
  expect(seen.gaps).toEqual([]);
  expect(seen.position).toMatchObject({ linesSeen: 3, finished: true });
});

test('what was not read when its pod had been gone for a while is said to be missing, once', async () => {
  const { seen, follow } = createVanishing(lines, { hangs: true });
  const given = new AbortController();
  const before = follow(target, given.signal);
  await expect.poll(() => seen.text).toBe(lines);
  given.abort(new PodGoneError());
  await before;
  expect(seen).toMatchObject({ text: lines, gaps: ['log-gone'], position: { linesSeen: 2, finished: true } });
});

test('a log that was read to its end and cannot be opened once more before its pod goes has no gap', async () => {
  const { seen, pod, follow } = createVanishing(lines, { now: 'uid-1', times: 1 });
  const change = new AbortController();
  const before = follow(target, change.signal);
  await expect.poll(() => seen.text).toBe(lines);
  await new Promise((resolve) => setImmediate(resolve));
  change.abort();
  await before;
  const ended = follow({ ...target, terminated: true }, new AbortController().signal);
  await new Promise((resolve) => setTimeout(resolve, 30));
  pod.uid = '';
  await ended;
  expect(seen).toMatchObject({ text: lines, gaps: [], position: { linesSeen: 2, finished: true } });
});

test('of another pod that has the name now and wrote nothing yet, no end is taken for that of the one before', async () => {
  const { seen, follow } = createVanishing('', { now: 'uid-2' });
  await follow(target, new AbortController().signal);
  expect(seen).toMatchObject({ text: '', gaps: ['log-gone'], position: { linesSeen: 0, finished: true } });
});

test('ends that nobody asks for any more do not pile up', () => {
  const ends = createEnds();
  for (let stream = 0; stream <= 10_000; stream += 1) ends.set(String(stream), { rest: null });
  expect(ends.get('0')).toBeUndefined();
  expect(ends.get('10000')).toEqual({ rest: null });
});
