import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chanceOfAtLeast, chanceOfAtMost } from '../../../cli/analyze/binomial.ts';
import { compare } from '../../../cli/analyze/compare.ts';
import type { Pair } from '../../../cli/analyze/compare.ts';

/** Sums the probabilities themselves. */
function summedTail(least: number, trials: number, chance: number): number {
  let term = (1 - chance) ** trials;
  let tail = 0;
  for (let k = 0; k <= trials; k += 1) {
    if (k >= least) tail += term;
    term *= ((trials - k) / (k + 1)) * (chance / (1 - chance));
  }
  return tail;
}

describe('binomial tails', () => {
  test('are those of the sum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (least, trials, chance) => {
          expect(chanceOfAtLeast(least, trials, chance)).toBeCloseTo(summedTail(least, trials, chance), 10);
          expect(chanceOfAtLeast(least, trials, chance) + chanceOfAtMost(least - 1, trials, chance)).toBeCloseTo(1, 10);
        },
      ),
    );
  });

  test('known values, also far out and for millions', () => {
    expect(chanceOfAtLeast(10, 10, 0.5)).toBeCloseTo(1 / 1_024, 12);
    expect(chanceOfAtLeast(60, 100, 0.5)).toBeCloseTo(0.0284439668, 9);
    expect(chanceOfAtLeast(1_000_000, 2_000_000, 0.5)).toBeCloseTo(0.5 + 0.00028209, 6);
    expect(Math.log10(chanceOfAtLeast(300, 300, 0.1))).toBeCloseTo(-300, 6);
    expect([chanceOfAtLeast(0, 5, 0.3), chanceOfAtLeast(6, 5, 0.3), chanceOfAtLeast(5, 5, 1), chanceOfAtLeast(1, 5, 0)]).toEqual([
      1, 0, 1, 0,
    ]);
  });
});

const kindsOf = (pairs: readonly Pair[]): (string | null)[] =>
  compare(pairs).changes.map((change) => (change === null ? null : `${change.kind}${change.isSignificant ? '' : '?'}`));
const pair = (current: number, baseline: number): Pair => ({ current, baseline });
/** What there is the same of on both sides, at twice the traffic. */
const steady = [pair(200, 100), pair(2_000, 1_010), pair(40, 19), pair(410, 200), pair(5_000, 2_500)];

describe('compare', () => {
  test('twice the traffic is no change of anything', () => {
    expect(compare(steady).scale).toBeCloseTo(2, 1);
    expect(kindsOf(steady)).toEqual([null, null, null, null, null]);
  });

  test('new, gone, more and less are told apart', () => {
    expect(kindsOf([...steady, pair(50, 0), pair(0, 50), pair(300, 20), pair(30, 200)]).slice(5)).toEqual(['new', 'gone', 'more', 'less']);
  });

  test('what is new or gone but rare may be chance, and what is hardly more is no change', () => {
    expect(kindsOf([...steady, pair(1, 0), pair(0, 1), pair(260, 100), pair(9, 2)]).slice(5)).toEqual(['new?', 'gone?', null, null]);
  });

  test('a flood of one pattern makes the others not rarer', () => {
    const { scale, scaledBy } = compare([...steady, pair(1_000_000, 10)]);
    expect([scale, scaledBy]).toEqual([expect.closeTo(2, 1), 6]);
    expect(kindsOf([...steady, pair(1_000_000, 10)])).toEqual([null, null, null, null, null, 'more']);
  });

  test('with too few patterns in both logs the totals are compared', () => {
    expect(compare([pair(100, 50), pair(0, 50)])).toMatchObject({ scale: 1, scaledBy: 0 });
    expect(compare([]).changes).toEqual([]);
    expect(kindsOf([pair(5, 0)])).toEqual(['new?']);
  });

  test('among many patterns that only vary by chance hardly any is called changed', () => {
    // Two draws of 1,000 patterns from the same rates, by a fixed generator.
    let state = 7;
    const draw = (mean: number): number => {
      let count = 0;
      for (let i = 0; i < mean * 10; i += 1) {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        if (state < 2 ** 32 / 10) count += 1;
      }
      return count;
    };
    const pairs = Array.from({ length: 1_000 }, (_, at) => pair(draw(1 + (at % 50)), draw(1 + (at % 50))));
    const found = compare(pairs).changes.filter((change) => change?.isSignificant === true);
    expect(found.length).toBeLessThanOrEqual(1);
  });
});
