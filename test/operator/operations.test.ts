import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Operation } from '../../api/contract.ts';
import { OperatorError } from '../../operator/errors.ts';
import { createOperations, type Operations } from '../../operator/operations.ts';
import { createMemoryStore } from '../../operator/store/embedded.ts';
import type { Store } from '../../operator/store/store.ts';
import { startMs, startNotifier, target, type Bench } from './notify/builders.ts';

const requestTime = new Date(startMs).toISOString();
const trained = { type: 'trained', requestTime, version: 2, sentence: 'Model 2 was made.' } as const;
let kept: Store;
let isFull: boolean;
let bench: Bench;
let nowMs: number;

beforeEach(() => {
  kept = createMemoryStore();
  isFull = false;
  nowMs = startMs;
});
afterEach(() => kept.close());

/** As after a restart of the operator. */
async function open(): Promise<Operations> {
  bench = await startNotifier(kept, { nowMs });
  const write: Store['write'] = async (batch, fence) => {
    if (isFull) throw new OperatorError('StoreUnavailable', 'The volume is full.');
    return kept.write(batch, fence);
  };
  const targetOf = (detector: string) => target({ detector });
  const operations = createOperations({
    store: { ...kept, write },
    notifier: bench.notifier,
    fence: () => ({ term: 1 }),
    now: () => nowMs,
    targetOf,
  });
  await operations.restore();
  return operations;
}

function wish(overrides: Partial<Operation> = {}): Operation {
  const { type = 'retrain', requestedAtMs = startMs } = overrides;
  return {
    id: `${type}-${requestedAtMs}`,
    type,
    detector: 'shop/shop',
    requestedBy: 'U1',
    requestedAtMs,
    fromVersion: 1,
    toVersion: null,
    state: 'requested',
    sentence: 'Asked.',
    ...overrides,
  };
}

const told = () =>
  bench.notifier.pending().flatMap(({ channel, subject }) => (subject.type === 'operation' ? [{ channel, ...subject.operation }] : []));

test('a wish is told in the channel it was asked in, and so is its outcome', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  expect(told()).toMatchObject([{ channel: 'ops', state: 'requested' }]);
  await operations.finish('shop/shop', trained);
  expect(told()).toMatchObject([{ channel: 'ops', state: 'succeeded', toVersion: 2, sentence: 'Model 2 was made.' }]);
});

test('the outcome stands in the thread, also of a wish whose message has been forgotten meanwhile', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  await kept.write([{ deletePrefix: 'post/' }]);
  await (await open()).finish('shop/shop', trained);
  expect(bench.notifier.pending().map(({ entries }) => entries.map(({ text }) => text))).toEqual([['Model 2 was made.']]);
});

test('a rollback to a version that cannot serve has failed, and its thread hears why', async () => {
  const operations = await open();
  await operations.begin(wish({ type: 'rollback', toVersion: 1 }), 'ops');
  await operations.finish('shop/shop', { type: 'unserved', version: 1, sentence: 'Model 1 is damaged.' });
  expect(told()).toMatchObject([{ state: 'failed', toVersion: 1, sentence: 'Model 1 is damaged.' }]);
});

test('a wish that could not be kept is not answered with the one that took its place', async () => {
  const operations = await open();
  isFull = true;
  await expect(operations.begin(wish({ type: 'rollback', toVersion: 1 }), 'ops')).rejects.toMatchObject({ code: 'StoreUnavailable' });
  isFull = false;
  await operations.begin(wish({ type: 'rollback', toVersion: 1, requestedAtMs: startMs + 1000 }), 'ops');
  await operations.finish('shop/shop', { type: 'served', version: 1, sentence: 'Model 1 serves.' });
  expect(told().map(({ id }) => id)).toEqual([`rollback-${startMs + 1000}`]);
});

test('of an answered wish nothing stays but its message', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  expect(await kept.list('operation/')).toHaveLength(1);
  await operations.finish('shop/shop', trained);
  expect(await kept.list('operation/')).toEqual([]);
});

test('a wish that was open when the operator ended is answered by its successor', async () => {
  await (await open()).begin(wish(), 'ops');
  await (await open()).finish('shop/shop', trained);
  expect(told()).toMatchObject([{ channel: 'ops', state: 'succeeded', toVersion: 2 }]);
  await (await open()).finish('shop/shop', { ...trained, sentence: 'again' });
  expect(told()).toMatchObject([{ sentence: 'Model 2 was made.' }]);
});

test('an answer that the store did not take is given at the next time', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  isFull = true;
  await expect(operations.finish('shop/shop', trained)).rejects.toMatchObject({ code: 'StoreUnavailable' });
  expect(told()).toMatchObject([{ state: 'requested' }]);
  isFull = false;
  await operations.finish('shop/shop', trained);
  expect(told()).toMatchObject([{ state: 'succeeded' }]);
});

test('a refusal and a resource that could not be written are failures with their reasons', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  await operations.finish('shop/shop', { type: 'refused', requestTime, sentence: 'Too little.' });
  const rollback = wish({ type: 'rollback', toVersion: 1 });
  await operations.begin(rollback, 'ops');
  await operations.fail(rollback, 'The API server is away.');
  expect(told()).toMatchObject([
    { type: 'retrain', state: 'failed', sentence: 'Too little.' },
    { type: 'rollback', state: 'failed', sentence: 'The API server is away.' },
  ]);
});

test('an outcome answers its own wish only: not that of another detector, kind, time or version', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  await operations.begin(wish({ detector: 'bank/bank' }), 'ops');
  await operations.begin(wish({ type: 'rollback', toVersion: 1 }), 'ops');
  await operations.finish('shop/shop', { ...trained, requestTime: '2020-01-01T00:00:00.000Z' });
  await operations.finish('shop/shop', { type: 'served', version: 2, sentence: 'Model 2 serves.' });
  await operations.finish('bank/bank', trained);
  expect(told().map(({ detector, type, state }) => `${detector} ${type} ${state}`)).toEqual([
    'shop/shop retrain requested',
    'bank/bank retrain succeeded',
    'shop/shop rollback requested',
  ]);
});

test('a wish of a detector that does no work any more is answered, and that of another is not', async () => {
  const operations = await open();
  await operations.begin(wish(), 'ops');
  await operations.begin(wish({ detector: 'bank/bank' }), 'ops');
  await operations.giveUp('shop/shop', 'It is paused.');
  await operations.giveUp('shop/shop', 'It is paused.');
  expect(told()).toMatchObject([
    { detector: 'shop/shop', state: 'failed', sentence: 'It is paused.' },
    { detector: 'bank/bank', state: 'requested' },
  ]);
});

test('a wish that a later one took the place of is told so', async () => {
  const operations = await open();
  await operations.begin(wish({ requestedAtMs: startMs - 1 }), 'ops');
  await operations.begin(wish(), 'ops');
  await operations.finish('shop/shop', trained);
  expect(told()).toMatchObject([{ state: 'failed', sentence: 'A later request of the same kind took its place.' }, { state: 'succeeded' }]);
});

test('what is older than a week, or cannot be read, is forgotten', async () => {
  await (await open()).begin(wish(), 'ops');
  await kept.write([{ put: 'operation/shop/shop/retrain-x', value: new TextEncoder().encode('{') }]);
  nowMs += 8 * 86_400_000;
  await open();
  expect(await kept.list('operation/')).toEqual([]);
});
