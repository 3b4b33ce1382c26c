import { describe, expect, test } from 'vitest';
import type { Anomaly } from '../../../../engine/index.ts';
import { createRandom } from '../../../../engine/math.ts';
import { run, startMs, webService, type Outcome, type Service } from '../../traffic.ts';

const minuteMs = 60_000;
const beginMs = 150 * minuteMs;
const forMs = 180 * minuteMs;

interface World {
  readonly seed: number;
  readonly isBroken: boolean;
}

function pick(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Each error is rare; together they are one line in a hundred. */
function shop(): Service {
  const errors = [
    'card expired',
    'no stock',
    'address refused',
    'voucher unknown',
    'limit passed',
    'parcel lost',
    'quota gone',
    'seat taken',
  ];
  return {
    name: 'cart',
    patterns: [
      { perMinute: 20, level: 'INFO', text: (random) => `order ${pick(random, 1_000, 99_999)} stored` },
      ...errors.map((text) => ({
        perMinute: 0.03,
        level: 'ERROR' as const,
        text: (random: () => number) => `${text} for order ${pick(random, 1_000, 99_999)}`,
      })),
    ],
  };
}

function runErrors({ seed, isBroken }: World): Outcome {
  return run({
    services: [shop()],
    seed,
    forMs,
    rate: (_, pattern, atMs) => (isBroken && atMs >= beginMs && pattern.level === 'ERROR' ? 14 : 1),
  });
}

/** Durations of two patterns and lines of one of eight nodes, a few a minute. */
function runValues({ seed, isBroken }: World, line: (random: () => number, isBad: boolean) => string): Outcome {
  const values = createRandom(seed + 1);
  return run({
    services: [webService('cart', 6)],
    seed,
    forMs,
    extra: (_, atMs, random) => (random() < 0.3 ? [line(values, isBroken && atMs >= beginMs)] : []),
  });
}

const slowed = (random: () => number, isBad: boolean): string =>
  `INFO checkout ${pick(random, 1_000, 9_999)} took ${Math.round(4 * 100 ** random() * (isBad ? 10 : 1))}ms`;
const leaning = (random: () => number, isBad: boolean): string =>
  `INFO shipped parcel ${pick(random, 1_000, 99_999)} node=node-${isBad && random() < 0.8 ? 7 : pick(random, 1, 8)}`;
const personal = (random: () => number, isBad: boolean): string =>
  `INFO shipped parcel ${pick(random, 1_000, 99_999)} user=ann${isBad && random() < 0.8 ? 7 : pick(random, 1, 8)}@example.com`;

function found({ anomalies }: Outcome, kind: Anomaly['kind']): readonly Outcome['anomalies'][number][] {
  return anomalies.filter((anomaly) => anomaly.kind === kind);
}

const contents: readonly Anomaly['kind'][] = ['error-ratio', 'latency', 'value-share'];

describe('errors among the lines', () => {
  test.each([1, 2, 3])('many small errors that grow together are one anomaly within minutes (seed %i)', (seed) => {
    const [anomaly, ...others] = found(runErrors({ seed, isBroken: true }), 'error-ratio');
    expect(others).toEqual([]);
    expect(anomaly?.startedAtMs).toBeGreaterThanOrEqual(startMs + beginMs - 10 * minuteMs);
    expect(anomaly?.foundAfterMs).toBeLessThan(beginMs + 25 * minuteMs);
    expect(anomaly?.reason).toMatch(/^\d+ % of \d+ lines in \d+ (?:s|min) are errors of \d patterns, where [\d.]+ % are usual/);
  });
});

test.each([1, 2, 3])('errors that were many and have stopped are over within minutes, although few were usual (seed %i)', (seed) => {
  const goneMs = beginMs + 25 * minuteMs;
  let lastMs = 0;
  run({
    services: [shop()],
    seed,
    forMs: goneMs + 30 * minuteMs,
    rate: (_, pattern, atMs) => (pattern.level !== 'ERROR' ? 1 : atMs < beginMs ? 0.2 : atMs < goneMs ? 40 : 0),
    each: (_, atMs, anomalies) => {
      if (anomalies.some(({ kind }) => kind === 'error-ratio')) lastMs = atMs;
    },
  });
  expect(lastMs).toBeGreaterThan(beginMs);
  expect(lastMs).toBeLessThan(goneMs + 5 * minuteMs);
});

describe('durations', () => {
  test.each([1, 2, 3])('requests that take ten times as long are found after some twenty of them (seed %i)', (seed) => {
    const [anomaly] = found(runValues({ seed, isBroken: true }, slowed), 'latency');
    expect(anomaly?.foundAfterMs).toBeLessThan(beginMs + 8 * minuteMs);
    expect(anomaly?.template?.text).toContain('checkout');
    expect(anomaly?.reason).toMatch(/took [\d.]+ m?s, \d+ times the usual [\d.]+ ms/);
  });
});

describe('values', () => {
  test.each([1, 2, 3])(
    'a node that most lines come from all at once is named, with what is usual (seed %i)',
    (seed) => {
      const [anomaly] = found(runValues({ seed, isBroken: true }, leaning), 'value-share');
      expect(anomaly?.foundAfterMs).toBeLessThan(beginMs + 10 * minuteMs);
      expect(anomaly?.reason).toMatch(/^\d+ % of its \d+ lines in \d+ (?:s|min) have "node node-7"; 1\d % are usual$/);
    },
    60_000,
  );

  test('a value that redaction masks is never shown', () => {
    const outcome = runValues({ seed: 1, isBroken: true }, personal);
    const [anomaly] = found(outcome, 'value-share');
    expect(anomaly?.reason).toContain('which is masked');
    expect(JSON.stringify(outcome.anomalies)).not.toContain('ann7');
    const saved = outcome.engine.checkpoint().map(({ bytes }) => new TextDecoder().decode(bytes ?? new Uint8Array()));
    expect(saved.join('')).not.toContain('ann7');
  }, 60_000);
});

describe('silence of the detectors', () => {
  test.each([4, 5, 6])(
    'nothing is said of usual traffic (seed %i)',
    (seed) => {
      const outcomes = [
        runErrors({ seed, isBroken: false }),
        runValues({ seed, isBroken: false }, slowed),
        runValues({ seed, isBroken: false }, leaning),
      ];
      expect(outcomes.flatMap((outcome) => contents.flatMap((kind) => found(outcome, kind)))).toEqual([]);
    },
    60_000,
  );

  test('more work with as many errors a line is no anomaly of errors', () => {
    const outcome = run({ services: [shop()], seed: 7, forMs, rate: (_, __, atMs) => (atMs >= beginMs ? 4 : 1) });
    expect(found(outcome, 'error-ratio')).toEqual([]);
  }, 60_000);
});
