/** How many instances of a workload are at work, and whether its silence is as it should be. */
import type { KubeObject, WorkloadId } from '../domain.ts';
import { desiredReplicas } from './deployment.ts';
import { booleanAt, textAt } from './field.ts';
import type { Inventory } from './inventory.ts';
import { isFinished } from './job.ts';
import { parseWorkloadId } from './owner.ts';

export interface WorkloadActivity {
  /** Running pods that are not being deleted. */
  readonly replicas: number;
  readonly replicasChangedAtMs: number;
  /** True where silence is as it should be: scaled to zero, a job that is done, a CronJob between runs. */
  readonly expectedQuiet: boolean;
  /** One sentence for `expectedQuiet`, or how many replicas run. */
  readonly reason: string;
}

/** Null where neither the workload nor a pod of it was ever seen as an object. */
export function activityOf(workload: WorkloadId, inventory: Inventory): WorkloadActivity | null {
  const { namespace, kind, name } = parseWorkloadId(workload);
  const controller = inventory.find(kind, namespace, name);
  const presence = inventory.presence(workload);
  if (presence === null && controller === null) return null;
  const replicas = presence?.replicas ?? 0;
  const quiet = quietReason(workload, replicas, inventory);
  return {
    replicas,
    replicasChangedAtMs: presence?.replicasChangedAtMs ?? 0,
    expectedQuiet: quiet !== null,
    reason: quiet ?? `${replicas} ${replicas === 1 ? 'replica runs' : 'replicas run'}`,
  };
}

function quietReason(workload: WorkloadId, replicas: number, inventory: Inventory): string | null {
  const { namespace, kind, name } = parseWorkloadId(workload);
  const controller = inventory.find(kind, namespace, name);
  if (kind === 'CronJob') return replicas > 0 ? null : quietCronJob(controller);
  if (kind === 'Job') return replicas === 0 && (controller === null || isFinished(controller)) ? 'the job is done' : null;
  if (kind === 'Pod') return isOver(controller) ? 'the pod is gone or done' : null;
  if (controller === null) return replicas === 0 ? 'no pod of it is left' : null;
  return desiredReplicas(controller) === 0 ? 'it is scaled to zero' : null;
}

function quietCronJob(cronJob: KubeObject | null): string {
  return booleanAt(cronJob, 'spec', 'suspend') === true ? 'the CronJob is suspended' : 'no run of the CronJob is active';
}

function isOver(pod: KubeObject | null): boolean {
  const phase = textAt(pod, 'status', 'phase');
  return pod === null || phase === 'Succeeded' || phase === 'Failed';
}
