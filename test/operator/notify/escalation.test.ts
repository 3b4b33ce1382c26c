import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Receiver } from '../../../operator/notify/deliver.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, cascadeOf, change, resolved, startMs, startNotifier, target, type Bench, type Clock } from './builders.ts';

const minute = 60_000;
const to = target({ escalation: { receiver: 'managers', afterMs: 15 * minute } });
let store: Store;
let clock: Clock;
let sent: string[];
const running: { controller: AbortController; done: Promise<void> }[] = [];

const receiver = (name: string): Receiver => ({ name, type: 'fake', send: async ({ action }) => void sent.push(`${action} ${name}`) });
const start = async (term = 1): Promise<Bench> => {
  const bench = await startNotifier(store, clock, [receiver('oncall'), receiver('managers')], term);
  const controller = new AbortController();
  running.push({ controller, done: bench.notifier.run(controller.signal) });
  return bench;
};
const stopAll = async (): Promise<void> => {
  for (const { controller, done } of running.splice(0)) {
    controller.abort();
    await done;
  }
};
/** A checkpoint without news of any incident, as there is one every few seconds. */
const pass = (bench: Bench, forMs: number, of = to): Promise<void> => {
  clock.nowMs += forMs;
  return bench.save(bench.notifier.plan(of, []));
};
const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 8000, interval: 10 });
const view = (bench: Bench) => bench.notifier.view('inc-1a2b3c');

beforeEach(() => {
  store = createMemoryStore();
  clock = { nowMs: startMs + 6000 };
  sent = [];
});
afterEach(async () => {
  await stopAll();
  await store.close();
});

test('a page that nobody acknowledges wakes the second receiver once, is told in the thread, and both hear of the end', async () => {
  const bench = await start();
  await bench.say(change(cascade()), to);
  await until(() => expect(sent).toEqual(['trigger oncall']));
  await pass(bench, 14 * minute);
  await pass(bench, minute);
  await pass(bench, 60 * minute);
  await until(() => expect(sent).toEqual(['trigger oncall', 'trigger managers']));
  await until(() => expect(view(bench)?.page.sentence).toContain('Paged managers: Nobody acknowledged the page to oncall within 15 min.'));
  expect(bench.notifier.pending()[0]?.entries.at(-1)?.text).toMatch(/^managers is woken too\. Nobody acknowledged/);
  await bench.say(change(resolved(cascade()), 'resolved'), to);
  await until(() => expect(sent.toSorted()).toEqual(['resolve managers', 'resolve oncall', 'trigger managers', 'trigger oncall']));
});

test('an acknowledgement stops it, and one before the page does not', async () => {
  const bench = await start();
  await bench.say(change(cascade({ severity: 'warning' })), to);
  const acknowledge = () => bench.notifier.mark('shop/shop/inc-1a2b3c', { mark: 'acknowledge', user: 'U1', atMs: clock.nowMs });
  await acknowledge();
  clock.nowMs += minute;
  await bench.say(change(cascade(), 'updated'), to);
  await until(() => expect(sent).toEqual(['trigger oncall']));
  await pass(bench, 10 * minute);
  // The same person may say again what they said before somebody was woken.
  await acknowledge();
  await pass(bench, 30 * minute);
  expect(sent).toEqual(['trigger oncall']);
  expect(view(bench)?.marks.map(({ mark }) => mark)).toEqual(['acknowledge', 'acknowledge']);
});

test('a restart in between neither forgets nor repeats it', async () => {
  const first = await start();
  await first.say(change(cascade()), to);
  await until(() => expect(sent).toEqual(['trigger oncall']));
  await stopAll();
  const second = await start(2);
  await pass(second, 15 * minute);
  await until(() => expect(sent).toEqual(['trigger oncall', 'trigger managers']));
  await stopAll();
  const third = await start(3);
  await pass(third, 15 * minute);
  await third.say(change(resolved(cascade()), 'resolved'), to);
  await until(() => expect(sent).toHaveLength(4));
});

test('what hours, maintenance or a rollout held back wakes somebody when they end, if it still fails', async () => {
  const bench = await start();
  const held = target({}, { maintenance: [{ fromAtMs: startMs, toAtMs: startMs + 30 * minute, reason: 'upgrade' }] });
  await bench.say(change(cascade()), held);
  expect(view(bench)?.page.sentence).toMatch(/^Nobody was paged: It is maintenance: upgrade/);
  await pass(bench, 10 * minute, held);
  expect(bench.notifier.plan(held, [])).toEqual([]);
  await pass(bench, 20 * minute, held);
  await until(() => expect(view(bench)?.page.state).toBe('paged'));
  expect(sent).toEqual(['trigger oncall']);
});

test('what is over before keeps the reason for which nobody was woken', async () => {
  const bench = await start();
  const held = target({}, { pagesPerDay: 1 });
  await bench.say(change(cascadeOf('mail')), held);
  await bench.say(change(cascade()), held);
  await bench.say(change(resolved(cascade()), 'resolved'), held);
  expect(view(bench)?.page.sentence).toContain('1 of 1 pages of the last 24 hours are spent');
});

test('the day after, one message lists what was held back, once', async () => {
  const bench = await start();
  const held = target({}, { pagesPerDay: 1 });
  for (const name of ['a', 'b', 'c']) await bench.say(change(cascadeOf(name)), held);
  for (const name of ['a', 'b', 'c']) await bench.say(change(resolved(cascadeOf(name)), 'resolved'), held);
  const digests = () => bench.notifier.pending().flatMap(({ subject }) => (subject.type === 'digest' ? [subject.digest] : []));
  await pass(bench, 60 * minute, held);
  expect(digests()).toEqual([]);
  await pass(bench, 24 * 60 * minute, held);
  expect(digests()).toMatchObject([{ detector: 'shop/shop', pages: 1, more: 0, held: [{ id: 'inc-b' }, { id: 'inc-c' }] }]);
  await pass(bench, minute, held);
  await stopAll();
  const again = await start(2);
  await pass(again, minute, held);
  expect(again.notifier.pending().filter(({ subject }) => subject.type === 'digest')).toHaveLength(1);
});

test('two LogDetectors of a namespace wake somebody once for the same cause', async () => {
  const bench = await start();
  await bench.say(change(cascade()), to);
  const neighbour = { ...to, detector: 'shop/all' };
  await bench.say(change(cascade({ id: 'inc-22', fingerprint: '22' })), neighbour);
  await until(() => expect(sent).toEqual(['trigger oncall']));
  expect(bench.notifier.view('inc-22')?.page.sentence).toContain('already been paged for the same cause, in inc-1a2b3c');
  await bench.say(change(resolved(cascade()), 'resolved'), to);
  await pass(bench, 1000, neighbour);
  await until(() => expect(sent).toEqual(['trigger oncall', 'resolve oncall', 'trigger oncall']));
});

test('who acknowledges where they were woken is not escalated either; who cannot be asked is', async () => {
  const answers: (boolean | Error)[] = [false, new Error('down'), true];
  const asked: string[] = [];
  const acknowledged: NonNullable<Receiver['acknowledged']> = async (dedupKey) => {
    asked.push(dedupKey);
    const answer = answers.shift() ?? true;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const bench = await startNotifier(store, clock, [{ ...receiver('oncall'), acknowledged }, receiver('managers')]);
  const controller = new AbortController();
  running.push({ controller, done: bench.notifier.run(controller.signal) });
  await bench.say(change(cascade()), to);
  for (const times of [1, 2, 3]) {
    await until(() => expect(asked).toHaveLength(times));
    await pass(bench, minute);
    // Whatever is new makes it look again.
    await bench.notifier.mark('shop/shop/inc-1a2b3c', { mark: 'useful', user: `U${times}`, atMs: clock.nowMs });
  }
  const acknowledgements = () => view(bench)?.marks.filter(({ mark }) => mark === 'acknowledge');
  await until(() => expect(acknowledgements()).toMatchObject([{ user: 'oncall' }]));
  await pass(bench, 20 * minute);
  expect(sent).toEqual(['trigger oncall']);
  // Nobody is asked again once it is known.
  expect(asked).toHaveLength(3);
});
