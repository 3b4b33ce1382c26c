/** What one workload is told at a tick. */
import type { BrokenStep } from './anomaly/content/steps.ts';
import type { Exceptions } from './anomaly/exceptions.ts';
import type { Thresholds } from './anomaly/settings.ts';
import type { ServedBaseline } from './anomaly/subjects.ts';
import type { WorkloadActivity } from './evidence/activity.ts';

export interface TickContext {
  readonly nowMs: number;
  readonly thresholds: Thresholds;
  readonly exceptions: Exceptions;
  readonly served: ServedBaseline | null;
  readonly activity: WorkloadActivity | null;
  /** The incident this workload is part of or was just part of. */
  readonly incident: { readonly fromAtMs: number; readonly toAtMs: number; readonly reason: string } | null;
  /** What its requests lack of late, or have out of order. */
  steps(this: void): readonly BrokenStep[];
  /** So many workloads are quiet at once that the reading is more likely broken. */
  readonly isBlind: boolean;
}
