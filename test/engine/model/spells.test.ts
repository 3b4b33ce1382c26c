import { expect, test } from 'vitest';
import { joinAlarms } from '../../../engine/model/spells.ts';

const alarm = (minute: number, pattern: string, lines: number) => ({
  workload: 'shop/deployment/web',
  pattern,
  text: 'text',
  level: 'error' as const,
  atMs: minute * 60_000,
  lines,
  expected: 1,
});

test('minutes with a short pause are one alarm, with the most lines; a longer pause begins another, and so does another pattern', () => {
  const spells = joinAlarms([alarm(7, 'a', 30), alarm(1, 'a', 20), alarm(2, 'a', 50), alarm(2, 'b', 9), alarm(30, 'a', 11)]);
  expect(spells.map(({ pattern, fromAtMs, toAtMs, lines }) => [pattern, fromAtMs / 60_000, toAtMs / 60_000, lines])).toEqual([
    ['a', 1, 8, 50],
    ['b', 2, 3, 9],
    ['a', 30, 31, 11],
  ]);
});
