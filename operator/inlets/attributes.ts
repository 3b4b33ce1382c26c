/** Attributes of OpenTelemetry as JSON encodes them, and what the semantic conventions say about the place of a resource. Pure. */
import { isFields, objectsOf, type Fields } from './reader.ts';

export type Attributes = ReadonlyMap<string, string | number | boolean>;

const keyAtMost = 200;
const valueAtMost = 500;
const attributesAtMost = 128;

/** Plain values only; lists and maps say nothing that is asked here. */
export function attributesOf(value: unknown): Attributes {
  const found = new Map<string, string | number | boolean>();
  for (const { key, value: wrapped } of objectsOf(value).slice(0, attributesAtMost)) {
    const plain = isFields(wrapped) ? plainOf(wrapped) : undefined;
    if (typeof key === 'string' && plain !== undefined) found.set(key.slice(0, keyAtMost), plain);
  }
  return found;
}

export function textIn(attributes: Attributes, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes.get(key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

export interface Place {
  readonly namespace?: string;
  readonly workload?: string;
  readonly pod?: string;
  readonly container?: string;
  readonly node?: string;
}

/** https://opentelemetry.io/docs/specs/semconv/resource/k8s/ ; a service's own name only where no workload is named. */
export function placeOf(resource: Attributes): Place {
  const workload = textIn(
    resource,
    'k8s.deployment.name',
    'k8s.statefulset.name',
    'k8s.daemonset.name',
    'k8s.cronjob.name',
    'k8s.job.name',
    'service.name',
  );
  const named = {
    namespace: textIn(resource, 'k8s.namespace.name', 'service.namespace'),
    workload: workload?.startsWith('unknown_service') ? undefined : workload,
    pod: textIn(resource, 'k8s.pod.name'),
    container: textIn(resource, 'k8s.container.name'),
    node: textIn(resource, 'k8s.node.name'),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** Nanoseconds since the epoch, which JSON has as text, as milliseconds; undefined for none. */
export function timeOf(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{13,20}$/.test(text)) return undefined;
  return Number(BigInt(text) / 1000n) / 1000;
}

/** 64-bit integers are text in JSON. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function plainOf({ stringValue, boolValue, intValue, doubleValue }: Fields): string | number | boolean | undefined {
  if (typeof stringValue === 'string') return stringValue.slice(0, valueAtMost);
  if (typeof boolValue === 'boolean') return boolValue;
  return numberOf(intValue ?? doubleValue);
}
