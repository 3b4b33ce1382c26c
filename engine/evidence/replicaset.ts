/** A new ReplicaSet is a rollout: what changed against the one it replaces. */
import type { Evidence, KubeObject } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact, wasThereBefore } from './fact.ts';
import { fieldsAt, timeAt } from './field.ts';
import { changesOfTemplate } from './template-diff.ts';

const revisionKey = 'deployment.kubernetes.io/revision';

/** The Deployment's revision that a ReplicaSet stands for; 0 where it does not say. */
export function revisionOf(replicaSet: KubeObject): number {
  const revision = Number(replicaSet.metadata.annotations?.[revisionKey] ?? 0);
  return Number.isFinite(revision) ? revision : 0;
}

/**
 * A rollout begins with a ReplicaSet that was not there, or (undoing one) with an old one that gets a new revision. `before` is the
 * newest other ReplicaSet of the same owner; without one this is the first deployment, which replaced nothing.
 */
export function factsOfReplicaSet(
  replicaSet: KubeObject,
  previous: KubeObject | null,
  context: FactContext & { readonly before: KubeObject | null },
): readonly Evidence[] {
  const revision = revisionOf(replicaSet);
  const began =
    previous === null ? !wasThereBefore(replicaSet, previous, context) : revisionOf(previous) > 0 && revision > revisionOf(previous);
  if (!began || context.workload === null) return [];
  const changes =
    context.before === null
      ? []
      : changesOfTemplate(fieldsAt(context.before, 'spec', 'template'), fieldsAt(replicaSet, 'spec', 'template'));
  const atMs = previous === null ? (timeAt(replicaSet.metadata, 'creationTimestamp') ?? context.atMs) : context.atMs;
  const isNumbered = revision > (context.before === null ? 0 : revisionOf(context.before));
  const what = context.before === null ? 'first deployment' : changes.length === 0 ? 'nothing visible changed' : changes.join(', ');
  return [
    fact(context, {
      kind: 'rollout',
      atMs,
      severity: 'info',
      text: `rollout of revision ${isNumbered ? revision : replicaSet.metadata.name}: ${what}`,
      details: { changeId: replicaSet.metadata.name, revision, first: context.before === null, changed: what },
    }),
  ];
}
