import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OperatorError } from '../../../operator/errors.ts';
import { ReceiverFailure, type PageMessage, type Receiver } from '../../../operator/notify/deliver.ts';
import { createPagerDuty } from '../../../operator/notify/receivers/pagerduty.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, cascadeOf, change, resolved, single, startMs, startNotifier, target, type Bench, type Clock } from './builders.ts';
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

test('a cascade is paged once with its reasons, and resolved when it is over', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  expect(page(bench)?.sentence).toMatch(/^Paged oncall: 2 workloads fail in order along their calls\. All \d+ gates passed\./);
  await bench.say(change(cascade({ confidence: 0.1, title: 'less sure' }), 'updated'));
  expect(page(bench)?.state).toBe('paged');
  await bench.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(bench)?.state).toBe('resolved'));
  expect(fake.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'resolve']);
  expect(alertsOf(fake.received)).toEqual(new Map([[`logdetector:f00dcafe:${startMs}`, 'resolved']]));
});

test('what does not pass the gates pages nobody, and the sentence names the gates', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(single()));
  await bench.say(change(cascade()), target({ receiver: null }));
  expect(page(bench, 'inc-999999')?.sentence).toMatch(/^Nobody was paged: Pages are for cascades.*of \d+ gates passed/);
  expect(page(bench)).toMatchObject({ state: 'not-paged', receiver: null });
  expect(fake.received).toEqual([]);
});

test('a gate whose sentence has no end is told as a sentence of its own', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  await bench.say(change(single({ cascade: { is: false, order: [], sentence: 'One workload fails, and 3 make a cascade' } })));
  expect(page(bench, 'inc-999999')?.sentence).toMatch(/3 make a cascade\. \d+ of \d+ gates passed\.$/);
});

test('a restart in the middle of a page sends it again with the same key, and PagerDuty shows one', async () => {
  fake.answers = ['hang', { status: 202 }];
  const first = await startNotifier(store, clock, [pagerDuty()]);
  run(first);
  await first.say(change(cascade()));
  await until(() => expect(fake.received).toHaveLength(1));
  await stopAll();

  const second = await startNotifier(store, clock, [pagerDuty()], 2);
  expect(page(second)?.state).toBe('pending');
  run(second);
  await until(() => expect(page(second)?.state).toBe('paged'));
  expect(fake.received).toHaveLength(2);
  expect(alertsOf(fake.received).size).toBe(1);
  await stopAll();

  const third = await startNotifier(store, clock, [pagerDuty()], 3);
  run(third);
  await third.say(change(cascade({ title: 'news' }), 'updated'));
  await third.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(third)?.state).toBe('resolved'));
  expect(fake.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'trigger', 'resolve']);
});

test('an incident that is over before its page was tried wakes nobody', async () => {
  const first = await startNotifier(store, clock, [pagerDuty()]);
  await first.say(change(cascade()));
  await first.say(change(resolved(cascade()), 'resolved'));
  run(first);
  await until(() => expect(page(first)?.state).toBe('not-paged'));
  expect(page(first)?.sentence).toContain('it was over before the page to oncall went out');
  expect(fake.received).toEqual([]);
});

test('a trigger whose fate is unknown is resolved all the same', async () => {
  fake.answers = ['hang', { status: 202 }];
  const first = await startNotifier(store, clock, [pagerDuty()]);
  run(first);
  await first.say(change(cascade()));
  await until(() => expect(fake.received).toHaveLength(1));
  await stopAll();
  const second = await startNotifier(store, clock, [pagerDuty()], 2);
  await second.say(change(resolved(cascade()), 'resolved'));
  run(second);
  await until(() => expect(page(second)?.state).toBe('resolved'));
  expect(alertsOf(fake.received)).toEqual(new Map([[`logdetector:f00dcafe:${startMs}`, 'resolved']]));
});

test('an incident that comes back is paged again under its key', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await bench.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(bench)?.state).toBe('resolved'));
  await bench.say(change(cascade({ title: 'again' }), 'reopened'));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  expect(fake.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'resolve', 'trigger']);
  expect(alertsOf(fake.received).size).toBe(1);
});

test('a receiver that fails or throttles is tried again, not before it asked for', async () => {
  fake.answers = [{ status: 500 }, { status: 429, headers: { 'retry-after': '30' } }, { status: 202 }];
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.sentence).toContain('answered 500'));
  expect(page(bench)?.state).toBe('pending');
  expect(bench.notifier.problems()).toMatchObject([{ kind: 'receiver', name: 'oncall', code: 'ReceiverUnreachable' }]);
  clock.nowMs += 1000;
  await until(() => expect(page(bench)?.sentence).toContain('answered 429'));
  clock.nowMs += 29_000;
  bench.notifier.committed([]);
  expect(fake.received).toHaveLength(2);
  clock.nowMs += 1000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  expect(bench.notifier.problems()).toEqual([]);
});

test('a refused page says what the receiver said, and goes out after the key was renewed', async () => {
  fake.answers = [{ status: 400, body: '{"status":"invalid event","errors":["routing_key is invalid"]}' }, { status: 202 }];
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('failed'));
  expect(page(bench)?.sentence).toContain('routing_key is invalid');
  expect(bench.notifier.problems()).toMatchObject([{ code: 'ReceiverRejected' }]);
  clock.nowMs += 5 * 60_000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
});

test('a receiver that hangs holds up no other one', async () => {
  fake.answers = ['hang'];
  const sent: PageMessage[] = [];
  const quick: Receiver = { name: 'backup', type: 'fake', send: async (message) => void sent.push(message) };
  const bench = await startNotifier(store, clock, [pagerDuty(60_000), quick]);
  run(bench);
  for (let index = 0; index < 6; index += 1) {
    await bench.say(change(cascadeOf(`cart-${index}`)));
  }
  await bench.say(change(cascade({ id: 'inc-b', fingerprint: 'b' })), target({ receiver: 'backup' }));
  await until(() => expect(page(bench, 'inc-b')?.state).toBe('paged'));
  await until(() => expect(fake.received).toHaveLength(4));
  expect(sent).toMatchObject([{ action: 'trigger', turn: 1, source: 'shop/deployment/cart', incident: 'inc-b' }]);
});

test('a receiver that nobody has configured is said so', async () => {
  const bench = await startNotifier(store, clock);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)).toMatchObject({ state: 'failed' }));
  expect(page(bench)?.sentence).toContain("There is no receiver oncall in the administrator's configuration");
});

test('somebody is woken also while the store is away, and not again when it is back', async () => {
  const bench = await startNotifier(failing(store), clock, [pagerDuty()]);
  await bench.say(change(cascade()));
  outage = true;
  run(bench);
  await until(() => expect(page(bench)?.state).toBe('paged'));
  outage = false;
  clock.nowMs += 2000;
  await bench.say(change(single()));
  await until(async () => expect(await store.list('page/')).toHaveLength(1));
  await stopAll();
  const again = await startNotifier(store, clock, [pagerDuty()], 2);
  run(again);
  await again.say(change(cascade({ title: 'news' }), 'updated'));
  expect(page(again)?.state).toBe('paged');
  expect(fake.received).toHaveLength(1);
});

test('a deposed leader sends nothing more', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  await bench.say(change(cascade()));
  await store.write([], { term: 9 });
  await bench.notifier.run(new AbortController().signal);
  expect(fake.received).toEqual([]);
});

test('the page of a deleted detector is resolved, also after a restart', async () => {
  const bench = await startNotifier(store, clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await stopAll();
  await bench.save(bench.notifier.planRemoval('shop/shop'));
  const again = await startNotifier(store, clock, [pagerDuty()], 2);
  run(again);
  await until(() => expect([...alertsOf(fake.received).values()]).toEqual(['resolved']));
  await until(async () => expect(await store.list('page/')).toEqual([]));
});

test('a resolve that nobody takes for a day is given up and says so', async () => {
  const stubborn: Receiver = {
    name: 'oncall',
    type: 'fake',
    send: async ({ action }) => {
      if (action === 'resolve') throw new ReceiverFailure('ReceiverUnreachable', 'Receiver oncall cannot be reached.');
    },
  };
  const bench = await startNotifier(store, clock, [stubborn]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await bench.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(bench)?.sentence).toContain('is not resolved yet'));
  clock.nowMs += 25 * 3_600_000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.sentence).toContain('close it by hand'));
  expect(bench.notifier.problems()).toEqual([]);
});

let outage = false;
afterEach(() => {
  outage = false;
});

/** A store that can be away. */
function failing(inner: Store): Store {
  return {
    ...inner,
    write: async (batch, fence) => {
      if (outage) throw new OperatorError('StoreUnavailable', 'The store is away.');
      return inner.write(batch, fence);
    },
  };
}
