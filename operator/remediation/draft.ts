/** From what is proposed and how the object is now to the patch that does exactly that. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { changesBetween, fieldsAt, listAt, numberAt, parseQuantity, textAt } from '../../engine/index.ts';
import type { ApiObject, PatchOperation } from '../kube/client.ts';
import type { RemedyChange, RemedyRecord } from '../notify/notify.ts';

export interface Draft {
  /** With everything that is decided only now, such as the ReplicaSet to go back to. */
  readonly change: RemedyChange;
  readonly operations: readonly PatchOperation[];
  /** What would be another, a line each. */
  readonly lines: readonly string[];
  /** What undoes it; null: nothing can. */
  readonly undo: RemedyChange | null;
  /** The object as it is; another text means that it was changed. */
  readonly seen: string;
  /** It is already so. */
  readonly isDone: boolean;
}

export interface World {
  /** Whole, as the API server has it. */
  readonly object: ApiObject;
  /** Of the Deployment whose rollout is undone; empty for anything else. */
  readonly replicaSets: readonly ApiObject[];
}

export type Wanted = Pick<RemedyRecord, 'action' | 'change' | 'requestedAtMs'>;

/** A text is a sentence that says why it cannot be done. */
export function draftRemedy(wanted: Wanted, world: World): Draft | string {
  if (fieldsAt(world.object, 'spec')['paused'] === true)
    return `${objectName(wanted.change)} is paused (spec.paused), so nothing would come of it; resume it first.`;
  return drafts[wanted.action](wanted, world);
}

/** `deployment/cart` */
export function objectName({ kind, name }: Pick<RemedyChange, 'kind' | 'name'>): string {
  return `${kind.toLowerCase()}/${name}`;
}

/** As memory is written in manifests. */
export function memoryText(bytes: number): string {
  return bytes % 2 ** 20 === 0 ? `${bytes / 2 ** 20}Mi` : String(bytes);
}

const drafts: Readonly<Record<Wanted['action'], (wanted: Wanted, world: World) => Draft | string>> = {
  'undo-rollout': draftRollback,
  'raise-limit': draftLimit,
  restart: draftRestart,
  scale: draftScale,
  cordon: draftCordon,
};

const revisionKey = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';

function draftRollback({ change }: Wanted, { object, replicaSets }: World): Draft | string {
  const own = replicaSets
    .filter(({ metadata }) => metadata.ownerReferences?.some(({ uid }) => uid !== undefined && uid === object.metadata.uid))
    .toSorted((a, b) => revisionOf(b) - revisionOf(a));
  const template = fieldsAt(object, 'spec', 'template');
  const current = own.find((one) => isDeepStrictEqual(templateOf(one), template));
  const target = change.toRevision === undefined ? own.find((one) => isBefore(one, current)) : own.find(isCalled(change.toRevision));
  if (target === undefined) return `There is no earlier ReplicaSet of ${change.name} to go back to (spec.revisionHistoryLimit keeps some).`;
  const isDone = current === target;
  if (!isDone && current?.metadata.name !== change.revision)
    return `${change.name} does not run what was to be undone any more (${change.revision ?? 'unknown'}); it was rolled out anew.`;
  const { name } = target.metadata;
  const lines = changesBetween(fieldsAt(template, 'spec'), fieldsAt(templateOf(target), 'spec'));
  return {
    change: { ...change, toRevision: name },
    operations: [...unchanged(object), { op: 'replace', path: '/spec/template', value: templateOf(target) }],
    lines: [`pod template back to that of ReplicaSet ${name} (revision ${revisionOf(target)})`, ...lines],
    undo: { ...change, revision: name, toRevision: change.revision },
    seen: seenOf(object),
    isDone,
  };
}

function draftLimit({ change }: Wanted, { object }: World): Draft | string {
  const containers = listAt(object, 'spec', 'template', 'spec', 'containers');
  const index = containers.findIndex(({ name }) => name === change.container);
  const limit = textAt(containers[index], 'resources', 'limits', 'memory');
  const { from, to } = change;
  if (limit === undefined || from === undefined || to === undefined)
    return `Container ${change.container ?? ''} of ${change.name} has no memory limit any more.`;
  const isDone = parseQuantity(limit) === to;
  if (!isDone && parseQuantity(limit) !== from)
    return `The memory limit of ${change.name} is ${limit} by now and not ${memoryText(from)} any more; somebody has changed it.`;
  const path = `/spec/template/spec/containers/${index}/resources/limits/memory`;
  return {
    change,
    operations: [...unchanged(object), { op: 'replace', path, value: memoryText(to) }],
    lines: [
      `memory limit of container ${change.container ?? ''} from ${limit} to ${memoryText(to)}`,
      'its pods are replaced, as in any rollout',
    ],
    undo: { ...change, from: to, to: from },
    seen: seenOf(object),
    isDone,
  };
}

const restartedAt = 'kubectl.kubernetes.io/restartedAt';

function draftRestart({ change, requestedAtMs }: Wanted, { object }: World): Draft {
  const template = fieldsAt(object, 'spec', 'template');
  const annotations = fieldsAt(template, 'metadata', 'annotations');
  const value = new Date(requestedAtMs).toISOString();
  const metadata = { ...fieldsAt(template, 'metadata'), annotations: { ...annotations, [restartedAt]: value } };
  return {
    change,
    operations: [...unchanged(object), { op: 'add', path: '/spec/template/metadata', value: metadata }],
    lines: [`annotation ${restartedAt} of the pod template, which replaces its pods as kubectl rollout restart does`],
    undo: null,
    seen: seenOf(object),
    isDone: annotations[restartedAt] === value,
  };
}

function draftScale({ change }: Wanted, { object }: World): Draft | string {
  const replicas = numberAt(object, 'spec', 'replicas') ?? 1;
  const { from, to } = change;
  if (from === undefined || to === undefined) return `To how many replicas ${change.name} is to be scaled is not known.`;
  const isDone = replicas === to;
  if (!isDone && replicas !== from)
    return `${change.name} has ${replicas} replicas by now and not ${from} any more; somebody has scaled it.`;
  return {
    change,
    operations: [...unchanged(object), { op: 'add', path: '/spec/replicas', value: to }],
    lines: [`replicas from ${replicas} to ${to}`],
    undo: { ...change, from: to, to: from },
    seen: seenOf(object),
    isDone,
  };
}

/** `to` 0 takes it back. */
function draftCordon({ change }: Wanted, { object }: World): Draft {
  const wished = change.to !== 0;
  const isCordoned = fieldsAt(object, 'spec')['unschedulable'] === true;
  return {
    change,
    operations: [{ op: 'add', path: '/spec/unschedulable', value: wished }],
    lines: [`unschedulable from ${String(isCordoned)} to ${String(wished)}; pods that run there stay`],
    undo: { ...change, to: wished ? 0 : 1 },
    seen: `${object.metadata.uid ?? ''}/${String(isCordoned)}`,
    isDone: isCordoned === wished,
  };
}

/** The generation counts changes of the spec alone; a status that moves is no change. */
function seenOf({ metadata }: ApiObject): string {
  return `${metadata.uid ?? ''}/${metadata.generation ?? 0}`;
}

/** Refused by the API server when somebody was faster. */
function unchanged({ metadata: { generation } }: ApiObject): readonly PatchOperation[] {
  return generation === undefined ? [] : [{ op: 'test', path: '/metadata/generation', value: generation }];
}

function templateOf(replicaSet: ApiObject): Readonly<Record<string, unknown>> {
  const template = fieldsAt(replicaSet, 'spec', 'template');
  const metadata = fieldsAt(template, 'metadata');
  const labels = Object.fromEntries(Object.entries(fieldsAt(metadata, 'labels')).filter(([key]) => key !== hashLabel));
  return { ...template, metadata: { ...metadata, labels } };
}

function revisionOf({ metadata }: ApiObject): number {
  return Number(metadata.annotations?.[revisionKey] ?? 0) || 0;
}

function isBefore(one: ApiObject, current: ApiObject | undefined): boolean {
  return current !== undefined && revisionOf(one) < revisionOf(current);
}

function isCalled(name: string): (object: ApiObject) => boolean {
  return ({ metadata }) => metadata.name === name;
}
