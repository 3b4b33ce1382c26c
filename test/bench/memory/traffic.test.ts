import { expect, test } from 'vitest';
import { runDay } from '../../../bench/memory/traffic.ts';

test('every pattern of every workload is found, and what is usual is learned', () => {
  const engine = runDay({ workloads: 3, patterns: 40, minutes: 30 });
  expect(engine.workloads().map(({ patterns }) => patterns)).toEqual([40, 40, 40]);
  expect(engine.learning()).toBeNull();
});
