import { expect, test } from 'vitest';
import { replayWorld } from '../../bench/replay-world.ts';
import { quietDay } from '../../demo/scenarios/scenarios.ts';

const startAtMs = Date.UTC(2026, 0, 5);

/** 24 simulated hours with rollouts, doubled load, a nightly job, scaling and a drained node; fault-day.test.ts has the days of five seeds, each with one fault. */
test.each([1, 2, 3])('an ordinary day, seed %d: nothing is wrong and nothing is said', { timeout: 300_000 }, (seed) => {
  const { changes, lines, engine } = replayWorld(quietDay({ seed, startAtMs }).records());
  expect(changes.map(({ type, incident }) => `${type}: ${incident.title}`)).toEqual([]);
  expect(lines).toBeGreaterThan(500_000);
  expect(engine.workloads().reduce((sum, { coverage }) => sum + coverage.linesSeen, 0)).toBe(lines);
});
