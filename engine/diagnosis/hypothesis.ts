/** What a check answers: an object, why it is to blame, and what shows it. */
import type { WorkloadId } from '../domain.ts';
import type { ClusterState } from './cluster.ts';
import type { CauseLabel } from './labels.ts';

export type ObjectRef =
  | { readonly kind: 'app'; readonly workload: WorkloadId }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'namespace'; readonly name: string };

export interface Hypothesis {
  readonly object: ObjectRef;
  readonly cause: CauseLabel;
  /**
   * How sure the check is by itself, 0 to 1: 0.95 where a component of Kubernetes says exactly this about an object that fails now, 0.85 where the
   * objects show it, 0.7 where something else could explain it, below 0.5 a hint. The ranking weighs it against complaints and other hypotheses.
   */
  readonly score: number;
  readonly reasons: readonly string[];
  readonly against: readonly string[];
  /** What would confirm it; null where nothing is left to confirm. */
  readonly confirm: string | null;
  /** At least one line, Event, metric or field. */
  readonly evidence: readonly HypothesisEvidence[];
  /** When this began, where that is known: what was so long before the complaint explains it less. */
  readonly sinceAtMs?: number | null | undefined;
  /** True where the object fails now because of it: pods that cannot start, endpoints that are missing. False for a mere misfit that harms nobody yet. */
  readonly failing?: boolean | undefined;
  /** Workloads that suffer from what is wrong with another object: refused by a quota, on a lost node. */
  readonly affects?: readonly WorkloadId[] | undefined;
}

export interface HypothesisEvidence {
  readonly atMs: number | null;
  readonly text: string;
}

/** Pure; looks at the whole cluster and names what it is sure of, nothing where all is well. */
export type Check = (cluster: ClusterState) => readonly Hypothesis[];

/** A workload as the object of a hypothesis. */
export function app(workload: WorkloadId): ObjectRef {
  return { kind: 'app', workload };
}

export function node(name: string): ObjectRef {
  return { kind: 'node', name };
}

export function namespace(name: string): ObjectRef {
  return { kind: 'namespace', name };
}
