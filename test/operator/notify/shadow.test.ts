import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Receiver } from '../../../operator/notify/deliver.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, change, resolved, single, startMs, startNotifier, target, type Bench, type Clock } from './builders.ts';

const quiet = target({ isShadow: true });
let store: Store;
let clock: Clock;
let bench: Bench;
beforeEach(async () => {
  store = createMemoryStore();
  clock = { nowMs: startMs + 6000 };
  bench = await startNotifier(store, clock);
});
afterEach(() => store.close());

test('a cascade in shadow mode is recorded, with what it would have been, and neither posted nor paged', async () => {
  await bench.say(change(cascade()), quiet);
  expect(bench.notifier.pending()).toEqual([]);
  const view = bench.notifier.view('inc-1a2b3c');
  expect(view?.page).toMatchObject({ state: 'not-paged', sentence: expect.stringContaining('shadow mode') });
  expect(view?.page.gates.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual(['mode']);
  expect(view?.shadow).toEqual({
    post: { channel: 'shop-incidents', atMs: clock.nowMs },
    page: { receiver: 'oncall', atMs: clock.nowMs, because: '2 workloads fail in order along their calls.' },
  });
});

test('the answer of a gate is counted when it is news, and not again at every look', async () => {
  const answers = async () => [
    ...(await bench.telemetry.metrics()).matchAll(/^logdetector_gate_judged_total\{gate="mode",passed="(\w+)"\} (\d+)$/gm),
  ];
  for (const news of [['one'], ['two'], ['three']]) await bench.say(change(cascade(), 'updated', news), quiet);
  expect((await answers()).map(([, passed, count]) => [passed, count])).toEqual([['false', '1']]);
});

test('what would once have been said stays so, through its end and a restart', async () => {
  await bench.say(change(cascade()), quiet);
  clock.nowMs += 60_000;
  await bench.say(change(resolved(cascade({ severity: 'info' })), 'resolved'), quiet);
  const later = await startNotifier(store, clock, [], 2);
  expect(later.notifier.view('inc-1a2b3c')?.shadow?.page?.atMs).toBe(startMs + 6000);
  expect(later.notifier.shadow('shop/shop')).toEqual({
    posts: 1,
    pages: 1,
    newest: [{ id: 'inc-1a2b3c', title: cascade().title, paged: true }],
  });
  clock.nowMs += 8 * 86_400_000;
  expect(later.notifier.shadow('shop/shop')).toEqual({ posts: 0, pages: 0, newest: [] });
});

test('one that would be too small for a message would have been none', async () => {
  await bench.say(change(single({ severity: 'info' })), quiet);
  expect(bench.notifier.view('inc-999999')?.shadow).toEqual({ post: null, page: null });
  expect(bench.notifier.shadow('shop/shop')).toMatchObject({ posts: 0, pages: 0 });
});

test('what was said before the change to shadow mode is brought to its end: message edited, page resolved', async () => {
  const sent: string[] = [];
  const receiver: Receiver = { name: 'oncall', type: 'test', send: ({ action }) => Promise.resolve(void sent.push(action)) };
  bench = await startNotifier(store, clock, [receiver], 2);
  const stop = new AbortController();
  const running = bench.notifier.run(stop.signal);
  await bench.say(change(cascade()));
  await expect.poll(() => sent.length).toBe(1);
  await bench.say(change(resolved(cascade()), 'resolved', ['Resolved.']), quiet);
  await expect.poll(() => sent).toEqual(['trigger', 'resolve']);
  expect(bench.notifier.pending()[0]?.subject).toMatchObject({
    view: { incident: { state: 'resolved' }, shadow: { post: null, page: null } },
  });
  stop.abort();
  await running;
});

test('an incident that is open when the mode becomes active is said at the next checkpoint, once', async () => {
  await bench.say(change(cascade()), quiet);
  await bench.save(bench.notifier.plan(quiet, []));
  expect(bench.notifier.pending()).toEqual([]);
  await bench.save(bench.notifier.plan(target(), []));
  expect(bench.notifier.plan(target(), [])).toEqual([]);
  expect(bench.notifier.pending()).toHaveLength(1);
  expect(bench.notifier.view('inc-1a2b3c')).toMatchObject({ page: { state: 'pending' } });
  expect(bench.notifier.view('inc-1a2b3c')?.shadow).toBeUndefined();
});
