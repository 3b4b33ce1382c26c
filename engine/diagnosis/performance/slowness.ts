/** Who became slow, and whose slowness is their own: a caller is as slow as whom it waits for. */
import type { WorkloadId } from '../../domain.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import type { HypothesisEvidence } from '../hypothesis.ts';
import type { Shift } from './shift.ts';
import { beganAtMs, measuredAlerts, seriesOwners, shiftOf } from './shift.ts';

export interface Slow {
  readonly workload: WorkloadId;
  /** Null where only an alert says so. */
  readonly latency: Shift | null;
  /** Whom it calls is not slow. */
  readonly isRoot: boolean;
  /** What it became slower by, beyond what it waits for; 0 where it was not measured. */
  readonly ownMs: number;
  readonly evidence: HypothesisEvidence;
}

const latencyName = /latency|response.?time|duration/i;
const slowAlert = /latency|slow|response.?time|duration/i;
/** Half as slow again is an afternoon; three times is trouble. */
const slowRatio = 3;
const slowByMs = 20;

/** By the lowest quantile that shows it: the higher ones are moved by a few requests. Slowest by itself first. */
export function slowWorkloads(cluster: ClusterState): readonly Slow[] {
  for (const shifts of latenciesByQuantile(cluster)) {
    const slow = measured(shifts, cluster);
    if (slow.length > 0) return slow;
  }
  return told(cluster);
}

/** Who calls it, directly or by others. */
export function waitingFor(workload: WorkloadId, cluster: ClusterState): ReadonlySet<WorkloadId> {
  const callers = new Map<WorkloadId, WorkloadId[]>();
  for (const { from, to } of cluster.edges()) callers.set(to, [...(callers.get(to) ?? []), from]);
  const waiting = new Set(callers.get(workload));
  for (const next of waiting) for (const caller of callers.get(next) ?? []) waiting.add(caller);
  waiting.delete(workload);
  return waiting;
}

function latenciesByQuantile(cluster: ClusterState): readonly ReadonlyMap<WorkloadId, Shift>[] {
  const [since, ownerOf] = [beganAtMs(cluster), seriesOwners(cluster)];
  const byName = new Map<string, Map<WorkloadId, Shift>>();
  for (const series of cluster.metrics()) {
    if (!latencyName.test(series.name) || series.node !== null) continue;
    const [workload, shift] = [ownerOf(series), shiftOf(series, since)];
    if (workload === null || shift === null) continue;
    const shifts = byName.get(series.name) ?? new Map<WorkloadId, Shift>();
    const known = shifts.get(workload);
    if (known === undefined || shift.now > known.now) shifts.set(workload, shift);
    byName.set(series.name, shifts);
  }
  return [...byName].toSorted(([a], [b]) => quantileIn(a) - quantileIn(b) || (a < b ? -1 : 1)).map(([, shifts]) => shifts);
}

/** `latencyP95` and `duration_p99_ms`; a mean stands with the median. */
function quantileIn(name: string): number {
  return Number(/(?:p|quantile|_)(\d{2})/i.exec(name)?.[1] ?? 50);
}

function measured(shifts: ReadonlyMap<WorkloadId, Shift>, cluster: ClusterState): readonly Slow[] {
  const slow = new Map([...shifts].filter(([, { before, now }]) => before > 0 && now >= slowRatio * before && now - before >= slowByMs));
  return [...slow]
    .map(([workload, latency]): Slow => {
      const awaited = cluster.calleesOf(workload).flatMap((callee) => (callee === workload ? [] : (shifts.get(callee) ?? [])));
      const [waitsNow, waitedBefore] = [Math.max(0, ...awaited.map(({ now }) => now)), Math.max(0, ...awaited.map(({ before }) => before))];
      const ownMs = Math.max(0, latency.now - waitsNow) - Math.max(0, latency.before - waitedBefore);
      const text = `${parseWorkloadId(workload).name} answers in ${rounded(latency.now)} ms, where ${rounded(latency.before)} ms were usual`;
      return { workload, latency, isRoot: !callsSlow(workload, slow, cluster), ownMs, evidence: { atMs: cluster.nowMs, text } };
    })
    .toSorted((a, b) => Number(b.isRoot) - Number(a.isRoot) || b.ownMs - a.ownMs || (a.workload < b.workload ? -1 : 1));
}

function told(cluster: ClusterState): readonly Slow[] {
  const alerts = measuredAlerts(cluster).filter(({ name, summary, workload }) => workload !== null && slowAlert.test(`${name} ${summary}`));
  const slow = new Map(
    alerts.flatMap((alert) =>
      cluster
        .workloads()
        .filter((workload) => parseWorkloadId(workload).name === alert.workload)
        .map((workload) => [workload, alert] as const),
    ),
  );
  return [...slow]
    .map(([workload, { atMs, name, summary }]): Slow => {
      const evidence = { atMs, text: `${name}: ${summary}` };
      return { workload, latency: null, isRoot: !callsSlow(workload, slow, cluster), ownMs: 0, evidence };
    })
    .toSorted((a, b) => Number(b.isRoot) - Number(a.isRoot) || (a.workload < b.workload ? -1 : 1));
}

/** Two that call each other are both their own. */
function callsSlow(workload: WorkloadId, slow: ReadonlyMap<WorkloadId, unknown>, cluster: ClusterState): boolean {
  return cluster
    .calleesOf(workload)
    .some((callee) => callee !== workload && slow.has(callee) && !cluster.calleesOf(callee).includes(workload));
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
