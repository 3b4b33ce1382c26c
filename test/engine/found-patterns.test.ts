import { expect, test } from 'vitest';
import type { Engine } from '../../engine/index.ts';
import { run, workloadOf, type Pattern, type Service } from './traffic.ts';

const often: Pattern = { perMinute: 300, level: 'INFO', text: (random) => `order ${Math.floor(random() * 9000)} was shipped` };
const seldom: Pattern = { perMinute: 2, level: 'INFO', text: () => 'carrier pickup confirmed at the gate' };
const shop: Service = { name: 'shop', patterns: [often, seldom] };
const { namespace, kind, name } = workloadOf(shop);
const workload = `${namespace}/${kind.toLowerCase()}/${name}`;
const minuteMs = 60_000;
const joinedAfterMs = 40 * minuteMs;

function counted(engine: Engine, atMs: number) {
  return engine.patterns({ fromMs: atMs - 10 * minuteMs, toMs: atMs });
}

test('a large pattern that is merged into a small one is as usual as before, at once and later, and the merge alone is no anomaly', () => {
  const ratios: number[] = [];
  const { anomalies } = run({
    services: [shop],
    seed: 7,
    forMs: joinedAfterMs + 20 * minuteMs,
    each(engine, afterMs) {
      const atMs = Date.UTC(2026, 0, 5, 9) + afterMs;
      // In the middle of a minute, since what is learned is learned at its end.
      if (afterMs === joinedAfterMs + 15_000) {
        const [large, small] = counted(engine, atMs).map(({ template }) => template.id);
        expect(engine.join(workload, large ?? '', small ?? '')).toBe(true);
        expect(counted(engine, atMs)).toHaveLength(1);
      }
      if (afterMs < joinedAfterMs + 15_000) return;
      for (const { count, usual } of counted(engine, atMs)) ratios.push(count / (usual ?? Number.NaN));
    },
  });
  expect(Math.max(...ratios)).toBeLessThan(1.5);
  expect(Math.min(...ratios)).toBeGreaterThan(0.5);
  expect(anomalies).toEqual([]);
});
