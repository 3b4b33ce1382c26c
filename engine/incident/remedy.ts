/**
 * What could be done about the likeliest cause, each as a sentence and as the command that does exactly that. Proposals only: nothing
 * here is carried out. Nothing is proposed where the facts do not say what would help, such as a restart for errors of any kind.
 */
import type { Cause, Evidence, Proposal } from '../domain.ts';
import { desiredReplicas } from '../evidence/deployment.ts';
import { listAt, parseQuantity, textAt } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import { parseWorkloadId } from '../evidence/owner.ts';

export interface RemedyInput {
  readonly causes: readonly Cause[];
  readonly changes: readonly Evidence[];
  readonly inventory: Pick<Inventory, 'find'>;
}

/** Most fitting first; at most one of each kind. */
export function proposalsOf({ causes: [cause], changes, inventory }: RemedyInput): readonly Proposal[] {
  if (cause === undefined) return [];
  if (cause.workload === null) return cordon(cause);
  const { namespace, kind, name } = parseWorkloadId(cause.workload);
  if (!rollable.has(kind) || ![namespace, name].every(isName)) return [];
  const target = {
    cause,
    changes,
    object: `${kind.toLowerCase()}/${name}`,
    namespace,
    name,
    controller: inventory.find(kind, namespace, name),
  };
  return [...undo(target), ...scaleBack(target), ...raiseLimit(target), ...restart(target)];
}

interface Target extends Pick<RemedyInput, 'changes'> {
  readonly cause: Cause;
  /** `deployment/cart` */
  readonly object: string;
  readonly namespace: string;
  readonly name: string;
  readonly controller: ReturnType<Inventory['find']>;
}

/** What `kubectl rollout` knows. */
const rollable: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Where the cause itself points at the rollout, and there is something to go back to. */
function undo({ cause, changes, object, namespace, name }: Target): readonly Proposal[] {
  const rollout = changes.findLast(
    ({ kind, workload, details }) => kind === 'rollout' && workload === cause.workload && details?.['changeId'] === cause.changeId,
  );
  if (cause.changeId === null || rollout === undefined || rollout.details?.['first'] === true) return [];
  const text = `Undo the rollout of ${name} (${String(rollout.details?.['changed'] ?? 'what it changed is not known')}).`;
  return [{ action: 'undo-rollout', text, command: `kubectl rollout undo ${object} -n ${namespace}` }];
}

/** Somebody wished for none, and it is missed. */
function scaleBack({ cause, changes, controller, object, namespace, name }: Target): readonly Proposal[] {
  if (controller === null || desiredReplicas(controller) !== 0) return [];
  const scaled = changes.findLast(
    ({ kind, workload, details }) => kind === 'scale' && workload === cause.workload && details?.['to'] === 0,
  );
  const before = Number(scaled?.details?.['from'] ?? 0);
  if (!Number.isInteger(before) || before < 1) return [];
  const text = `Scale ${name} back to ${before} ${before === 1 ? 'replica' : 'replicas'}, as it was.`;
  return [{ action: 'scale', text, command: `kubectl scale ${object} -n ${namespace} --replicas=${before}` }];
}

const raiseBy = 1.5;
const stepBytes = 32 * 2 ** 20;

/** Only where one container alone has a limit of memory: which of several was killed is not known here. */
function raiseLimit({ cause, controller, object, namespace, name }: Target): readonly Proposal[] {
  if (cause.kind !== 'out-of-memory') return [];
  const limited = listAt(controller, 'spec', 'template', 'spec', 'containers').flatMap((container) => {
    const [called, limit] = [textAt(container, 'name'), parseQuantity(textAt(container, 'resources', 'limits', 'memory') ?? '')];
    return called !== undefined && isName(called) && limit !== undefined && limit > 0 ? [{ called, limit }] : [];
  });
  const [only] = limited;
  if (only === undefined || limited.length > 1) return [];
  const [from, to] = [only.limit, Math.ceil((only.limit * raiseBy) / stepBytes) * stepBytes].map(
    (bytes) => `${Math.round(bytes / 2 ** 20)}Mi`,
  );
  const text = `Raise the memory limit of ${name} from ${from} to ${to}. Where its memory grows without end, that only buys time.`;
  const command = `kubectl set resources ${object} -n ${namespace} -c ${only.called} --limits=memory=${to}`;
  return [{ action: 'raise-limit', text, command }];
}

/** Something that runs and does nothing any more. */
function restart({ cause, controller, object, namespace, name }: Target): readonly Proposal[] {
  if (cause.kind !== 'silence' || (controller !== null && desiredReplicas(controller) === 0)) return [];
  return [{ action: 'restart', text: `Restart ${name}, a pod at a time.`, command: `kubectl rollout restart ${object} -n ${namespace}` }];
}

function cordon({ kind, node }: Cause): readonly Proposal[] {
  if (kind !== 'node' || node === null || !isName(node)) return [];
  return [{ action: 'cordon', text: `Give node ${node} no new pods; those on it stay.`, command: `kubectl cordon ${node}` }];
}

/** Recordings hold whatever somebody wrote, and the command is for a shell. */
function isName(name: string): boolean {
  return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name);
}
