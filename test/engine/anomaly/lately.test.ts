import { expect, test } from 'vitest';
import { Baseline } from '../../../engine/anomaly/baseline.ts';
import { createLately, type LatelyInput } from '../../../engine/anomaly/lately.ts';
import { CountWindow } from '../../../engine/anomaly/window.ts';
import { createMiner } from '../../../engine/template/miner.ts';

const base = Date.UTC(2026, 0, 5, 9, 0, 0);
const minute = 60_000;
const perMinute = 12;

/** Two patterns, each a line every five seconds, for an hour. */
function writtenForAnHour() {
  const [window, baseline, miner] = [new CountWindow(), new Baseline(), createMiner()];
  const lines = [perMinute, perMinute];
  for (let atMs = base; atMs < base + 60 * minute; atMs += 5_000) {
    for (const pattern of lines.keys()) window.add(pattern, atMs, atMs);
    if (atMs % minute !== 0) continue;
    const all = { lines: 2 * perMinute, burst: 4 };
    baseline.learn({ atMs, replicas: 1, lines, bursts: [2, 2], all, skip: () => false });
  }
  const input: LatelyInput = { nowMs: base + 60 * minute - 1, window, baseline, replicas: 1, glance: () => miner.glance(0) };
  return { window, baseline, input, lately: createLately() };
}

test('two patterns that turn out to be one are neither a burst of the one nor an end of the other', () => {
  const { window, baseline, input, lately } = writtenForAnHour();
  expect(lately.spans(input)[0]?.lines(0)).toBe(25);
  window.merge(1, 0);
  baseline.merge(1, 0);
  lately.merge(1, 0);
  for (const nowMs of [input.nowMs, input.nowMs + 5_000]) {
    const [span] = lately.spans({ ...input, nowMs });
    const usual = span?.most(0)?.mean ?? 0;
    expect(span?.lines(0)).toBeGreaterThan(40);
    expect(usual).toBeGreaterThan(40);
    expect(span?.lines(1)).toBe(0);
    expect(span?.least(1)).toBeNull();
    expect(span?.shift(0)).toBeCloseTo(1, 6);
  }
});

test('two workloads that have written nothing yet do not hear of each other', () => {
  const [first, other] = [writtenForAnHour(), createLately()];
  const empty = { ...first.input, window: new CountWindow(), baseline: new Baseline() };
  expect(other.spans(empty)[0]?.together.lines).toBe(0);
  first.lately.spans(first.input);
  expect(createLately().spans(empty)[0]?.most(0)).toBeNull();
  expect(other.spans({ ...empty, nowMs: empty.nowMs + 5_000 })[0]?.lines(0)).toBe(0);
});
