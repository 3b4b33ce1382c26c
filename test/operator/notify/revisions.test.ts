import { expect, test } from 'vitest';
import type { RolloutPatterns } from '../../../engine/index.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { cascade, change, startMs, startNotifier, target, type Bench } from './builders.ts';

const minuteMs = 60_000;
const workload = 'shop/deployment/cart';
const rollout = {
  workload,
  atMs: startMs,
  text: 'rollout of revision 4: image of cart from 1 to 2 (shop/cart)',
  revision: 'ReplicaSet cart-7d9f',
};
const pattern = (text: string) => ({ id: `id-${text}`, text, lines: 12 });
const broken: RolloutPatterns = {
  unknown: null,
  fresh: [pattern('voucher <num> has no owner'), pattern('no such column <*>')],
  gone: [pattern('mail refused')],
};
const clean: RolloutPatterns = { unknown: null, fresh: [], gone: [] };
const posts = ({ notifier }: Bench) => notifier.pending().filter(({ subject }) => subject.type === 'revision');
const to = (found: RolloutPatterns, overrides = {}) => target({ rollouts: [rollout], compare: () => found, ...overrides });

test('new errors of a new revision are told once, five minutes after its rollout began, and never again after a restart', async () => {
  const store = createMemoryStore();
  const clock = { nowMs: startMs + 4 * minuteMs };
  const bench = await startNotifier(store, clock);
  const tick = async (one: Bench) => one.save(one.notifier.plan(to(broken), []));
  await tick(bench);
  expect(posts(bench)).toEqual([]);
  clock.nowMs += 2 * minuteMs;
  await tick(bench);
  expect(posts(bench)).toMatchObject([
    {
      channel: 'shop-incidents',
      subject: { revision: { workload: 'cart', revision: 'ReplicaSet cart-7d9f', fresh: [{ lines: 12 }, {}], gone: [{}] } },
    },
  ]);
  const again = await startNotifier(store, clock);
  await tick(again);
  expect(posts(again)).toHaveLength(1);
  expect(again.notifier.revisions('shop/shop').revisions).toMatchObject([
    { sentence: 'New ReplicaSet cart-7d9f of cart: 2 new error patterns, 1 gone. voucher <num> has no owner' },
  ]);
});

test('new errors are told in the channels of the routes too, also without one of the resource, but not where its namespace may not post', async () => {
  const channels = ['payments', 'bank'].map((name) => ({ id: name, name }));
  const routes = { channels: () => channels, of: () => [], ofErrors: (of: string) => (of === workload ? channels : []) };
  const mayPost = ({ name }: { readonly name: string }): boolean => name !== 'bank';
  for (const [channel, told] of [
    ['shop-incidents', ['shop-incidents', 'payments']],
    [null, ['payments']],
    ['payments', ['payments']],
  ] as const) {
    const bench = await startNotifier(createMemoryStore(), { nowMs: startMs + 6 * minuteMs });
    await bench.save(bench.notifier.plan(to(broken, { channel, routes, mayPost }), []));
    expect(posts(bench).map((post) => post.channel)).toEqual(told);
  }
});

test('a clean rollout, one after which errors are gone, one in shadow mode, one that was replaced and one of long ago say nothing', async () => {
  const later = { ...rollout, atMs: startMs + 3 * minuteMs, revision: 'ReplicaSet cart-8e0a' };
  const quiet = [
    to(clean),
    to({ ...broken, fresh: [] }),
    to(broken, { isShadow: true }),
    to(broken, { rollouts: [rollout, later] }),
    to(broken, { rollouts: [{ ...rollout, atMs: startMs - 60 * minuteMs }] }),
  ];
  for (const one of quiet) {
    const bench = await startNotifier(createMemoryStore(), { nowMs: startMs + 6 * minuteMs });
    await bench.save(bench.notifier.plan(one, []));
    expect(posts(bench)).toEqual([]);
  }
});

test('while an incident of the workload is open, it stands in that thread and not in a message of its own', async () => {
  const clock = { nowMs: startMs + minuteMs };
  const bench = await startNotifier(createMemoryStore(), clock);
  await bench.say(change(cascade()), to(broken));
  clock.nowMs = startMs + 6 * minuteMs;
  await bench.save(bench.notifier.plan(to(broken), []));
  await bench.save(bench.notifier.plan(to(broken), []));
  expect(posts(bench)).toEqual([]);
  const [incident] = bench.notifier.pending();
  expect(incident?.entries.map(({ text }) => text)).toEqual([expect.stringContaining('2 new error patterns, 1 gone')]);
});

test('a deleted LogDetector leaves nothing of its revisions', async () => {
  const store = createMemoryStore();
  const bench = await startNotifier(store, { nowMs: startMs + 6 * minuteMs });
  await bench.save(bench.notifier.plan(to(broken), []));
  await bench.save(bench.notifier.planRemoval('shop/shop'));
  expect(await store.list('revisions/')).toEqual([]);
  expect(bench.notifier.revisions('shop/shop').revisions).toEqual([]);
});
