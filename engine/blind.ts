import type { Workload } from './workload.ts';

/** With fewer steady workloads than this, all of them being quiet says nothing about the reading. */
const fewWorkloads = 3;

/** When everything falls silent at once, it is the reading that is broken. */
export function isReadingBroken(workloads: Iterable<Workload>, nowMs: number): boolean {
  const steady = [...workloads].filter((workload) => workload.isSteady(nowMs));
  return steady.length >= fewWorkloads && steady.every((workload) => workload.isQuiet(nowMs));
}
