import { expect, test } from 'vitest';
import { detectorKey } from '../../../operator/detector-key.ts';
import { createShares, rankDetectors, refuseDetector, type UsageLimits } from '../../../operator/detector/limits.ts';
import type { FollowTarget } from '../../../operator/pipeline/supervisor.ts';

const wide: UsageLimits = {
  detectorsPerNamespace: 100,
  detectors: 100,
  streamsPerNamespace: 100,
  streamsOfClusterDetectors: 100,
  streams: 100,
};

const detector = (namespace: string, name: string, creationTimestamp = '2026-01-01T00:00:00Z') => ({
  metadata: { namespace, name, creationTimestamp },
});

function target(workload: string, pod: number, over: Partial<FollowTarget> = {}): FollowTarget {
  return {
    workload: { namespace: 'shop', kind: 'Deployment', name: workload },
    pod: `${workload}-${pod}`,
    podUid: `${workload}-${pod}`,
    container: 'app',
    containerId: '',
    restartCount: 0,
    previous: false,
    terminated: false,
    ...over,
  };
}

const pods = (workload: string, count: number) => Array.from({ length: count }, (_, index) => target(workload, index));
const names = (targets: readonly FollowTarget[]) => targets.map(({ pod }) => pod);
const unread = { isRead: () => false, isSeen: () => false, openedAtMs: () => null, troubles: () => new Map<string, number>() };
const now = () => 0;

test('the oldest LogDetectors of a namespace are served, and those of another are none of its business', () => {
  const limits = { ...wide, detectorsPerNamespace: 2 };
  const [old, middle, young] = ['2026-01-01', '2026-02-01', '2026-03-01'].map((day) => detector('shop', `d-${day}`, `${day}T00:00:00Z`));
  const all = [young, detector('bank', 'bank', '2020-01-01T00:00:00Z'), middle, old].filter((one) => one !== undefined);
  expect(all.map((one) => refuseDetector(detectorKey(one), rankDetectors(all), limits) !== null)).toEqual([true, false, false, false]);
});

test('of LogDetectors that were applied together the first by name are served, whoever asks', () => {
  const all = ['c', 'a', 'b'].map((name) => detector('shop', name));
  expect(all.map((one) => refuseDetector(detectorKey(one), rankDetectors(all), { ...wide, detectorsPerNamespace: 2 }))).toEqual([
    expect.stringContaining('Namespace shop has 3 LogDetectors'),
    null,
    null,
  ]);
});

test('the bound on all LogDetectors holds whatever namespaces they are in', () => {
  const all = ['a', 'b', 'c'].map((namespace) => detector(namespace, 'one'));
  const refusals = all.map((one) => refuseDetector(detectorKey(one), rankDetectors(all), { ...wide, detectors: 2 }));
  expect(refusals).toEqual([null, null, expect.stringMatching(/3 LogDetectors in all, and limits\.detectors /)]);
});

test('every workload gets a stream before the second pod of any does, and what is left goes where most would wait', () => {
  const shares = createShares(() => ({ ...wide, streamsPerNamespace: 4 }), now);
  const { targets, beyond } = shares.divide('shop/shop', [...pods('web', 5), ...pods('cart', 1), ...pods('pay', 1)], unread);
  expect(names(targets)).toEqual(['web-0', 'web-1', 'cart-0', 'pay-0']);
  expect(names(beyond)).toEqual(['web-2', 'web-3', 'web-4']);
});

test('whoever wants more streams than it gets reads in turns, each from its own beginning on, and says how often they come around', () => {
  let nowMs = 0;
  const shares = createShares(
    () => ({ ...wide, streamsPerNamespace: 2 }),
    () => nowMs,
  );
  const wanted = pods('web', 4);
  const turn = () => shares.divide('shop/shop', wanted, { ...unread, isSeen: () => true, openedAtMs: () => openedAtMs });
  let openedAtMs = 0;
  expect(turn().problem).toMatch(
    /^2 of 4 containers are read at a time, in turns that come around about every 2 minutes: limits\.streamsPerNamespace /,
  );
  const read: string[] = [];
  for (; nowMs < 200_000; nowMs += 5_000) for (const { pod, fromMs = 'all' } of turn().targets) read.push(`${pod} ${fromMs}`);
  expect([...new Set(read)]).toEqual(['web-0 all', 'web-2 all', 'web-3 all', 'web-1 65000', 'web-2 125000', 'web-3 185000']);
});

test('streams are divided anew when others want some, without ever being more than there are', () => {
  const shares = createShares(() => ({ ...wide, streams: 4 }), now);
  const sizes = ['a/one', 'b/two', 'a/one', 'b/two', 'b/two'].map(
    (asking) => shares.divide(asking, pods('web', 10), unread).targets.length,
  );
  expect(sizes).toEqual([4, 0, 2, 2, 2]);
});

test('a namespace cannot take the streams of another by having many LogDetectors', () => {
  const shares = createShares(() => ({ ...wide, streamsPerNamespace: 3, streams: 5 }), now);
  shares.divide('shop/one', pods('web', 2), unread);
  const second = shares.divide('shop/two', pods('web', 2), unread);
  expect([second.beyond.length, second.problem]).toEqual([1, expect.stringContaining('limits.streamsPerNamespace')]);
  const other = shares.divide('bank/bank', pods('ledger', 3), unread);
  expect([other.targets.length, other.problem]).toEqual([2, expect.stringContaining('limits.streams ')]);
  shares.release('shop/one');
  expect(shares.divide('bank/bank', pods('ledger', 3), unread).problem).toBeNull();
});

test('where there is no stream at all, that is said', () => {
  const shares = createShares(() => ({ ...wide, streamsPerNamespace: 0 }), now);
  expect(shares.divide('shop/shop', pods('web', 3), unread).problem).toMatch(/^3 containers are not followed: /);
});

test('a container that ended and was read needs no stream, and both lives of one need the same', () => {
  const shares = createShares(() => ({ ...wide, streamsPerNamespace: 1 }), now);
  const done = target('job', 0, { terminated: true });
  const lives = [target('web', 0, { previous: true, terminated: true }), target('web', 0, { restartCount: 1 })];
  const isRead = ({ workload }: FollowTarget) => workload.name === 'job';
  const { targets, beyond } = shares.divide('shop/shop', [done, ...lives], { ...unread, isRead });
  expect([targets.length, beyond.length]).toEqual([3, 0]);
});
