/** What came of a remedy: better, worse, or neither. Pure. */
import { listAt, textAt, type KubeObject } from '../../engine/index.ts';
import type { RemedyRecord } from '../notify/notify.ts';

type Watch = NonNullable<RemedyRecord['watch']>;

/** What is the case now. */
export interface Sight {
  /** No open incident has the object any more. */
  readonly isOver: boolean;
  /** Pods of the object that fail. */
  readonly pods: number;
  /** Who fails in an open incident, and since when. */
  readonly affected: readonly { readonly workload: string; readonly sinceAtMs: number }[];
}

export interface Effect {
  readonly verdict: 'waiting' | 'recovered' | 'worse' | 'unchanged';
  /** Why it is worse than before; null when it is not. */
  readonly worse: string | null;
}

/** Pods that are replaced refuse a few calls, and a start may fail once: what is worse must stay so. */
export const worseForMs = 60_000;

/** `worseSinceMs`: since when it has been worse without a break; null: it was not at the last look. */
export function judgeEffect(
  watch: Watch,
  sight: Sight,
  { nowMs, worseSinceMs }: { readonly nowMs: number; readonly worseSinceMs: number | null },
): Effect {
  const worse = worseBy(watch, sight);
  if (worse !== null && worseSinceMs !== null && nowMs - worseSinceMs >= worseForMs) return { verdict: 'worse', worse };
  if (worse === null && sight.isOver) return { verdict: 'recovered', worse };
  const isLate = nowMs >= watch.untilAtMs + (worse === null ? 0 : 2 * worseForMs);
  return { verdict: isLate ? 'unchanged' : 'waiting', worse };
}

function worseBy({ pods, workloads, sinceAtMs }: Watch, sight: Sight): string | null {
  const fresh = sight.affected
    .filter((one) => one.sinceAtMs > sinceAtMs && !workloads.includes(one.workload))
    .map(({ workload }) => workload);
  if (fresh.length > 0) return `${[...new Set(fresh)].slice(0, 5).join(', ')} fails since`;
  return sight.pods > pods ? `${sight.pods} of its pods fail where ${pods} did` : null;
}

/** Waiting for something that time does not bring, unschedulable, or failed for good; a pod that is about to start is none of it. */
export function isFailing(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  if (textAt(pod, 'status', 'phase') === 'Failed') return true;
  const isUnscheduled = listAt(pod, 'status', 'conditions').some(
    ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
  );
  const statuses = ['initContainerStatuses', 'containerStatuses'].flatMap((list) => listAt(pod, 'status', list));
  return isUnscheduled || statuses.some((status) => stuck.test(textAt(status, 'state', 'waiting', 'reason') ?? ''));
}

/** `CrashLoopBackOff`, `ErrImagePull`, `CreateContainerConfigError`; not `ContainerCreating` and `PodInitializing`. */
const stuck = /BackOff|Err/;
