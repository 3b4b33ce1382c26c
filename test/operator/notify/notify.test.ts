import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Operation, Post } from '../../../api/contract.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, change, resolved, single, startMs, startNotifier, target, type Bench, type Clock } from './builders.ts';

let store: Store;
let clock: Clock;
let bench: Bench;
beforeEach(async () => {
  store = createMemoryStore();
  clock = { nowMs: startMs + 6000 };
  bench = await startNotifier(store, clock);
});
afterEach(() => store.close());

const only = (posts: readonly Post[]): Post => {
  expect(posts).toHaveLength(1);
  const [post] = posts;
  if (!post) throw new Error('no post');
  return post;
};

/** What the bot does when Slack has taken everything. */
const deliver = async ({ notifier }: Bench, post: Post): Promise<void> => {
  await notifier.delivered(post.id, {
    channelId: 'C1',
    ts: '1.1',
    revision: post.revision,
    entries: post.entries.at(-1)?.seq ?? 0,
    storyTs: '1.2',
  });
};

test('one incident is one post, edited in place, with its news in the thread', async () => {
  await bench.say(change(cascade()));
  const first = only(bench.notifier.pending());
  expect(first).toMatchObject({ channel: 'shop-incidents', revision: 1, entries: [], posted: null });
  await deliver(bench, first);
  expect(bench.notifier.pending()).toEqual([]);

  await bench.say(change(cascade({ severity: 'error' }), 'updated', ['web fails too']));
  const second = only(bench.notifier.pending());
  expect(second.id).toBe(first.id);
  expect(second.revision).toBeGreaterThan(first.revision);
  expect(second.entries.map(({ seq, text }) => [seq, text])).toEqual([[1, 'web fails too']]);
  expect(second.posted).toMatchObject({ ts: '1.1', revision: 1, entries: 0 });
});

test('nothing is seen before the store has it, and nothing of a rejected plan ever', async () => {
  const plan = bench.notifier.plan(target(), [change(cascade())]);
  expect(bench.notifier.pending()).toEqual([]);
  expect(bench.notifier.view('inc-1a2b3c')).toBeNull();
  bench.notifier.rejected(plan);
  expect(bench.notifier.pending()).toEqual([]);
  await bench.say(change(cascade()));
  expect(only(bench.notifier.pending()).revision).toBe(1);
});

test('a rejected plan of one detector takes nothing from another one that is under way', async () => {
  const shop = bench.notifier.plan(target(), [change(cascade())]);
  const bank = bench.notifier.plan(target({ detector: 'bank/bank', namespace: 'bank' }), [change(cascade())]);
  bench.notifier.rejected(bank);
  await bench.save(shop);
  const views = bench.notifier.views({ namespaces: '*', state: 'all', limit: 10 });
  expect(views.map(({ detector }) => detector)).toEqual(['shop/shop']);
});

test('several changes of one incident in one tick are one revision with all their news', async () => {
  await bench.say(change(cascade()));
  await deliver(bench, only(bench.notifier.pending()));
  const changes = [change(cascade({ title: 'a' }), 'updated', ['a']), change(cascade({ title: 'b' }), 'updated', ['b'])];
  await bench.save(bench.notifier.plan(target(), changes));
  const post = only(bench.notifier.pending());
  expect(post.revision).toBe(2);
  expect(post.entries.map(({ text }) => text)).toEqual(['a', 'b']);
});

test('a change of counters alone edits nothing', async () => {
  await bench.say(change(cascade()));
  await deliver(bench, only(bench.notifier.pending()));
  await bench.say(
    change(cascade({ updatedAtMs: startMs + 9000, coverage: { linesSeen: 2000, linesDropped: 0, droppedBy: {} } }), 'updated'),
  );
  expect(bench.notifier.pending()).toEqual([]);
  expect(bench.notifier.view('inc-1a2b3c')?.incident.coverage.linesSeen).toBe(2000);
});

test('what is too small for a message is kept, and neither posted while it lasts nor at its end', async () => {
  const quiet = single({ severity: 'info' });
  await bench.say(change(quiet));
  await bench.say(change(resolved(quiet), 'resolved', ['over']));
  expect(bench.notifier.pending()).toEqual([]);
  expect(bench.notifier.view('inc-999999')?.incident.state).toBe('resolved');
});

test('what opened and ended while the store was away is still told', async () => {
  await bench.say(change(resolved(cascade()), 'resolved', ['over']));
  expect(only(bench.notifier.pending()).subject).toMatchObject({ type: 'incident', view: { incident: { state: 'resolved' } } });
});

test('what was already broken is posted and wakes nobody', async () => {
  await bench.say(change(cascade({ preexisting: true })));
  const post = only(bench.notifier.pending());
  expect(post.subject).toMatchObject({ view: { page: { state: 'not-paged' } } });
  if (post.subject.type !== 'incident') throw new Error('no incident');
  expect(post.subject.view.page.sentence).toMatch(/^Nobody was paged: It was already broken.*of \d+ gates passed/);
});

test('posts, marks and how far the bot has come survive a restart', async () => {
  await bench.say(change(cascade()));
  const post = only(bench.notifier.pending());
  await deliver(bench, post);
  await bench.notifier.mark('shop/shop/inc-1a2b3c', { mark: 'acknowledge', user: 'U1', atMs: clock.nowMs });
  const again = await startNotifier(store, clock, [], 2);
  const pending = only(again.notifier.pending());
  expect(pending).toMatchObject({ id: post.id, posted: { ts: '1.1', storyTs: '1.2' } });
  expect(pending.revision).toBeGreaterThan(post.revision);
  expect(again.notifier.view('inc-1')?.marks).toEqual([{ mark: 'acknowledge', user: 'U1', atMs: clock.nowMs }]);
  await deliver(again, pending);
  expect(again.notifier.pending()).toEqual([]);
});

test('an answer of the bot while a checkpoint is under way is not lost in the store', async () => {
  await bench.say(change(cascade()));
  const plan = bench.notifier.plan(target(), [change(cascade({ title: 'new' }), 'updated', ['news'])]);
  await deliver(bench, only(bench.notifier.pending()));
  await bench.save(plan);
  const again = await startNotifier(store, clock, [], 2);
  expect(only(again.notifier.pending())).toMatchObject({ posted: { ts: '1.1', revision: 1 }, revision: 2 });
});

test('an answer that arrives late takes nothing back', async () => {
  await bench.say(change(cascade()));
  const { id } = only(bench.notifier.pending());
  await bench.say(change(cascade({ title: 'new' }), 'updated'));
  const delivered = { channelId: 'C1', ts: '1.1', entries: 0 };
  await bench.notifier.delivered(id, { ...delivered, revision: 2, storyTs: '1.2' });
  await bench.notifier.delivered(id, { ...delivered, revision: 1 });
  expect(bench.notifier.pending()).toEqual([]);
});

test('a message whose story is not in the thread yet stays pending', async () => {
  await bench.say(change(cascade()));
  const { id, revision } = only(bench.notifier.pending());
  await bench.notifier.delivered(id, { channelId: 'C1', ts: '1.1', revision, entries: 0 });
  expect(only(bench.notifier.pending()).posted).toEqual({ channelId: 'C1', ts: '1.1', revision, entries: 0 });
});

test('a refusal is left alone for its time and named as a problem of the channel', async () => {
  await bench.say(change(cascade()));
  const post = only(bench.notifier.pending());
  await bench.notifier.failed(post.id, { code: 'channel_not_found', message: 'Invite the bot.', retryInMs: 5000 });
  expect(bench.notifier.pending()).toEqual([]);
  expect(bench.notifier.problems()).toEqual([
    { kind: 'channel', name: 'shop-incidents', code: 'channel_not_found', message: 'Invite the bot.' },
  ]);
  clock.nowMs += 5000;
  await deliver(bench, only(bench.notifier.pending()));
  expect(bench.notifier.problems()).toEqual([]);
});

test('whoever waits hears at once of a new post, and of nothing after the wait', async () => {
  const { signal } = new AbortController();
  expect(await bench.notifier.waitForPending(signal, 0)).toEqual([]);
  const waiting = bench.notifier.waitForPending(signal, 60_000);
  await bench.say(change(cascade()));
  expect(await waiting).toHaveLength(1);
});

test('an abort ends the wait', async () => {
  const controller = new AbortController();
  const waiting = bench.notifier.waitForPending(controller.signal, 60_000);
  controller.abort();
  expect(await waiting).toEqual([]);
});

test('a long night is folded: few entries wait, they say how many were folded, and the end is told', async () => {
  await bench.say(change(cascade()));
  for (let index = 1; index <= 60; index += 1) await bench.say(change(cascade({ title: `t${index}` }), 'updated', [`news ${index}`]));
  const waiting = only(bench.notifier.pending());
  expect(waiting.entries).toHaveLength(20);
  expect(waiting.entries[0]?.text).toBe('41 updates folded; the message above shows the newest state.');
  expect(waiting.entries.at(-1)?.text).toBe('news 60');
  await deliver(bench, waiting);
  for (let index = 61; index <= 300; index += 1) {
    await bench.say(change(cascade({ title: `t${index}` }), 'updated', [`news ${index}`]));
    const [post] = bench.notifier.pending();
    if (post) await deliver(bench, post);
  }
  await bench.say(change(resolved(cascade()), 'resolved', ['It is over.']));
  const last = only(bench.notifier.pending());
  const seqs = last.entries.map(({ seq }) => seq);
  expect(Math.max(...seqs)).toBeLessThanOrEqual(103);
  expect(last.entries.map(({ text }) => text)).toContain('From here on updates are folded; the message above shows the newest state.');
  expect(last.entries.at(-1)?.text).toBe('It is over.');
  expect(last.entries.length).toBeLessThanOrEqual(40);
});

test('an operation is one message whose progress goes into its thread', async () => {
  const operation: Operation = {
    id: 'op1',
    type: 'retrain',
    detector: 'shop/shop',
    requestedBy: 'U1',
    requestedAtMs: clock.nowMs,
    fromVersion: 1,
    toVersion: null,
    state: 'requested',
    sentence: 'Asked for.',
  };
  await bench.save(bench.notifier.planOperation(target(), operation));
  await bench.save(bench.notifier.planOperation(target(), { ...operation, state: 'running', sentence: 'Training.' }));
  expect(bench.notifier.planOperation(target(), { ...operation, state: 'running', sentence: 'Training.' })).toEqual([]);
  await bench.save(bench.notifier.planOperation(target(), { ...operation, state: 'succeeded', toVersion: 2, sentence: 'Model 2 serves.' }));
  const post = only(bench.notifier.pending());
  expect(post.entries.map(({ text }) => text)).toEqual(['Training.', 'Model 2 serves.']);
  expect(post.subject).toMatchObject({ type: 'operation', operation: { state: 'succeeded' } });
});

test('marks are counted once a person and kind, and change the message', async () => {
  await bench.say(change(cascade()));
  await deliver(bench, only(bench.notifier.pending()));
  const mark = { mark: 'useful', user: 'U1', atMs: 1 } as const;
  const views = await Promise.all([
    bench.notifier.mark('shop/shop/inc-1a2b3c', mark),
    bench.notifier.mark('shop/shop/inc-1a2b3c', { ...mark, user: 'U2' }),
    bench.notifier.mark('shop/shop/inc-1a2b3c', mark),
  ]);
  expect(views.at(-1)?.marks.map(({ user }) => user)).toEqual(['U1', 'U2']);
  expect(only(bench.notifier.pending()).revision).toBe(3);
  expect(await bench.notifier.mark('shop/shop/inc-none', mark)).toBeNull();
});

test('incidents are found by a unique prefix, within the namespaces that may be seen, newest first', async () => {
  await bench.say(change(cascade()));
  await bench.say(change(single({ id: 'inc-1a9999', openedAtMs: startMs + 1000 })));
  await bench.say(change(single({ id: 'inc-777777' })), target({ detector: 'bank/bank', namespace: 'bank' }));
  const { notifier } = bench;
  expect(notifier.view('inc-1a')).toBeNull();
  expect(notifier.view('inc-1a2')?.incident.id).toBe('inc-1a2b3c');
  expect(notifier.view('inc-777777', ['shop'])).toBeNull();
  expect(notifier.view('')).toBeNull();
  const ids = (namespaces: '*' | string[]) => notifier.views({ namespaces, state: 'open', limit: 10 }).map(({ incident }) => incident.id);
  expect(ids(['shop'])).toEqual(['inc-1a9999', 'inc-1a2b3c']);
  expect(ids('*')).toHaveLength(3);
  expect(ids([])).toEqual([]);
});

test('an incident that breaks the contract is left out and does not hold up the others', async () => {
  const broken = cascade({ id: 'inc-bad', confidence: Number.NaN });
  await bench.save(bench.notifier.plan(target(), [change(broken), change(cascade())]));
  expect(bench.notifier.views({ namespaces: '*', state: 'all', limit: 10 })).toHaveLength(1);
});

test('of each LogDetector the newest two hundred stay, open ones before those that are over, and what is too old goes', async () => {
  await bench.say(change(cascade({ id: 'inc-open' })));
  const many = Array.from({ length: 250 }, (_, index) => {
    const incident = single({ id: `inc-n${index}`, openedAtMs: startMs + index });
    return change(resolved(incident, startMs + index), 'resolved');
  });
  await bench.save(bench.notifier.plan(target(), many));
  await bench.say(change(single({ id: 'inc-last', openedAtMs: startMs + 5000 })));
  const ids = () => bench.notifier.views({ namespaces: '*', state: 'all', limit: 5000 }).map(({ incident }) => incident.id);
  expect(ids()).toHaveLength(201);
  expect(ids()).toContain('inc-open');
  expect(ids()).not.toContain('inc-n0');
  clock.nowMs += 31 * 24 * 3_600_000;
  await bench.say(change(cascade({ id: 'inc-later', openedAtMs: clock.nowMs })));
  expect(ids().toSorted()).toEqual(['inc-last', 'inc-later', 'inc-open']);
  const again = await startNotifier(store, clock, [], 2);
  expect(again.notifier.views({ namespaces: '*', state: 'all', limit: 5000 })).toHaveLength(3);
});

test('a damaged record is left out and the others are still there', async () => {
  await bench.say(change(cascade()));
  await store.write([{ put: 'incident/shop/shop/inc-x', value: new TextEncoder().encode('{"half":') }]);
  const again = await startNotifier(store, clock, [], 2);
  expect(again.notifier.views({ namespaces: '*', state: 'all', limit: 10 })).toHaveLength(1);
});

test('a deleted detector leaves nothing behind', async () => {
  await bench.say(change(cascade()));
  await deliver(bench, only(bench.notifier.pending()));
  await bench.notifier.mark('shop/shop/inc-1a2b3c', { mark: 'noise', user: 'U1', atMs: 1 });
  await bench.save(bench.notifier.planRemoval('shop/shop'));
  expect(bench.notifier.views({ namespaces: '*', state: 'all', limit: 10 })).toEqual([]);
  expect(await store.list('')).toEqual([]);
});
