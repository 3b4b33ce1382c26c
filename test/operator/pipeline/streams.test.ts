import { expect, test, vi } from 'vitest';
import { createStreams, type StreamsOptions } from '../../../operator/pipeline/streams.ts';
import { PodGoneError, type FollowTarget, type LogSource, type SourceSink } from '../../../operator/sources/source.ts';

const target = (over: Partial<FollowTarget> = {}): FollowTarget => ({
  workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' },
  pod: 'cart-1',
  podUid: 'u1',
  container: 'app',
  containerId: 'c0',
  restartCount: 0,
  previous: false,
  terminated: false,
  ...over,
});

function createFakeSource() {
  const begun: FollowTarget[] = [];
  const ended: FollowTarget[] = [];
  const finish = new Map<FollowTarget, () => void>();
  const source: LogSource = {
    follow: (wanted, _from, _sink, signal) =>
      new Promise((resolve) => {
        begun.push(wanted);
        const end = (): void => {
          ended.push(wanted);
          resolve();
        };
        finish.set(wanted, end);
        signal.addEventListener('abort', end);
      }),
  };
  return { source, begun, ended, finish };
}

const sink: SourceSink = { onBatch: () => Promise.resolve(), onOpen() {}, onClose() {}, onGap() {}, onState() {} };

function open(fake: ReturnType<typeof createFakeSource>, over: Partial<StreamsOptions> = {}) {
  const abort = new AbortController();
  const onGone = vi.fn<StreamsOptions['onGone']>();
  const onLeft = vi.fn<StreamsOptions['onLeft']>();
  const onUnexpected = vi.fn<StreamsOptions['onUnexpected']>();
  const streams = createStreams({
    source: fake.source,
    sink,
    position: () => null,
    isThere: () => true,
    signal: abort.signal,
    onGone,
    onLeft,
    onUnexpected,
    now: () => 0,
    ...over,
  });
  return { streams, abort, onLeft };
}

test('after a restart the dead instance is read to its end before the new one is begun', async () => {
  const fake = createFakeSource();
  const { streams, abort } = open(fake);
  streams.follow([target()]);
  const previous = target({ previous: true, terminated: true });
  const next = target({ restartCount: 1 });
  streams.follow([previous, next]);
  await vi.waitFor(() => expect(fake.begun).toHaveLength(2), { timeout: 5_000 });
  expect(fake.begun[1]).toBe(previous);
  fake.finish.get(previous)?.();
  await vi.waitFor(() => expect(fake.begun[2]).toBe(next));
  abort.abort();
  await streams.stop();
});

test('an unchanged target keeps its reader', async () => {
  const fake = createFakeSource();
  const { streams, abort } = open(fake);
  streams.follow([target()]);
  streams.follow([target()]);
  expect(fake.begun).toHaveLength(1);
  expect(streams.open).toBe(1);
  abort.abort();
  await streams.stop();
});

test('a finished instance is not read again', () => {
  const fake = createFakeSource();
  const { streams } = open(fake, { position: () => ({ lastAt: null, recent: {}, linesSeen: 3, finished: true }) });
  streams.follow([target({ terminated: true })]);
  expect(fake.begun).toHaveLength(0);
});

test('what a deleted pod wrote last is still read, then it is left', async () => {
  const fake = createFakeSource();
  const { streams, abort, onLeft } = open(fake);
  const wanted = target();
  streams.follow([wanted]);
  streams.follow([]);
  expect(fake.ended).toHaveLength(0);
  fake.finish.get(wanted)?.();
  await vi.waitFor(() => expect(onLeft).toHaveBeenCalledWith([wanted]));
  abort.abort();
  await streams.stop();
});

test('a stream that is needed for another is closed at once, its place is remembered, and it may be opened again', async () => {
  const fake = createFakeSource();
  const { streams, abort, onLeft } = open(fake);
  const other = target({ pod: 'cart-2', podUid: 'u2' });
  streams.follow([target()], [other]);
  streams.follow([other], [target()]);
  await vi.waitFor(() => expect(onLeft).toHaveBeenCalledWith([target()]));
  expect([fake.begun.map(({ pod }) => pod), fake.ended.map(({ pod }) => pod)]).toEqual([['cart-1', 'cart-2'], ['cart-1']]);
  streams.follow([target()], [other]);
  expect(fake.begun.map(({ pod }) => pod)).toEqual(['cart-1', 'cart-2', 'cart-1']);
  abort.abort();
});

test('a pod that is gone and of which nothing came in time is given up for good, and what was not begun is said to be missing', async () => {
  const fake = createFakeSource();
  const reasons: unknown[] = [];
  const source: LogSource = {
    follow(wanted, from, into, signal) {
      signal.addEventListener('abort', () => reasons.push(signal.reason));
      return fake.source.follow(wanted, from, into, signal);
    },
  };
  const gaps: string[] = [];
  const onGap: SourceSink['onGap'] = ({ reason, target: { restartCount } }) => void gaps.push(`${reason} ${restartCount}`);
  const { streams, onLeft } = open(fake, {
    source,
    sink: { ...sink, onGap },
    isThere: () => false,
    timing: { drainForMs: 5, drainGoneForMs: 10 },
  });
  streams.follow([target({ previous: true, terminated: true }), target({ restartCount: 1 })]);
  streams.follow([]);
  await vi.waitFor(() => expect(onLeft).toHaveBeenCalled());
  expect(reasons).toEqual([new PodGoneError()]);
  expect(gaps).toEqual(['log-gone 1']);
});

test('between two attempts nobody waits for a log that ends, and what has ended is asked for at once', async () => {
  const fake = createFakeSource();
  const { streams, abort } = open(fake);
  streams.follow([target()]);
  const ended = target({ terminated: true });
  streams.follow([ended]);
  await vi.waitFor(() => expect(fake.begun).toEqual([target(), ended]), { timeout: 500 });
  abort.abort();
  await streams.stop();
});
