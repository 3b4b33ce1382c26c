/**
 * What could be done about the likeliest cause, each as a sentence, as the command that does exactly that, and as the change for a
 * program. Nothing here is carried out. Nothing is proposed where the facts do not say what would help, such as a restart for errors of
 * any kind.
 */
import type { Cause, Evidence, KubeObject, Proposal, ProposedChange } from '../domain.ts';
import { desiredReplicas, revisionIn } from '../evidence/deployment.ts';
import { listAt, parseQuantity, textAt, timeAt } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { Failing } from './trouble.ts';

export interface RemedyInput {
  readonly causes: readonly Cause[];
  readonly changes: readonly Evidence[];
  readonly members: readonly Failing[];
  readonly inventory: Pick<Inventory, 'find' | 'pods'>;
}

/** Most fitting first; at most one of each kind. */
export function proposalsOf({ causes: [cause], changes, members, inventory }: RemedyInput): readonly Proposal[] {
  if (cause === undefined) return [];
  if (cause.workload === null) return cordon(cause);
  const { namespace, kind, name } = parseWorkloadId(cause.workload);
  if (!isRollable(kind) || ![namespace, name].every(isName)) return [];
  const target = {
    cause,
    changes,
    member: members.find(({ entity }) => entity === cause.workload),
    object: `${kind.toLowerCase()}/${name}`,
    namespace,
    name,
    kind,
    controller: inventory.find(kind, namespace, name),
    pods: inventory.pods(cause.workload),
  };
  return [...undo(target), ...scaleBack(target), ...raiseLimit(target), ...restart(target)];
}

interface Target extends Pick<RemedyInput, 'changes'> {
  readonly cause: Cause;
  readonly member: Failing | undefined;
  /** `deployment/cart` */
  readonly object: string;
  readonly namespace: string;
  readonly name: string;
  readonly kind: Exclude<ProposedChange['kind'], 'Node'>;
  readonly controller: ReturnType<Inventory['find']>;
  readonly pods: readonly KubeObject[];
}

/** What `kubectl rollout` knows. */
function isRollable(kind: string): kind is Target['kind'] {
  return kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet';
}

/** Where the cause itself points at the rollout, and there is something to go back to. */
function undo(target: Target): readonly Proposal[] {
  const { cause, changes, object, namespace, name, kind } = target;
  const rollout = changes.findLast(
    (change) => change.kind === 'rollout' && change.workload === cause.workload && change.details?.['changeId'] === cause.changeId,
  );
  if (cause.changeId === null || rollout === undefined || rollout.details?.['first'] === true) return [];
  const text = `Undo the rollout of ${name} (${String(rollout.details?.['changed'] ?? 'what it changed is not known')}).`;
  const command = `kubectl rollout undo ${object} -n ${namespace}`;
  const revision = isLast(rollout, changes) ? revisionOf(target, cause.changeId) : undefined;
  const change = revision === undefined ? {} : { change: { kind, namespace, name, revision } };
  return [{ action: 'undo-rollout', text, command, ...change }];
}

function isLast(rollout: Evidence, changes: readonly Evidence[]): boolean {
  return changes.findLast(({ kind, workload }) => kind === rollout.kind && workload === rollout.workload) === rollout;
}

const revisionLabel = 'controller-revision-hash';

/**
 * By what the API server calls that what runs now is to be told from what ran before; undefined where nobody knows it yet. ControllerRevisions are not
 * watched: a StatefulSet names its own, that of a DaemonSet stands in the label of the pods that it has made since.
 */
function revisionOf({ kind, name, controller, pods }: Target, changeId: string): string | undefined {
  if (kind === 'Deployment') return changeId;
  if (kind === 'StatefulSet') return controller === null ? undefined : revisionIn(controller);
  const youngest = pods.toSorted((a, b) => createdAtMs(b) - createdAtMs(a))[0];
  const hash = youngest?.metadata.labels?.[revisionLabel];
  return hash === undefined ? undefined : `${name}-${hash}`;
}

function createdAtMs({ metadata }: KubeObject): number {
  return timeAt(metadata, 'creationTimestamp') ?? 0;
}

/** Somebody wished for none, and it is missed. */
function scaleBack({ cause, changes, controller, object, namespace, name, kind }: Target): readonly Proposal[] {
  if (controller === null || kind === 'DaemonSet' || desiredReplicas(controller) !== 0) return [];
  const scaled = changes.findLast(
    (change) => change.kind === 'scale' && change.workload === cause.workload && change.details?.['to'] === 0,
  );
  const before = Number(scaled?.details?.['from'] ?? 0);
  if (!Number.isInteger(before) || before < 1) return [];
  const text = `Scale ${name} back to ${before} ${before === 1 ? 'replica' : 'replicas'}, as it was.`;
  const command = `kubectl scale ${object} -n ${namespace} --replicas=${before}`;
  return [{ action: 'scale', text, command, change: { kind, namespace, name, from: 0, to: before } }];
}

/** Without a trend: half as much again. */
const raiseBy = 1.5;
/** With one: as much as it grows in an hour, which is time to find the leak; at least a quarter more, at most twice as much. */
const growsForMinutes = 60;
const raiseAtLeast = 1.25;
const raiseAtMost = 2;
const stepBytes = 32 * 2 ** 20;

/** Only where one container alone has a limit of memory: which of several was killed is not known here. */
function raiseLimit({ cause, member, controller, object, namespace, name, kind }: Target): readonly Proposal[] {
  if (cause.kind !== 'out-of-memory') return [];
  const limited = listAt(controller, 'spec', 'template', 'spec', 'containers').flatMap((container) => {
    const [called, limit] = [textAt(container, 'name'), parseQuantity(textAt(container, 'resources', 'limits', 'memory') ?? '')];
    return called !== undefined && isName(called) && limit !== undefined && limit > 0 ? [{ called, limit }] : [];
  });
  const [only] = limited;
  if (only === undefined || limited.length > 1) return [];
  const growth = member?.troubles.find(({ bytesAMinute }) => bytesAMinute !== undefined)?.bytesAMinute;
  const raised = raisedLimit(only.limit, growth);
  const text = `Raise the memory limit of ${name} from ${mebibytes(only.limit)} to ${mebibytes(raised)}, ${whyRaised(growth, raised - only.limit)}.`;
  const command = `kubectl set resources ${object} -n ${namespace} -c ${only.called} --limits=memory=${mebibytes(raised)}`;
  const change = { kind, namespace, name, container: only.called, from: only.limit, to: raised };
  return [{ action: 'raise-limit', text, command, change }];
}

function raisedLimit(limit: number, bytesAMinute: number | undefined): number {
  const wanted =
    bytesAMinute === undefined
      ? limit * raiseBy
      : Math.min(limit * raiseAtMost, Math.max(limit * raiseAtLeast, limit + bytesAMinute * growsForMinutes));
  return Math.ceil(wanted / stepBytes) * stepBytes;
}

function whyRaised(bytesAMinute: number | undefined, more: number): string {
  if (bytesAMinute === undefined)
    return 'half as much again, since no trend is known. Where its memory grows without end, that only buys time';
  const minutes = Math.round(more / Math.max(1, bytesAMinute));
  const time = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
  return `which at its growth of ${(bytesAMinute / 2 ** 20).toFixed(1)}Mi a minute buys ${time}`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)}Mi`;
}

/** Something that runs and does nothing any more. */
function restart({ cause, controller, object, namespace, name, kind }: Target): readonly Proposal[] {
  if (cause.kind !== 'silence' || (controller !== null && desiredReplicas(controller) === 0)) return [];
  const command = `kubectl rollout restart ${object} -n ${namespace}`;
  return [{ action: 'restart', text: `Restart ${name}, a pod at a time.`, command, change: { kind, namespace, name } }];
}

function cordon({ kind, node }: Cause): readonly Proposal[] {
  if (kind !== 'node' || node === null || !isName(node)) return [];
  const change = { kind: 'Node', namespace: null, name: node } as const;
  return [{ action: 'cordon', text: `Give node ${node} no new pods; those on it stay.`, command: `kubectl cordon ${node}`, change }];
}

/** Recordings hold whatever somebody wrote, and the command is for a shell. */
function isName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name);
}
