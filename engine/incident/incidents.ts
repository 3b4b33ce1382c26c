/** Judgement: observations and anomalies go in, incidents come out. */
import type { Anomaly, Coverage, Incident, IncidentChange, Observation, WorkloadId } from '../domain.ts';
import type { WorkloadActivity } from '../evidence/activity.ts';

export interface IncidentsOptions {
  /** Id of the detector; part of every fingerprint. */
  readonly detector: string;
  readonly seed?: number;
}

export interface TickInput {
  readonly nowMs: number;
  /** The full set of what is active now. */
  readonly anomalies: readonly Anomaly[];
  readonly coverage: (workload: WorkloadId) => Coverage;
  readonly learning: string | null;
  /** The workloads whose logs are read. */
  readonly workloads: readonly WorkloadId[];
}

export interface Incidents {
  observe(observation: Observation): void;
  /** Null where the workload was never seen as an object. */
  activity(workload: WorkloadId): WorkloadActivity | null;
  /** What changed since the last tick; a quiet cluster costs nothing. */
  tick(input: TickInput): readonly IncidentChange[];
  open(): readonly Incident[];
  /** JSON-able; holds no text that was not redacted. */
  snapshot(): unknown;
  /** Takes what `snapshot` gave; anything else starts empty. */
  restore(state: unknown): void;
}

export function createIncidents(options: IncidentsOptions): Incidents {
  void options;
  return { observe: () => {}, activity: () => null, tick: () => [], open: () => [], snapshot: () => ({}), restore: () => {} };
}
