import { expect, test } from 'vitest';
import { tables, totals } from '../../../bench/peers/tables.ts';

const file = { kind: 'raw' as const, bytes: 1_000, refused: { ours: 0, other: 0 } };

test('a total is all lines by all seconds, not the mean of the speeds', () => {
  const raced = [
    { ...file, file: 'a', lines: 100, linesPerSecond: { ours: 100, other: 50 } },
    { ...file, file: 'b', lines: 300, linesPerSecond: { ours: 100, other: 300 } },
  ];
  expect(totals(raced)).toEqual([{ kind: 'raw', linesPerSecond: { ours: 100, other: 400 / 3 } }]);
});

test('who gave most lines no pattern has no speed', () => {
  const raced = [{ ...file, file: 'a', lines: 100, linesPerSecond: { ours: 100, other: 9_999 }, refused: { ours: 0, other: 0.98 } }];
  expect(totals(raced)).toEqual([{ kind: 'raw', linesPerSecond: { ours: 100 } }]);
  const contestants = ['ours', 'other'].map((name) => ({ name, what: '' }));
  const text = tables({ contestants, skipped: ['third: skipped, needs go'], rounds: 3, raced, flooded: [], scores: [] }).join('\n');
  expect(text).toContain('refuses 98 %');
  expect(text).not.toContain('9,999');
  expect(text).toContain('third: skipped, needs go');
});
