/** Which steps the requests of each workload break of late, as the detector of sequences is told it. */
import type { BrokenStep } from '../../anomaly/content/steps.ts';
import type { WorkloadId } from '../../domain.ts';
import { groupBy } from '../../math.ts';
import type { Journeys } from './journeys.ts';
import type { Missing } from './missing.ts';

export type BrokenSteps = ReadonlyMap<WorkloadId, readonly BrokenStep[]>;

export function brokenSteps(journeys: Pick<Journeys, 'missing' | 'swapped'>, nowMs: number): BrokenSteps {
  const missing = journeys.missing(nowMs).map((one) => [one, one.isRepeat ? 'fewer' : 'missing'] as const);
  const swapped = journeys.swapped(nowMs).map((one) => [one, 'swapped'] as const);
  const all = [...missing, ...swapped];
  if (all.length === 0) return none;
  const byWorkload = groupBy(all, ([{ workload }]) => workload);
  return new Map([...byWorkload].map(([workload, steps]) => [workload, steps.map(([one, how]) => brokenStep(one, how))]));
}

const none: BrokenSteps = new Map();

function brokenStep({ form, beside, missed, tried, usual, kept, nats, sinceAtMs }: Missing, how: BrokenStep['how']): BrokenStep {
  return { form, beside: beside.form, how, missed, tried, usual, kept, nats, sinceAtMs };
}
