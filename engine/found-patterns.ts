/** Patterns by their id, for whoever asks about one of them. */
import type { Template, WorkloadId } from './domain.ts';
import type { Served } from './model/served.ts';
import { templateOf } from './template-view.ts';
import type { Workload } from './workload.ts';

export interface FoundPattern {
  readonly workload: WorkloadId;
  readonly template: Template;
  /** Other forms that were found to be this one. */
  readonly forms: number;
}

/** An id of what was merged meanwhile leads to what it was merged into. `id`: whole or its beginning; at most `atMost` are answered. */
export function findPatterns(
  workloads: Iterable<Workload>,
  { id, atMost, served }: { readonly id: string; readonly atMost: number; readonly served: Pick<Served, 'clusterOf'> },
): readonly FoundPattern[] {
  const found: FoundPattern[] = [];
  if (id === '') return found;
  for (const workload of workloads) {
    for (const index of rootsOf(workload, id)) {
      if (found.length >= atMost) return found;
      const forms = formsOf(workload, index);
      found.push({ workload: workload.id, template: templateOf(workload.miner.pattern(index), served), forms });
    }
  }
  return found;
}

/** How many live again. What was counted with the others stays with the oldest. */
export function splitPattern(workload: Workload | undefined, id: string): number {
  const index = indexOf(workload, id);
  if (workload === undefined || index < 0) return 0;
  workload.isChanged = true;
  return workload.miner.split(index).length;
}

export function joinPatterns(workload: Workload | undefined, id: string, into: string): boolean {
  const [from, to] = [indexOf(workload, id), indexOf(workload, into)];
  if (workload === undefined || from < 0 || to < 0) return false;
  if (!workload.miner.join(from, to)) return false;
  // Lines of both against what is usual of one would be far too many.
  workload.mergeAliases();
  workload.isChanged = true;
  return true;
}

/** Index of the one that is called exactly so; -1 when there is none. */
function indexOf(workload: Workload | undefined, id: string): number {
  if (workload === undefined) return -1;
  for (const index of rootsOf(workload, id)) if (workload.miner.glance(index).id === id) return index;
  return -1;
}

function rootsOf({ miner, window }: Workload, id: string): ReadonlySet<number> {
  const roots = new Set<number>();
  // What no pattern has room for is none.
  for (let index = 1; index < window.patterns; index += 1) {
    if (!miner.glance(index).id.startsWith(id)) continue;
    const root = miner.resolve(index);
    if (root !== 0) roots.add(root);
  }
  return roots;
}

function formsOf({ miner, window }: Workload, root: number): number {
  let forms = 0;
  for (let index = 1; index < window.patterns; index += 1) if (index !== root && miner.resolve(index) === root) forms += 1;
  return forms;
}
