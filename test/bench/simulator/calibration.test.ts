import { expect, test } from 'vitest';
import { calibrationOf } from '../../../bench/simulator/calibration.ts';

test('causes are counted by how surely they were told; who told none is in no bin', () => {
  const outcomes = [
    { lastWord: 'node of node/n1 (0.92)', isLastRight: true },
    { lastWord: 'node of node/n2 (0.98)', isLastRight: false },
    { lastWord: 'errors of shop/cart (0.55)', isLastRight: true },
    { lastWord: 'none', isLastRight: false },
    { lastWord: null, isLastRight: false },
  ];
  expect(calibrationOf(outcomes)).toEqual([
    { from: 0.5, cases: 1, right: 1, said: 0.55 },
    { from: 0.9, cases: 2, right: 1, said: expect.closeTo(0.95) },
  ]);
});
