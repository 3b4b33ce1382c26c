import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/index.ts';
import { metricObservations, toObservation } from '../../../operator/evidence/watches.ts';

const event = (fields: object): KubeObject => ({
  kind: 'Event',
  metadata: { name: 'e', namespace: 'shop' },
  ...fields,
});

describe('Events', () => {
  test('an aggregated event tells its count, its first and its last time', () => {
    const object = event({
      involvedObject: { kind: 'Pod', name: 'cart-1', namespace: 'shop' },
      reason: 'Unhealthy',
      message: 'Readiness probe failed',
      type: 'Warning',
      count: 7,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:05:00Z',
    });
    expect(toObservation(object, 0, false)).toMatchObject({
      type: 'event',
      count: 7,
      severity: 'Warning',
      object: { kind: 'Pod', name: 'cart-1' },
      atMs: Date.parse('2026-01-01T00:05:00Z'),
      sinceAtMs: Date.parse('2026-01-01T00:00:00Z'),
    });
  });

  test('an event series of events.k8s.io is read too', () => {
    const series = { count: 3, lastObservedTime: '2026-01-01T00:01:00.000000Z' };
    const object = event({ regarding: { kind: 'Pod', name: 'p' }, note: 'text', series, eventTime: '2026-01-01T00:00:00Z' });
    expect(toObservation(object, 0, false)).toMatchObject({ count: 3, message: 'text', atMs: Date.parse(series.lastObservedTime) });
  });

  test('the expiry of an event is no news', () => {
    expect(toObservation(event({ involvedObject: { kind: 'Pod', name: 'p' } }), 0, true)).toBeNull();
  });
});

test('a quantity that is none is no metric', () => {
  const metrics = {
    kind: 'PodMetrics',
    metadata: { name: 'p', namespace: 'shop' },
    containers: [{ name: 'app', usage: { memory: '1Mi', cpu: '1x' } }],
  };
  expect(metricObservations(metrics as KubeObject, 5)).toEqual([
    { type: 'metric', atMs: 5, namespace: 'shop', pod: 'p', container: 'app', name: 'memory', value: 2 ** 20 },
  ]);
});
