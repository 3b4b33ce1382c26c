/** Which container instances a detector wants read, out of the pods of its namespaces. Pure. */
import { isSelected, type LogDetectorSelector, type ResolvedSpec } from '../../api/resource.ts';
import { fieldsAt, listAt, numberAt, resolveOwner, textAt, type KubeObject, type WorkloadRef } from '../../engine/index.ts';
import type { FollowTarget, Location, LogOrigin } from '../pipeline/supervisor.ts';

export type Lookup = (kind: string, namespace: string, name: string) => KubeObject | null;

export function resolveTargets(spec: ResolvedSpec, pods: readonly KubeObject[], lookup: Lookup): FollowTarget[] {
  return pods
    .filter((pod) => isSelected(spec.selector, pod))
    .flatMap((pod) => targetsOfPod(pod, resolveOwner(pod, lookup), spec.containers.exclude));
}

/** Pods that the detector selects, without those that it leaves to the owners in their namespace. */
export function divideSelected(
  spec: ResolvedSpec,
  pods: readonly KubeObject[],
  owners: (namespace: string) => readonly LogDetectorSelector[],
): Divided {
  const selected = pods.filter((pod) => isSelected(spec.selector, pod));
  const isLeft = (pod: KubeObject): boolean => owners(pod.metadata.namespace ?? '').some((selector) => isSelected(selector, pod));
  return { own: selected.filter((pod) => !isLeft(pod)), left: selected.filter(isLeft) };
}

/** What LogDetectors of a namespace select, to which a ClusterLogDetector leaves it; a LogDetector leaves nothing to another. */
export type OwnersIn = (detector: string, namespace: string) => readonly LogDetectorSelector[];

export interface Divided {
  readonly own: readonly KubeObject[];
  readonly left: readonly KubeObject[];
}

/** Whose a log is that somebody else collects: the same pods, workloads and containers as those of the streams. */
export function locateLog(
  spec: ResolvedSpec,
  origin: LogOrigin,
  lookup: Lookup,
  owners: (namespace: string) => readonly LogDetectorSelector[],
): Location {
  const pod = lookup('Pod', origin.namespace, origin.pod);
  if (pod === null || (origin.podUid !== undefined && uidOf(pod) !== origin.podUid)) return 'unknown';
  if (divideSelected(spec, [pod], owners).own.length === 0) return 'not-selected';
  const names = containerNames(pod);
  const container = origin.container ?? (names.length === 1 ? names[0] : undefined);
  if (container === undefined) return 'unnamed';
  if (!names.includes(container) || spec.containers.exclude.includes(container)) return 'not-selected';
  return instanceOf(pod, resolveOwner(pod, lookup), container, origin.restartCount);
}

/** Who collects the log knows which instance wrote it; the pod's status comes later. */
function instanceOf(pod: KubeObject, workload: WorkloadRef, container: string, told: number | undefined): FollowTarget {
  const known = targetsOfPod(pod, workload, []).filter((target) => target.container === container);
  const restartCount = told ?? known.at(-1)?.restartCount ?? 0;
  const found = known.find((target) => target.restartCount === restartCount);
  if (found !== undefined) return found;
  const place = { workload, pod: pod.metadata.name, podUid: uidOf(pod), node: textAt(pod, 'spec', 'nodeName') };
  return { ...place, container, containerId: '', restartCount, previous: false, terminated: false };
}

export function uidOf({ metadata }: KubeObject): string {
  return metadata.uid ?? metadata.name;
}

const specLists = ['initContainers', 'containers', 'ephemeralContainers'];

function containerNames(pod: KubeObject): readonly string[] {
  const told = [...specLists.map((list) => listAt(pod, 'spec', list)), ...statusLists.map((list) => listAt(pod, 'status', list))];
  return [...new Set(told.flat().flatMap((entry) => textAt(entry, 'name') ?? []))];
}

const statusLists = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'];

function targetsOfPod(pod: KubeObject, workload: WorkloadRef, excluded: readonly string[]): FollowTarget[] {
  const { name } = pod.metadata;
  const place = { workload, pod: name, podUid: uidOf(pod), node: textAt(pod, 'spec', 'nodeName') };
  return statusLists.flatMap((list) =>
    listAt(pod, 'status', list).flatMap((status) => {
      const container = textAt(status, 'name');
      if (container === undefined || excluded.includes(container)) return [];
      return instancesOf(status).map((instance) => ({ ...place, container, ...instance }));
    }),
  );
}

type Instance = Pick<FollowTarget, 'restartCount' | 'containerId' | 'previous' | 'terminated'>;

/**
 * The instance that runs (or ran last) is numbered `restartCount`. While it waits for its next start the API serves its log without
 * `previous`; once the next instance runs, its log is had with `previous`. While a container is terminated, `previous` answers an error.
 */
function instancesOf(status: unknown): readonly Instance[] {
  const restartCount = numberAt(status, 'restartCount') ?? 0;
  const state = fieldsAt(status, 'state');
  const hasLast = isSet(fieldsAt(status, 'lastState')['terminated']);
  const lastId = textAt(status, 'lastState', 'terminated', 'containerID') ?? '';
  const ended = { restartCount, previous: false, terminated: true };
  if (isSet(state['terminated'])) return [{ ...ended, containerId: textAt(state, 'terminated', 'containerID') ?? '' }];
  if (!isSet(state['running'])) return hasLast ? [{ ...ended, containerId: lastId }] : [];
  const live = { restartCount, containerId: textAt(status, 'containerID') ?? '', previous: false, terminated: false };
  if (!hasLast || restartCount === 0) return [live];
  return [{ restartCount: restartCount - 1, containerId: lastId, previous: true, terminated: true }, live];
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
