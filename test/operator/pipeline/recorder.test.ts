import { expect, test } from 'vitest';
import { readRecorded } from '../../../api/recording.ts';
import type { Observation } from '../../../engine/index.ts';
import { createRecorder } from '../../../operator/pipeline/recorder.ts';
import type { FollowTarget, SourceBatch } from '../../../operator/sources/source.ts';

const now = Date.UTC(2026, 2, 4, 12);
const target: FollowTarget = {
  workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' },
  pod: 'cart-1',
  podUid: 'u1',
  container: 'app',
  containerId: 'c1',
  restartCount: 0,
  previous: false,
  terminated: false,
};

function batchOf(lines: readonly string[], other: Partial<FollowTarget> = {}): SourceBatch {
  const bytes = new TextEncoder().encode(lines.map((line) => `${new Date(now).toISOString()} ${line}\n`).join(''));
  const whose = { ...target, ...other };
  const position = { lastAt: null, recent: {}, linesSeen: 0, finished: false };
  return { target: whose, lines: lines.length, position, chunk: { stream: whose, framing: 'kubernetes', bytes, receivedAtMs: now + 5 } };
}

const begin = (known: readonly Observation[] = []) => {
  const recorder = createRecorder(undefined, () => now);
  const stop = new AbortController();
  const pieces = recorder.record(known, stop.signal)[Symbol.asyncIterator]();
  const next = async () =>
    String((await pieces.next()).value)
      .trimEnd()
      .split('\n')
      .map((line) => readRecorded(line));
  return { recorder, stop, pieces, next };
};

const node: Observation = { type: 'object', atMs: now - 60_000, object: { kind: 'Node', metadata: { name: 'n1' } } };

test('lines are recorded at the time of their runtime, as the container wrote them but redacted', async () => {
  const { recorder, next } = begin([node]);
  expect(await next()).toEqual([{ ...node, atMs: now, deleted: false }]);
  recorder.batch(batchOf(['INFO user ann@example.org pays with password=hunter22'], { previous: true, node: 'n1' }));
  expect(await next()).toEqual([
    {
      type: 'log',
      atMs: now,
      namespace: 'shop',
      workload: 'cart',
      pod: 'cart-1',
      container: 'app',
      node: 'n1',
      isPrevious: true,
      line: 'INFO user <email> pays with password=<redacted>',
    },
  ]);
});

test('objects and Events keep what facts are made of, and no secret', async () => {
  const { recorder, next } = begin([node]);
  await next();
  const env = [
    { name: 'CART_URL', value: 'http://cart:8080' },
    { name: 'DB_URL', value: 'postgres://shop:geheim99@db:5432/shop' },
    { name: 'DB_PASSWORD', value: 'geheim99' },
  ];
  const pod = { kind: 'Pod', metadata: { name: 'cart-1', namespace: 'shop' }, spec: { containers: [{ name: 'app', env }] } };
  recorder.observe({ type: 'object', atMs: now, object: pod });
  const event = { namespace: 'shop', object: { kind: 'Pod', name: 'cart-1' }, reason: 'BackOff', severity: 'Warning', count: 3 } as const;
  recorder.observe({ type: 'event', atMs: now, ...event, message: 'Back-off for ann@example.org', sinceAtMs: now - 9_000 });
  const [object, told] = await next();
  expect(JSON.stringify(object)).toContain('http://cart:8080');
  expect(JSON.stringify(object)).toContain('@db:5432/shop');
  expect(JSON.stringify(object)).not.toContain('geheim99');
  expect(told).toEqual({ type: 'event', atMs: now, ...event, message: 'Back-off for <email>', sinceAtMs: now - 9_000 });
});

test('a reader who is slow loses lines, which are counted and told; nothing else waits for it', async () => {
  const { recorder, next } = begin([node]);
  await next();
  const many = Array.from({ length: 1_000 }, (_, at) => `INFO order ${at} placed ${'x'.repeat(900)}`);
  for (let batch = 0; batch < 20; batch += 1) recorder.batch(batchOf(many));
  recorder.gap({ target, reason: 'log-rotated', lines: -1, atMs: now });
  let [lines, missed, gaps] = [0, 0, 0];
  while (lines + missed < 20_000) {
    for (const recorded of await next()) {
      if (recorded.type === 'log') lines += 1;
      if (recorded.type === 'missed' && recorded.reason === 'recording-behind') missed += recorded.lines;
      if (recorded.type === 'missed' && recorded.reason === 'log-rotated') gaps += 1;
    }
  }
  expect(lines).toBeGreaterThan(2_000);
  expect(missed).toBeGreaterThan(10_000);
  expect([lines + missed, gaps]).toEqual([20_000, 1]);
  recorder.batch(batchOf(['INFO again']));
  expect(await next()).toMatchObject([{ type: 'log', line: 'INFO again' }]);
});

test('when its time is over a slow reader still gets what has come by then, and hears what was missed', async () => {
  const { recorder, next, stop, pieces } = begin([node]);
  await next();
  const many = Array.from({ length: 1_000 }, (_, at) => `INFO order ${at} placed ${'x'.repeat(900)}`);
  for (let batch = 0; batch < 6; batch += 1) recorder.batch(batchOf(many));
  stop.abort();
  recorder.batch(batchOf(['INFO too late']));
  let text = '';
  for await (const piece of { [Symbol.asyncIterator]: () => pieces }) text += piece;
  const told = text
    .trimEnd()
    .split('\n')
    .map((line) => readRecorded(line));
  const missed = told.reduce((sum, one) => sum + (one.type === 'missed' ? one.lines : 0), 0);
  expect(missed).toBeGreaterThan(0);
  expect(told.filter(({ type }) => type === 'log').length + missed).toBe(6_000);
});

test('it ends with its signal, and with the pipeline after what is left', async () => {
  const first = begin([node]);
  await first.next();
  first.stop.abort();
  expect((await first.pieces.next()).done).toBe(true);
  const second = begin([node]);
  await second.next();
  second.recorder.batch(batchOf(['INFO last']));
  second.recorder.close();
  expect(await second.next()).toMatchObject([{ line: 'INFO last' }]);
  expect((await second.pieces.next()).done).toBe(true);
});

/** The short last line of a key, which by itself looks like any word. */
const keyEnd = 'q4h2Jd8L';
const keyBegins = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEpAIBAAKCAQEA7bq3Qx0Zk1s9yG4h2Jd8LmNfPq5RtUvWxYz0123456789Ab'];
const keyEnds = [keyEnd, '-----END RSA PRIVATE KEY-----', 'INFO after'];

test('no line of a key that is written over several lines gets through', async () => {
  const { recorder, next } = begin([node]);
  await next();
  recorder.batch(batchOf([...keyBegins, ...keyEnds]));
  const lines = await next();
  expect(JSON.stringify(lines)).not.toContain(keyEnd);
  expect(lines.at(-1)).toMatchObject({ line: 'INFO after' });
});

test('the rest of a key does not get through either, where there was no room for its beginning', async () => {
  const { recorder, next } = begin([node]);
  await next();
  const many = Array.from({ length: 1_000 }, (_, at) => `INFO order ${at} placed ${'x'.repeat(900)}`);
  for (let batch = 0; batch < 6; batch += 1) recorder.batch(batchOf(many));
  recorder.batch(batchOf(keyBegins));
  let told: Awaited<ReturnType<typeof next>> = [];
  while (told.every(({ type }) => type !== 'missed')) told = await next();
  recorder.batch(batchOf(keyEnds));
  const rest = await next();
  expect(rest.at(-1)).toMatchObject({ line: 'INFO after' });
  expect(JSON.stringify(rest)).not.toContain(keyEnd);
});
