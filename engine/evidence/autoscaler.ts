/** Facts out of a HorizontalPodAutoscaler: it wants more than it may, or cannot tell what is needed. */
import type { Evidence, KubeObject } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact, wasThereBefore } from './fact.ts';
import { conditionOf, numberAt, textAt, timeAt } from './field.ts';
import { workloadId } from './owner.ts';

/** About the workload that is scaled. */
export function factsOfAutoscaler(autoscaler: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const [kind, name] = [textAt(autoscaler, 'spec', 'scaleTargetRef', 'kind'), textAt(autoscaler, 'spec', 'scaleTargetRef', 'name')];
  if (kind === undefined || name === undefined) return [];
  const workload = workloadId({ namespace: autoscaler.metadata.namespace ?? 'default', kind, name });
  const preexisting = wasThereBefore(autoscaler, previous, context);
  const told = (condition: string, text: string): Evidence =>
    fact(context, {
      kind: 'scaling-limited',
      atMs: timeAt(conditionOf(autoscaler, condition), 'lastTransitionTime') ?? context.atMs,
      workload,
      severity: 'warning',
      text,
      preexisting,
    });
  const most = numberAt(autoscaler, 'spec', 'maxReplicas') ?? 0;
  const atMost = `autoscaler ${autoscaler.metadata.name} has all ${most} replicas of ${name} that it may have, and needs more`;
  const blind = conditionOf(autoscaler, 'ScalingActive');
  return [
    ...(isAtMost(autoscaler) && !isAtMost(previous) ? [told('ScalingLimited', atMost)] : []),
    ...(isBlind(autoscaler) && !isBlind(previous)
      ? [
          told(
            'ScalingActive',
            `autoscaler ${autoscaler.metadata.name} cannot scale ${name}: ${textAt(blind, 'message') ?? 'its metric is unknown'}`,
          ),
        ]
      : []),
  ];
}

/** The controller says so itself; a maximum that is just enough is none. */
function isAtMost(autoscaler: KubeObject | null): boolean {
  const limited = conditionOf(autoscaler ?? {}, 'ScalingLimited');
  return limited['status'] === 'True' && limited['reason'] === 'TooManyReplicas';
}

/** Scaled to zero by hand it is disabled, which somebody wished for. */
function isBlind(autoscaler: KubeObject | null): boolean {
  const active = conditionOf(autoscaler ?? {}, 'ScalingActive');
  return active['status'] === 'False' && active['reason'] !== 'ScalingDisabled';
}
