import type { WorkloadId } from '../../domain.ts';
import { grouped, percent, type Symptom } from '../finding.ts';

/** The largest pattern of a workload in the last hour, and all its records. */
export interface Largest {
  readonly workload: WorkloadId;
  readonly records: number;
  readonly count: number;
  readonly text: string;
}

/** One statement of a quiet service may well be most of its lines; it is a cost only where there are many: a thousand a minute. */
const leastRecords = 60_000;
const leastShare = 0.3;

/** One pattern is more than 30 % of all lines of a detector. Its workload, and the symptom. */
export function findDominantPattern(all: readonly Largest[]): (Symptom & { readonly workload: WorkloadId }) | null {
  const records = all.reduce((sum, one) => sum + one.records, 0);
  const [most] = all.toSorted((a, b) => b.count - a.count);
  if (most === undefined || records < leastRecords || most.count < leastShare * records) return null;
  const share = most.count / records;
  return {
    kind: 'dominant-pattern',
    workload: most.workload,
    evidence: `${percent(share)} of the ${grouped(records)} records of the last hour, of all workloads together, are "${most.text.slice(0, 120)}"`,
    figures: { records, count: most.count, share },
    remedy: 'Log it once for many, or at a level that is off; where it is needed as it is, nothing else is wrong.',
  };
}
