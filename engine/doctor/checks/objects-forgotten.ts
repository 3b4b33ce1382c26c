import { grouped, type Symptom } from '../finding.ts';

/** What the engine could not keep or place, since it began. */
export interface Losses {
  /** Kubernetes objects that were forgotten because there were too many. */
  readonly objectsForgotten: number;
  /** Facts about objects of which nobody knows whose they are. */
  readonly factsUnattributed: number;
  /** Workloads that fail now and stand in no incident, because too many do. */
  readonly failuresUntold: number;
}

/** Causes are looked for among the objects that are remembered. */
export function findObjectsForgotten({
  objectsForgotten,
  factsUnattributed,
}: Pick<Losses, 'objectsForgotten' | 'factsUnattributed'>): Symptom | null {
  if (objectsForgotten === 0) return null;
  return {
    kind: 'objects-forgotten',
    evidence: `${grouped(objectsForgotten)} Kubernetes objects were forgotten because there are more than the engine remembers`,
    figures: { objectsForgotten, factsUnattributed },
    remedy: 'Split the LogDetector by selector or namespace, so that each has fewer objects to remember.',
  };
}
