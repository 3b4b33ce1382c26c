import { describe, expect, it } from 'vitest';
import { quietDay, quietDayWithFault, scenario, scenarioNames } from '../../../demo/scenarios/scenarios.ts';

const startAtMs = Date.UTC(2026, 0, 5);

describe('scenarios', () => {
  it('a quiet day has 300,000 to 900,000 lines, no restart and no cause', () => {
    const day = quietDay({ seed: 1, startAtMs });
    let lines = 0;
    let warnings = 0;
    for (const record of day.records()) {
      if (record.type === 'log') lines += 1;
      if (record.type === 'event' && record.severity === 'Warning') warnings += 1;
    }
    expect(lines).toBeGreaterThan(300_000);
    expect(lines).toBeLessThan(900_000);
    expect([warnings, day.truth.cause]).toEqual([0, null]);
  });

  it.each(['memory-leak', 'bad-rollout', 'database-outage', 'error-burst', 'silence'] as const)(
    'a day with a %s says what was the matter',
    (fault) => {
      for (const seed of [1, 2, 3]) {
        const { truth } = quietDayWithFault({ seed, startAtMs, fault });
        expect(truth.affected[0]).toBe(truth.cause);
        expect(truth.innocent).not.toContain(truth.cause);
        expect(truth.startsAtMs).toBe(startAtMs + 18 * 3_600_000);
      }
    },
  );

  it('those of the demo begin with a quarter of an hour of history in which nothing happens', () => {
    for (const name of scenarioNames) {
      const told = scenario(name, { seed: 1, startAtMs });
      let lines = 0;
      for (const record of told.records()) {
        if (record.atMs >= startAtMs + told.historyForMs) break;
        if (record.type === 'log') lines += 1;
        expect(record.type).not.toBe('event');
      }
      expect(lines, name).toBeGreaterThan(5_000);
    }
  });

  it('the leak is over within four minutes of going live', () => {
    const { historyForMs, truth } = scenario('leak', { seed: 1, startAtMs });
    expect((truth.endsAtMs ?? 0) - startAtMs - historyForMs).toBeLessThan(240_000);
  });
});
