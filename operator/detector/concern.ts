/**
 * Which facts a detector may speak of: those of the pods it selects and of the controllers that make such pods. In a namespace that
 * teams share, nobody hears of another's pods. Services and nodes are everybody's, because they tell who depends on whom. Pure.
 */
import { isSelected, type LogDetectorSelector } from '../../api/resource.ts';
import { fieldsAt, textAt, type KubeObject, type Observation } from '../../engine/index.ts';
import type { Lookup } from './resolve.ts';

export interface Concern {
  readonly selector: LogDetectorSelector;
  /** Those that it reads. */
  readonly namespaces: readonly string[];
  /** Whether it may hear what objects of other namespaces are called, and of workloads that nobody says a namespace of. */
  readonly hearsOthers: boolean;
  /** Of pods that another detector keeps to itself this one does not speak. */
  owners(this: void, namespace: string): readonly LogDetectorSelector[];
}

/** The fact as the detector may hear it; null where it may not. */
export function heardOf(concern: Concern, observation: Observation, lookup: Lookup): Observation | null {
  if (!concerns(concern, observation, lookup)) return null;
  return concern.hearsOthers ? observation : withoutOthers(observation, concern.namespaces);
}

/** Of what lies in no namespace, a volume alone says whose it is. */
function withoutOthers(observation: Observation, namespaces: readonly string[]): Observation {
  if (observation.type !== 'object' || observation.object.kind !== 'PersistentVolume') return observation;
  const { object } = observation;
  const holder = textAt(object.spec, 'claimRef', 'namespace');
  if (holder === undefined || namespaces.includes(holder)) return observation;
  const claimRef = { namespace: '(another namespace)', name: '(not shown)' };
  return { ...observation, object: { ...object, spec: { ...object.spec, claimRef } } };
}

function concerns(concern: Concern, observation: Observation, lookup: Lookup): boolean {
  const { selector, owners } = concern;
  if (isUnplaced(observation)) return isOfNamesake(concern, observation, lookup);
  if (!isOfOwn(selector, observation, lookup)) return false;
  const namespace = placeOf(observation);
  return namespace === undefined || !owners(namespace).some((owner) => belongs(owner, observation, lookup));
}

type Told = Extract<Observation, { readonly type: 'metric' | 'span' | 'rollout' | 'flag' | 'alert' | 'edge' }>;

/** Told by somebody who names a workload, and no namespace: it may be anybody's. */
function isUnplaced(observation: Observation): observation is Told {
  const { type } = observation;
  if (type === 'object' || type === 'event' || type === 'change') return false;
  return observation.namespace === undefined && (type === 'edge' || observation.workload !== undefined);
}

/** Of a workload by that name of its own, or of none that is known, where the administrator lets it hear of others'. */
function isOfNamesake({ selector, namespaces, hearsOthers }: Concern, observation: Told, lookup: Lookup): boolean {
  const names = observation.type === 'edge' ? [observation.from, observation.to] : [observation.workload ?? ''];
  const objects = namespaces.flatMap((namespace) => names.flatMap((name) => workloadsNamed(name, namespace, lookup)));
  if (objects.length === 0) return hearsOthers && isEverything(selector);
  // Who calls whom is no secret of one team's pods.
  return observation.type === 'edge' || objects.some((object) => selects(selector, object));
}

function isOfOwn(selector: LogDetectorSelector, observation: Observation, lookup: Lookup): boolean {
  if (observation.type === 'object') return selects(selector, observation.object);
  if (observation.type === 'event') return isOf(selector, { ...observation.object, namespace: observation.namespace }, lookup);
  // Whom a change of code touches is found out later; who calls whom is no secret of one team's pods.
  if (observation.type === 'change' || observation.type === 'edge') return true;
  const { namespace = '', pod } = { pod: undefined, ...observation };
  const isSample = observation.type === 'metric' || observation.type === 'alert';
  if (isSample && pod !== undefined) return isOf(selector, { kind: 'Pod', name: pod, namespace }, lookup);
  // What people complain of, and the state of a node, concerns everybody.
  return observation.type === 'alert' || (isSample && observation.workload === undefined) || tellsOf(selector, observation, lookup);
}

/** Whether the fact is about pods that the selector selects, and so about nobody else's. */
function belongs(selector: LogDetectorSelector, observation: Observation, lookup: Lookup): boolean {
  return subjectsOf(observation, lookup).some((object) => makesPods(object) && selects(selector, object));
}

function placeOf(observation: Observation): string | undefined {
  if (observation.type === 'object') return observation.object.metadata.namespace;
  return 'namespace' in observation ? observation.namespace : undefined;
}

function subjectsOf(observation: Observation, lookup: Lookup): readonly KubeObject[] {
  if (observation.type === 'object') return [observation.object];
  const namespace = placeOf(observation) ?? '';
  if (observation.type === 'event') return listed(lookup(observation.object.kind, namespace, observation.object.name));
  const { pod, workload } = { pod: undefined, workload: undefined, ...observation };
  if (pod !== undefined) return listed(lookup('Pod', namespace, pod));
  return workload === undefined ? [] : workloadsNamed(workload, namespace, lookup);
}

function listed(object: KubeObject | null): readonly KubeObject[] {
  return object === null ? [] : [object];
}

function workloadsNamed(name: string, namespace: string, lookup: Lookup): readonly KubeObject[] {
  return ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'].flatMap((kind) => lookup(kind, namespace, name) ?? []);
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

function isOf(selector: LogDetectorSelector, { kind, name, namespace }: Subject, lookup: Lookup): boolean {
  const object = lookup(kind, namespace, name);
  // Of a pod that is gone nobody can say whose it was.
  return object === null ? kind !== 'Pod' || isEverything(selector) : selects(selector, object);
}

/** What other systems tell names a workload, not its kind. */
function tellsOf(
  selector: LogDetectorSelector,
  { namespace = '', workload = '' }: { readonly namespace?: string | undefined; readonly workload?: string | undefined },
  lookup: Lookup,
): boolean {
  const objects = workloadsNamed(workload, namespace, lookup);
  return objects.length === 0 ? isEverything(selector) : objects.some((object) => selects(selector, object));
}

function selects(selector: LogDetectorSelector, object: KubeObject): boolean {
  if (object.kind === 'Pod') return isSelected(selector, object);
  const template = templateOf(object);
  if (Object.keys(template).length === 0) return true;
  const metadata = fieldsAt(template, 'metadata') as Partial<KubeObject['metadata']>;
  return isSelected(selector, { kind: 'Pod', metadata: { ...metadata, name: object.metadata.name } });
}

function makesPods(object: KubeObject): boolean {
  return object.kind === 'Pod' || Object.keys(templateOf(object)).length > 0;
}

function templateOf(object: KubeObject): ReturnType<typeof fieldsAt> {
  return object.kind === 'CronJob' ? fieldsAt(object.spec, 'jobTemplate', 'spec', 'template') : fieldsAt(object.spec, 'template');
}

function isEverything(selector: LogDetectorSelector): boolean {
  return Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
}
