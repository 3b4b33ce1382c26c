/** Who burns more CPU than usual, and is held back for it. */
import type { WorkloadId } from '../../domain.ts';
import { listAt, textAt, parseQuantity } from '../../evidence/field.ts';
import { parseWorkloadId } from '../../evidence/owner.ts';
import type { ClusterState } from '../cluster.ts';
import type { HypothesisEvidence } from '../hypothesis.ts';
import { beganAtMs, measuredAlerts, seriesOwners, shiftOf } from './shift.ts';

const cpuName = /cpu/i;
const throttleName = /throttl/i;
const cpuAlert = /cpu|throttl/i;
const risesBy = 2.5;
/** Cores below which a rise is a program that wakes up. */
const leastCores = 0.05;
/** Seconds of each second that it waits for its turn. */
const muchThrottled = 0.25;
const nearLimit = 0.7;

export interface Burning {
  readonly evidence: readonly HypothesisEvidence[];
  /** Metrics show the rise and its consequence; false where only an alert says so. */
  readonly isMeasured: boolean;
}

export function burningWorkloads(cluster: ClusterState): ReadonlyMap<WorkloadId, Burning> {
  const risen = cluster.metrics().some(({ name }) => cpuName.test(name)) ? risenSeries(cluster) : null;
  if (risen === null) return told(cluster);
  const throttled = new Map(
    risen.filter(({ name, now }) => throttleName.test(name) && now >= muchThrottled).map((series) => [series.workload, series]),
  );
  const used = risen.filter(({ name, now }) => !throttleName.test(name) && now >= leastCores);
  return new Map(
    used.flatMap(({ workload, now, evidence }) => {
      const held = throttled.get(workload);
      const limit = cpuLimitOf(workload, cluster);
      if (held === undefined && (limit === null || now < nearLimit * limit)) return [];
      return [[workload, { evidence: held === undefined ? [evidence] : [evidence, held.evidence], isMeasured: true }] as const];
    }),
  );
}

interface Risen {
  readonly workload: WorkloadId;
  readonly name: string;
  readonly now: number;
  readonly evidence: HypothesisEvidence;
}

function risenSeries(cluster: ClusterState): readonly Risen[] {
  const [since, ownerOf] = [beganAtMs(cluster), seriesOwners(cluster)];
  return cluster.metrics().flatMap((series) => {
    if (!cpuName.test(series.name) || series.node !== null) return [];
    const [workload, shift] = [ownerOf(series), shiftOf(series, since)];
    if (workload === null || shift === null || shift.now < risesBy * shift.before) return [];
    const text = `${series.name} of ${parseWorkloadId(workload).name} is ${shift.now.toPrecision(3)}, where ${shift.before.toPrecision(3)} was usual`;
    return [{ workload, name: series.name, now: shift.now, evidence: { atMs: cluster.nowMs, text } }];
  });
}

function told(cluster: ClusterState): ReadonlyMap<WorkloadId, Burning> {
  const alerts = measuredAlerts(cluster).filter(({ name, summary, workload }) => workload !== null && cpuAlert.test(`${name} ${summary}`));
  return new Map(
    alerts.flatMap(({ atMs, name, summary, workload: called }) =>
      cluster
        .workloads()
        .filter((workload) => parseWorkloadId(workload).name === called)
        .map((workload) => [workload, { evidence: [{ atMs, text: `${name}: ${summary}` }], isMeasured: false }] as const),
    ),
  );
}

/** Of all containers together; null where one has none. */
function cpuLimitOf(workload: WorkloadId, cluster: ClusterState): number | null {
  const limits = listAt(cluster.podSpec(workload), 'containers').map((container) =>
    parseQuantity(textAt(container, 'resources', 'limits', 'cpu')),
  );
  return limits.every((limit) => limit !== undefined) && limits.length > 0 ? limits.reduce((sum, limit) => sum + limit, 0) : null;
}
