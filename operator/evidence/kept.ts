/** What is kept of the kinds around workloads: volumes, quotas, policies, routes, configuration. Pure; `trim.ts` does pods and controllers. */
import { hash } from 'node:crypto';
import { fieldsAt, listAt, routesInText, textAt, type KubeObject } from '../../engine/index.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Fields of `spec`, by kind; a kind that is not here has no table of its own. */
const specs: Readonly<Record<string, readonly string[]>> = {
  PersistentVolumeClaim: ['accessModes', 'resources', 'storageClassName', 'volumeName', 'volumeMode', 'selector'],
  PersistentVolume: ['capacity', 'accessModes', 'storageClassName', 'volumeMode', 'nodeAffinity', 'persistentVolumeReclaimPolicy'],
  ResourceQuota: ['hard', 'scopes', 'scopeSelector'],
  LimitRange: ['limits'],
  NetworkPolicy: ['podSelector', 'policyTypes', 'ingress', 'egress'],
  Ingress: ['ingressClassName', 'defaultBackend', 'rules', 'tls'],
  HorizontalPodAutoscaler: ['scaleTargetRef', 'minReplicas', 'maxReplicas'],
  PodDisruptionBudget: ['minAvailable', 'maxUnavailable', 'selector'],
  Node: ['unschedulable', 'taints'],
  HTTPRoute: ['parentRefs', 'hostnames', 'rules'],
  VirtualService: ['hosts', 'gateways', 'http', 'tcp', 'tls'],
  DestinationRule: ['host', 'subsets'],
};
/** Objects and lists of `status`, by kind; numbers, short texts and conditions are kept of any. */
const statuses: Readonly<Record<string, readonly string[]>> = {
  PersistentVolumeClaim: ['capacity', 'accessModes'],
  ResourceQuota: ['hard', 'used'],
  Node: ['allocatable', 'capacity', 'addresses'],
};
/** What stands beside `metadata`, by kind. */
const roots: Readonly<Record<string, readonly string[]>> = {
  StorageClass: ['provisioner', 'volumeBindingMode', 'reclaimPolicy', 'allowVolumeExpansion'],
  EndpointSlice: ['addressType', 'ports'],
  ConfigMap: ['immutable'],
};
const endpointsAtMost = 1000;
const keysAtMost = 500;
/** Of one value, in which hosts are looked for no further. */
const valueAtMost = 65_536;
const hostsAtMost = 20;
const hostsOfKeyLength = 1000;

/** The fields of `spec` that are kept; null for a kind whose `spec` is not described here. */
export function specFieldsOf(kind: string): readonly string[] | null {
  return specs[kind] ?? null;
}

export function statusFieldsOf(kind: string): readonly string[] {
  return statuses[kind] ?? [];
}

/** Whatever lies outside of `metadata`, `spec` and `status`, and the one field of a volume that is kept in part. */
export function rootOf(object: KubeObject): Fields {
  const root = pick(object, roots[object.kind] ?? []);
  if (object.kind === 'EndpointSlice') return { ...root, endpoints: listAt(object, 'endpoints').slice(0, endpointsAtMost).map(endpointOf) };
  return object.kind === 'ConfigMap' ? { ...root, data: dataOf(fieldsAt(object, 'data')) } : root;
}

/** Who holds a volume. */
export function claimOf(spec: Fields): Fields {
  return pick(fieldsAt(spec, 'claimRef'), ['namespace', 'name']);
}

/** Not reversible, and equal for equal values in every run. */
export function digest(value: unknown): string {
  return `#${hash('sha256', JSON.stringify(value) ?? '', 'base64url').slice(0, 16)}`;
}

export function pick(fields: object, keys: readonly string[]): Fields {
  const entries = new Map(Object.entries(fields));
  return Object.fromEntries(keys.filter((key) => entries.get(key) !== undefined).map((key) => [key, entries.get(key)]));
}

/** `postgres://cart:secret@db:5432/cart` leads to `db` without who asks there. */
export function withoutUser(text: string): string {
  return text.replaceAll(/\/\/[^/\s]*@/g, '//');
}

/** A pod that is not ready gets no traffic; an endpoint without an address is none. */
function endpointOf(endpoint: Fields): Fields {
  const target = pick(fieldsAt(endpoint, 'targetRef'), ['kind', 'name']);
  return {
    ...pick(endpoint, ['addresses', 'nodeName']),
    conditions: pick(fieldsAt(endpoint, 'conditions'), ['ready', 'serving', 'terminating']),
    ...(Object.keys(target).length === 0 ? {} : { targetRef: target }),
  };
}

/** A key that ends so holds a host and nothing else; `SERVER_PASSWORD` does not. */
const hostKey = /(HOST|HOSTNAME|ADDR|ADDRESS|ENDPOINT|UPSTREAM|BACKEND)$/i;
const hostAlone = /^[a-z][a-z0-9.-]{0,251}[a-z0-9]$/i;

/**
 * A host with its port or behind a scheme: only such a text leads to another workload without doubt. What is followed by `@` is a user with a
 * password of digits.
 */
const hostInText =
  /(?:[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"']{0,200}@)?)?[a-z0-9][a-z0-9.-]{0,251}:\d{2,5}(?![\w@])|[a-z][a-z0-9+.-]{1,20}:\/\/(?:[^\s/@"']{0,200}@)?[a-z0-9][a-z0-9.-]{0,251}(?![\w:@])/gi;

/** Of each value a hash, so that a change is seen, the hosts that it names and the routes that lead to them. Nothing else of it leaves this function. */
function dataOf(data: Fields): Fields {
  const keys = Object.keys(data).slice(0, keysAtMost);
  return Object.fromEntries(keys.map((key) => [key, `${digest(data[key])}${partsOf(key, textAt(data, key) ?? '')}`]));
}

/** Routes as blocks of their own, so that reading them once more gives the same. */
function partsOf(key: string, value: string): string {
  const hosts = hostKey.test(key) && hostAlone.test(value) ? `tcp://${value}` : hostsIn(value);
  const routes = routesInText(value.slice(0, valueAtMost)).map(({ path, host }) => `\n\n"${path}" host: "${host}"`);
  return `${hosts === '' ? '' : ` ${hosts}`}${routes.join('')}`;
}

function hostsIn(value: string): string {
  const found = value.slice(0, valueAtMost).match(hostInText) ?? [];
  const hosts = new Set(found.map(withoutUser).filter((host) => /[a-z]/i.test(host) && !isTime(host)));
  return [...hosts].slice(0, hostsAtMost).join(' ').slice(0, hostsOfKeyLength);
}

/** `2026-01-05T10:00` looks like a host with a port. */
function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:/i.test(text);
}
