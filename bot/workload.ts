/** Finds the workload that a person means by its name, as `name` or `namespace/name`. */
import type { DetectorSummary } from '../api/contract.ts';
import { workloadName } from './blocks/text.ts';

export interface FoundWorkload {
  readonly detector: string;
  /** As it is shown. */
  readonly name: string;
}

/** Null when none is called exactly so; what is changed must not be guessed. */
export function findWorkload(typed: string, detectors: readonly DetectorSummary[]): FoundWorkload | null {
  const wanted = typed.toLowerCase();
  for (const { id, workloads } of detectors) {
    const namespace = id.slice(0, id.indexOf('/'));
    for (const { workload } of workloads) {
      const name = workloadName(workload);
      if ([name, `${namespace}/${name}`].some((known) => known.toLowerCase() === wanted)) return { detector: id, name };
    }
  }
  return null;
}
