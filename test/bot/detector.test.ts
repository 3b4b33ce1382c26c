import { expect, test } from 'vitest';
import type { DetectorSummary } from '../../api/contract.ts';
import { resolveDetector } from '../../bot/detector.ts';

const detectors = (...ids: readonly string[]): readonly DetectorSummary[] => ids.map((id) => ({ id }) as DetectorSummary);

test('where there is but one LogDetector it need not be named; of several it must be', () => {
  expect(resolveDetector(undefined, detectors('shop/shop'))).toEqual({ id: 'shop/shop' });
  expect(resolveDetector(undefined, detectors('shop/shop', 'bank/bank')).id).toBeNull();
  expect(resolveDetector(undefined, []).id).toBeNull();
  expect(resolveDetector('bank', detectors('shop/shop')).id).toBeNull();
});
