/**
 * The pod template of before, out of what the API server keeps of it: ReplicaSets of a Deployment, ControllerRevisions of a StatefulSet or a DaemonSet, the
 * same that `kubectl rollout undo` reads. Pure.
 */
import { isDeepStrictEqual } from 'node:util';
import { changesOfTemplate, fieldsAt, numberAt, textAt } from '../../engine/index.ts';
import type { ApiObject } from '../kube/client.ts';
import { revisionKindOf, seenOf, unchanged, type Draft, type Wanted, type World } from './wanted.ts';

type Fields = Readonly<Record<string, unknown>>;

const revisionKey = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';

export function draftRollback({ change }: Wanted, { object, revisions }: World): Draft | string {
  const kind = revisionKindOf(change);
  const own = revisions
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid !== undefined && uid === object.metadata.uid))
    .toSorted((a, b) => revisionOf(b) - revisionOf(a));
  const template = plain(fieldsAt(object, 'spec', 'template'));
  const isRun = (one: ApiObject): boolean => isDeepStrictEqual(templateOf(one), template);
  const current = own.find(isRun) ?? (isObserved(object) ? own.at(0) : undefined);
  const target = change.toRevision === undefined ? own.find((one) => isBefore(one, current)) : own.find(isCalled(change.toRevision));
  if (current === undefined && own.length > 0)
    return `What ${change.name} runs is not known yet: its controller has not seen the last change of it; ask again.`;
  if (target === undefined) return `There is no earlier ${kind} of ${change.name} to go back to (spec.revisionHistoryLimit keeps some).`;
  const isDone = isRun(target);
  if (!isDone && current?.metadata.name !== change.revision)
    return `${change.name} does not run what was to be undone any more (${change.revision ?? 'unknown'}); it was rolled out anew.`;
  const { name } = target.metadata;
  const wished = templateOf(target);
  return {
    change: { ...change, toRevision: name },
    operations: [...unchanged(object), { op: 'replace', path: '/spec/template', value: wished }],
    lines: [
      `pod template back to that of ${kind} ${name} (revision ${revisionOf(target)})`,
      ...changesOfTemplate(template, wished),
      ...cautionsOf(object),
    ],
    undo: { ...change, revision: name, toRevision: change.revision },
    seen: seenOf(object),
    isDone,
  };
}

/** What is left to a person: the controllers replace no pod in these cases. */
function cautionsOf(object: ApiObject): readonly string[] {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return ['its update strategy is OnDelete: a pod changes only when somebody deletes it'];
  // https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
  return object.kind === 'StatefulSet' && textAt(object, 'spec', 'podManagementPolicy') !== 'Parallel'
    ? ['pods are replaced in their order; one that never became ready may hold that up until somebody deletes it']
    : [];
}

/** Written by an older API server a template may lack what the newer one adds, so the controller is believed, which numbers the current one highest. */
function isObserved(object: ApiObject): boolean {
  const observed = object.kind === 'Deployment' ? undefined : numberAt(object, 'status', 'observedGeneration');
  return observed !== undefined && observed === object.metadata.generation;
}

function templateOf(revision: ApiObject): Fields {
  const template = fieldsAt(revision, ...(revision.kind === 'ControllerRevision' ? ['data', 'spec', 'template'] : ['spec', 'template']));
  // A directive of the strategic merge patch that a ControllerRevision is.
  const { $patch: _, ...rest } = template;
  return plain(rest);
}

/** Without what the controllers put in by themselves, and without the time of creation, which a template never has and some API servers write. */
function plain(template: Fields): Fields {
  const { creationTimestamp, ...metadata } = fieldsAt(template, 'metadata');
  const labels = Object.entries(fieldsAt(metadata, 'labels')).filter(([key]) => key !== hashLabel);
  return {
    ...template,
    metadata: { ...metadata, ...(creationTimestamp ? { creationTimestamp } : {}), labels: Object.fromEntries(labels) },
  };
}

function revisionOf(object: ApiObject): number {
  return numberAt(object, 'revision') ?? (Number(object.metadata.annotations?.[revisionKey] ?? 0) || 0);
}

function isBefore(one: ApiObject, current: ApiObject | undefined): boolean {
  return current !== undefined && revisionOf(one) < revisionOf(current);
}

function isCalled(name: string): (object: ApiObject) => boolean {
  return ({ metadata }) => metadata.name === name;
}
