import { expect, test } from 'vitest';
import { minuteMs, startAtMs } from '../../../bench/traffic/calendar.ts';
import { drawRoster } from '../../../bench/traffic/roster.ts';
import { createSigma } from '../../../bench/traffic/sigma.ts';

const roster = drawRoster({ seed: 1, services: 10, days: 2 }).slice(0, 1);
const statements = roster[0]?.statements.length ?? 0;

test('what stays as it is raises nothing, ten times as much is too many, and a stop too few', () => {
  expect(whatOf(() => 10)).toEqual([]);
  expect(new Set(whatOf((minute) => (minute === 1_500 ? 100 : 10)))).toEqual(new Set(['too many']));
  expect(new Set(whatOf((minute) => (minute >= 1_500 ? 0 : 10)))).toEqual(new Set(['too few']));
});

test('in its first day it only learns', () => {
  expect(whatOf((minute) => (minute === 1_000 ? 100 : 10))).toEqual([]);
});

/** The first statement writes so many lines, give or take one, for more than a day. */
function whatOf(lines: (minute: number) => number): readonly string[] {
  const sigma = createSigma(roster);
  for (let minute = 1; minute <= 1_510; minute += 1) {
    const counts = new Uint32Array(statements);
    counts[0] = Math.max(0, lines(minute) + (lines(minute) === 0 ? 0 : (minute % 3) - 1));
    sigma.counted(startAtMs + minute * minuteMs, 0, counts);
  }
  return sigma.alarms.map(({ what }) => what);
}
