import { expect, test } from 'vitest';
import type { LogChunk, LogRecord } from '../../engine/domain.ts';
import { createStreams } from '../../engine/streams.ts';

const day = 86_400_000;
const encoder = new TextEncoder();

function chunk(pod: string, receivedAtMs: number, text = 'ready'): LogChunk {
  const stream = { workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' }, pod, container: 'main', restartCount: 0 };
  return { stream, framing: 'plain', bytes: encoder.encode(`${text}\n`), receivedAtMs };
}

const ignore = (): void => undefined;

test('of more containers than are remembered the one that was used longest ago is new again', () => {
  const streams = createStreams();
  const isNew = (pod: string, atMs: number): boolean => streams.push(chunk(pod, atMs), ignore).isNew;
  for (let i = 0; i < 2_000; i += 1) expect(isNew(`cart-${i}`, i)).toBe(true);
  expect(isNew('cart-0', 2_000)).toBe(false);
  expect(isNew('another', 2_001)).toBe(true);
  expect(isNew('cart-0', 2_002)).toBe(false);
  expect(isNew('cart-1', 2_003)).toBe(true);
});

test('a container that wrote nothing for a day while others did is new again', () => {
  const streams = createStreams();
  streams.push(chunk('cart-a', 0), ignore);
  streams.push(chunk('cart-b', day - 1), ignore);
  expect(streams.push(chunk('cart-a', day - 1), ignore).isNew).toBe(false);
  streams.push(chunk('cart-a', 3 * day), ignore);
  expect(streams.push(chunk('cart-b', 3 * day), ignore).isNew).toBe(true);
});

test('what waits is read in the order in which the containers wrote last, and belongs to nobody else', () => {
  const streams = createStreams();
  for (const [i, pod] of ['cart-a', 'cart-b', 'cart-a'].entries()) streams.push(chunk(pod, i, `line ${i} of ${pod}`), ignore);
  // The caller's bytes are his again.
  const last = chunk('cart-c', 3, 'a much longer line that is kept until the next one of its container has come '.repeat(40));
  streams.push(last, ignore);
  last.bytes.fill(0);
  const read: LogRecord[] = [];
  streams.flush(600_000, (record) => read.push({ ...record, message: record.message }));
  expect(read.map(({ message }) => message.slice(0, 16))).toEqual([
    'line 1 of cart-b',
    'line 0 of cart-a',
    'line 2 of cart-a',
    'a much longer li',
  ]);
});
