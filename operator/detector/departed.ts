/** Which container instances a detector would have read of pods that are gone. Pure. */
import type { LogDetectorSelector, ResolvedSpec } from '../../api/resource.ts';
import { listAt, resolveOwner, textAt, timeAt, type KubeObject } from '../../engine/index.ts';
import type { FollowTarget } from '../pipeline/supervisor.ts';
import { divideSelected, resolveTargets, uidOf, type Lookup } from './resolve.ts';

/** A pod as it was seen last. */
export interface DepartedPod {
  readonly number: number;
  readonly atMs: number;
  readonly pod: KubeObject;
  /** It is known how it ended; else each of its containers may have written. */
  readonly isFinal: boolean;
}

export interface DepartedQuestion {
  readonly spec: ResolvedSpec;
  readonly lookup: Lookup;
  owners(this: void, namespace: string): readonly LogDetectorSelector[];
}

export function resolveDeparted(departed: readonly DepartedPod[], { spec, lookup, owners }: DepartedQuestion): readonly FollowTarget[] {
  return departed.flatMap(({ pod, isFinal }) => {
    const { own } = divideSelected(spec, [pod], owners);
    const seen = resolveTargets(spec, own, lookup).map((target) => ({ ...target, terminated: true }));
    return isFinal ? seen : [...seen, ...own.flatMap((one) => unseenOf(one, seen, { spec, lookup }))];
  });
}

/** Of pods that came since then and have restarted: the instance before the first that is there. Whoever knows none of the container has missed it. */
export function unmetBefore(targets: readonly FollowTarget[], pods: readonly KubeObject[], sinceMs: number): readonly FollowTarget[] {
  const first = new Map<string, FollowTarget>();
  for (const target of targets) {
    const container = `${target.podUid}/${target.container}`;
    if (target.restartCount < (first.get(container)?.restartCount ?? Infinity)) first.set(container, target);
  }
  const restarted = [...first.values()].filter(({ restartCount }) => restartCount > 0);
  if (restarted.length === 0) return [];
  const young = new Set(pods.filter((pod) => (timeAt(pod, 'metadata', 'creationTimestamp') ?? 0) >= sinceMs).map(uidOf));
  return restarted
    .filter(({ podUid }) => young.has(podUid))
    .map((target) => ({ ...target, restartCount: target.restartCount - 1, containerId: '', previous: false, terminated: true }));
}

/** Containers that had not begun when the pod was seen last. */
function unseenOf(
  pod: KubeObject,
  seen: readonly FollowTarget[],
  { spec, lookup }: Omit<DepartedQuestion, 'owners'>,
): readonly FollowTarget[] {
  const workload = resolveOwner(pod, lookup);
  const place = { workload, pod: pod.metadata.name, podUid: uidOf(pod), node: textAt(pod, 'spec', 'nodeName') };
  return listAt(pod, 'spec', 'containers').flatMap((described) => {
    const container = textAt(described, 'name');
    const isKnown = container === undefined || spec.containers.exclude.includes(container);
    if (isKnown || seen.some((target) => target.container === container)) return [];
    return [{ ...place, container, containerId: '', restartCount: 0, previous: false, terminated: true }];
  });
}
