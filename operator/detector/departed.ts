/** Which container instances a detector would have read of pods that are gone. Pure. */
import type { LogDetectorSelector, ResolvedSpec } from '../../api/resource.ts';
import { listAt, resolveOwner, textAt, type KubeObject } from '../../engine/index.ts';
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
