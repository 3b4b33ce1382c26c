import { expect, test } from 'vitest';
import { replayWorld } from '../../bench/replay-world.ts';
import { quietDayWithFault, type FaultName } from '../../demo/scenarios/scenarios.ts';
import { decidePost, defaultPolicy, displayName } from '../../engine/index.ts';

const startAtMs = Date.UTC(2026, 0, 5);
const settings = { ...defaultPolicy, channel: 'shop-incidents' };
const minute = 60_000;

const faults: readonly (readonly [number, FaultName])[] = [
  [1, 'memory-leak'],
  [2, 'bad-rollout'],
  [3, 'database-outage'],
  [4, 'error-burst'],
  [5, 'silence'],
];

/** The ordinary day of `quiet-day.test.ts` with one thing that breaks in the evening. */
test.each(faults)('seed %d with one %s: exactly one incident, and its cause is right', { timeout: 5 * minute }, (seed, fault) => {
  const { truth, records } = quietDayWithFault({ seed, startAtMs, fault });
  const { incidents, changes } = replayWorld(records());
  expect(incidents.map(({ title }) => title)).toHaveLength(1);
  const [incident] = incidents;
  if (!incident) throw new Error('unreachable');
  expect(decidePost(incident, settings).yes).toBe(true);
  expect(incident.state).toBe('resolved');
  expect(changes.filter(({ type }) => type === 'opened')).toHaveLength(1);
  expect(incident.openedAtMs).toBeGreaterThanOrEqual((truth.startsAtMs ?? 0) - minute);
  const [cause] = incident.causes;
  expect(cause?.workload ? displayName(cause.workload) : null).toBe(truth.cause);
  for (const { workload } of incident.affected) expect(truth.innocent).not.toContain(displayName(workload));
});
