import { describe, expect, test } from 'vitest';
import type { Anomaly } from '../../engine/index.ts';
import { run, startMs, webService, type Outcome, type Run } from './traffic.ts';

const minuteMs = 60_000;
const floodAtMs = 75 * minuteMs;
/** In five seconds; so many are looked at whole. */
const floodLines = 12_000;

const isFlooding = (atMs: number): boolean => atMs >= floodAtMs && atMs < floodAtMs + 40_000;

function words(random: () => number): string {
  return Array.from({ length: 4 }, () => String.fromCharCode(...Array.from({ length: 6 }, () => 97 + Math.floor(random() * 26)))).join(' ');
}

/** One service floods; the other has an error burst in the middle of it. */
function shop(flood: (random: () => number, line: number) => string, isFlooded = true, each?: Run['each']): Outcome {
  return run({
    services: [webService('noisy', 6), webService('calm', 6)],
    seed: 5,
    forMs: floodAtMs + 2 * minuteMs,
    extra({ name }, atMs, random) {
      if (name === 'noisy')
        return isFlooded && isFlooding(atMs) ? Array.from({ length: floodLines }, (_, line) => flood(random, line)) : [];
      return atMs >= floodAtMs + 20_000 ? Array.from({ length: 8 }, () => 'ERROR cannot write order to disk') : [];
    },
    ...(each ? { each } : {}),
  });
}

const ofFlood = (anomalies: readonly Anomaly[]): Anomaly | undefined => anomalies.find(({ kind }) => kind === 'log-bomb');

describe('a workload that floods', () => {
  let patterns = 0;
  let flooded: Anomaly | undefined;
  const outcome = shop(
    (random) => `DEBUG token=hunter2hunter2 dump ${words(random)}`,
    true,
    (engine, _, anomalies) => {
      patterns = Math.max(patterns, engine.workloads().find(({ workload }) => workload.endsWith('noisy'))?.patterns ?? 0);
      flooded = ofFlood(anomalies) ?? flooded;
    },
  );
  const quiet = shop(() => '', false);

  test('is told, with some of its lines, redacted', () => {
    expect(flooded?.samples?.length).toBeGreaterThan(5);
    expect(flooded?.samples?.length).toBeLessThanOrEqual(20);
    expect(flooded?.samples?.some((line) => line.includes('dump'))).toBe(true);
    expect(JSON.stringify(flooded)).not.toContain('hunter2');
  });

  test('is counted about as it wrote, though few of its lines are looked at, and every line is accounted for', () => {
    const window = { fromMs: startMs + floodAtMs, toMs: startMs + floodAtMs + 2 * minuteMs };
    const told = outcome.engine.patterns({ ...window, workload: 'shop/deployment/noisy' });
    const lines = told.reduce((sum, { count }) => sum + count, 0);
    expect(lines / (8 * floodLines)).toBeGreaterThan(0.95);
    expect(lines / (8 * floodLines)).toBeLessThan(1.05);
    expect(told.reduce((sum, { template }) => sum + template.count, 0)).toBeLessThan(0.75 * 8 * floodLines);
    const coverage = outcome.engine.workloads().find(({ workload }) => workload.endsWith('noisy'))?.coverage;
    expect(coverage).toMatchObject({ linesDropped: 0 });
    expect(coverage?.linesSeen).toBeGreaterThan(8 * floodLines);
  });

  test('takes no memory without end', () => {
    expect(patterns).toBeLessThan(5_000);
    expect(outcome.engine.checkpoint().reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0)).toBeLessThan(8_000_000);
  });

  test('harms no other: its neighbour is judged as without it, at the same second', () => {
    const of = ({ anomalies }: Outcome) =>
      anomalies.filter(({ workload }) => workload.endsWith('calm')).map(({ kind, foundAfterMs }) => [kind, foundAfterMs]);
    expect(of(outcome).length).toBeGreaterThan(0);
    expect(of(outcome)).toEqual(of(quiet));
  });
});

test('errors in a flood of chatter are all looked at', () => {
  let errors = 0;
  shop(
    (_, line) => (line % 4_000 === 0 ? 'ERROR cannot reach the ledger' : 'DEBUG waiting for a free slot'),
    true,
    (engine, atMs) => {
      if (atMs !== floodAtMs + minuteMs) return;
      const window = { fromMs: startMs + floodAtMs, toMs: startMs + atMs };
      errors = engine.patterns(window).find(({ template }) => template.text.includes('ledger'))?.count ?? 0;
    },
  );
  expect(errors).toBe((8 * floodLines) / 4_000);
}, 60_000);
