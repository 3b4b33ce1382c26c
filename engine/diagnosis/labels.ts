/** The closed vocabulary of causes: what each is called, what kind of fault it is, how it is said to people, and what helps. */
import { clusterLabels } from './labels/cluster.ts';
import type { CauseMeaning } from './labels/meaning.ts';
import { workloadLabels } from './labels/workload.ts';

export type CauseLabel = keyof typeof causeLabels;

export const causeLabels = { ...clusterLabels, ...workloadLabels } as const satisfies Readonly<Record<string, CauseMeaning>>;
