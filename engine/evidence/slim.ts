/** What is kept of an object: little, and no secret. */
import type { KubeObject } from '../domain.ts';
import { hash64 } from '../math.ts';
import type { Fields } from './field.ts';
import { fieldsAt, listAt } from './field.ts';

/** The only annotation that says something about failures. */
const keptAnnotation = 'deployment.kubernetes.io/revision';
const keptOfPodSpec = ['nodeName', 'restartPolicy', 'serviceAccountName', 'nodeSelector'];
const keptOfSpec = [
  ...keptOfPodSpec,
  'replicas',
  'paused',
  'suspend',
  'unschedulable',
  'selector',
  'ports',
  'type',
  'clusterIP',
  'externalName',
  'rules',
  'defaultBackend',
];
const keptOfContainer = ['name', 'image', 'resources'];
/** Compared, never shown: a command line or a probe's header may carry a password. */
const hashedOfContainer = ['command', 'args', 'envFrom', 'livenessProbe', 'readinessProbe', 'startupProbe', 'volumeMounts'];
const maxContainers = 50;
const maxVariables = 500;
const maxListed = 100;
const maxTextLength = 500;

/** The parts of an object that facts, owners and edges are made of; values that may be secrets are hashed, messages redacted and cut. */
export function slim(object: KubeObject, redact: (text: string) => string): KubeObject {
  const { name, namespace, uid, labels, annotations, creationTimestamp, deletionTimestamp, ownerReferences } = object.metadata;
  const revision = annotations?.[keptAnnotation];
  return {
    kind: object.kind,
    metadata: {
      name,
      namespace,
      uid,
      labels,
      creationTimestamp,
      deletionTimestamp,
      ...(revision === undefined ? {} : { annotations: { [keptAnnotation]: revision } }),
      ...(Array.isArray(ownerReferences)
        ? {
            ownerReferences: ownerReferences.slice(0, maxListed).map((owner) => ({
              kind: owner.kind,
              name: owner.name,
              ...(owner.controller === undefined ? {} : { controller: owner.controller }),
            })),
          }
        : {}),
    },
    ...(object.spec === undefined ? {} : { spec: slimSpec(object.spec) }),
    ...(object.status === undefined ? {} : { status: fieldsAt(redacted(object.status, redact)) }),
  };
}

function slimSpec(spec: Fields): Fields {
  const template = fieldsAt(spec, 'template');
  return {
    ...pick(spec, keptOfSpec),
    ...podParts(spec),
    ...(spec['template'] === undefined
      ? {}
      : {
          template: {
            metadata: { labels: fieldsAt(template, 'metadata')['labels'] },
            spec: { ...pick(fieldsAt(template, 'spec'), keptOfPodSpec), ...podParts(fieldsAt(template, 'spec')) },
          },
        }),
  };
}

function podParts(spec: Fields): Fields {
  const parts: Record<string, unknown> = {};
  for (const key of ['containers', 'initContainers'])
    if (spec[key] !== undefined) parts[key] = listAt(spec, key).slice(0, maxContainers).map(slimContainer);
  if (spec['volumes'] !== undefined) parts['volumes'] = digest(spec['volumes']);
  return parts;
}

function slimContainer(container: Fields): Fields {
  const hashed = hashedOfContainer.filter((key) => container[key] !== undefined).map((key) => [key, digest(container[key])] as const);
  const env = listAt(container, 'env').slice(0, maxVariables);
  return {
    ...pick(container, keptOfContainer),
    ...Object.fromEntries(hashed),
    ...(env.length === 0 ? {} : { env: env.map((variable) => ({ name: variable['name'], value: digest(variable) })) }),
  };
}

function pick(fields: Fields, keys: readonly string[]): Fields {
  return Object.fromEntries(keys.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]));
}

function digest(value: unknown): string {
  return `#${hash64(JSON.stringify(value) ?? '')}`;
}

/** The beginning of a text, redacted before it is cut: a key that is cut in two is no key to anybody but who has the other half. */
export function redactCut(text: string, length: number, redact: (text: string) => string): string {
  return redact(text.slice(0, 4 * length)).slice(0, length);
}

/** Status texts come from outside: a termination message is whatever the container wrote. */
function redacted(value: unknown, redact: (text: string) => string, depth = 0): unknown {
  if (typeof value === 'string') return value.length > 40 ? redactCut(value, maxTextLength, redact) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 8) return null;
  if (Array.isArray(value)) return value.slice(0, maxListed).map((item: unknown) => redacted(item, redact, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'managedFields' && key !== 'images')
      .map(([key, item]) => [
        key,
        key === 'message' && typeof item === 'string' ? redactCut(item, maxTextLength, redact) : redacted(item, redact, depth + 1),
      ]),
  );
}
