/** Which containers are worth looking at before others, by what their pods say. Pure. */
import { fieldsAt, listAt, textAt, timeAt, type KubeObject } from '../../engine/index.ts';
import { uidOf } from './resolve.ts';

/** Restarted, not ready or failed: when that was, by `pod uid/container`; of what is not ready as a pod, all containers. */
export function troublesOf(pods: readonly KubeObject[]): ReadonlyMap<string, number> {
  const troubles = new Map<string, number>();
  for (const pod of pods) {
    const unreadyAtMs = unreadySince(pod);
    for (const status of listAt(pod, 'status', 'containerStatuses')) {
      const failedAtMs = Math.max(failedAt(fieldsAt(status, 'state')), failedAt(fieldsAt(status, 'lastState')), unreadyAtMs);
      if (failedAtMs > -Infinity) troubles.set(`${uidOf(pod)}/${textAt(status, 'name') ?? ''}`, failedAtMs);
    }
  }
  return troubles;
}

function unreadySince(pod: KubeObject): number {
  const ready = listAt(pod, 'status', 'conditions').find((condition) => textAt(condition, 'type') === 'Ready');
  // What has ended well is not ready either.
  if (ready === undefined || textAt(ready, 'status') !== 'False' || textAt(ready, 'reason') === 'PodCompleted') return -Infinity;
  return timeAt(ready, 'lastTransitionTime') ?? -Infinity;
}

function failedAt(state: Readonly<Record<string, unknown>>): number {
  return timeAt(state, 'terminated', 'finishedAt') ?? -Infinity;
}
