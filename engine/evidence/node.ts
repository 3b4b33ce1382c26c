/** Facts out of a Node: lost, under pressure, cordoned. */
import type { Evidence, KubeObject, Severity } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact } from './fact.ts';
import type { Fields } from './field.ts';
import { booleanAt, conditionOf, listAt, textAt, timeAt } from './field.ts';

/** Conditions that are bad when `True`, and how bad. */
const pressures = { MemoryPressure: 'warning', DiskPressure: 'warning', PIDPressure: 'warning', NetworkUnavailable: 'error' } as const;

/** Facts that the node shows and `previous` did not show yet. */
export function factsOfNode(node: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  return [
    ...lost(node, previous, context),
    ...underPressure(node, previous, context),
    ...cordoned(node, previous, context),
    ...tainted(node, previous, context),
  ];
}

/** Whether the kubelet says it cannot run pods, or says nothing any more. */
export function isLost(node: KubeObject): boolean {
  const status = conditionOf(node, 'Ready')['status'];
  return status === 'False' || status === 'Unknown';
}

function lost(node: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  if (!isLost(node) || (previous !== null && isLost(previous))) return [];
  const ready = conditionOf(node, 'Ready');
  const text = `node ${node.metadata.name} is not ready (${textAt(ready, 'reason') ?? 'no reason given'}: ${textAt(ready, 'message') ?? 'no message'})`;
  return [condition(node, ready, { severity: 'error', text, context })];
}

function underPressure(node: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  return Object.entries(pressures).flatMap(([type, severity]) => {
    const now = conditionOf(node, type);
    if (now['status'] !== 'True' || (previous !== null && conditionOf(previous, type)['status'] === 'True')) return [];
    return [
      condition(node, now, {
        severity,
        text: `node ${node.metadata.name} has ${type} (${textAt(now, 'message') ?? 'no message'})`,
        context,
      }),
    ];
  });
}

const isCordoned = (object: KubeObject) => booleanAt(object, 'spec', 'unschedulable') === true;

/** A cordon is what an admin wished for. */
function cordoned(node: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  if (previous === null || isCordoned(node) === isCordoned(previous)) return [];
  const how = isCordoned(node) ? 'cordoned' : 'uncordoned';
  return [condition(node, {}, { severity: 'info', text: `node ${node.metadata.name} was ${how}`, context })];
}

/** Those that Kubernetes sets by itself are told by the condition that they stand for. */
const ownTaint = /^node\.(?:kubernetes\.io|cloudprovider\.kubernetes\.io)\//;

/** A taint keeps pods away, or drives them off. */
function tainted(node: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  if (previous === null) return [];
  const [before, now] = [taintsOf(previous), taintsOf(node)];
  const changes = [
    ...[...now].filter((taint) => !before.has(taint)).map((taint) => `was tainted with ${taint}`),
    ...[...before].filter((taint) => !now.has(taint)).map((taint) => `lost the taint ${taint}`),
  ];
  return changes.map((change) => condition(node, {}, { severity: 'info', text: `node ${node.metadata.name} ${change}`, context }));
}

function taintsOf(node: KubeObject): ReadonlySet<string> {
  const taints = listAt(node, 'spec', 'taints').filter((taint) => !ownTaint.test(textAt(taint, 'key') ?? ''));
  return new Set(taints.map((taint) => `${textAt(taint, 'key') ?? ''}=${textAt(taint, 'value') ?? ''}:${textAt(taint, 'effect') ?? ''}`));
}

function condition(
  node: KubeObject,
  shown: Fields,
  told: { readonly severity: Severity; readonly text: string; readonly context: FactContext },
): Evidence {
  const { severity, text, context } = told;
  return fact(context, {
    kind: 'node-condition',
    atMs: timeAt(shown, 'lastTransitionTime') ?? context.atMs,
    node: node.metadata.name,
    severity,
    text,
  });
}
