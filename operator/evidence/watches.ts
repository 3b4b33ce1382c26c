/**
 * What the watches deliver, handed to the engine as observations. Facts are made of them in `engine/evidence`, so that a recording
 * yields the same ones. The table says what each kind is for and what is lost without the right to watch it.
 */
import type { KubeObject, Observation } from '../../engine/index.ts';

export interface EvidenceSource {
  readonly kind: string;
  readonly plural: string;
  readonly group: string;
  /** What incidents lack when this may not be watched. */
  readonly lostWithout: string;
}

export const evidenceSources: readonly EvidenceSource[] = [
  { kind: 'Pod', plural: 'pods', group: '', lostWithout: 'nothing works: no pod can be found and no log read' },
  { kind: 'Event', plural: 'events', group: '', lostWithout: 'probe failures, image pull errors, scheduling failures and evictions' },
  { kind: 'Service', plural: 'services', group: '', lostWithout: 'who depends on whom, by the host names of Services' },
  { kind: 'Node', plural: 'nodes', group: '', lostWithout: 'node failures as a common cause' },
  { kind: 'ReplicaSet', plural: 'replicasets', group: 'apps', lostWithout: 'what exactly a rollout changed' },
  { kind: 'Deployment', plural: 'deployments', group: 'apps', lostWithout: 'rollouts, stalls and scaling of Deployments' },
  { kind: 'StatefulSet', plural: 'statefulsets', group: 'apps', lostWithout: 'rollouts and scaling of StatefulSets' },
  { kind: 'DaemonSet', plural: 'daemonsets', group: 'apps', lostWithout: 'rollouts of DaemonSets' },
  { kind: 'Job', plural: 'jobs', group: 'batch', lostWithout: 'failed Jobs, and that a finished one is rightly silent' },
  { kind: 'CronJob', plural: 'cronjobs', group: 'batch', lostWithout: 'that a CronJob is rightly silent between its runs' },
];

/** An Event of `v1` as an observation; other objects as they are. */
export function toObservation(object: KubeObject, nowMs: number, deleted: boolean): Observation | null {
  if (object.kind !== 'Event') return { type: 'object', atMs: nowMs, object, ...(deleted ? { deleted } : {}) };
  if (deleted) return null;
  const event = object as KubeObject & EventFields;
  const involved = event.involvedObject ?? event.regarding;
  if (!involved?.kind || !involved.name) return null;
  const lastAt = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? object.metadata.creationTimestamp;
  const firstAt = event.firstTimestamp ?? event.eventTime ?? object.metadata.creationTimestamp;
  return {
    type: 'event',
    atMs: time(lastAt) ?? nowMs,
    namespace: involved.namespace ?? object.metadata.namespace ?? '',
    object: { kind: involved.kind, name: involved.name },
    reason: event.reason ?? '',
    message: event.message ?? event.note ?? '',
    severity: event.type === 'Warning' ? 'Warning' : 'Normal',
    count: event.series?.count ?? event.count ?? 1,
    sinceAtMs: time(firstAt) ?? undefined,
  };
}

interface EventFields {
  readonly involvedObject?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
  readonly regarding?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
  readonly reason?: string;
  readonly message?: string;
  readonly note?: string;
  readonly type?: string;
  readonly count?: number;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: string };
  readonly firstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** Memory and CPU of each container out of a `PodMetrics` of metrics.k8s.io. */
export function metricObservations(metrics: KubeObject, nowMs: number): readonly Observation[] {
  const { containers, timestamp } = metrics as KubeObject & { containers?: ContainerUsage[]; timestamp?: string };
  const base = {
    type: 'metric' as const,
    atMs: time(timestamp) ?? nowMs,
    namespace: metrics.metadata.namespace,
    pod: metrics.metadata.name,
  };
  return (containers ?? []).flatMap(({ name, usage }) =>
    Object.entries(usage ?? {})
      .filter(([resource]) => resource === 'memory' || resource === 'cpu')
      .map(([resource, quantity]) => ({ ...base, container: name, name: resource, value: parseQuantity(quantity) }))
      .filter(({ value }) => Number.isFinite(value)),
  );
}

interface ContainerUsage {
  readonly name: string;
  readonly usage?: Readonly<Record<string, string>>;
}

const suffixes: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes resource quantity in base units (bytes, cores); NaN when it is none. */
export function parseQuantity(text: string): number {
  const match = /^([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)([A-Za-z]*)$/.exec(text);
  const factor = suffixes[match?.[2] ?? ''];
  return match && factor !== undefined ? Number(match[1]) * factor : Number.NaN;
}

function time(text: string | null | undefined): number | null {
  const ms = text ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}
