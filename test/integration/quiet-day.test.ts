import { describe, expect, test } from 'vitest';
import { replayWorld } from '../../bench/replay-world.ts';
import { quietDay, quietDayWithFault, type FaultName } from '../../demo/scenarios/scenarios.ts';
import { decidePost, defaultPolicy, displayName } from '../../engine/index.ts';

const startAtMs = Date.UTC(2026, 0, 5);
const settings = { ...defaultPolicy, channel: 'shop-incidents' };
const minutes = 60_000;

describe.concurrent('24 simulated hours with rollouts, doubled load, a nightly job, scaling and a drained node', () => {
  test.each([1, 2, 3, 4, 5])('seed %d: nothing is wrong and nothing is said', { timeout: 5 * minutes }, (seed) => {
    const { changes, lines, engine } = replayWorld(quietDay({ seed, startAtMs }).records());
    expect(changes.map(({ type, incident }) => `${type}: ${incident.title}`)).toEqual([]);
    expect(lines).toBeGreaterThan(500_000);
    expect(engine.workloads().reduce((sum, { coverage }) => sum + coverage.linesSeen, 0)).toBe(lines);
  });

  const faults: readonly (readonly [number, FaultName])[] = [
    [1, 'memory-leak'],
    [2, 'bad-rollout'],
    [3, 'database-outage'],
    [4, 'error-burst'],
    [5, 'silence'],
  ];
  test.each(faults)('seed %d with one %s: exactly one incident, and its cause is right', { timeout: 5 * minutes }, (seed, fault) => {
    const day = quietDayWithFault({ seed, startAtMs, fault });
    const { incidents, changes } = replayWorld(day.records());
    expect(incidents.map(({ title }) => title)).toHaveLength(1);
    const [incident] = incidents;
    if (!incident) throw new Error('unreachable');
    expect(decidePost(incident, settings).yes).toBe(true);
    expect(incident.state).toBe('resolved');
    expect(changes.filter(({ type }) => type === 'opened')).toHaveLength(1);
    const { truth } = day;
    expect(incident.openedAtMs).toBeGreaterThanOrEqual((truth.startsAtMs ?? 0) - minutes);
    const [cause] = incident.causes;
    expect(cause?.workload ? displayName(cause.workload) : null).toBe(truth.cause);
    for (const { workload } of incident.affected) expect(truth.innocent).not.toContain(displayName(workload));
  });
});
