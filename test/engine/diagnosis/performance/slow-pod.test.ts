import { describe, expect, it } from 'vitest';
import { checkSlowPods } from '../../../../engine/diagnosis/performance/slow-pod.ts';
import { began, clusterOf, deployment, edge, nowMs, series } from '../cluster-of.ts';

const objects = ['web', 'cart', 'db'].flatMap((name) => deployment(name, { container: { resources: { limits: { cpu: '500m' } } } }));
const edges = [edge('web', 'cart'), edge('cart', 'db')];
const latencies = (web: number, cart: number, db: number) => [
  began('cart'),
  ...series({ workload: 'web' }, 'latencyP50', 30, web),
  ...series({ workload: 'cart' }, 'latencyP50', 20, cart),
  ...series({ workload: 'db' }, 'latencyP50', 5, db),
];

describe('a slow workload', () => {
  it('whose callees are not slow is slow by itself, its callers are not named', () => {
    const found = checkSlowPods(clusterOf({ objects, told: [...edges, ...latencies(900, 850, 5)] }));
    expect(found).toMatchObject([{ object: { workload: 'shop/deployment/cart' }, cause: 'pod-network-delay' }]);
    expect(found[0]?.reasons.join(' ')).toContain('1 that call it are slow too');
  });

  it('that waits for a slow callee is not named', () => {
    const found = checkSlowPods(clusterOf({ objects, told: [...edges, ...latencies(900, 850, 800)] }));
    expect(found.map(({ object }) => object)).toEqual([{ kind: 'app', workload: 'shop/deployment/db' }]);
  });

  it('that burns its CPU is overloaded, not held back', () => {
    const burning = [...series({ workload: 'cart' }, 'cpu', 0.04, 0.48), ...series({ workload: 'cart' }, 'cpuThrottled', 0, 1.2)];
    const found = checkSlowPods(clusterOf({ objects, told: [...edges, ...latencies(900, 850, 5), ...burning] }));
    expect(found).toMatchObject([{ object: { workload: 'shop/deployment/cart' }, cause: 'pod-cpu-overload' }]);
  });
});

it('a workload that is throttled as always, and slow to nobody, is not named', () => {
  const told = [
    ...edges,
    ...latencies(30, 20, 5),
    ...series({ workload: 'cart' }, 'cpu', 0.4, 0.42),
    ...series({ workload: 'cart' }, 'cpuThrottled', 1, 1),
  ];
  expect(checkSlowPods(clusterOf({ objects, told }))).toEqual([]);
});

it('without metrics the alerts of others are taken, with less certainty', () => {
  const alert = (workload: string) => ({
    type: 'alert' as const,
    atMs: nowMs,
    workload,
    name: 'HighLatency',
    severity: 'warning',
    summary: 'p95 is 900 ms',
  });
  const found = checkSlowPods(clusterOf({ objects, told: [...edges, alert('web'), alert('cart')] }));
  expect(found).toMatchObject([{ object: { workload: 'shop/deployment/cart' }, cause: 'pod-network-delay' }]);
  expect(found[0]?.score).toBeLessThan(0.8);
});
