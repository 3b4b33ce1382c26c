import { describe, expect, it } from 'vitest';
import { logBeta } from '../../engine/math.ts';

describe('the logarithm of the beta function', () => {
  it('is that of the factorials', () => {
    expect(Math.exp(logBeta(1, 16))).toBeCloseTo(1 / 16, 10);
    expect(Math.exp(logBeta(2, 3))).toBeCloseTo(1 / 12, 10);
    expect(logBeta(1_000, 1)).toBeCloseTo(-Math.log(1_000), 8);
  });
});
