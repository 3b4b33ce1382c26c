/** From what is proposed and how the object is now to the patch that does exactly that. Pure. */
import { fieldsAt, listAt, numberAt, parseQuantity, textAt } from '../../engine/index.ts';
import { draftRollback } from './rollback.ts';
import { objectName, seenOf, unchanged, type Draft, type Wanted, type World } from './wanted.ts';

/** A text is a sentence that says why it cannot be done. */
export function draftRemedy(wanted: Wanted, world: World): Draft | string {
  if (fieldsAt(world.object, 'spec')['paused'] === true)
    return `${objectName(wanted.change)} is paused (spec.paused), so nothing would come of it; resume it first.`;
  return drafts[wanted.action](wanted, world);
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
