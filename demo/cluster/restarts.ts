/** What a pod's status says after one of its containers ended and was started again. */
import { randomUUID } from 'node:crypto';
import { objectAt, objectsAt, textAt, valueAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { timeOf } from './objects.ts';

export function restarted(pod: JsonObject, container: string, ended: { exitCode: number; reason: string; atMs: number }): JsonObject {
  const statuses = objectsAt(pod, 'status', 'containerStatuses');
  const given = statuses.find((status) => textAt(status, 'name') === container) ?? {};
  const terminated = {
    exitCode: ended.exitCode,
    reason: ended.reason,
    startedAt: textAt(given, 'state', 'running', 'startedAt') || textAt(pod, 'metadata', 'creationTimestamp'),
    finishedAt: timeOf(ended.atMs),
    containerID: textAt(given, 'containerID'),
  };
  const next = {
    ...given,
    name: container,
    restartCount: Number(valueAt(given, 'restartCount') ?? 0) + 1,
    ready: true,
    started: true,
    containerID: `containerd://${randomUUID().replaceAll('-', '')}`,
    lastState: { terminated },
    state: { running: { startedAt: timeOf(ended.atMs) } },
  };
  const containerStatuses = [...statuses.filter((status) => textAt(status, 'name') !== container), next];
  return { ...pod, status: { ...objectAt(pod, 'status'), containerStatuses } };
}
