import { describe, expect, test } from 'vitest';
import { judgeQuality } from '../../../engine/template/quality.ts';
import type { CountedText } from '../../../engine/template/quality.ts';

/** So many patterns of so many records each. */
function patterns(count: number, records: number, text: (i: number) => string): readonly CountedText[] {
  return Array.from({ length: count }, (_, i) => ({ index: i + 1, text: text(i), count: records }));
}

const words = 'alpha beta gamma delta epsilon zeta eta theta'.split(' ');
const word = (i: number): string => words[i % words.length] ?? '';

describe('the quality of patterns', () => {
  test('a service of some statements clusters well, also when one of them is nearly all of it', () => {
    expect(judgeQuality(patterns(50, 40, (i) => `request ${i} served`))).toMatchObject({ verdict: 'good', reason: null, sentence: null });
    const beats = [...patterns(1, 5_000, () => 'heartbeat of the node'), ...patterns(5, 3, (i) => `step ${word(i)} done`)];
    expect(judgeQuality(beats)).toMatchObject({ verdict: 'good', largest: expect.closeTo(0.997) });
  });

  test('the few statements of a start, each said once, are what any service has', () => {
    const start = [...patterns(10, 19, (i) => `step ${word(i)} done`), ...patterns(25, 1, (i) => `started part ${i}`)];
    expect(judgeQuality(start)).toMatchObject({ records: 215, verdict: 'good' });
  });

  test('of few records nobody can say', () => {
    expect(judgeQuality(patterns(100, 1, (i) => `a${i}`))).toMatchObject({ verdict: 'unknown', sentence: null });
    expect(judgeQuality([])).toMatchObject({ verdict: 'unknown', records: 0, overflow: 0 });
  });

  test.each([
    ['free-text', patterns(4_100, 1, (i) => `I ${word(i)} think that ${word(i + 1)} is ${i}`)],
    ['multi-line', patterns(400, 1, (i) => `at com.example.${word(i)}(Main:${i})`)],
    ['multi-line', patterns(400, 1, (i) => `"${word(i)}": <num>,`)],
    ['binary', patterns(400, 1, (i) => `\uFFFD\u0001${word(i)}`)],
    ['values-only', patterns(3, 200, () => '<num> <hex> <ip>')],
    ['many-forms', patterns(400, 1, (i) => `${word(i)}-${i}`)],
  ] as const)('says %s where that is the likely reason', (reason, counted) => {
    const quality = judgeQuality(counted);
    expect(quality).toMatchObject({ verdict: 'poor', reason });
    expect(quality.sentence).toMatch(/^does not cluster well: .* patterns from .* records; likely reason: .*; .*/);
  });

  test('counts are written so that a person can read them', () => {
    const counted = [...patterns(4_100, 1, (i) => `form ${i}`), { index: 0, text: 'overflow', count: 900 }];
    expect(judgeQuality(counted).sentence).toContain('4,100 patterns from 5,000 records and 18 % of them without room');
  });
});
