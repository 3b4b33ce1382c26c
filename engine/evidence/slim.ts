/** What is kept of an object: what facts, owners, edges and checks read, and no secret. */
import type { KubeObject } from '../domain.ts';
import type { Fields } from './field.ts';
import { fieldsAt, listAt } from './field.ts';
import { bounded, digest, pick, slimPodSpec } from './pod-spec.ts';
import { routesInText } from './route.ts';

/** The annotations that say something about failures. */
const keptAnnotations = ['deployment.kubernetes.io/revision', 'storageclass.kubernetes.io/is-default-class'];
const keptOfSpec = [
  'replicas',
  'paused',
  'suspend',
  'unschedulable',
  'taints',
  'selector',
  'ports',
  'type',
  'clusterIP',
  'externalName',
  'rules',
  'defaultBackend',
  // Volumes and claims
  'storageClassName',
  'accessModes',
  'capacity',
  'resources',
  'volumeName',
  'volumeMode',
  'claimRef',
  'nodeAffinity',
  // Quotas, limits, leases, policies and scaling
  'hard',
  'scopes',
  'limits',
  'holderIdentity',
  'renewTime',
  'podSelector',
  'policyTypes',
  'ingress',
  'egress',
  'minReplicas',
  'maxReplicas',
  'scaleTargetRef',
  'minAvailable',
  'maxUnavailable',
  'strategy',
  // Routes of the gateway API and of meshes
  'hosts',
  'hostnames',
  'gateways',
  'parentRefs',
  'http',
  'tcp',
  'subsets',
  'host',
];
/** Fields beside spec and status. Of data only the names are kept. */
const keptOfObject = ['subsets', 'endpoints', 'ports', 'addressType', 'provisioner', 'volumeBindingMode', 'imagePullSecrets'];
const maxListed = 100;
const maxKeys = 200;
const maxTextLength = 500;

/** The parts of an object that facts, owners, edges and checks are made of; values that may be secrets are hashed, messages redacted and cut. */
export function slim(object: KubeObject, redact: (text: string) => string): KubeObject {
  const { name, namespace, uid, generation, labels, annotations, creationTimestamp, deletionTimestamp, ownerReferences } = object.metadata;
  const noted = Object.fromEntries(
    keptAnnotations.flatMap((key) => (typeof annotations?.[key] === 'string' ? [[key, annotations[key]]] : [])),
  );
  const dataKeys = [...Object.keys(fieldsAt(object, 'data')), ...Object.keys(fieldsAt(object, 'binaryData'))];
  return {
    kind: object.kind,
    metadata: {
      name,
      namespace,
      uid,
      ...(generation === undefined ? {} : { generation }),
      labels,
      creationTimestamp,
      deletionTimestamp,
      ...(Object.keys(noted).length === 0 ? {} : { annotations: noted }),
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
    ...(object.spec === undefined ? {} : { spec: slimSpec(object.spec, redact) }),
    ...(object.status === undefined ? {} : { status: fieldsAt(redacted(object.status, redact)) }),
    ...(object.source === undefined ? {} : { source: fieldsAt(redacted(object.source, redact)) }),
    ...fieldsAt(redacted(pick(fieldsAt(object), keptOfObject), redact)),
    ...(dataKeys.length === 0 ? {} : { dataKeys: dataKeys.slice(0, maxKeys) }),
    ...(object.kind === 'ConfigMap' ? { ...routesOf(object, redact), dataDigests: digestsOf(fieldsAt(object, 'data')) } : {}),
  };
}

function slimSpec(spec: Fields, redact: (text: string) => string): Fields {
  const template = fieldsAt(spec, 'template');
  return {
    ...Object.fromEntries(Object.entries(pick(spec, keptOfSpec)).map(([key, value]) => [key, bounded(value)])),
    ...slimPodSpec(spec, redact),
    ...(spec['template'] === undefined
      ? {}
      : {
          template: {
            metadata: {
              labels: fieldsAt(template, 'metadata')['labels'],
              annotations: digestsOf(fieldsAt(template, 'metadata', 'annotations')),
            },
            spec: slimPodSpec(fieldsAt(template, 'spec'), redact),
          },
        }),
    ...(spec['volumeClaimTemplates'] === undefined
      ? {}
      : {
          volumeClaimTemplates: listAt(spec, 'volumeClaimTemplates')
            .slice(0, maxListed)
            .map((claim) => ({ metadata: { name: fieldsAt(claim, 'metadata')['name'] }, spec: bounded(claim['spec']) })),
        }),
  };
}

/** That a value changed is told, never what it is. */
function digestsOf(data: Fields): Fields {
  return Object.fromEntries(
    Object.entries(data)
      .slice(0, maxKeys)
      .map(([key, value]) => [key, digest(value)]),
  );
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

/** A gateway's routes tell where traffic goes; the rest of its configuration is not kept. */
function routesOf(object: KubeObject, redact: (text: string) => string): Fields {
  const texts = Object.values(fieldsAt(object, 'data')).filter((text) => typeof text === 'string');
  const routes = texts.flatMap((text) => routesInText(redact(text)));
  return routes.length === 0 ? {} : { routes: routes.slice(0, maxKeys) };
}
