import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../api/contract.ts';
import type { Anomaly, Incident } from '../../../engine/index.ts';
import type { People } from '../../../operator/notify/people.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import type { Store } from '../../../operator/store/store.ts';
import { cascade, change, single, startMs, startNotifier, target, type Bench, type Clock } from './builders.ts';

let store: Store;
let clock: Clock;
let bench: Bench;
beforeEach(async () => {
  store = createMemoryStore();
  clock = { nowMs: startMs + 6000 };
  bench = await startNotifier(store, clock);
});
afterEach(() => store.close());

type Kept = Parameters<People['change']>[0]['change'];
const ask = (wish: Kept, seen: string | null = null) =>
  bench.notifier.people.change({ change: wish, requestedBy: 'U1', channel: 'C1', seen });

/** As a person does: shown, then confirmed. */
async function confirm(wish: Kept): Promise<string> {
  const preview = await ask(wish);
  if (preview?.outcome !== 'preview') throw new Error(JSON.stringify(preview));
  const reply = await ask(wish, preview.seen);
  expect(reply?.outcome).toBe('accepted');
  return reply?.sentence ?? '';
}

const incident = 'shop/shop/inc-1a2b3c';
const never = { untilAtMs: null, rateAbove: null, higherSeverity: false, newRevision: false, otherWorkload: false };
const snooze = (conditions: object): Extract<Change, { type: 'snooze' }> => ({
  type: 'snooze',
  incident,
  conditions: { ...never, ...conditions },
});
const view = () => bench.notifier.view('inc-1a2b3c');
const thread = () => bench.notifier.pending().flatMap(({ entries }) => entries.map(({ text }) => text));

function errors(pattern: string, observed = 40): Anomaly {
  const seen = { firstSeenAtMs: startMs, lastSeenAtMs: startMs };
  const template = { id: pattern, text: `failed ${pattern}`, level: 'error', count: 40, samples: [], cluster: null, ...seen } as const;
  const times = { startedAtMs: startMs, lastSeenAtMs: startMs };
  return {
    kind: 'spike',
    workload: 'shop/deployment/cart',
    template,
    observed,
    expected: 1,
    z: 20,
    confidence: 1,
    level: 'error',
    reason: '',
    ...times,
  };
}
const noisy = (...anomalies: readonly Anomaly[]): Incident => single({ causes: [], anomalies: [...anomalies] });

describe('a snooze', () => {
  test('is shown before it is done, and only what was shown is done', async () => {
    await bench.say(change(cascade()));
    const preview = await ask(snooze({ untilAtMs: clock.nowMs + 3_600_000 }));
    expect(preview).toMatchObject({ outcome: 'preview', sentence: expect.stringContaining('snoozed until 2026-01-05T11:00Z') });
    expect(view()?.snooze).toBeUndefined();
    await confirm({ type: 'assign', incident, user: 'U7' });
    const stale = preview?.outcome === 'preview' ? preview.seen : '';
    expect(await ask(snooze({ untilAtMs: clock.nowMs + 3_600_000 }), stale)).toMatchObject({ outcome: 'changed' });
  });

  test('wakes nobody and tells no news, until its time is over, which it says', async () => {
    await bench.say(change(cascade(), 'opened', ['opened']), target({ receiver: null }));
    await confirm(snooze({ untilAtMs: clock.nowMs + 60_000 }));
    await bench.say(change(cascade({ updatedAtMs: clock.nowMs + 1 }), 'updated', ['a small thing']));
    expect(view()?.page.gates.find(({ name }) => name === 'snooze')?.passed).toBe(false);
    expect(thread()).not.toContain('a small thing');
    clock.nowMs += 61_000;
    await bench.save(bench.notifier.plan(target(), []));
    expect(view()?.snooze?.ended?.why).toBe('its time is over');
    expect(thread()).toContain('The snooze of U1 has ended: its time is over.');
    expect(view()?.page.state).toBe('pending');
  });

  test.each<[string, object, Partial<Incident>, RegExp]>([
    ['a higher severity', { higherSeverity: true }, { severity: 'critical' }, /rose from error to critical/],
    [
      'another workload',
      { otherWorkload: true },
      { affected: [...cascade().affected, { workload: 'shop/deployment/pay', sinceAtMs: startMs, symptom: 'x', path: [] }] },
      /pay fails too/,
    ],
    ['three times the rate', { rateAbove: 3 }, { anomalies: [errors('p1', 130)] }, /3\.[23] times as often/],
  ])('ends at %s', async (_what, conditions, more, why) => {
    const before = cascade({ severity: 'error', anomalies: [errors('p1', 40)] });
    await bench.say(change(before));
    await confirm(snooze(conditions));
    await bench.say(change({ ...before, updatedAtMs: clock.nowMs }, 'updated'));
    expect(view()?.snooze?.ended).toBeNull();
    await bench.say(change({ ...before, ...more }, 'updated'));
    expect(view()?.snooze?.ended?.why).toMatch(why);
  });

  test('ends at a rollout of what fails, and survives a restart until then', async () => {
    await bench.say(change(cascade()));
    await confirm(snooze({ newRevision: true }));
    bench = await startNotifier(store, clock, [], 2);
    expect(view()?.snooze?.ended).toBeNull();
    const rollouts = [{ workload: 'shop/deployment/cart', atMs: clock.nowMs + 1000, text: 'rollout of cart: image v1 to v2' }];
    await bench.say(change(cascade({ updatedAtMs: clock.nowMs + 2 }), 'updated'), target({ rollouts }));
    expect(view()?.snooze?.ended?.why).toBe('there is a rollout of cart: image v1 to v2');
  });

  test('of what is over, or to a time that is over, is refused', async () => {
    await bench.say(change(cascade()));
    expect(await ask(snooze({ untilAtMs: clock.nowMs - 1 }))).toMatchObject({ outcome: 'refused' });
    expect(await ask({ type: 'wake', incident })).toMatchObject({ outcome: 'refused', sentence: 'inc-1a2b3c is not snoozed.' });
    expect(await ask({ type: 'assign', incident: 'shop/shop/inc-nobody', user: 'U1' })).toBeNull();
  });
});

describe('a mute', () => {
  test('holds back an incident that is nothing but its pattern, until its time is over', async () => {
    await confirm({ type: 'mute', detector: 'shop/shop', pattern: 'p1', untilAtMs: clock.nowMs + 60_000 });
    await bench.say(change(noisy(errors('p1'))));
    expect(bench.notifier.pending()).toEqual([]);
    clock.nowMs += 61_000;
    await bench.say(change(noisy(errors('p1')), 'updated'));
    expect(bench.notifier.pending()).toHaveLength(1);
  });

  test('holds back nothing that has another pattern, or a fact of the cluster', async () => {
    await confirm({ type: 'mute', detector: 'shop/shop', pattern: 'p1', untilAtMs: null });
    await bench.say(change(noisy(errors('p1'), errors('p2'))));
    await bench.say(change(cascade({ anomalies: [errors('p1')] })));
    expect(bench.notifier.pending()).toHaveLength(2);
  });

  test('follows its pattern into the one that it was merged into', async () => {
    await confirm({ type: 'mute', detector: 'shop/shop', pattern: 'p1', untilAtMs: null });
    const merged = target({ nowCalled: (id) => (id === 'p1' ? 'p9' : id) });
    await bench.say(change(noisy(errors('p9'))), merged);
    expect(bench.notifier.pending()).toEqual([]);
    await confirm({ type: 'unmute', detector: 'shop/shop', pattern: 'p1' });
    await bench.say(change(noisy(errors('p9')), 'updated'), merged);
    expect(bench.notifier.pending()).toHaveLength(1);
  });
});

describe('a description', () => {
  test('of a workload and a pattern stands in the incident, also in one that is open already', async () => {
    await bench.say(change(cascade({ anomalies: [errors('p1')] })));
    await confirm({
      type: 'describe',
      detector: 'shop/shop',
      workload: 'cart',
      owner: 'team-cart',
      runbook: 'https://runbooks.example/cart',
    });
    await confirm({ type: 'describe', detector: 'shop/shop', pattern: 'p1', name: 'cart is full' });
    await bench.save(bench.notifier.plan(target(), []));
    expect(view()?.descriptions).toEqual([
      { workload: 'cart', owner: 'team-cart', runbook: 'https://runbooks.example/cart' },
      { pattern: 'p1', name: 'cart is full' },
    ]);
    expect(bench.notifier.owners('shop/shop')).toEqual([{ workload: 'cart', owner: 'team-cart' }]);
  });

  test('that is empty takes it away, what is not named stays, and what is so already is refused', async () => {
    await confirm({ type: 'describe', detector: 'shop/shop', workload: 'cart', owner: 'a', name: 'b' });
    await confirm({ type: 'describe', detector: 'shop/shop', workload: 'cart', owner: '' });
    expect(bench.notifier.describe('shop/shop', { workload: 'cart' })).toEqual({ workload: 'cart', name: 'b' });
    expect(await ask({ type: 'describe', detector: 'shop/shop', workload: 'cart', name: 'b' })).toMatchObject({ outcome: 'refused' });
  });

  test('of a LogDetector that is deleted is forgotten', async () => {
    await confirm({ type: 'describe', detector: 'shop/shop', workload: 'cart', owner: 'a' });
    const plan = bench.notifier.planRemoval('shop/shop');
    await store.write(plan);
    bench.notifier.committed(plan);
    expect(await store.list('curation/')).toEqual([]);
    expect(bench.notifier.describe('shop/shop', { workload: 'cart' })).toBeNull();
  });
});

describe('a subscription', () => {
  const to = { id: 'C9', name: 'cart-team' };
  const channels = () => bench.notifier.pending().map(({ channel }) => channel);

  test('posts incidents of its workload to its channel too, and tells how they go on', async () => {
    await confirm({ type: 'subscribe', detector: 'shop/shop', workload: 'web', onlyErrors: false, to });
    await bench.say(change(cascade()));
    expect(channels().toSorted()).toEqual(['C9', 'shop-incidents']);
    await bench.say(change(cascade({ title: 'worse' }), 'updated', ['worse']));
    expect(bench.notifier.pending().map(({ revision, entries }) => [revision, entries.length])).toEqual([
      [2, 1],
      [2, 1],
    ]);
  });

  test('is nothing without the leave of the administrator, nor for other workloads, nor below errors', async () => {
    await confirm({ type: 'subscribe', detector: 'shop/shop', workload: 'web', onlyErrors: true, to });
    await bench.say(change(cascade({ severity: 'warning' })));
    await bench.say(change(cascade({ id: 'inc-2', affected: [], causes: [] })));
    await bench.say(change(cascade({ id: 'inc-3' })), target({ mayPost: () => false }));
    expect(channels()).not.toContain('C9');
  });

  test('that is ended posts no more', async () => {
    await confirm({ type: 'subscribe', detector: 'shop/shop', workload: '*', onlyErrors: false, to });
    await confirm({ type: 'unsubscribe', detector: 'shop/shop', workload: '*', to });
    await bench.say(change(cascade()));
    expect(channels()).toEqual(['shop-incidents']);
  });
});
