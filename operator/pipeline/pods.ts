import { workloadId, type WorkloadId } from '../../engine/index.ts';
import type { FollowTarget } from '../sources/source.ts';

/** Pods of each workload among the containers that are read. */
export function countPods(targets: readonly FollowTarget[]): ReadonlyMap<WorkloadId, number> {
  const pods = Map.groupBy(targets, (target) => workloadId(target.workload));
  return new Map([...pods].map(([workload, of]) => [workload, new Set(of.map(({ podUid }) => podUid)).size]));
}
