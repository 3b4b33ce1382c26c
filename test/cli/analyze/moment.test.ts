import { describe, expect, test } from 'vitest';
import { parseMoment } from '../../../cli/analyze/moment.ts';

const NOW = Date.UTC(2026, 0, 2, 12);
const read = (text: string): string | null => {
  const atMs = parseMoment(text, NOW);
  return atMs === null ? null : new Date(atMs).toISOString();
};

describe('parseMoment', () => {
  test('reads RFC 3339, and what leaves out seconds, clock or zone', () => {
    expect(read('2026-01-02T03:04:05Z')).toBe('2026-01-02T03:04:05.000Z');
    expect(read('2026-01-02T03:04:05.678+02:00')).toBe('2026-01-02T01:04:05.678Z');
    expect(read('2026-01-02 03:04')).toBe('2026-01-02T03:04:00.000Z');
    expect(read('2026-01-02')).toBe('2026-01-02T00:00:00.000Z');
  });

  test('reads how long ago', () => {
    expect(['90s', '30m', '30min', '2h', '1.5h', '1d', '1w'].map(read)).toEqual([
      '2026-01-02T11:58:30.000Z',
      '2026-01-02T11:30:00.000Z',
      '2026-01-02T11:30:00.000Z',
      '2026-01-02T10:00:00.000Z',
      '2026-01-02T10:30:00.000Z',
      '2026-01-01T12:00:00.000Z',
      '2025-12-26T12:00:00.000Z',
    ]);
  });

  test('anything else is no moment', () => {
    expect(['', 'yesterday', '2x', '12:30', '2026-13-45', '2026-01-02T99:00:00Z', '-2h', '5'].map(read)).toEqual(
      Array.from({ length: 8 }, () => null),
    );
  });
});
