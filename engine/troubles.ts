/** Which workloads are part of an incident, and since when: what they write meanwhile is never learned as usual. */
import type { Incident, WorkloadId } from './domain.ts';

export interface Trouble {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  /** `incident inc-4f7a2c`. */
  readonly reason: string;
}

export interface Troubles {
  follow(open: readonly Incident[], nowMs: number): void;
  of(workload: WorkloadId): Trouble | null;
  forget(workload: WorkloadId): void;
  snapshot(): readonly (readonly [WorkloadId, Trouble])[];
  restore(state: readonly (readonly [WorkloadId, Trouble])[]): void;
}

/** What has been broken for a day, or since before the watching began, is how it is; else nothing would ever be learned. */
const longestMs = 86_400_000;
/** Minutes are learned at most this long after they ended. */
const rememberMs = 900_000;

export function createTroubles(): Troubles {
  const troubles = new Map<WorkloadId, Trouble>();
  return {
    follow(open, nowMs) {
      for (const incident of open) {
        if (incident.preexisting || nowMs - incident.openedAtMs > longestMs) continue;
        const reason = `incident ${incident.id}`;
        for (const workload of workloadsOf(incident)) {
          const before = troubles.get(workload);
          const fromAtMs = before?.reason === reason ? before.fromAtMs : incident.openedAtMs;
          troubles.set(workload, { fromAtMs, toAtMs: nowMs, reason });
        }
      }
      for (const [workload, { toAtMs }] of troubles) if (Math.abs(nowMs - toAtMs) > rememberMs) troubles.delete(workload);
    },
    of: (workload) => troubles.get(workload) ?? null,
    forget: (workload) => void troubles.delete(workload),
    snapshot: () => [...troubles],
    restore(state) {
      troubles.clear();
      for (const [workload, trouble] of state) troubles.set(workload, trouble);
    },
  };
}

function workloadsOf(incident: Incident): Set<WorkloadId> {
  const causes = incident.causes.slice(0, 1).map(({ workload }) => workload);
  const named = [...incident.affected, ...incident.anomalies].map(({ workload }) => workload);
  return new Set([...named, ...causes].filter((workload) => workload !== null));
}
