/**
 * What the watches deliver, handed to the engine as observations. Facts are made of them in `engine/evidence`, so that a recording
 * yields the same ones.
 */
import { fieldsAt, listAt, numberAt, parseQuantity, textAt, timeAt, type KubeObject, type Observation } from '../../engine/index.ts';
import type { ApiObject } from '../kube/client.ts';

/** An Event of `v1` or `events.k8s.io/v1` as such, any other object as it is; null for an Event that is gone or is about nothing. */
export function toObservation(object: KubeObject, nowMs: number, deleted: boolean): Observation | null {
  if (object.kind !== 'Event') return { type: 'object', atMs: nowMs, object, ...(deleted ? { deleted } : {}) };
  const about = deleted ? null : subjectOf(object);
  if (!about) return null;
  return {
    type: 'event',
    ...times(object, nowMs),
    namespace: about.namespace ?? object.metadata.namespace ?? '',
    object: { kind: about.kind, name: about.name },
    ...said(object),
  };
}

/** What an Event is about; null where it does not say. */
export function subjectOf(
  event: KubeObject,
): { readonly kind: string; readonly name: string; readonly namespace: string | undefined } | null {
  for (const field of ['involvedObject', 'regarding']) {
    const [kind, name] = [textAt(event, field, 'kind'), textAt(event, field, 'name')];
    if (kind && name) return { kind, name, namespace: textAt(event, field, 'namespace') };
  }
  return null;
}

function said(event: KubeObject) {
  return {
    reason: textAt(event, 'reason') ?? '',
    message: textAt(event, 'message') ?? textAt(event, 'note') ?? '',
    severity: textAt(event, 'type') === 'Warning' ? 'Warning' : 'Normal',
    count: numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 1,
    ...sourceOf(event),
  } as const;
}

/** The component that wrote it: `kubelet`, `default-scheduler`. */
function sourceOf(event: KubeObject): { readonly source?: string } {
  const source = textAt(event, 'source', 'component') || textAt(event, 'reportingComponent');
  return source ? { source } : {};
}

/** Which of the times is set depends on the release of the reporting component. */
function times(event: KubeObject, nowMs: number): { readonly atMs: number; readonly sinceAtMs: number | undefined } {
  const single = timeAt(event, 'eventTime');
  const created = timeAt(event, 'metadata', 'creationTimestamp');
  const sinceAtMs = timeAt(event, 'firstTimestamp') ?? single ?? created;
  const atMs = timeAt(event, 'series', 'lastObservedTime') ?? timeAt(event, 'lastTimestamp') ?? single ?? created ?? nowMs;
  return { atMs, sinceAtMs };
}

/** Memory (bytes) and CPU (cores) of a node out of a `NodeMetrics` of metrics.k8s.io. */
export function nodeMetricObservations(metrics: ApiObject, nowMs: number): readonly Observation[] {
  return usageOf(metrics, { atMs: timeAt(metrics, 'timestamp') ?? nowMs, node: metrics.metadata.name });
}

/** Memory (bytes) and CPU (cores) of each container out of a `PodMetrics` of metrics.k8s.io. */
export function metricObservations(metrics: ApiObject, nowMs: number): readonly Observation[] {
  const { namespace, name: pod } = metrics.metadata;
  const atMs = timeAt(metrics, 'timestamp') ?? nowMs;
  return listAt(metrics, 'containers').flatMap((container) =>
    usageOf(container, { atMs, namespace, pod, container: textAt(container, 'name') }),
  );
}

type Of = Omit<Extract<Observation, { readonly type: 'metric' }>, 'type' | 'name' | 'value'>;

function usageOf(measured: unknown, of: Of): readonly Observation[] {
  return ['memory', 'cpu'].flatMap((name): readonly Observation[] => {
    const value = parseQuantity(fieldsAt(measured, 'usage')[name]);
    return value === undefined ? [] : [{ type: 'metric', ...of, name, value }];
  });
}
