import { expect, test } from 'vitest';
import type { Incident } from '../../../engine/index.ts';
import type { RouteChannel } from '../../../operator/notify/notify.ts';
import { createMemoryStore } from '../../../operator/store/embedded.ts';
import { cascade, change, resolved, startMs, startNotifier, target } from './builders.ts';

const major = { id: 'C0MAJOR', name: 'major' };
const routed = (of: (incident: Incident) => readonly RouteChannel[], overrides = {}) =>
  target({ routes: { channels: () => [major], of, ofErrors: () => [] }, ...overrides });
const onlyCritical = (incident: Incident) => (incident.severity === 'critical' ? [major] : []);

test('an incident has a message in each channel that a route names, from when it matches to its end', async () => {
  const clock = { nowMs: startMs };
  const bench = await startNotifier(createMemoryStore(), clock);
  const to = routed(onlyCritical);
  const channels = () => bench.notifier.pending().map(({ channel, revision }) => `${channel} ${revision}`);
  await bench.say(change(cascade({ severity: 'error' })), to);
  expect(channels()).toEqual(['shop-incidents 1']);
  await bench.say(change(cascade(), 'updated', ['it is worse']), to);
  expect(channels().toSorted()).toEqual(['major 1', 'shop-incidents 2']);
  // It is less grave again, and over: whoever was told hears of that too.
  await bench.say(change(resolved(cascade({ severity: 'error' })), 'resolved', ['it is over']), to);
  const told = bench.notifier.pending().find(({ channel }) => channel === 'major');
  expect(told).toMatchObject({ revision: 2, subject: { view: { incident: { state: 'resolved' } } }, entries: [{ text: 'it is over' }] });
});

test('a LogDetector without a channel of its own is told by routes alone, and in its own channel an incident stands once', async () => {
  const bench = await startNotifier(createMemoryStore(), { nowMs: startMs });
  await bench.say(
    change(cascade()),
    routed(() => [major], { channel: null }),
  );
  expect(bench.notifier.pending().map(({ channel }) => channel)).toEqual(['major']);
  const other = await startNotifier(createMemoryStore(), { nowMs: startMs });
  for (const channel of ['major', 'C0MAJOR'])
    await other.say(
      change(cascade({ id: `inc-${channel}` })),
      routed(() => [major], { channel }),
    );
  expect(other.notifier.pending().map(({ channel }) => channel)).toEqual(['major', 'C0MAJOR']);
});

test('each workspace is told what is meant for it, with its channels as Slack calls them', async () => {
  const bench = await startNotifier(createMemoryStore(), { nowMs: startMs });
  const partner = { id: 'partner/C9', name: 'partner/incidents' };
  await bench.say(change(cascade()), target({ routes: { channels: () => [partner], of: () => [partner], ofErrors: () => [] } }));
  expect(bench.notifier.pending().map(({ channel }) => channel)).toEqual(['shop-incidents']);
  const [post] = await bench.notifier.waitForPending(new AbortController().signal, 0, 'partner');
  expect(post).toMatchObject({ channel: 'incidents', posted: null });
  await bench.notifier.delivered(post?.id ?? '', { channelId: 'C9', ts: '1', revision: 9, entries: 0, storyTs: '2' });
  expect(bench.notifier.pending('partner')).toEqual([]);
  expect(bench.notifier.pending()).toHaveLength(1);
});

test('where the administrator has taken the channel away nothing more is said, and in shadow mode nothing at all', async () => {
  const bench = await startNotifier(createMemoryStore(), { nowMs: startMs });
  await bench.say(
    change(cascade()),
    routed(() => [major]),
  );
  await bench.say(
    change(cascade({ title: 'worse' }), 'updated', ['worse']),
    routed(() => [major], { mayPost: () => false }),
  );
  expect(bench.notifier.pending().find(({ channel }) => channel === 'major')).toMatchObject({ revision: 1, entries: [] });
  const shadow = await startNotifier(createMemoryStore(), { nowMs: startMs });
  await shadow.say(
    change(cascade()),
    routed(() => [major], { isShadow: true }),
  );
  expect(shadow.notifier.pending()).toEqual([]);
});
