/** The containers of a pod, each with what it declares and how it is; and the ports that a pod spec declares. */
import type { KubeObject } from '../domain.ts';
import type { Fields } from '../evidence/field.ts';
import { booleanAt, fieldsAt, listAt, numberAt, textAt, timeAt } from '../evidence/field.ts';

export interface Container {
  readonly name: string;
  readonly spec: Fields;
  readonly ready: boolean;
  readonly restarts: number;
  /** Null unless it runs now. */
  readonly runningSinceMs: number | null;
  readonly waitingFor: string | null;
  /** How the instance that ended last has ended: of the one before, or of this one while it waits for its restart. */
  readonly ended: { readonly reason: string; readonly exitCode: number; readonly atMs: number | null } | null;
}

export interface DeclaredPort {
  readonly container: string;
  readonly name: string | null;
  readonly port: number;
  readonly protocol: string;
}

/** What restarted within this long of the last observation is still restarting. */
export const recentForMs = 15 * 60_000;

export function containersOf(pod: KubeObject): readonly Container[] {
  const statuses = new Map(listAt(pod, 'status', 'containerStatuses').map((status) => [textAt(status, 'name'), status]));
  return listAt(pod, 'spec', 'containers').map((spec) => {
    const name = textAt(spec, 'name') ?? '';
    const status = fieldsAt(statuses.get(name));
    return {
      name,
      spec,
      ready: booleanAt(status, 'ready') ?? false,
      restarts: numberAt(status, 'restartCount') ?? 0,
      runningSinceMs: timeAt(status, 'state', 'running', 'startedAt') ?? null,
      waitingFor: textAt(status, 'state', 'waiting', 'reason') ?? null,
      ended: endOf(fieldsAt(status, 'state', 'terminated')) ?? endOf(fieldsAt(status, 'lastState', 'terminated')),
    };
  });
}

/** Ports of all containers, since they share one address; TCP is what Kubernetes takes where nothing is said. */
export function declaredPorts(podSpec: unknown): readonly DeclaredPort[] {
  return listAt(podSpec, 'containers').flatMap((container) =>
    listAt(container, 'ports').flatMap((port) => {
      const number = numberAt(port, 'containerPort');
      const named = { container: textAt(container, 'name') ?? '', name: textAt(port, 'name') ?? null };
      return number === undefined ? [] : [{ ...named, port: number, protocol: textAt(port, 'protocol') ?? 'TCP' }];
    }),
  );
}

/** A pod that is meant to run: neither finished nor told to go. */
export function isAlive(pod: KubeObject): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return pod.metadata.deletionTimestamp === undefined && phase !== 'Succeeded' && phase !== 'Failed';
}

export function namespaceOf(object: KubeObject): string {
  return object.metadata.namespace ?? 'default';
}

/** The process ended by itself with an error, neither killed nor finished. */
export function crashed({ ended }: Container): boolean {
  return ended !== null && ended.exitCode !== 0 && ended.exitCode !== 137 && ended.exitCode !== 143 && ended.reason !== 'OOMKilled';
}

function endOf(terminated: Fields): Container['ended'] {
  const exitCode = numberAt(terminated, 'exitCode');
  if (exitCode === undefined) return null;
  return { reason: textAt(terminated, 'reason') ?? '', exitCode, atMs: timeAt(terminated, 'finishedAt') ?? null };
}
