import { expect, test } from 'vitest';
import { drawTruth } from '../../../bench/traffic/faults.ts';
import { drawRoster } from '../../../bench/traffic/roster.ts';
import { score } from '../../../bench/traffic/score.ts';
import { createWatch } from '../../../bench/traffic/watch.ts';
import { generate } from '../../../bench/traffic/world.ts';

test('the engine reads every line under the service that wrote it, and its alarms can be traced to faults', { timeout: 240_000 }, () => {
  const options = { seed: 1, services: 10, days: 1 };
  const roster = drawRoster(options);
  const watch = createWatch(roster, drawTruth(roster, options.seed, options.days));
  const traffic = generate(options, watch);
  const seen = watch.engine.workloads();
  expect(seen.reduce((sum, { coverage }) => sum + coverage.linesSeen, 0)).toBe(traffic.lines);
  expect(new Set(seen.map(({ workload }) => workload))).toEqual(new Set(roster.map(({ id }) => id)));
  const { outcomes, falseAlarms } = score(watch.anomalies, traffic);
  expect(outcomes).toHaveLength(traffic.truth.faults.length);
  expect(falseAlarms.length).toBeLessThanOrEqual(watch.anomalies.length);
  expect(watch.anomalies.length).toBeGreaterThan(0);
  expect(watch.unknown).toBe(0);
});
