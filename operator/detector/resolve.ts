/** Which container instances a LogDetector wants read, out of the pods of its namespace. Pure. */
import { excludeAnnotation, type LogDetectorSelector, type ResolvedSpec } from '../../api/resource.ts';
import { resolveOwner, type KubeObject, type WorkloadRef } from '../../engine/index.ts';
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

interface ContainerStatus {
  readonly name: string;
  readonly restartCount?: number;
  readonly containerID?: string;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly running?: unknown;
  readonly waiting?: unknown;
  readonly terminated?: { readonly containerID?: string };
}

function targetsOfPod(pod: KubeObject, workload: WorkloadRef, excluded: readonly string[]): FollowTarget[] {
  const status = pod.status ?? {};
  const all = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses']
    .flatMap((list) => (Array.isArray(status[list]) ? (status[list] as ContainerStatus[]) : []))
    .filter((container) => !excluded.includes(container.name));
  return all.flatMap((container) => targetsOfContainer(pod, workload, container));
}

/**
 * The instance that runs (or ran last) is numbered `restartCount`. While it waits for its next start the API serves its log without
 * `previous`; once the next instance runs, its log is had with `previous`. While a container is terminated, `previous` answers an error.
 */
function targetsOfContainer(pod: KubeObject, workload: WorkloadRef, container: ContainerStatus): FollowTarget[] {
  const restartCount = container.restartCount ?? 0;
  const base = {
    workload,
    pod: pod.metadata.name,
    podUid: pod.metadata.uid ?? pod.metadata.name,
    container: container.name,
    node: typeof pod.spec?.['nodeName'] === 'string' ? pod.spec['nodeName'] : undefined,
  };
  const last = container.lastState?.terminated;
  const ended = { ...base, restartCount, previous: false, terminated: true };
  if (container.state?.terminated) return [{ ...ended, containerId: container.state.terminated.containerID ?? '' }];
  if (!container.state?.running) return last ? [{ ...ended, containerId: last.containerID ?? '' }] : [];
  const live = { ...base, restartCount, containerId: container.containerID ?? '', previous: false, terminated: false };
  if (!last || restartCount === 0) return [live];
  return [{ ...base, restartCount: restartCount - 1, containerId: last.containerID ?? '', previous: true, terminated: true }, live];
}
