/**
 * Which facts a detector may speak of: those of the pods it selects and of the controllers that make such pods. In a namespace that
 * teams share, nobody hears of another's pods. Services and nodes are everybody's, because they tell who depends on whom. Pure.
 */
import type { LogDetectorSelector } from '../../api/resource.ts';
import { fieldsAt, type KubeObject, type Observation } from '../../engine/index.ts';
import { isSelected, type Lookup } from './resolve.ts';

export function concerns(selector: LogDetectorSelector, observation: Observation, lookup: Lookup): boolean {
  if (observation.type === 'object') return selects(selector, observation.object);
  // Whom a change of code touches is found out later.
  if (observation.type === 'change') return true;
  if (observation.type !== 'event' && observation.type !== 'metric') return tellsOf(selector, observation, lookup);
  const subject = observation.type === 'event' ? observation.object : { kind: 'Pod', name: observation.pod ?? '' };
  const object = lookup(subject.kind, observation.namespace ?? '', subject.name);
  // Of a pod that is gone nobody can say whose it was.
  return object === null ? subject.kind !== 'Pod' || isEverything(selector) : selects(selector, object);
}

/** What other systems tell names a workload, not its kind. */
function tellsOf(
  selector: LogDetectorSelector,
  { namespace = '', workload = '' }: { readonly namespace?: string | undefined; readonly workload?: string | undefined },
  lookup: Lookup,
): boolean {
  const objects = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'].flatMap((kind) => lookup(kind, namespace, workload) ?? []);
  return objects.length === 0 ? isEverything(selector) : objects.some((object) => selects(selector, object));
}

function selects(selector: LogDetectorSelector, object: KubeObject): boolean {
  if (object.kind === 'Pod') return isSelected(selector, object);
  const template = object.kind === 'CronJob' ? fieldsAt(object.spec, 'jobTemplate', 'spec', 'template') : fieldsAt(object.spec, 'template');
  if (Object.keys(template).length === 0) return true;
  const metadata = fieldsAt(template, 'metadata') as Partial<KubeObject['metadata']>;
  return isSelected(selector, { kind: 'Pod', metadata: { ...metadata, name: object.metadata.name } });
}

function isEverything(selector: LogDetectorSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
}
