/** Facts out of Deployments, StatefulSets and DaemonSets: stalled rollouts, scale, missing replicas; a StatefulSet's rollout too. */
import type { Evidence, KubeObject } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact, wasThereBefore } from './fact.ts';
import { conditionOf, fieldsAt, numberAt, textAt, timeAt } from './field.ts';
import { workloadId } from './owner.ts';
import { changesOfTemplate } from './template-diff.ts';

/** Facts that the controller object shows and `previous` did not show yet. */
export function factsOfController(object: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  return [
    ...stalled(object, previous, context),
    ...scaled(object, previous, context),
    ...unavailable(object, previous, context),
    ...rolledOut(object, previous, context),
  ];
}

/** Replicas that are wished for; a DaemonSet's are counted by its controller. */
export function desiredReplicas(object: KubeObject): number | undefined {
  if (object.kind === 'DaemonSet') return numberAt(object, 'status', 'desiredNumberScheduled');
  return object.spec === undefined ? undefined : (numberAt(object, 'spec', 'replicas') ?? 1);
}

function stalled(object: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const reason = 'ProgressDeadlineExceeded';
  const condition = conditionOf(object, 'Progressing');
  if (condition['reason'] !== reason || (previous !== null && conditionOf(previous, 'Progressing')['reason'] === reason)) return [];
  const atMs = timeAt(condition, 'lastUpdateTime') ?? timeAt(condition, 'lastTransitionTime') ?? context.atMs;
  const text = `rollout of ${object.metadata.name} made no progress within its deadline: ${textAt(condition, 'message') ?? reason}`;
  return [fact(context, { kind: 'rollout-stalled', atMs, severity: 'error', text })];
}

function scaled(object: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const [from, to] = [previous === null ? undefined : desiredReplicas(previous), desiredReplicas(object)];
  if (object.kind === 'DaemonSet' || from === undefined || to === undefined || from === to || !isTop(object, context)) return [];
  return [
    fact(context, {
      kind: 'scale',
      atMs: context.atMs,
      severity: 'info',
      text: `scaled from ${from} to ${to} replicas`,
      details: { from, to },
    }),
  ];
}

/** Where something else stands above it, its replicas are that one's doing, such as Knative's with an old revision, and nobody's wish. */
function isTop({ kind, metadata: { namespace = 'default', name } }: KubeObject, { workload }: FactContext): boolean {
  return workload === null || workload === workloadId({ namespace, kind, name });
}

function unavailable(object: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const desired = desiredReplicas(object) ?? 0;
  const [before, now] = [previous === null ? undefined : available(previous), available(object)];
  if (now === undefined || before === undefined || now >= before || now >= desired) return [];
  const severity = now === 0 ? 'error' : 'warning';
  return [
    fact(context, {
      kind: 'not-ready',
      atMs: context.atMs,
      severity,
      text: `${now} of ${desired} replicas of ${object.metadata.name} are available`,
      details: { available: now, desired },
    }),
  ];
}

function available(object: KubeObject): number | undefined {
  if (object.status === undefined) return undefined;
  return numberAt(object, 'status', object.kind === 'DaemonSet' ? 'numberAvailable' : 'availableReplicas') ?? 0;
}

/** A Deployment's rollout is told by its ReplicaSet, which knows what it replaces. */
function rolledOut(object: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  if (previous === null || object.kind === 'Deployment' || wasThereBefore(object, previous, context)) return [];
  const changes = changesOfTemplate(fieldsAt(previous, 'spec', 'template'), fieldsAt(object, 'spec', 'template'));
  if (changes.length === 0) return [];
  const details = { changeId: revisionIn(object) ?? rolloutOf(object), first: false, changed: changes.join(', ') };
  return [
    fact(context, {
      kind: 'rollout',
      atMs: context.atMs,
      severity: 'info',
      text: `rollout of ${object.metadata.name}: ${changes.join(', ')}`,
      details,
    }),
  ];
}

/** The ControllerRevision that a StatefulSet is to run; undefined until its controller has seen the last change, and for a DaemonSet, which does not say. */
export function revisionIn({ metadata: { generation }, status }: KubeObject): string | undefined {
  const isObserved = generation === undefined || numberAt(status, 'observedGeneration') === generation;
  return isObserved ? textAt(status, 'updateRevision') : undefined;
}

/** `cart@7`: what the seventh change of its spec rolled out. Two rollouts of one object are two. */
function rolloutOf({ metadata: { name, generation } }: KubeObject): string {
  return generation === undefined ? name : `${name}@${generation}`;
}
