/**
 * What is kept of an object that a watch delivers: what facts, owners and edges are made of (`engine/evidence/slim.ts`) and what selects
 * and finds pods. A cluster has many thousand objects, and most of each is about what nobody here asks. Values that are only compared
 * become hashes, so that no password of a command line or a variable stays in memory. Pure.
 */
import { fieldsAt, listAt, textAt, type KubeObject } from '../../engine/index.ts';
import { claimOf, digest, pick, rootOf, specFieldsOf, statusFieldsOf, withoutUser, type Fields } from './kept.ts';
import { mountsOf, probeOf, securityOf, tolerationsOf, volumesOf } from './pod-parts.ts';

const keptOfMetadata = ['name', 'namespace', 'uid', 'resourceVersion', 'generation', 'labels', 'creationTimestamp', 'deletionTimestamp'];
const keptOfOwner = ['kind', 'name', 'uid', 'controller'];
/** That a pod is not to be read, which rollout a ReplicaSet is of, which StorageClass is meant where none is named. */
const keptAnnotations = ['logdetector.dev/exclude', 'deployment.kubernetes.io/revision', 'storageclass.kubernetes.io/is-default-class'];
const annotationsAtMost = 50;
const keptOfPodSpec = [
  'nodeName',
  'restartPolicy',
  'serviceAccountName',
  'nodeSelector',
  'affinity',
  'topologySpreadConstraints',
  'dnsPolicy',
  'dnsConfig',
  'hostNetwork',
  'imagePullSecrets',
  'priorityClassName',
  'schedulerName',
  'terminationGracePeriodSeconds',
  'securityContext',
];
const keptOfObjectSpec = [
  'replicas',
  'paused',
  'suspend',
  'selector',
  'ports',
  'type',
  'clusterIP',
  'externalName',
  'publishNotReadyAddresses',
  'strategy',
  'updateStrategy',
  'serviceName',
  'minReadySeconds',
  'progressDeadlineSeconds',
  'schedule',
  'concurrencyPolicy',
  'startingDeadlineSeconds',
  'backoffLimit',
  'completions',
  'parallelism',
  'activeDeadlineSeconds',
];
const keptOfSpec = [...keptOfPodSpec, ...keptOfObjectSpec];
const keptOfContainer = ['name', 'image', 'imagePullPolicy', 'resources', 'ports', 'restartPolicy'];
const keptOfCondition = ['type', 'status', 'reason', 'message', 'lastTransitionTime', 'lastUpdateTime'];
const keptOfContainerStatus = ['name', 'ready', 'restartCount', 'containerID', 'state', 'lastState'];
const containerStatusLists = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'];
const keptOfEvent = ['type', 'reason', 'message', 'note', 'count', 'eventTime', 'firstTimestamp', 'lastTimestamp', 'reportingComponent'];
const keptOfSubject = ['kind', 'name', 'namespace'];
/** By which it is found out that a container began of which nobody else has told. */
const keptOfBeginning = [...keptOfSubject, 'uid', 'fieldPath'];
/** Of a status text, of which 500 characters are shown. */
const textAtMost = 2000;
/** Of a variable, in which hosts are looked for no further. */
const valueAtMost = 4096;
/** Only in such a text can a host name stand that leads to another workload. */
const namesHost = /:\d|\/\//;
const hostVariable = /(HOST|ADDR|URL|URI|SERVER|SERVICE|ENDPOINT|BROKER|UPSTREAM|TARGET|BACKEND|DSN|NODES)/i;

const portVariable = /PORT/i;

export function trim(object: KubeObject): KubeObject {
  const { apiVersion, kind } = object;
  const identity = { apiVersion, kind, metadata: metadataOf(object.metadata) };
  if (kind === 'Event') return { ...identity, ...eventOf(object) };
  return {
    ...identity,
    ...rootOf(object),
    ...(object.spec === undefined ? {} : { spec: specOf(object.spec, kind) }),
    ...(object.status === undefined ? {} : { status: statusOf(object.status, kind) }),
  };
}

function metadataOf(metadata: KubeObject['metadata']): KubeObject['metadata'] {
  const { name, annotations, ownerReferences } = metadata;
  const annotated = annotations === undefined ? {} : pick(annotations, keptAnnotations);
  return {
    ...pick(metadata, keptOfMetadata),
    name,
    ...(Object.keys(annotated).length === 0 ? {} : { annotations: textsOf(annotated) }),
    ...(Array.isArray(ownerReferences) ? { ownerReferences: ownerReferences.map(ownerOf) } : {}),
  };
}

type Owner = NonNullable<KubeObject['metadata']['ownerReferences']>[number];

function ownerOf(owner: Owner): Owner {
  return { ...pick(owner, keptOfOwner), kind: owner.kind, name: owner.name };
}

function eventOf(event: KubeObject): Fields {
  const [involved, regarding, series, source] = ['involvedObject', 'regarding', 'series', 'source'].map((field) => fieldsAt(event, field));
  return {
    ...pick(cutTexts(event), keptOfEvent),
    ...nonEmpty('involvedObject', pick(involved ?? {}, textAt(event, 'reason') === 'Started' ? keptOfBeginning : keptOfSubject)),
    ...nonEmpty('regarding', pick(regarding ?? {}, keptOfSubject)),
    ...nonEmpty('series', pick(series ?? {}, ['count', 'lastObservedTime'])),
    ...nonEmpty('source', pick(source ?? {}, ['component'])),
  };
}

function specOf(spec: Fields, kind: string): Fields {
  const own = specFieldsOf(kind);
  if (own !== null) return { ...pick(spec, own), ...nonEmpty('claimRef', claimOf(spec)) };
  const job = fieldsAt(spec, 'jobTemplate', 'spec', 'template');
  return {
    ...pick(spec, keptOfSpec),
    ...(kind === 'Pod' ? podParts(spec, 'pod') : {}),
    ...(spec['template'] === undefined ? {} : { template: templateOf(fieldsAt(spec, 'template'), kind) }),
    ...nonEmptyList('volumeClaimTemplates', listAt(spec, 'volumeClaimTemplates').map(claimTemplateOf)),
    // Of a CronJob only whose pods it makes is asked.
    ...(spec['jobTemplate'] === undefined ? {} : { jobTemplate: { spec: { template: { metadata: templateMetadata(job) } } } }),
  };
}

function claimTemplateOf(claim: Fields): Fields {
  return { metadata: pick(fieldsAt(claim, 'metadata'), ['name']), spec: specOf(fieldsAt(claim, 'spec'), 'PersistentVolumeClaim') };
}

function templateOf(template: Fields, kind: string): Fields {
  const spec = fieldsAt(template, 'spec');
  const podSpec = { ...pick(spec, keptOfPodSpec), ...podParts(spec, kind === 'ReplicaSet' ? 'compared' : 'template') };
  return { metadata: templateMetadata(template), ...(template['spec'] === undefined ? {} : { spec: podSpec }) };
}

/** Annotations are only compared: the checksum of a Secret is how its change is known without reading it. */
function templateMetadata(template: Fields): Fields {
  const metadata = fieldsAt(template, 'metadata');
  const annotations = Object.entries(fieldsAt(metadata, 'annotations')).slice(0, annotationsAtMost);
  const kept = annotations.map(([key, value]) => [key, keptAnnotations.includes(key) ? value : digest(value)] as const);
  return { ...pick(metadata, ['labels']), ...nonEmpty('annotations', Object.fromEntries(kept)) };
}

/** Hosts are looked for in pods and templates, changes in templates and ReplicaSets. */
type Use = 'pod' | 'template' | 'compared';

function podParts(spec: Fields, use: Use): Fields {
  const lists = ['containers', 'initContainers'].filter((list) => spec[list] !== undefined);
  const containers = lists.map((list) => [list, listAt(spec, list).map((container) => containerOf(container, use))] as const);
  return { ...Object.fromEntries(containers), ...tolerationsOf(spec), ...volumesOf(spec) };
}

function containerOf(container: Fields, use: Use): Fields {
  const words = ['command', 'args'].filter((key) => container[key] !== undefined);
  const env = listAt(container, 'env').flatMap((variable) => variableOf(variable, use));
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].filter((key) => container[key] !== undefined);
  return {
    ...pick(container, keptOfContainer),
    ...Object.fromEntries(probes.map((key) => [key, probeOf(fieldsAt(container, key))])),
    ...securityOf(container),
    ...mountsOf(container),
    ...(container['envFrom'] === undefined ? {} : { envFrom: listAt(container, 'envFrom') }),
    ...Object.fromEntries(words.flatMap((key) => wordsOf(key, container[key], use))),
    ...(env.length === 0 ? {} : { env }),
  };
}

/** A variable out of a Secret or ConfigMap has no value here, only a reference; that is compared too. */
function variableOf(variable: Fields, use: Use): readonly Fields[] {
  const { name, value } = variable;
  const from = nonEmpty('valueFrom', pick(fieldsAt(variable, 'valueFrom'), ['secretKeyRef', 'configMapKeyRef']));
  if (Object.keys(from).length > 0) return [{ name, ...from }];
  const compared = use === 'pod' ? {} : { digest: digest(variable) };
  const mayName = typeof value === 'string' && typeof name === 'string' && mayBeAddress(name, value);
  if (mayName && use !== 'compared') return [{ name, value: withoutUser(value.slice(0, valueAtMost)), ...compared }];
  return use === 'pod' ? [] : [{ name, ...compared }];
}

function mayBeAddress(name: string, value: string): boolean {
  return namesHost.test(value) || hostVariable.test(name) || (portVariable.test(name) && /^\d{1,5}$/.test(value));
}

function wordsOf(key: string, words: unknown, use: Use): readonly (readonly [string, unknown])[] {
  const compared = use === 'pod' ? [] : [digest(words)];
  const hosts = use === 'compared' || !Array.isArray(words) ? [] : words.filter((word) => typeof word === 'string' && namesHost.test(word));
  const kept = [...hosts.map((word) => withoutUser(String(word).slice(0, valueAtMost))), ...compared];
  return kept.length === 0 ? [] : [[key, kept]];
}

/** Numbers and short texts of any kind, conditions, and how the containers fare. */
function statusOf(status: Fields, kind: string): Fields {
  const scalars = Object.entries(cutTexts(status)).filter(([, value]) => typeof value !== 'object');
  const lists = containerStatusLists.filter((list) => status[list] !== undefined);
  return {
    ...Object.fromEntries(scalars),
    ...pick(status, statusFieldsOf(kind)),
    ...(status['conditions'] === undefined
      ? {}
      : { conditions: listAt(status, 'conditions').map((condition) => pick(cutTexts(condition), keptOfCondition)) }),
    ...Object.fromEntries(
      lists.map((list) => [
        list,
        listAt(status, list)
          .map((one) => pick(one, keptOfContainerStatus))
          .map(cutStates),
      ]),
    ),
  };
}

function cutStates(status: Fields): Fields {
  const states = ['state', 'lastState'].map(
    (key) => [key, mapValues(fieldsAt(status, key), (state) => cutTexts(fieldsAt(state)))] as const,
  );
  return { ...status, ...Object.fromEntries(states) };
}

function cutTexts(fields: object): Fields {
  return mapValues(fields, (value) => (typeof value === 'string' ? value.slice(0, textAtMost) : value));
}

function mapValues(fields: object, change: (value: unknown) => unknown): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, change(value)]));
}

function textsOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
}

function nonEmptyList(key: string, list: readonly Fields[]): Fields {
  return list.length === 0 ? {} : { [key]: list };
}

function nonEmpty(key: string, fields: Fields): Fields {
  return Object.keys(fields).length === 0 ? {} : { [key]: fields };
}
