import { expect, test } from 'vitest';
import { createLag } from '../../../operator/pipeline/lag.ts';

const startMs = Date.UTC(2026, 0, 5, 10);
const at = (ms: number) => new Date(startMs + ms).toISOString();

test('the age of the newest line that came last says how far behind the reading is, and that it has caught up', () => {
  const lag = createLag();
  const told: number[] = [];
  for (const [nowMs, lineAtMs] of [
    [60_000, 0],
    [61_000, 30_000],
    [70_000, 69_900],
    [80_000, 79_900],
  ] as const) {
    lag.took(at(lineAtMs), startMs + nowMs);
    told.push(lag.ms(startMs + nowMs));
  }
  expect(told).toEqual([60_000, 60_000, 60_000, 100]);
});

test('where nothing comes any more nothing is late, and a line without a time or from a clock that is ahead is not either', () => {
  const lag = createLag();
  lag.took(null, startMs);
  lag.took(at(5_000), startMs);
  expect(lag.ms(startMs)).toBe(0);
  lag.took(at(-90_000), startMs);
  expect([lag.ms(startMs), lag.ms(startMs + 60_000)]).toEqual([90_000, 0]);
});
