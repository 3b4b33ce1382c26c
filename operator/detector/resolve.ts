/** Which container instances a LogDetector wants read, out of the pods of its namespace. Pure. */
import { excludeAnnotation, type LogDetectorSelector, type ResolvedSpec } from '../../api/resource.ts';
import { fieldsAt, listAt, numberAt, resolveOwner, textAt, type KubeObject, type WorkloadRef } from '../../engine/index.ts';
import type { FollowTarget } from '../pipeline/supervisor.ts';

export type Lookup = (kind: string, namespace: string, name: string) => KubeObject | null;

/** Label of the operator's own pods, which are never read: our own failing must not feed itself. */
const ownLabel = { key: 'app.kubernetes.io/name', value: 'logdetector' } as const;

export function resolveTargets(spec: ResolvedSpec, pods: readonly KubeObject[], lookup: Lookup): FollowTarget[] {
  return pods
    .filter((pod) => isSelected(spec.selector, pod))
    .flatMap((pod) => targetsOfPod(pod, resolveOwner(pod, lookup), spec.containers.exclude));
}

export function isSelected(selector: LogDetectorSelector, pod: KubeObject): boolean {
  const labels = pod.metadata.labels ?? {};
  if (pod.metadata.annotations?.[excludeAnnotation] === 'true') return false;
  if (labels[ownLabel.key] === ownLabel.value) return false;
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every((expression) => holds(expression, labels))
  );
}

function holds(
  expression: NonNullable<LogDetectorSelector['matchExpressions']>[number],
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, expression.key) ? labels[expression.key] : undefined;
  switch (expression.operator) {
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'In':
      return value !== undefined && (expression.values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(expression.values ?? []).includes(value);
    default:
      return false;
  }
}

export function uidOf({ metadata }: KubeObject): string {
  return metadata.uid ?? metadata.name;
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
