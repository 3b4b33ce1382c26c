/**
 * Which NetworkPolicy keeps one workload from another, as Kubernetes defines it: who is selected by a policy of a direction is reached, or reaches others, only
 * as some such policy allows. Where objects do not say (labels of namespaces, addresses), it is taken to be allowed, so that no policy is blamed by guess.
 */
import type { KubeObject } from '../domain.ts';
import type { Fields } from './field.ts';
import { fieldsAt, listAt, textAt } from './field.ts';

/** One end of a call. */
export interface Party {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** That its containers declare; empty where they declare none. */
  readonly ports: readonly { readonly port: number; readonly name?: string | undefined }[];
}

export interface Cut {
  /** Of the policy. */
  readonly name: string;
  readonly namespace: string;
  /** Whether the callee is not let be called, or the caller not let call. */
  readonly direction: 'Ingress' | 'Egress';
}

/** The policies that together cut calls of `from` to `to`, those of the callee first; none where the call is allowed. */
export function cutsBetween(from: Party, to: Party, policies: Iterable<KubeObject>): readonly Cut[] {
  const all = [...policies];
  return [
    ...cutsOf(all, { direction: 'Ingress', own: to, peer: from, listener: to }),
    ...cutsOf(all, { direction: 'Egress', own: from, peer: to, listener: to }),
  ];
}

interface Side {
  readonly direction: Cut['direction'];
  /** Whom the policy selects, and who is at the other end. */
  readonly own: Party;
  readonly peer: Party;
  readonly listener: Party;
}

function cutsOf(policies: readonly KubeObject[], side: Side): readonly Cut[] {
  const { direction, own } = side;
  const selecting = policies.filter(
    (policy) =>
      namespaceOf(policy) === own.namespace &&
      hasDirection(policy, direction) &&
      selects(fieldsAt(policy, 'spec', 'podSelector'), own.labels),
  );
  if (selecting.some((policy) => listAt(policy, 'spec', direction.toLowerCase()).some((rule) => allows(rule, side)))) return [];
  return selecting.map((policy) => ({ name: policy.metadata.name, namespace: namespaceOf(policy), direction }));
}

/** Without types a policy is for what comes in, and for what goes out only where it says something of that. */
function hasDirection(policy: KubeObject, direction: Cut['direction']): boolean {
  const types = fieldsAt(policy, 'spec')['policyTypes'];
  if (Array.isArray(types) && types.length > 0) return types.includes(direction);
  return direction === 'Ingress' || fieldsAt(policy, 'spec')['egress'] !== undefined;
}

function allows(rule: Fields, { direction, own, peer, listener }: Side): boolean {
  const peers = listAt(rule, direction === 'Ingress' ? 'from' : 'to');
  const isPeer = peers.length === 0 || peers.some((one) => isMeant(one, own, peer));
  const ports = listAt(rule, 'ports');
  return isPeer && (ports.length === 0 || listener.ports.length === 0 || ports.some((port) => opens(port, listener)));
}

function isMeant(rule: Fields, own: Party, peer: Party): boolean {
  if (rule['ipBlock'] !== undefined) return true;
  const isNamespace =
    rule['namespaceSelector'] === undefined
      ? own.namespace === peer.namespace
      : mayBeNamespace(fieldsAt(rule, 'namespaceSelector'), peer.namespace);
  return isNamespace && selects(fieldsAt(rule, 'podSelector'), peer.labels);
}

/** Of a namespace only the label is known that every one has. */
function mayBeNamespace(selector: Fields, namespace: string): boolean {
  const name = fieldsAt(selector, 'matchLabels')[nameLabel];
  return name === undefined || name === namespace;
}

const nameLabel = 'kubernetes.io/metadata.name';

function opens(rule: Fields, { ports }: Party): boolean {
  const { port, endPort } = rule;
  if (port === undefined) return true;
  if (typeof port !== 'number') return ports.some(({ name }) => name === port);
  return ports.some((one) => one.port >= port && one.port <= (typeof endPort === 'number' ? endPort : port));
}

/** A label selector; an empty one is everybody. */
function selects(selector: Fields, labels: Readonly<Record<string, string>>): boolean {
  const exact = Object.entries(fieldsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return exact && listAt(selector, 'matchExpressions').every((expression) => fits(expression, labels));
}

function fits(expression: Fields, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[textAt(expression, 'key') ?? ''];
  const values = Array.isArray(expression['values']) ? expression['values'] : [];
  switch (expression['operator']) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function namespaceOf(policy: KubeObject): string {
  return policy.metadata.namespace ?? 'default';
}
