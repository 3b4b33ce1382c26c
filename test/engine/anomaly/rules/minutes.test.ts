/** What short windows cannot see: recall and silence of the rules that look at minutes, on generated traffic. */
import { describe, expect, test } from 'vitest';
import { run, webService, type Outcome, type Run, type Service } from '../../traffic.ts';

const minute = 60_000;
const hour = 60 * minute;
const faultMs = 2.5 * hour;
const seeds = [1, 2];

/** A quarter of an hour of it, after hours that teach what is usual; `busy` lines of its main pattern a minute. */
function runFault(seed: number, fault: Partial<Run>, service: Service = webService('web', 12)): Outcome {
  return run({ services: [service], seed, forMs: faultMs + 15 * minute, ...fault });
}

function isOn(atMs: number): boolean {
  return atMs >= faultMs;
}

/** `kind after minutes`, by kind the first. */
function foundAfter({ anomalies }: Outcome): Map<string, number> {
  const found = new Map<string, number>();
  for (const { kind, foundAfterMs } of anomalies) found.set(kind, Math.min(found.get(kind) ?? Infinity, (foundAfterMs - faultMs) / minute));
  return found;
}

describe('four errors a minute where two an hour are usual', () => {
  test('are a spike within minutes, though they fill no short window', () => {
    for (const seed of seeds) {
      const service: Service = {
        name: 'web',
        patterns: [
          ...webService('web', 12).patterns,
          { perMinute: 1 / 30, level: 'ERROR', text: () => 'ledger export failed: duplicate key' },
        ],
      };
      const outcome = runFault(seed, { rate: (_, { perMinute }, atMs) => (perMinute < 0.1 && isOn(atMs) ? 120 : 1) }, service);
      const after = foundAfter(outcome).get('spike');
      expect(after).toBeGreaterThan(0);
      expect(after).toBeLessThan(6);
      expect(outcome.anomalies.every(({ foundAfterMs }) => foundAfterMs > faultMs)).toBe(true);
    }
  });
});

describe('a pattern that grows from stretch to stretch', () => {
  test('is nothing when all grow with it', () => {
    const rate: Run['rate'] = (_, __, atMs) => (isOn(atMs) ? 1 + (1.3 * (atMs - faultMs)) / (30 * minute) : 1);
    for (const seed of seeds) expect(runFault(seed, { forMs: faultMs + 30 * minute, rate }).anomalies).toEqual([]);
  });
});

describe('a warning that comes eight at a time', () => {
  test('rises by itself now and then, and that is no trend', () => {
    const warning = { perMinute: 0, level: 'WARN', text: () => 'cache of prices is slow, again' } as const;
    const { anomalies } = run({
      services: [{ name: 'web', patterns: [...webService('web', 12).patterns, warning] }],
      seed: 1,
      forMs: 30 * hour,
      extra: (_, __, random) => (random() < 1 / 120 ? Array.from({ length: 8 }, () => 'WARN cache of prices is slow, again') : []),
    });
    expect(anomalies.filter(({ kind, foundAfterMs }) => kind === 'trend' && foundAfterMs > 16 * hour)).toEqual([]);
  });
});

describe('a pattern of no warnings that grows from stretch to stretch', () => {
  const beganMs = 11 * hour;
  const steps = [5, 7, 10, 14, 20, 30, 50];
  const grown = (atMs: number): number => (steps[Math.floor((atMs - beganMs) / (5 * minute))] ?? 5) / 5;
  const service = webService('web', 6);

  test('is a trend before the thirtieth minute while the others stay, and opens no incident', () => {
    for (const seed of seeds) {
      const rate: Run['rate'] = (_, { level, perMinute }, atMs) => (level === 'INFO' && perMinute === 2 ? grown(atMs) : 1);
      const { anomalies, incidents } = run({ services: [service], seed, forMs: beganMs + 30 * minute, rate });
      const [first] = anomalies;
      expect(first).toMatchObject({ kind: 'trend', template: { level: 'info' } });
      expect(first?.foundAfterMs).toBeLessThan(beganMs + 26 * minute);
      expect(incidents).toEqual([]);
    }
  });

  test('is nothing while the others grow half as much', () => {
    const rate: Run['rate'] = (_, { level, perMinute }, atMs) => {
      if (level !== 'INFO') return 1;
      return perMinute === 2 ? grown(atMs) : (grown(atMs) + 1) / 2;
    };
    const { anomalies } = run({ services: [service], seed: 1, forMs: beganMs + 25 * minute, rate });
    expect(anomalies.filter(({ kind }) => kind === 'trend')).toEqual([]);
  });
});

describe('a pattern that nearly stops', () => {
  test('is a drop while the rest goes on, and it ends when the lines are back', () => {
    for (const seed of seeds) {
      const outcome = runFault(seed, { rate: (_, { perMinute }, atMs) => (perMinute === 12 && isOn(atMs) ? 0.1 : 1) });
      const after = foundAfter(outcome).get('drop');
      expect(after).toBeLessThan(6);
      expect(outcome.anomalies.map(({ kind, template }) => `${kind} ${template?.level}`)).toEqual(['drop info']);
    }
  });

  test('is a drop within nine minutes where it writes four lines a minute', () => {
    for (const seed of seeds) {
      const outcome = runFault(seed, { rate: (_, { perMinute }, atMs) => (perMinute === 4 && isOn(atMs) ? 0.08 : 1) });
      expect(foundAfter(outcome).get('drop')).toBeLessThan(9.5);
    }
  });

  test('is nothing where its whole workload has half of the work', () => {
    for (const seed of seeds) expect(runFault(seed, { rate: (_, __, atMs) => (isOn(atMs) ? 0.5 : 1) }).anomalies).toEqual([]);
  });

  test('opens no incident', () => {
    expect(runFault(1, { rate: (_, { perMinute }, atMs) => (perMinute === 12 && isOn(atMs) ? 0 : 1) }).incidents).toEqual([]);
  });

  test('is nothing after a release: new pods write other lines', () => {
    for (const seed of seeds) {
      const { anomalies } = runFault(seed, {
        pods: (_, atMs) => [isOn(atMs) ? 'web-new' : 'web-old'],
        rate: (_, { perMinute }, atMs) => (perMinute === 12 && isOn(atMs) ? 0 : 1),
      });
      expect(anomalies).toEqual([]);
    }
  });
});

describe('a whole workload', () => {
  test('that writes a tenth has dropped', () => {
    for (const seed of seeds) {
      const outcome = runFault(seed, { rate: (_, __, atMs) => (isOn(atMs) ? 0.1 : 1) });
      expect(foundAfter(outcome).get('drop')).toBeLessThan(8);
      expect(outcome.anomalies.every(({ template }) => template === null)).toBe(true);
      expect(outcome.incidents).toEqual([]);
    }
  });

  test('that writes six times as much has shifted', () => {
    for (const seed of seeds) {
      const outcome = runFault(seed, { rate: (_, __, atMs) => (isOn(atMs) ? 6 : 1) });
      expect(foundAfter(outcome).get('level-shift')).toBeLessThan(6);
    }
  });

  test('that bursts for a minute has not', () => {
    for (const seed of seeds) {
      const isBurst = (atMs: number): boolean => isOn(atMs) && atMs < faultMs + 1.2 * minute;
      const outcome = runFault(seed, { rate: (_, __, atMs) => (isBurst(atMs) ? 6 : 1) });
      expect(foundAfter(outcome).get('level-shift')).toBeUndefined();
    }
  });

  test('whose traffic doubles for a while has not', () => {
    for (const seed of seeds) expect(runFault(seed, { rate: (_, __, atMs) => (isOn(atMs) ? 2 : 1) }).anomalies).toEqual([]);
  });

  test('that is flooded by what it never wrote is flooded within seconds', () => {
    for (const seed of seeds) {
      const words = 'alpha kilo tango sierra bravo echo victor zulu'.split(' ');
      const outcome = runFault(seed, {
        extra: (_, atMs, random) =>
          isOn(atMs)
            ? Array.from(
                { length: 150 },
                () => `DEBUG dump ${words[Math.floor(random() * 8)]} ${words[Math.floor(random() * 8)]} ${random()}`,
              )
            : [],
      });
      expect(foundAfter(outcome).get('log-bomb')).toBeLessThan(0.5);
    }
  });

  test('that always writes is silent within a minute, not within five', () => {
    const service = webService('web', 30);
    const silentMs = 6.2 * hour;
    const { anomalies } = run({
      services: [service],
      seed: 4,
      forMs: silentMs + 2 * minute,
      rate: (_, __, atMs) => (atMs >= silentMs ? 0 : 1),
    });
    const [silence] = anomalies;
    expect(silence?.kind).toBe('silence');
    expect((silence?.foundAfterMs ?? Infinity) - silentMs).toBeLessThan(minute);
  });
});
