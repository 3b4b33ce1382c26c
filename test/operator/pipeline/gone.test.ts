import { expect, test } from 'vitest';
import { findGone } from '../../../operator/pipeline/gone.ts';

const nowMs = Date.UTC(2026, 0, 20);
const day = 86_400_000;
const quietFor = (workload: string, days: number) => ({ workload, lastLineAtMs: nowMs - days * day });
const nobody = () => false;

test('a workload without a pod is kept for longer than a week, and then forgotten', () => {
  expect(findGone([quietFor('shop/cronjob/weekly', 7), quietFor('shop/job/old', 9)], nobody, nowMs)).toEqual(['shop/job/old']);
});

test('one that has a pod or fails is kept, however quiet', () => {
  const isNeeded = (workload: string) => workload === 'shop/deployment/quiet';
  expect(findGone([quietFor('shop/deployment/quiet', 400), quietFor('shop/job/old', 400)], isNeeded, nowMs)).toEqual(['shop/job/old']);
});

test('of too many the longest quiet go, those that never wrote first', () => {
  const runs = Array.from({ length: 503 }, (_, run) => ({ workload: `shop/job/${run}`, lastLineAtMs: run === 7 ? null : nowMs - run }));
  expect(findGone(runs, nobody, nowMs)).toEqual(['shop/job/7', 'shop/job/502', 'shop/job/501']);
});
