import { describe, expect, test } from 'vitest';
import { replayWorld, type Replayed } from '../../bench/replay-world.ts';
import { scenario, type ScenarioName } from '../../demo/scenarios/scenarios.ts';
import type { WorldRecord } from '../../demo/world/world.ts';
import { displayName } from '../../engine/index.ts';

const startAtMs = Date.UTC(2026, 0, 5);
const minute = 60_000;
const seeds = [1, 2, 3, 4, 5, 6];

/** The history and the ten minutes in which a story happens. */
function* untilTheEnd(records: Iterable<WorldRecord>): Generator<WorldRecord> {
  for (const record of records) {
    if (record.atMs > startAtMs + 25 * minute) return;
    yield record;
  }
}

function tell(name: ScenarioName, seed: number) {
  const { truth, records } = scenario(name, { seed, startAtMs });
  const engine = { thresholds: { resolveAfterMs: 20_000 } };
  return { truth, replayed: replayWorld(untilTheEnd(records()), { engine, tickEveryMs: 1_000 }) };
}

function causesTold({ changes }: Replayed): readonly string[] {
  return changes.flatMap(({ incident }) =>
    incident.causes.slice(0, 1).map(({ workload }) => (workload ? displayName(workload) : 'external')),
  );
}

describe.each(['leak', 'bad-rollout', 'database-outage'] as const)('%s', (name) => {
  test.each(seeds)('seed %d: one incident, its cause right from the first word to the last, no innocent hit', (seed) => {
    const { truth, replayed } = tell(name, seed);
    expect(replayed.incidents.map(({ state }) => state)).toEqual(['resolved']);
    expect(causesTold(replayed).at(-1)).toBe(truth.cause);
    for (const cause of causesTold(replayed)) expect(truth.innocent).not.toContain(cause);
    for (const { workload } of replayed.incidents[0]?.affected ?? []) expect(truth.innocent).not.toContain(displayName(workload));
  });
});

test.each(seeds)('the quiet day of the demo, seed %d: nothing is said', (seed) => {
  expect(tell('quiet-day', seed).replayed.changes).toEqual([]);
});
