/** What a receiver has not said, or has said and not done. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReceiverFailure, type Receiver } from '../../../operator/notify/deliver.ts';
import { createPagerDuty } from '../../../operator/notify/receivers/pagerduty.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, cascadeOf, change, resolved, single, startMs, startNotifier, type Bench, type Clock } from './builders.ts';
import { alertsOf, startReceiver, type FakeReceiver } from './fake-receiver.ts';

let store: Store;
let clock: Clock;
let fake: FakeReceiver;
const running: { controller: AbortController; done: Promise<void> }[] = [];

beforeEach(async () => {
  store = createMemoryStore();
  clock = { nowMs: startMs + 6000 };
  fake = await startReceiver();
});
afterEach(async () => {
  await stopAll();
  await fake.close();
  await store.close();
});

const pagerDuty = (timeoutMs = 2000): Receiver =>
  createPagerDuty({ name: 'oncall', url: fake.url, routingKeyFile: '/key', readSecret: () => Promise.resolve('key-1\n'), timeoutMs });

const run = (bench: Bench): void => {
  const controller = new AbortController();
  running.push({ controller, done: bench.notifier.run(controller.signal) });
};
const stopAll = async (): Promise<void> => {
  for (const { controller, done } of running.splice(0)) {
    controller.abort();
    await done;
  }
};
const page = (bench: Bench, id = 'inc-1a2b3c') => bench.notifier.view(id)?.page;
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 8000, interval: 10 });

test('a page that nobody takes for a day is given up, is a problem until one is taken, and is still resolved', async () => {
  let isAway = true;
  const sent: string[] = [];
  const away: Receiver = {
    name: 'oncall',
    type: 'fake',
    send: async ({ action, incident }) => {
      if (isAway) throw new ReceiverFailure('ReceiverUnreachable', 'Receiver oncall cannot be reached.');
      sent.push(`${action} ${incident}`);
    },
  };
  const bench = await startNotifier(store, clock, [away]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(bench.notifier.problems()).toMatchObject([{ code: 'ReceiverUnreachable' }]));
  clock.nowMs += 25 * 3_600_000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.sentence).toContain('was given up'));
  expect(page(bench)?.state).toBe('failed');
  expect(bench.notifier.problems()).toMatchObject([{ code: 'PageGivenUp' }]);
  await stopAll();

  isAway = false;
  const again = await startNotifier(store, clock, [away], 2);
  run(again);
  expect(again.notifier.problems()).toMatchObject([{ code: 'PageGivenUp' }]);
  clock.nowMs += 1000;
  await again.say(change(cascadeOf('b')));
  await until(() => expect(page(again, 'inc-b')?.state).toBe('paged'));
  expect(again.notifier.problems()).toEqual([]);
  await again.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(sent).toEqual(['trigger inc-b', 'resolve inc-1a2b3c']));
});

test('a page that was taken and lost is said once more under its key, also after a restart, and never after the end', async () => {
  const sent: string[] = [];
  const forgetful: Receiver = {
    name: 'oncall',
    type: 'fake',
    repeat: { afterMs: 60_000, times: 1 },
    send: async ({ action, dedupKey }) => void sent.push(`${action} ${dedupKey}`),
  };
  const bench = await startNotifier(store, clock, [forgetful]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await stopAll();
  const key = `logdetector:f00dcafe:${startMs}`;
  expect(sent).toEqual([`trigger ${key}`]);

  clock.nowMs += 60_000;
  const again = await startNotifier(store, clock, [forgetful], 2);
  run(again);
  await until(() => expect(sent).toEqual([`trigger ${key}`, `trigger ${key}`]));
  clock.nowMs += 120_000;
  await again.say(change(cascade({ title: 'news' }), 'updated'));
  await again.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(again)?.state).toBe('resolved'));
  expect(sent).toEqual([`trigger ${key}`, `trigger ${key}`, `resolve ${key}`]);
});

test('a receiver whose code breaks is tried again with patience', async () => {
  let tries = 0;
  const broken: Receiver = {
    name: 'oncall',
    type: 'fake',
    send: () => {
      tries += 1;
      throw new TypeError('not a function');
    },
  };
  const bench = await startNotifier(store, clock, [broken]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(bench.notifier.problems()).toHaveLength(1));
  await bench.say(change(single()));
  expect(tries).toBe(1);
});

test('a test page says that it is one, answers at once, and resolves itself', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  expect(await bench.notifier.testPage('shop/shop', 'oncall')).toBeNull();
  expect(fake.received[0]?.json).toMatchObject({ event_action: 'trigger', payload: { severity: 'info' } });
  expect(fake.received[0]?.body).toContain('nothing is broken');
  clock.nowMs += 61_000;
  await bench.say(change(single()));
  await until(() => expect([...alertsOf(fake.received).values()]).toEqual(['resolved']));
  await until(async () => expect(await store.list('page/')).toEqual([]));

  fake.answers = [{ status: 403, body: 'bad key' }];
  expect(await bench.notifier.testPage('shop/shop', 'oncall')).toContain('"bad key"');
  expect(await bench.notifier.testPage('shop/shop', 'nobody')).toContain('There is no receiver nobody');
});
