/** Facts out of a Node: lost, under pressure, cordoned. */
import type { Evidence, KubeObject } from '../domain.ts';
import type { FactContext } from './fact.ts';
import { fact } from './fact.ts';
import { booleanAt, conditionOf, textAt, timeAt } from './field.ts';

/** Conditions that are bad when `True`, and how bad. */
const pressures = { MemoryPressure: 'warning', DiskPressure: 'warning', PIDPressure: 'warning', NetworkUnavailable: 'error' } as const;

/** Facts that the node shows and `previous` did not show yet. A cordon is what an admin wished for. */
export function factsOfNode(node: KubeObject, previous: KubeObject | null, context: FactContext): readonly Evidence[] {
  const name = node.metadata.name;
  const ready = conditionOf(node, 'Ready');
  const facts: Evidence[] = [];
  if (isLost(node) && !(previous !== null && isLost(previous))) {
    const text = `node ${name} is not ready (${textAt(ready, 'reason') ?? 'no reason given'}: ${textAt(ready, 'message') ?? 'no message'})`;
    facts.push(
      fact(context, {
        kind: 'node-condition',
        atMs: timeAt(ready, 'lastTransitionTime') ?? context.atMs,
        node: name,
        severity: 'error',
        text,
      }),
    );
  }
  for (const [type, severity] of Object.entries(pressures)) {
    const condition = conditionOf(node, type);
    if (condition['status'] !== 'True' || (previous !== null && conditionOf(previous, type)['status'] === 'True')) continue;
    const text = `node ${name} has ${type} (${textAt(condition, 'message') ?? 'no message'})`;
    facts.push(
      fact(context, { kind: 'node-condition', atMs: timeAt(condition, 'lastTransitionTime') ?? context.atMs, node: name, severity, text }),
    );
  }
  if (previous !== null && booleanAt(node, 'spec', 'unschedulable') === true && booleanAt(previous, 'spec', 'unschedulable') !== true) {
    facts.push(
      fact(context, { kind: 'node-condition', atMs: context.atMs, node: name, severity: 'info', text: `node ${name} was cordoned` }),
    );
  }
  return facts;
}

/** Whether the kubelet says it cannot run pods, or says nothing any more. */
export function isLost(node: KubeObject): boolean {
  const status = conditionOf(node, 'Ready')['status'];
  return status === 'False' || status === 'Unknown';
}
