/** Which workload's errors complain of whom outside of the cluster, unusual or not: that several do says more than how loudly one does. */
import type { WorkloadId } from '../../domain.ts';
import type { Outsider } from './outside.ts';
import { outsidersOf } from './outside.ts';

export interface Complaint extends Outsider {
  readonly sinceAtMs: number;
  readonly lastAtMs: number;
  /** The first line that complained. */
  readonly text: string;
}

export interface Complaints {
  /** An error line. */
  hear(workload: WorkloadId, text: string, atMs: number): void;
  of(workload: WorkloadId): readonly Complaint[];
  /** Forgets what is over. */
  settle(nowMs: number): void;
}

const mostWorkloads = 500;
const mostHosts = 8;
const longestText = 600;
const lastsForMs = 60 * 60_000;

export function createComplaints(): Complaints {
  const byWorkload = new Map<WorkloadId, Map<string, Complaint>>();
  return {
    hear(workload, text, atMs) {
      for (const { host, hasFailed } of outsidersOf(text)) {
        const known = byWorkload.get(workload) ?? new Map<string, Complaint>();
        const before = known.get(host);
        if ((before === undefined && known.size >= mostHosts) || (known.size === 0 && byWorkload.size >= mostWorkloads)) continue;
        byWorkload.set(workload, known);
        const first = before ?? { sinceAtMs: atMs, text: text.slice(0, longestText), hasFailed };
        known.set(host, { ...first, host, hasFailed: hasFailed || first.hasFailed, lastAtMs: atMs });
      }
    },
    of: (workload) => [...(byWorkload.get(workload)?.values() ?? [])],
    settle(nowMs) {
      for (const [workload, hosts] of byWorkload) {
        for (const [host, { lastAtMs }] of hosts) if (nowMs - lastAtMs > lastsForMs) hosts.delete(host);
        if (hosts.size === 0) byWorkload.delete(workload);
      }
    },
  };
}
