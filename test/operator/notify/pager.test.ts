import { afterEach, expect, test } from 'vitest';
import { OperatorError } from '../../../operator/errors.ts';
import { ReceiverFailure, type PageMessage, type Receiver } from '../../../operator/notify/deliver.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, cascadeOf, change, resolved, single, startMs, startNotifier, target } from './builders.ts';
import { alertsOf } from './fake-receiver.ts';
import { page, pagerDutyAt, pagerRoom, run, stopAll, until } from './pager-room.ts';

const room = pagerRoom();
const pagerDuty = (timeoutMs?: number): Receiver => pagerDutyAt(room.fake.url, timeoutMs);

test('a cascade is paged once with its reasons, and resolved when it is over', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  expect(page(bench)?.sentence).toMatch(/^Paged oncall: 2 workloads fail in order along their calls\. All \d+ gates passed\./);
  await bench.say(change(cascade({ confidence: 0.1, title: 'less sure' }), 'updated'));
  expect(page(bench)?.state).toBe('paged');
  await bench.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(bench)?.state).toBe('resolved'));
  expect(room.fake.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'resolve']);
  expect(alertsOf(room.fake.received)).toEqual(new Map([[`logdetector:f00dcafe:${startMs}`, 'resolved']]));
});

test('what does not pass the gates pages nobody, and the sentence names the gates', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(single()));
  await bench.say(change(cascade()), target({ receiver: null }));
  expect(page(bench, 'inc-999999')?.sentence).toMatch(/^Nobody was paged: Pages are for cascades.*of \d+ gates passed/);
  expect(page(bench)).toMatchObject({ state: 'not-paged', receiver: null });
  expect(room.fake.received).toEqual([]);
});

test('a gate whose sentence has no end is told as a sentence of its own', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  await bench.say(change(single({ cascade: { is: false, order: [], sentence: 'One workload fails, and 3 make a cascade' } })));
  expect(page(bench, 'inc-999999')?.sentence).toMatch(/3 make a cascade\. \d+ of \d+ gates passed\.$/);
});

test('a restart in the middle of a page sends it again with the same key, and PagerDuty shows one', async () => {
  room.fake.answers = ['hang', { status: 202 }];
  const first = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(first);
  await first.say(change(cascade()));
  await until(() => expect(room.fake.received).toHaveLength(1));
  await stopAll();

  const second = await startNotifier(room.store, room.clock, [pagerDuty()], 2);
  expect(page(second)?.state).toBe('pending');
  run(second);
  await until(() => expect(page(second)?.state).toBe('paged'));
  expect(room.fake.received).toHaveLength(2);
  expect(alertsOf(room.fake.received).size).toBe(1);
  await stopAll();

  const third = await startNotifier(room.store, room.clock, [pagerDuty()], 3);
  run(third);
  await third.say(change(cascade({ title: 'news' }), 'updated'));
  await third.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(third)?.state).toBe('resolved'));
  expect(room.fake.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'trigger', 'resolve']);
});

test('an incident that is over before its page was tried wakes nobody', async () => {
  const first = await startNotifier(room.store, room.clock, [pagerDuty()]);
  await first.say(change(cascade()));
  await first.say(change(resolved(cascade()), 'resolved'));
  run(first);
  await until(() => expect(page(first)?.state).toBe('not-paged'));
  expect(page(first)?.sentence).toContain('it was over before the page to oncall went out');
  expect(room.fake.received).toEqual([]);
});

test('a trigger whose fate is unknown is resolved all the same', async () => {
  room.fake.answers = ['hang', { status: 202 }];
  const first = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(first);
  await first.say(change(cascade()));
  await until(() => expect(room.fake.received).toHaveLength(1));
  await stopAll();
  const second = await startNotifier(room.store, room.clock, [pagerDuty()], 2);
  await second.say(change(resolved(cascade()), 'resolved'));
  run(second);
  await until(() => expect(page(second)?.state).toBe('resolved'));
  expect(alertsOf(room.fake.received)).toEqual(new Map([[`logdetector:f00dcafe:${startMs}`, 'resolved']]));
});

test('an incident that comes back is paged again under its key', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await bench.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(bench)?.state).toBe('resolved'));
  await bench.say(change(cascade({ title: 'again' }), 'reopened'));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  expect(room.fake.received.map(({ json }) => json.event_action)).toEqual(['trigger', 'resolve', 'trigger']);
  expect(alertsOf(room.fake.received).size).toBe(1);
});

test('a receiver that fails or throttles is tried again, not before it asked for', async () => {
  room.fake.answers = [{ status: 500 }, { status: 429, headers: { 'retry-after': '30' } }, { status: 202 }];
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.sentence).toContain('answered 500'));
  expect(page(bench)?.state).toBe('pending');
  expect(bench.notifier.problems()).toMatchObject([{ kind: 'receiver', name: 'oncall', code: 'ReceiverUnreachable' }]);
  room.clock.nowMs += 1000;
  await until(() => expect(page(bench)?.sentence).toContain('answered 429'));
  room.clock.nowMs += 29_000;
  bench.notifier.committed([]);
  expect(room.fake.received).toHaveLength(2);
  room.clock.nowMs += 1000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  expect(bench.notifier.problems()).toEqual([]);
});

test('a refused page says what the receiver said, and goes out after the key was renewed', async () => {
  room.fake.answers = [{ status: 400, body: '{"status":"invalid event","errors":["routing_key is invalid"]}' }, { status: 202 }];
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('failed'));
  expect(page(bench)?.sentence).toContain('routing_key is invalid');
  expect(bench.notifier.problems()).toMatchObject([{ code: 'ReceiverRejected' }]);
  room.clock.nowMs += 5 * 60_000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
});

test('a receiver that hangs holds up no other one', async () => {
  room.fake.answers = ['hang'];
  const sent: PageMessage[] = [];
  const quick: Receiver = { name: 'backup', type: 'fake', send: async (message) => void sent.push(message) };
  const bench = await startNotifier(room.store, room.clock, [pagerDuty(60_000), quick]);
  run(bench);
  for (let index = 0; index < 6; index += 1) {
    await bench.say(change(cascadeOf(`cart-${index}`)));
  }
  await bench.say(change(cascade({ id: 'inc-b', fingerprint: 'b' })), target({ receiver: 'backup' }));
  await until(() => expect(page(bench, 'inc-b')?.state).toBe('paged'));
  await until(() => expect(room.fake.received).toHaveLength(4));
  expect(sent).toMatchObject([{ action: 'trigger', turn: 1, source: 'shop/deployment/cart', incident: 'inc-b' }]);
});

test('a receiver that nobody has configured is said so', async () => {
  const bench = await startNotifier(room.store, room.clock);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)).toMatchObject({ state: 'failed' }));
  expect(page(bench)?.sentence).toContain("There is no receiver oncall in the administrator's configuration");
});

test('somebody is woken also while the store is away, and not again when it is back', async () => {
  const bench = await startNotifier(failing(room.store), room.clock, [pagerDuty()]);
  await bench.say(change(cascade()));
  outage = true;
  run(bench);
  await until(() => expect(page(bench)?.state).toBe('paged'));
  outage = false;
  room.clock.nowMs += 2000;
  await bench.say(change(single()));
  await until(async () => expect(await room.store.list('page/')).toHaveLength(1));
  await stopAll();
  const again = await startNotifier(room.store, room.clock, [pagerDuty()], 2);
  run(again);
  await again.say(change(cascade({ title: 'news' }), 'updated'));
  expect(page(again)?.state).toBe('paged');
  expect(room.fake.received).toHaveLength(1);
});

test('a deposed leader sends nothing more', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  await bench.say(change(cascade()));
  await room.store.write([], { term: 9 });
  await bench.notifier.run(new AbortController().signal);
  expect(room.fake.received).toEqual([]);
});

test('the page of a deleted detector is resolved, also after a restart', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await stopAll();
  await bench.save(bench.notifier.planRemoval('shop/shop'));
  const again = await startNotifier(room.store, room.clock, [pagerDuty()], 2);
  run(again);
  await until(() => expect([...alertsOf(room.fake.received).values()]).toEqual(['resolved']));
  await until(async () => expect(await room.store.list('page/')).toEqual([]));
});

test('a resolve that nobody takes for a day is given up and says so', async () => {
  const stubborn: Receiver = {
    name: 'oncall',
    type: 'fake',
    send: async ({ action }) => {
      if (action === 'resolve') throw new ReceiverFailure('ReceiverUnreachable', 'Receiver oncall cannot be reached.');
    },
  };
  const bench = await startNotifier(room.store, room.clock, [stubborn]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await bench.say(change(resolved(cascade()), 'resolved'));
  await until(() => expect(page(bench)?.sentence).toContain('is not resolved yet'));
  room.clock.nowMs += 25 * 3_600_000;
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
