/** Facts out of what lies around workloads: budgets, endpoints, policies, configuration. Each is told of the workloads that it touches. */
import type { Evidence, KubeObject, WorkloadId } from '../domain.ts';
import { configMapsOf } from './configmap.ts';
import type { FactContext } from './fact.ts';
import { fact, wasThereBefore } from './fact.ts';
import type { Fields } from './field.ts';
import { booleanAt, fieldsAt, listAt, numberAt } from './field.ts';
import { parseWorkloadId } from './owner.ts';

/** What is asked of everything that was delivered. */
export interface Surroundings {
  find(kind: string, namespace: string, name: string): KubeObject | null;
  objects(kind: string): Iterable<KubeObject>;
  workloads(): readonly WorkloadId[];
  podSpec(workload: WorkloadId): unknown;
  selected(namespace: string, selector: Readonly<Record<string, unknown>>): readonly WorkloadId[];
}

export interface SurroundingContext extends FactContext {
  readonly surroundings?: Surroundings | undefined;
  /** The object is gone; what was delivered is its last version. */
  readonly deleted?: boolean | undefined;
}

/** A policy or a map for a whole namespace is not told a thousand times. */
const workloadsAtMost = 50;

type Told = Omit<Evidence, 'workload' | 'atMs'> & { readonly atMs?: number };

/** A budget that allows no eviction holds up drains; with all its pods well it is set so. */
export function factsOfBudget(budget: KubeObject, previous: KubeObject | null, context: SurroundingContext): readonly Evidence[] {
  if (!isBlocking(budget) || isBlocking(previous)) return [];
  const [healthy, wanted] = [numberAt(budget, 'status', 'currentHealthy') ?? 0, numberAt(budget, 'status', 'desiredHealthy') ?? 0];
  const text = `disruption budget ${budget.metadata.name} allows no eviction: ${healthy} pods are healthy, ${wanted} must be`;
  return toldOf(
    matchedBy(budget, fieldsAt(budget, 'spec', 'selector'), context),
    { kind: 'disruption-blocked', severity: 'info', text },
    context,
  );
}

/** A Service that has just lost its last ready endpoint; a slice is only a part of its endpoints. */
export function factsOfEndpoints(slice: KubeObject, previous: KubeObject | null, context: SurroundingContext): readonly Evidence[] {
  if (previous === null || readyIn(previous) === 0 || readyIn(slice) > 0 || context.surroundings === undefined) return [];
  const service = slice.metadata.labels?.[serviceLabel];
  const namespace = slice.metadata.namespace ?? 'default';
  if (service === undefined || othersAreReady(slice, service, context.surroundings)) return [];
  const selector = fieldsAt(context.surroundings.find('Service', namespace, service), 'spec', 'selector');
  const text = `Service ${service} has no ready endpoint any more`;
  return toldOf(
    context.surroundings.selected(namespace, selector),
    { kind: 'no-endpoint', severity: 'warning', text, details: { service } },
    context,
  );
}

/** A policy that came, changed or went. */
export function factsOfPolicy(policy: KubeObject, previous: KubeObject | null, context: SurroundingContext): readonly Evidence[] {
  const how = changeOf(policy, previous, { context, parts: ['spec'] });
  if (how === null) return [];
  const details = { changeId: `networkpolicy/${policy.metadata.name}`, changed: how };
  const text = `network policy ${policy.metadata.name} was ${how}`;
  return toldOf(
    matchedBy(policy, fieldsAt(policy, 'spec', 'podSelector'), context),
    { kind: 'change', severity: 'info', text, details },
    context,
  );
}

/** A ConfigMap that changed or went, told of those whose pods mount it or read it into variables. */
export function factsOfConfigMap(map: KubeObject, previous: KubeObject | null, context: SurroundingContext): readonly Evidence[] {
  const how = changeOf(map, previous, { context, parts: ['dataDigests'] });
  const { surroundings } = context;
  if (how === null || surroundings === undefined) return [];
  const { name, namespace = 'default' } = map.metadata;
  const users = surroundings
    .workloads()
    .filter(
      (workload) =>
        parseWorkloadId(workload).namespace === namespace && configMapsOf(surroundings.podSpec(workload)).some((use) => use.name === name),
    );
  const keys = how === 'changed' && previous !== null ? changedKeys(previous, map) : [];
  const details = { changeId: `configmap/${name}`, changed: keys.length === 0 ? how : keys.join(', ') };
  const text = `ConfigMap ${name} was ${how}${keys.length === 0 ? '' : `: ${keys.join(', ')}`}`;
  return toldOf(users, { kind: 'change', severity: 'info', text, details }, context);
}

const serviceLabel = 'kubernetes.io/service-name';

function isBlocking(budget: KubeObject | null): boolean {
  const expected = numberAt(budget, 'status', 'expectedPods') ?? 0;
  return expected > 0 && numberAt(budget, 'status', 'disruptionsAllowed') === 0;
}

/** An endpoint that does not say is ready. */
function readyIn(slice: KubeObject): number {
  return listAt(slice, 'endpoints').filter((endpoint) => booleanAt(endpoint, 'conditions', 'ready') !== false).length;
}

function othersAreReady(slice: KubeObject, service: string, surroundings: Surroundings): boolean {
  const others = [...surroundings.objects('EndpointSlice')].filter(
    ({ metadata }) =>
      metadata.name !== slice.metadata.name &&
      metadata.namespace === slice.metadata.namespace &&
      metadata.labels?.[serviceLabel] === service,
  );
  return others.some((other) => readyIn(other) > 0);
}

/** Null where nothing changed, or where it was so when the watching began. */
function changeOf(
  object: KubeObject,
  previous: KubeObject | null,
  { context, parts }: { readonly context: SurroundingContext; readonly parts: readonly string[] },
): 'created' | 'changed' | 'deleted' | null {
  if (context.deleted === true) return 'deleted';
  if (previous === null) return wasThereBefore(object, previous, context) ? null : 'created';
  return parts.some((part) => JSON.stringify(fieldsAt(object, part)) !== JSON.stringify(fieldsAt(previous, part))) ? 'changed' : null;
}

const keysAtMost = 8;

function changedKeys(before: KubeObject, after: KubeObject): readonly string[] {
  const [old, now] = [fieldsAt(before, 'dataDigests'), fieldsAt(after, 'dataDigests')];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((key) => old[key] !== now[key]).slice(0, keysAtMost);
}

/** An empty selector of a policy or a budget is all of its namespace; of expressions it is not worked out whom they match. */
function matchedBy(object: KubeObject, selector: Fields, { surroundings }: SurroundingContext): readonly WorkloadId[] {
  if (surroundings === undefined || listAt(selector, 'matchExpressions').length > 0) return [];
  const namespace = object.metadata.namespace ?? 'default';
  const labels = fieldsAt(selector, 'matchLabels');
  if (Object.keys(labels).length > 0) return surroundings.selected(namespace, labels);
  return surroundings.workloads().filter((workload) => parseWorkloadId(workload).namespace === namespace);
}

function toldOf(workloads: readonly WorkloadId[], told: Told, context: SurroundingContext): readonly Evidence[] {
  return workloads.slice(0, workloadsAtMost).map((workload) => fact(context, { atMs: context.atMs, ...told, workload }));
}
