import { expect, test } from 'vitest';
import { binsOf, calibrationError } from '../../../bench/judgement/reliability.ts';

test('what is right as often as it is said to be has no error of calibration', () => {
  const told = Array.from({ length: 10 }, (_, i) => ({ score: 0.9, right: i > 0 }));
  const bins = binsOf([...told, { score: null, right: false }]);
  expect(bins).toEqual([{ from: 0.9, count: 10, right: 9, said: expect.closeTo(0.9) }]);
  expect(calibrationError(bins)).toBeCloseTo(0);
});

test('what is said surely and is wrong shows in its own bin', () => {
  const bins = binsOf([
    { score: 0.95, right: false },
    { score: 0.55, right: true },
  ]);
  expect(bins.map(({ from, right }) => [from, right])).toEqual([
    [0.5, 1],
    [0.9, 0],
  ]);
  expect(calibrationError(bins)).toBeCloseTo((0.45 + 0.95) / 2);
});
