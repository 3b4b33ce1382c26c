/** A change of a NetworkPolicy that cuts just the calls that fail. That calls are not allowed says nothing by itself: not every network enforces policies. */
import { declaredPorts } from '../diagnosis/containers.ts';
import type { Evidence, WorkloadId } from '../domain.ts';
import { fieldsAt } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import { cutsBetween, type Cut, type Party } from '../evidence/network-policy.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { parseWorkloadId } from '../evidence/owner.ts';
import type { Graph } from './graph.ts';
import type { Failing } from './trouble.ts';
import { listOf, nameOf } from './words.ts';

export interface CutInput {
  readonly entity: EntityId;
  /** Null for who only is named by others. */
  readonly failing: Failing | null;
  /** Whose errors name it. */
  readonly namedBy: readonly Failing[];
  /** Its last change before it failed. */
  readonly change: Evidence | null;
  readonly graph: Graph;
  readonly inventory: Inventory;
}

const maxCallees = 20;

/** `network policy deny lets checkout and web call cart no more`; null where no change of a policy has cut what fails. */
export function cutBy(input: CutInput): string | null {
  const policy = policyOf(input.change);
  if (policy === null) return null;
  const { callers, callees } = cutCallers(input) ?? cutCallees(input);
  if (callers.length === 0 || callees.length === 0) return null;
  return `network policy ${policy} lets ${listOf(callers.map(nameOf))} call ${listOf(callees.map(nameOf))} no more`;
}

interface CutCalls {
  readonly callers: readonly EntityId[];
  readonly callees: readonly EntityId[];
}

/** The name of the policy that was changed; null for any other change. */
function policyOf(change: Evidence | null): string | null {
  const changeId = change?.kind === 'change' ? change.details?.['changeId'] : undefined;
  return typeof changeId === 'string' && changeId.startsWith(policyChange) ? changeId.slice(policyChange.length) : null;
}

function cutCallers(input: CutInput): CutCalls | null {
  const callers = input.namedBy.map(({ entity }) => entity).filter((caller) => isCut(caller, input.entity, 'Ingress', input));
  return callers.length === 0 ? null : { callers, callees: [input.entity] };
}

function cutCallees(input: CutInput): CutCalls {
  const { entity, failing } = input;
  if (failing === null) return { callers: [], callees: [] };
  const named = failing.strong;
  const called = named.length > 0 ? named : calleesOf(input);
  const callees = called.filter((callee) => isCut(entity, callee, 'Egress', input));
  // Where its errors name nobody, as without DNS, all that it calls must be out of reach.
  return { callers: [entity], callees: named.length > 0 || callees.length === called.length ? callees : [] };
}

const policyChange = 'networkpolicy/';

/** Of the cluster; whether a host outside is let through depends on addresses that nobody here knows. */
function calleesOf({ entity, graph, inventory }: CutInput): readonly EntityId[] {
  return [...graph.callees(entity).keys()].filter((callee) => partyOf(callee, inventory) !== null).slice(0, maxCallees);
}

function isCut(from: EntityId, to: EntityId, direction: Cut['direction'], { inventory }: CutInput): boolean {
  const [caller, callee] = [partyOf(from, inventory), partyOf(to, inventory)];
  if (caller === null || callee === null) return false;
  return cutsBetween(caller, callee, inventory.objects('NetworkPolicy')).some((cut) => cut.direction === direction);
}

/** Null for what is no workload, or of which no pod is known. */
function partyOf(entity: EntityId, inventory: Inventory): Party | null {
  if (entity.startsWith('node/') || entity.startsWith('external/')) return null;
  const { namespace, kind, name } = parseWorkloadId(entity);
  const template = fieldsAt(inventory.find(kind, namespace, name), 'spec', 'template');
  const [pod] = inventory.pods(entity satisfies WorkloadId);
  const labels = { ...fieldsAt(template, 'metadata', 'labels'), ...pod?.metadata.labels };
  const spec = template['spec'] ?? pod?.spec;
  if (spec === undefined) return null;
  const ports = declaredPorts(spec).map(({ port, name: called }) => ({ port, name: called ?? undefined }));
  return { namespace, labels: textsIn(labels), ports };
}

function textsIn(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}
