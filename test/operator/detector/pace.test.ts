/** How often a status is written that changes all the time: over two minutes with a visit in each second. */
import { expect, test } from 'vitest';
import type { ClusterLogDetectorStatus } from '../../../api/resource.ts';
import { changeOf, createPace } from '../../../operator/detector/pace.ts';

const key = 'shop/shop';

function statusOf(reason: string, over: Partial<ClusterLogDetectorStatus> = {}): ClusterLogDetectorStatus {
  const condition = { type: 'StreamsReady', status: 'True', reason, message: '', lastTransitionTime: '2026-01-01T00:00:00Z' } as const;
  return { observedGeneration: 1, patterns: 0, conditions: [{ ...condition, observedGeneration: 1 }], ...over };
}

/** Seconds at which it is written, and what stands there in the end. */
function writesOf(statusAt: (second: number) => ClusterLogDetectorStatus) {
  const pace = createPace();
  const seconds: number[] = [];
  let written: ClusterLogDetectorStatus | undefined;
  for (let second = 0; second < 120; second += 1) {
    const status = statusAt(second);
    const change = changeOf(status, written);
    if (change === null || pace.waitMs(key, change, second * 1000) > 0) continue;
    pace.written(key, change, second * 1000);
    written = status;
    seconds.push(second);
  }
  return { seconds, written };
}

test('a reason that changes back and forth is told at once, and from then on once in ten seconds', () => {
  const { seconds } = writesOf((second) => statusOf(second >= 60 && second % 3 === 0 ? 'Forbidden' : 'Streaming'));
  // At second 80 it is as it was written: nothing is to be told.
  expect(seconds).toEqual([0, 60, 70, 81, 91, 102, 112]);
});

test('news beside figures that move all the time comes one write early, and no write more is made for it', () => {
  const { seconds, written } = writesOf((second) => statusOf(second < 35 ? 'Streaming' : 'Forbidden', { patterns: second }));
  expect(seconds).toEqual([0, 10, 20, 30, 35, 50, 60, 70, 80, 90, 100, 110]);
  expect(written).toEqual(statusOf('Forbidden', { patterns: 110 }));
});

test('reasons and figures that both move all the time are twelve writes in two minutes, and one that came early', () => {
  const { seconds } = writesOf((second) => statusOf(`Reason${second}`, { patterns: second }));
  expect(seconds.length).toBeLessThanOrEqual(13);
  expect(seconds.slice(0, 2)).toEqual([0, 1]);
});

test.each(['observedGeneration', 'latestModelVersion', 'servingModelVersion'])('each change of %s is told at once', (field) => {
  const { seconds } = writesOf((second) => statusOf('Streaming', { [field]: 1 + Math.min(3, Math.floor(second / 2)) }));
  expect(seconds).toEqual([0, 2, 4, 6]);
});
