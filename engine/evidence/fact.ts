/** What every step from an object to its facts is told. */
import type { Evidence, KubeObject, WorkloadId } from '../domain.ts';
import { timeAt } from './field.ts';

export interface FactContext {
  /** When the watch delivered the object. */
  readonly atMs: number;
  /** What is older was already so when the watching began. */
  readonly watchingSinceMs: number;
  /** The workload the object belongs to; null for nodes and unknown owners. */
  readonly workload: WorkloadId | null;
  /** The last known share of its memory limit that the container used, 0 to 1; undefined without metrics. */
  readonly memoryShare?: ((container: string) => number | undefined) | undefined;
}

/** Kubernetes cuts times to seconds. */
const secondMs = 1000;
/** An object this much older than the first observation was there before; the slack forgives clocks that differ. */
const clockSlackMs = 2000;
/** Objects without a creation time that come this early are part of the first listing. */
const firstListingForMs = 5000;

/** Completes a fact: never later than its delivery, and marked where it is older than the watching. */
export function fact(context: FactContext, evidence: Omit<Evidence, 'workload'> & { readonly workload?: WorkloadId | null }): Evidence {
  const { preexisting, ...told } = evidence;
  const complete = { workload: context.workload, ...told, atMs: Math.min(evidence.atMs, context.atMs) };
  return preexisting === true || evidence.atMs + secondMs <= context.watchingSinceMs ? { ...complete, preexisting: true } : complete;
}

/** Whether an object that is seen for the first time was there before the watching began. */
export function wasThereBefore(object: KubeObject, previous: KubeObject | null, context: FactContext): boolean {
  if (previous !== null) return false;
  const createdAtMs = timeAt(object.metadata, 'creationTimestamp');
  if (createdAtMs === undefined) return context.atMs - context.watchingSinceMs <= firstListingForMs;
  return createdAtMs < context.watchingSinceMs - clockSlackMs;
}
