/** How far what is written has moved away from the model: lines that fall into another pattern or group than it has them in. */
import type { WorkloadId } from '../domain.ts';
import type { Workload } from '../workload.ts';
import type { Served } from './served.ts';

export interface Drift {
  /** 0 to 1, of all lines that were looked at. */
  readonly share: number;
  readonly lines: number;
  /** Whose lines moved, most first, at most three. */
  readonly workloads: readonly WorkloadId[];
}

const lookBackMs = 3_600_000;
/** Fewer lines tell nothing. */
const leastLines = 500;
const maxNamed = 3;

/** Null without a model, and where too little is written to tell. Workloads in an incident are not to be handed in: their lines are no new usual. */
export function measureDrift(workloads: readonly Workload[], served: Served, nowMs: number): Drift | null {
  if (served.version === null) return null;
  const measured = workloads.map((workload) => ({ id: workload.id, ...countMoved(workload, served, nowMs) }));
  const lines = measured.reduce((sum, one) => sum + one.lines, 0);
  if (lines < leastLines) return null;
  const moved = measured.reduce((sum, one) => sum + one.moved, 0);
  const most = measured.filter((one) => one.moved > 0).toSorted((a, b) => b.moved - a.moved || (a.id < b.id ? -1 : 1));
  return { share: moved / lines, lines, workloads: most.slice(0, maxNamed).map(({ id }) => id) };
}

/** What a training would not learn either has not moved. */
function countMoved(
  { id, window, miner, baseline }: Workload,
  served: Served,
  nowMs: number,
): { readonly lines: number; readonly moved: number } {
  let [lines, moved] = [0, 0];
  for (const [index, count] of window.counts(nowMs - lookBackMs, nowMs + 1).entries()) {
    if (count === 0 || !baseline.knows(index)) continue;
    lines += count;
    if (!served.places(id, miner.pattern(index))) moved += count;
  }
  return { lines, moved };
}
