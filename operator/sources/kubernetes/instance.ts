/**
 * Which of a container's instances the API would show. `pods/log` knows only "the current" and "the previous" one, and what is current
 * changes under way; a line must not be counted for the wrong instance, or it is counted twice.
 */
import { KubeError, resources, type ApiObject, type KubeClient } from '../../kube/client.ts';
import type { FollowTarget } from '../source.ts';

/** `gone`: the pod is not there any more. `unknown`: it says nothing about the container. */
export type Place = 'current' | 'previous' | 'replaced' | 'gone' | 'unknown';

export interface Sighting {
  readonly place: Place;
  /** Start of the instance that the API calls current, to the whole second; null when it is not known. */
  readonly currentSinceMs: number | null;
  /** The instance that the API calls current has ended. */
  readonly currentHasEnded?: boolean;
}

interface ContainerState {
  readonly running?: { readonly startedAt?: string };
  readonly terminated?: { readonly containerID?: string; readonly startedAt?: string };
  readonly waiting?: object;
}

interface ContainerStatus {
  readonly name: string;
  readonly containerID?: string;
  readonly restartCount?: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface Pod extends ApiObject {
  readonly status?: {
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly ephemeralContainerStatuses?: readonly ContainerStatus[];
  };
}

/** Asks the API server where the target's log is now. */
export async function sight(client: KubeClient, target: FollowTarget, signal: AbortSignal): Promise<Sighting> {
  try {
    const pod = await client.get<Pod>(resources.pods, { namespace: target.workload.namespace, name: target.pod }, { signal });
    return locate(pod, target);
  } catch (error) {
    if (error instanceof KubeError && error.code === 'ApiNotFound') return { place: 'gone', currentSinceMs: null };
    throw error;
  }
}

/** The same, from a pod at hand. */
export function locate(pod: Pod, target: FollowTarget): Sighting {
  const status = statusOf(pod, target.container);
  if (!status) return { place: pod.metadata.uid === target.podUid ? 'unknown' : 'replaced', currentSinceMs: null };
  const startedAt = status.state?.running?.startedAt ?? status.state?.terminated?.startedAt;
  const currentSinceMs = startedAt ? Date.parse(startedAt) : null;
  if (pod.metadata.uid !== target.podUid) return { place: 'replaced', currentSinceMs };
  return { place: placeOf(status, target), currentSinceMs, currentHasEnded: status.state?.terminated !== undefined };
}

function statusOf(pod: Pod, container: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find(({ name }) => name === container);
}

function placeOf(status: ContainerStatus, target: FollowTarget): Place {
  const last = status.lastState?.terminated?.containerID;
  const current = currentIdOf(status, last);
  if (target.containerId && current) {
    if (target.containerId === current) return 'current';
    return target.containerId === last ? 'previous' : 'replaced';
  }
  const behind = (status.restartCount ?? 0) - target.restartCount;
  if (behind <= 0) return 'current';
  return behind === 1 ? 'previous' : 'replaced';
}

/** The kubelet reads the log of what runs or has ended; while it waits for a restart "current" is the one that ended last. */
function currentIdOf({ state, containerID }: ContainerStatus, last: string | undefined): string | undefined {
  return state?.terminated?.containerID || (state?.waiting && last) || containerID;
}
