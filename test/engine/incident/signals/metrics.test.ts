import { describe, expect, it } from 'vitest';
import { createMetrics } from '../../../../engine/incident/signals/metrics.ts';

const minute = 60_000;
function play(name: string, values: readonly number[]) {
  const metrics = createMetrics();
  for (const [at, value] of values.entries())
    metrics.observe({ type: 'metric', atMs: at * minute, namespace: 'shop', workload: 'cart', name, value });
  return { metrics, nowMs: values.length * minute };
}
const steady = Array.from({ length: 30 }, (_, i) => 20 + (i % 5));

describe('metrics of workloads', () => {
  it('that waver as ever are no signal', () => {
    const { metrics, nowMs } = play('cpu_percent', steady);
    expect(metrics.signals(nowMs)).toEqual([]);
  });

  it('that stay away from what is usual are one, from the first sample that does, whatever their unit', () => {
    const { metrics, nowMs } = play('cpu_percent', [...steady, 80, 90, 95]);
    expect(metrics.signals(nowMs)).toMatchObject([
      { place: 'shop/cart', side: 'inside', isBad: true, direction: 'up', sinceAtMs: 30 * minute, samples: 3 },
    ]);
  });

  it('that are odd once are none', () => {
    const { metrics, nowMs } = play('queue_age_seconds', [...steady, 60]);
    expect(metrics.signals(nowMs)).toEqual([]);
  });

  it('that count are looked at by their growth, and less of what is good is bad', () => {
    const total = Array.from({ length: 30 }, (_, i) => i * 10);
    expect(play('errors_total', [...total, 600, 1_000, 1_500]).metrics.signals(33 * minute)).toMatchObject([
      { side: 'outside', isBad: true },
    ]);
    expect(play('cache_hit_ratio', [...steady, 5, 4, 4]).metrics.signals(33 * minute)).toMatchObject([{ direction: 'down', isBad: true }]);
  });

  it('are known again after a restart', () => {
    const { metrics, nowMs } = play('cpu_percent', [...steady, 80, 90]);
    const again = createMetrics();
    again.restore(JSON.parse(JSON.stringify(metrics.snapshot())));
    expect(again.signals(nowMs)).toHaveLength(1);
  });
});
