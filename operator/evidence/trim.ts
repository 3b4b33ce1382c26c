/**
 * What is kept of an object that a watch delivers: what facts, owners and edges are made of (`engine/evidence/slim.ts`) and what selects
 * and finds pods. A cluster has many thousand objects, and most of each is about what nobody here asks. Values that are only compared
 * become hashes, so that no password of a command line or a variable stays in memory. Pure.
 */
import { hash } from 'node:crypto';
import { fieldsAt, listAt, type KubeObject } from '../../engine/index.ts';

type Fields = Readonly<Record<string, unknown>>;

const keptOfMetadata = ['name', 'namespace', 'uid', 'resourceVersion', 'labels', 'creationTimestamp', 'deletionTimestamp'];
const keptOfOwner = ['kind', 'name', 'uid', 'controller'];
/** The one says that a pod is not to be read, the other which rollout a ReplicaSet is of. */
const keptAnnotations = ['logdetector.dev/exclude', 'deployment.kubernetes.io/revision'];
const keptOfPodSpec = ['nodeName', 'restartPolicy', 'serviceAccountName', 'nodeSelector'];
const keptOfObjectSpec = ['replicas', 'paused', 'suspend', 'unschedulable', 'selector', 'ports', 'type', 'clusterIP', 'externalName'];
const keptOfSpec = [...keptOfPodSpec, ...keptOfObjectSpec];
const keptOfContainer = ['name', 'image', 'resources'];
/** Only whether they have changed is asked, and only of a template. */
const comparedOfContainer = ['envFrom', 'livenessProbe', 'readinessProbe', 'startupProbe', 'volumeMounts'];
const keptOfCondition = ['type', 'status', 'reason', 'message', 'lastTransitionTime', 'lastUpdateTime'];
const keptOfContainerStatus = ['name', 'ready', 'restartCount', 'containerID', 'state', 'lastState'];
const containerStatusLists = ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'];
const keptOfEvent = ['type', 'reason', 'message', 'note', 'count', 'eventTime', 'firstTimestamp', 'lastTimestamp'];
/** Of a status text, of which 500 characters are shown. */
const textAtMost = 2000;
/** Of a variable, in which hosts are looked for no further. */
const valueAtMost = 4096;
/** Only in such a text can a host name stand that leads to another workload. */
const namesHost = /:\d|\/\//;
const hostVariable = /(HOST|ADDR|URL|URI|SERVER|SERVICE|ENDPOINT|BROKER|UPSTREAM|TARGET|BACKEND|DSN|NODES)/i;

export function trim(object: KubeObject): KubeObject {
  const { apiVersion, kind } = object;
  const identity = { apiVersion, kind, metadata: metadataOf(object.metadata) };
  if (kind === 'Event') return { ...identity, ...eventOf(object) };
  return {
    ...identity,
    ...(object.spec === undefined ? {} : { spec: specOf(object.spec, kind) }),
    ...(object.status === undefined ? {} : { status: statusOf(object.status) }),
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
  const [involved, regarding, series] = ['involvedObject', 'regarding', 'series'].map((field) => fieldsAt(event, field));
  return {
    ...pick(cutTexts(event), keptOfEvent),
    ...nonEmpty('involvedObject', pick(involved ?? {}, ['kind', 'name', 'namespace'])),
    ...nonEmpty('regarding', pick(regarding ?? {}, ['kind', 'name', 'namespace'])),
    ...nonEmpty('series', pick(series ?? {}, ['count', 'lastObservedTime'])),
  };
}

function specOf(spec: Fields, kind: string): Fields {
  const job = fieldsAt(spec, 'jobTemplate', 'spec', 'template');
  return {
    ...pick(spec, keptOfSpec),
    ...(kind === 'Pod' ? containersOf(spec, 'pod') : {}),
    ...(spec['template'] === undefined ? {} : { template: templateOf(fieldsAt(spec, 'template'), kind) }),
    // Of a CronJob only whose pods it makes is asked.
    ...(spec['jobTemplate'] === undefined ? {} : { jobTemplate: { spec: { template: { metadata: templateMetadata(job) } } } }),
  };
}

function templateOf(template: Fields, kind: string): Fields {
  const spec = fieldsAt(template, 'spec');
  const volumes = spec['volumes'] === undefined ? {} : { volumes: digest(spec['volumes']) };
  const podSpec = { ...pick(spec, keptOfPodSpec), ...containersOf(spec, kind === 'ReplicaSet' ? 'compared' : 'template'), ...volumes };
  return { metadata: templateMetadata(template), ...(template['spec'] === undefined ? {} : { spec: podSpec }) };
}

function templateMetadata(template: Fields): Fields {
  const metadata = fieldsAt(template, 'metadata');
  return { ...pick(metadata, ['labels']), ...nonEmpty('annotations', pick(fieldsAt(metadata, 'annotations'), keptAnnotations)) };
}

/** Hosts are looked for in pods and templates, changes in templates and ReplicaSets. */
type Use = 'pod' | 'template' | 'compared';

function containersOf(spec: Fields, use: Use): Fields {
  const lists = ['containers', 'initContainers'].filter((list) => spec[list] !== undefined);
  return Object.fromEntries(lists.map((list) => [list, listAt(spec, list).map((container) => containerOf(container, use))]));
}

function containerOf(container: Fields, use: Use): Fields {
  const words = ['command', 'args'].filter((key) => container[key] !== undefined);
  const env = listAt(container, 'env').flatMap((variable) => variableOf(variable, use));
  const compared = use === 'pod' ? [] : comparedOfContainer.filter((key) => container[key] !== undefined);
  return {
    ...pick(container, keptOfContainer),
    ...Object.fromEntries(compared.map((key) => [key, digest(container[key])])),
    ...Object.fromEntries(words.flatMap((key) => wordsOf(key, container[key], use))),
    ...(env.length === 0 ? {} : { env }),
  };
}

/** A variable out of a Secret has no value here, only a reference; that is compared too. */
function variableOf(variable: Fields, use: Use): readonly Fields[] {
  const { name, value } = variable;
  const compared = use === 'pod' ? {} : { digest: digest(variable) };
  const mayName = typeof value === 'string' && (namesHost.test(value) || (typeof name === 'string' && hostVariable.test(name)));
  if (mayName && use !== 'compared') return [{ name, value: withoutUser(value), ...compared }];
  return use === 'pod' ? [] : [{ name, ...compared }];
}

function wordsOf(key: string, words: unknown, use: Use): readonly (readonly [string, unknown])[] {
  const compared = use === 'pod' ? [] : [digest(words)];
  const hosts = use === 'compared' || !Array.isArray(words) ? [] : words.filter((word) => typeof word === 'string' && namesHost.test(word));
  const kept = [...hosts.map((word) => withoutUser(String(word))), ...compared];
  return kept.length === 0 ? [] : [[key, kept]];
}

/** Numbers and short texts of any kind, conditions, and how the containers fare. */
function statusOf(status: Fields): Fields {
  const scalars = Object.entries(cutTexts(status)).filter(([, value]) => typeof value !== 'object');
  const lists = containerStatusLists.filter((list) => status[list] !== undefined);
  return {
    ...Object.fromEntries(scalars),
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

/** `postgres://cart:secret@db:5432/cart` leads to `db` without who asks there. */
function withoutUser(text: string): string {
  return text.slice(0, valueAtMost).replaceAll(/\/\/[^/\s]*@/g, '//');
}

function pick(fields: object, keys: readonly string[]): Fields {
  const entries = new Map(Object.entries(fields));
  return Object.fromEntries(keys.filter((key) => entries.get(key) !== undefined).map((key) => [key, entries.get(key)]));
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

function nonEmpty(key: string, fields: Fields): Fields {
  return Object.keys(fields).length === 0 ? {} : { [key]: fields };
}

/** Not reversible, and equal for equal values in every run. */
function digest(value: unknown): string {
  return `#${hash('sha256', JSON.stringify(value) ?? '', 'base64url').slice(0, 16)}`;
}
