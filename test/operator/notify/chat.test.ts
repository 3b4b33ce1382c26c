import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Incident } from '../../../engine/index.ts';
import { ReceiverFailure, type PageMessage, type Receiver } from '../../../operator/notify/deliver.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascadeOf, change, resolved, startMs, startNotifier, target, type Bench } from './builders.ts';

const teams = { told: ['teams'], receiver: null, channel: null };
let ended: AbortController;
beforeEach(() => {
  ended = new AbortController();
});
afterEach(() => ended.abort());

interface Room {
  readonly bench: Bench;
  readonly sent: PageMessage[];
  readonly clock: { nowMs: number };
  readonly state: { failure: ReceiverFailure | null };
  readonly done: Promise<void>;
}

async function open(store: Store = createMemoryStore(), term = 1): Promise<Room> {
  const sent: PageMessage[] = [];
  const clock = { nowMs: startMs };
  const state: Room['state'] = { failure: null };
  const receiver: Receiver = {
    name: 'teams',
    type: 'teams',
    send: (page) => (state.failure ? Promise.reject(state.failure) : Promise.resolve(void sent.push(page))),
  };
  const bench = await startNotifier(store, clock, [receiver], term);
  return { bench, sent, clock, state, done: bench.notifier.run(ended.signal) };
}

const titles = ({ sent }: Room) => sent.map(({ action, title }) => `${action} ${title}`);
const named = (name: string, overrides: Partial<Incident> = {}): Incident => ({ ...cascadeOf(name), title: `${name} fails`, ...overrides });

test('every incident that is worth a message is told at its beginning and at its end, and wakes nobody', async () => {
  const room = await open();
  await room.bench.say(change(named('cart')), target(teams));
  await expect.poll(() => titles(room)).toEqual(['trigger cart fails']);
  await room.bench.say(change(named('cart', { title: 'cart fails more' }), 'updated', ['worse']), target(teams));
  await room.bench.say(change(named('mail', { severity: 'info' })), target(teams));
  await room.bench.say(change(resolved(named('cart')), 'resolved'), target(teams));
  await expect.poll(() => titles(room)).toEqual(['trigger cart fails', 'resolve cart fails']);
  await room.bench.say(change(named('cart'), 'reopened'), target(teams));
  await expect.poll(() => titles(room).at(-1)).toBe('trigger cart fails');
  expect(room.sent[0]).toMatchObject({ gates: [], sentence: expect.stringContaining('every incident that is worth a message') });
  expect(room.bench.notifier.pagesLately('shop/shop')).toBe(0);
});

test('more than a channel takes are one message that says how many, and what is over before it was told is told once', async () => {
  const room = await open();
  const names = Array.from({ length: 30 }, (_, number) => `work-${number}`);
  for (const name of names.slice(0, 5)) await room.bench.say(change(named(name)), target(teams));
  await expect.poll(() => room.sent.length).toBe(5);
  for (const name of names.slice(5)) await room.bench.say(change(named(name)), target(teams));
  await room.bench.say(change(resolved(named('work-29')), 'resolved'), target(teams));
  room.clock.nowMs += 20_000;
  await room.bench.say(change(named('work-6', { title: 'news' }), 'updated', ['news']), target(teams));
  await expect.poll(() => room.sent.length).toBe(6);
  const folded = room.sent[5];
  expect(folded).toMatchObject({ title: '25 folded: 24 new, 1 over', action: 'trigger', severity: 'critical' });
  expect(folded?.folded).toHaveLength(25);
  expect(folded?.folded?.filter((line) => line.startsWith('Over: '))).toEqual(['Over: work-29 fails (shop/shop/inc-work-29)']);
});

test('a channel that is away hears of it later, a restart tells nothing twice, and its trouble is known', async () => {
  const store = createMemoryStore();
  const room = await open(store);
  room.state.failure = new ReceiverFailure('ReceiverUnreachable', 'teams does not answer.');
  await room.bench.say(change(named('cart')), target(teams));
  await expect
    .poll(() => room.bench.notifier.problems())
    .toEqual([{ kind: 'receiver', name: 'teams', code: 'ReceiverUnreachable', message: 'teams does not answer.' }]);
  room.state.failure = null;
  room.clock.nowMs += 2000;
  await room.bench.say(change(named('cart', { title: 'cart fails still' }), 'updated', ['news']), target(teams));
  await expect.poll(() => titles(room)).toEqual(['trigger cart fails still']);
  await expect.poll(() => store.list('told/').then((entries) => entries.length)).toBe(1);
  ended.abort();
  await room.done;
  ended = new AbortController();
  const again = await open(store, 2);
  await again.bench.say(change(resolved(named('cart')), 'resolved'), target(teams));
  await expect.poll(() => titles(again)).toEqual(['resolve cart fails']);
  expect(again.bench.notifier.problems()).toEqual([]);
});

test('a leader that was deposed, and a detector in shadow mode, tell nothing', async () => {
  const store = createMemoryStore();
  const room = await open(store);
  await room.bench.say(change(named('mail')), target({ ...teams, isShadow: true }));
  const plan = room.bench.notifier.plan(target(teams), [change(named('cart'))]);
  await store.write(plan, { term: 2 });
  room.bench.notifier.committed(plan);
  await expect.poll(() => room.bench.telemetry.metrics().then((text) => text.includes('logdetector_incident_untold_total'))).toBe(true);
  expect(room.sent).toEqual([]);
});
