/** What a receiver has not said, or has said and not done. */
import { expect, test } from 'vitest';
import { ReceiverFailure, type Receiver } from '../../../operator/notify/deliver.ts';
import { cascade, cascadeOf, change, resolved, single, startMs, startNotifier } from './builders.ts';
import { alertsOf } from './fake-receiver.ts';
import { page, pagerDutyAt, pagerRoom, run, stopAll, until } from './pager-room.ts';

const room = pagerRoom();
const pagerDuty = (timeoutMs?: number): Receiver => pagerDutyAt(room.fake.url, timeoutMs);

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
  const bench = await startNotifier(room.store, room.clock, [away]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(bench.notifier.problems()).toMatchObject([{ code: 'ReceiverUnreachable' }]));
  room.clock.nowMs += 25 * 3_600_000;
  await bench.say(change(single()));
  await until(() => expect(page(bench)?.sentence).toContain('was given up'));
  expect(page(bench)?.state).toBe('failed');
  expect(bench.notifier.problems()).toMatchObject([{ code: 'PageGivenUp' }]);
  await stopAll();

  isAway = false;
  const again = await startNotifier(room.store, room.clock, [away], 2);
  run(again);
  expect(again.notifier.problems()).toMatchObject([{ code: 'PageGivenUp' }]);
  room.clock.nowMs += 1000;
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
  const bench = await startNotifier(room.store, room.clock, [forgetful]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(page(bench)?.state).toBe('paged'));
  await stopAll();
  const key = `logdetector:f00dcafe:${startMs}`;
  expect(sent).toEqual([`trigger ${key}`]);

  room.clock.nowMs += 60_000;
  const again = await startNotifier(room.store, room.clock, [forgetful], 2);
  run(again);
  await until(() => expect(sent).toEqual([`trigger ${key}`, `trigger ${key}`]));
  room.clock.nowMs += 120_000;
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
  const bench = await startNotifier(room.store, room.clock, [broken]);
  run(bench);
  await bench.say(change(cascade()));
  await until(() => expect(bench.notifier.problems()).toHaveLength(1));
  await bench.say(change(single()));
  expect(tries).toBe(1);
});

test('a test page says that it is one, answers at once, and resolves itself', async () => {
  const bench = await startNotifier(room.store, room.clock, [pagerDuty()]);
  run(bench);
  expect(await bench.notifier.testPage('shop/shop', 'oncall')).toBeNull();
  expect(room.fake.received[0]?.json).toMatchObject({ event_action: 'trigger', payload: { severity: 'info' } });
  expect(room.fake.received[0]?.body).toContain('nothing is broken');
  room.clock.nowMs += 61_000;
  await bench.say(change(single()));
  await until(() => expect([...alertsOf(room.fake.received).values()]).toEqual(['resolved']));
  await until(async () => expect(await room.store.list('page/')).toEqual([]));

  room.fake.answers = [{ status: 403, body: 'bad key' }];
  expect(await bench.notifier.testPage('shop/shop', 'oncall')).toContain('"bad key"');
  expect(await bench.notifier.testPage('shop/shop', 'nobody')).toContain('There is no receiver nobody');
});
