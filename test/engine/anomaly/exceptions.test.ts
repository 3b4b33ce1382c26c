import { expect, test } from 'vitest';
import { createExceptions } from '../../../engine/anomaly/exceptions.ts';
import { resolveThresholds } from '../../../engine/anomaly/settings.ts';

const pattern = { id: 'a1b2', text: 'Payment <num> declined by issuer' };

test.each([
  ['declined', true],
  ['PAYMENT*issuer', true],
  ['issuer*payment', false],
  ['a1b2', true],
  ['a1b', false],
  ['*', false],
  ['  ', false],
])('the entry "%s" matches: %s', (entry, wanted) => {
  expect(createExceptions([entry], []).isIgnored(pattern)).toBe(wanted);
  expect(createExceptions([], [entry]).isAlwaysReported(pattern)).toBe(wanted);
});

test('an entry made to be slow is not', () => {
  const text = 'a'.repeat(50_000);
  const startedAt = performance.now();
  expect(createExceptions([`${'a*'.repeat(200)}b`], []).isIgnored({ id: 'x', text })).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(8_000);
});

test('thresholds follow the sensitivity, and what is set by itself wins unless it is no number above zero', () => {
  expect(resolveThresholds('low')).toMatchObject({ spikeFactor: 5, zScore: 5, minimumLines: 30 });
  expect(resolveThresholds(undefined, { spikeFactor: 7, zScore: Number.NaN, minimumLines: -1 })).toMatchObject({
    spikeFactor: 7,
    zScore: 3,
    minimumLines: 10,
  });
});
