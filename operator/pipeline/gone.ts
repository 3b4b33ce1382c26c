/** Which workloads will hardly write again and are forgotten, so that what is known of a namespace stays bounded. */
import type { Engine, WorkloadId, WorkloadSummary } from '../../engine/index.ts';

/** A weekly CronJob is known from one run to the next. */
const keptForMs = 8 * 86_400_000;
/** Of workloads without a pod; where every run is a workload of its own, these are the runs of a busy day. */
const goneAtMost = 500;

/** `present`: those that have a pod. */
export function forgetGone(engine: Engine, present: ReadonlySet<WorkloadId>, nowMs: number): void {
  const failing = new Set(engine.incidents().flatMap(({ affected }) => affected.map(({ workload }) => workload)));
  const isNeeded = (workload: WorkloadId): boolean => present.has(workload) || failing.has(workload);
  for (const workload of findGone(engine.workloads(), isNeeded, nowMs)) engine.forget(workload);
}

/** `isNeeded`: it has a pod, or an open incident speaks of it. The longest quiet come first. */
export function findGone(
  workloads: readonly Pick<WorkloadSummary, 'workload' | 'lastLineAtMs'>[],
  isNeeded: (workload: WorkloadId) => boolean,
  nowMs: number,
): readonly WorkloadId[] {
  const idle = workloads.filter(({ workload }) => !isNeeded(workload));
  const longestQuietFirst = idle.toSorted((a, b) => (a.lastLineAtMs ?? -Infinity) - (b.lastLineAtMs ?? -Infinity));
  const excess = idle.length - goneAtMost;
  return longestQuietFirst
    .filter(({ lastLineAtMs }, index) => index < excess || (lastLineAtMs !== null && nowMs - lastLineAtMs > keptForMs))
    .map(({ workload }) => workload);
}
