import { beforeEach, expect, test } from 'vitest';
import type { EnginePart } from '../../../engine/index.ts';
import { createIntake } from '../../../operator/pipeline/intake.ts';
import type { Location } from '../../../operator/pipeline/whereabouts.ts';
import type { FollowTarget, LogOrigin, PushedLine, SourceBatch, StreamPosition } from '../../../operator/sources/source.ts';

const origin: LogOrigin = { namespace: 'shop', pod: 'cart-1', container: 'app' };
const target: FollowTarget = {
  workload: { namespace: 'shop', kind: 'Deployment', name: 'cart' },
  pod: 'cart-1',
  podUid: 'uid-1',
  container: 'app',
  containerId: 'containerd://1',
  restartCount: 0,
  previous: false,
  terminated: false,
};
const keyOf = ({ podUid, container, restartCount }: FollowTarget): string => `${podUid}/${container}/${restartCount}`;
let nowMs: number;
let location: Location;
let positions: Map<string, StreamPosition>;
let batches: SourceBatch[];
let isFetching: boolean;

beforeEach(() => {
  nowMs = Date.UTC(2026, 0, 5, 10);
  [location, positions, batches, isFetching] = [target, new Map(), [], false];
});

function open(saved: readonly EnginePart[] = []) {
  const intake = createIntake({
    saved,
    streamKey: keyOf,
    position: (of) => positions.get(keyOf(of)) ?? null,
    isFetching: () => isFetching,
    onBatch(batch) {
      batches.push(batch);
      positions.set(keyOf(batch.target), batch.position);
    },
    onCut: () => undefined,
    now: () => nowMs,
  });
  intake.open(() => location);
  return intake;
}

const nanosAt = (atMs: number): string => `${atMs}000000`;
const line = (text: string, atMs = nowMs - 1000, nth = 0, mark = ''): PushedLine => ({ nanos: nanosAt(atMs), text, mark, nth });
const told = (): string => batches.map(({ chunk }) => Buffer.from(chunk.bytes).toString()).join('');

test('lines reach the engine as the API would give them, under the time they were written', () => {
  expect(open().push({ origin, lines: [line('a'), line('b')] })).toEqual({ type: 'taken', lines: 2, doubled: 0, early: 0 });
  expect(told()).toBe('2026-01-05T09:59:59.000000000Z a\n2026-01-05T09:59:59.000000000Z b\n');
  expect(batches[0]).toMatchObject({ target, lines: 2, chunk: { framing: 'kubernetes' } });
});

test('what comes again is counted once, also in other batches and after a restart', () => {
  const before = open();
  before.push({ origin, lines: [line('a'), line('b')] });
  const saved = before.collect('changed');
  const after = open(saved);
  expect(after.push({ origin, lines: [line('b'), line('c')] })).toMatchObject({ lines: 1, doubled: 1 });
  expect(after.account().doubled).toBe(1);
});

test('equal lines of one time are so many where the sender tells them apart', () => {
  const intake = open();
  expect(intake.push({ origin, lines: [line('a'), line('a', nowMs - 1000, 1)] })).toMatchObject({ lines: 2 });
  expect(intake.push({ origin, lines: [line('a', nowMs - 1000, 0, '17')] })).toMatchObject({ lines: 1 });
});

test('lines that had been fetched before the way was changed are known', () => {
  positions.set(keyOf(target), { lastAt: '2026-01-05T09:59:30.5Z', recent: { x: 1 }, linesSeen: 9, finished: false });
  const lines = [line('old', nowMs - 30_000), line('edge', nowMs - 29_500), line('new', nowMs - 29_499)];
  expect(open().push({ origin, lines })).toMatchObject({ lines: 1, doubled: 2 });
  expect(batches[0]?.position).toMatchObject({ linesSeen: 10, fetchedTo: '2026-01-05T09:59:30.5Z' });
});

test('of a container that was never read, what was written long ago is left out; of a known one nothing is', () => {
  const intake = open();
  expect(intake.push({ origin, lines: [line('old', nowMs - 16 * 60_000), line('a')] })).toMatchObject({ lines: 1, early: 1 });
  expect(intake.push({ origin, lines: [line('late', nowMs - 17 * 60_000)] })).toMatchObject({ lines: 1, early: 0 });
});

test('a clock that is ahead counts as now', () => {
  open().push({ origin, lines: [line('a', nowMs + 3_600_000)] });
  expect(told()).toBe('2026-01-05T10:00:00.000000000Z a\n');
});

test('while the log is still being fetched nothing is taken', () => {
  isFetching = true;
  expect(open().push({ origin, lines: [line('a')] })).toEqual({ type: 'switching' });
});

test('a pod that has gone is known for a while, and its instances by their number', () => {
  const intake = open();
  intake.present([target]);
  location = 'unknown';
  expect(intake.push({ origin: { ...origin, restartCount: 3 }, lines: [line('a')] })).toMatchObject({ type: 'taken' });
  expect(batches[0]?.target).toMatchObject({ restartCount: 3, containerId: '' });
  expect(intake.push({ origin: { ...origin, podUid: 'another' }, lines: [line('a')] })).toEqual({ type: 'unknown' });
  expect(intake.push({ origin: { ...origin, namespace: 'bank' }, lines: [line('a')] })).toEqual({ type: 'unknown' });
  nowMs += 16 * 60_000;
  expect(intake.push({ origin: { ...origin, restartCount: 3 }, lines: [line('b')] })).toEqual({ type: 'unknown' });
});

test('whoever waits hears of the save that holds the lines, and of none before', async () => {
  const intake = open();
  await intake.saved();
  intake.push({ origin, lines: [line('a')] });
  const before = intake.ticket;
  intake.push({ origin, lines: [line('b')] });
  let isSaved = false;
  const saved = intake.saved().then(() => (isSaved = true));
  intake.settle(before);
  await Promise.resolve();
  expect([isSaved, intake.isAwaited]).toEqual([false, true]);
  intake.settle(intake.ticket);
  await saved;
  intake.push({ origin, lines: [line('c')] });
  const never = intake.saved();
  intake.close();
  await expect(never).rejects.toThrow('The reading of this LogDetector has ended.');
});
