/** Workloads by a label of their pods, since each Service of a cluster asks for some of them. */
import type { WorkloadId } from '../domain.ts';
import { parseWorkloadId } from '../evidence/owner.ts';

interface Labelled {
  readonly labels: Readonly<Record<string, string>>;
}

/** By `namespace key=value`, each in the order of `workloads`. */
export function groupByLabel<Record extends Labelled>(
  workloads: ReadonlyMap<WorkloadId, Record>,
): ReadonlyMap<string, readonly (readonly [WorkloadId, Record])[]> {
  const groups = new Map<string, (readonly [WorkloadId, Record])[]>();
  for (const entry of workloads) {
    const { namespace } = parseWorkloadId(entry[0]);
    for (const [key, value] of Object.entries(entry[1].labels)) {
      const at = `${namespace} ${key}=${value}`;
      const group = groups.get(at);
      if (group === undefined) groups.set(at, [entry]);
      else group.push(entry);
    }
  }
  return groups;
}
