/** Small pictures of a cluster for tests: objects and observations by hand, texts of logs by workload. */
import type { ClusterState, ErrorText } from '../../../engine/diagnosis/cluster.ts';
import { Picture } from '../../../engine/diagnosis/picture.ts';
import type { KubeObject, Observation } from '../../../engine/domain.ts';
import { Inventory } from '../../../engine/evidence/inventory.ts';
import { parseWorkloadId } from '../../../engine/evidence/owner.ts';
import { Graph } from '../../../engine/incident/graph.ts';

export const namespace = 'shop';
/** 2026-01-01T12:00:00Z. */
export const nowMs = 1_767_268_800_000;

type Fields = Readonly<Record<string, unknown>>;

export interface Given {
  readonly objects?: readonly KubeObject[];
  readonly told?: readonly Observation[];
  /** Lines of a workload's log, by its name. */
  readonly logs?: Readonly<Record<string, readonly string[]>>;
}

export function clusterOf({ objects = [], told = [], logs = {} }: Given): ClusterState {
  const redact = (text: string): string => text;
  const [inventory, graph] = [new Inventory(redact), new Graph(redact)];
  const picture = new Picture(inventory, graph, redact);
  for (const object of objects.toSorted((a, b) => Number(a.kind === 'Pod') - Number(b.kind === 'Pod'))) {
    const { workload } = inventory.see(object, nowMs, false);
    graph.see(object, workload, false);
  }
  for (const observation of told) picture.observe(observation);
  const textsOf = (workload: string): readonly ErrorText[] =>
    (logs[parseWorkloadId(workload).name] ?? []).map((text) => ({
      text,
      level: 'error' as const,
      count: 1,
      firstAtMs: nowMs - 1000,
      lastAtMs: nowMs - 1000,
      samples: [text],
    }));
  return picture.at({ nowMs, watchingSinceMs: nowMs - 3_600_000, texts: textsOf });
}

/** A Deployment with one ready pod; `container` and `status` are laid over those of the container, `podSpec` over the spec. */
export function deployment(
  name: string,
  given: {
    readonly container?: Fields;
    readonly others?: readonly Fields[];
    readonly status?: Fields;
    readonly podSpec?: Fields;
    readonly podStatus?: Fields;
    readonly labels?: Readonly<Record<string, string>>;
    readonly replicas?: number;
    readonly node?: string | null;
  } = {},
): readonly KubeObject[] {
  const { replicas = 1, labels = { app: name }, node: nodeName = 'n1' } = given;
  const containers = [{ name: 'main', image: `registry.example/${name}:1`, ...given.container }, ...(given.others ?? [])];
  const spec = { containers, dnsPolicy: 'ClusterFirst', ...given.podSpec };
  const running = { name: 'main', ready: true, restartCount: 0, state: { running: { startedAt: iso(-600) } }, ...given.status };
  const others = (given.others ?? []).map((other) => ({ name: other['name'], ready: true, restartCount: 0, state: { running: {} } }));
  const owner = [{ kind: 'Deployment', name, controller: true }];
  const pod: KubeObject = {
    kind: 'Pod',
    metadata: { name: `${name}-1`, namespace, labels, creationTimestamp: iso(-600), ownerReferences: owner },
    spec: { ...spec, ...(nodeName === null ? {} : { nodeName }) },
    status: { phase: 'Running', containerStatuses: [running, ...others], ...given.podStatus },
  };
  const controller: KubeObject = {
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  };
  return replicas === 0 ? [controller] : [controller, pod];
}

export function service(name: string, port: Fields, selector: Readonly<Record<string, string>> = { app: name }): KubeObject {
  return { kind: 'Service', metadata: { name, namespace }, spec: { clusterIP: '10.0.0.9', selector, ports: [port] } };
}

export function endpoints(name: string, ips: readonly string[]): KubeObject {
  const subsets = ips.length === 0 ? [] : [{ addresses: ips.map((ip) => ({ ip })) }];
  const object = { kind: 'Endpoints', metadata: { name, namespace }, subsets };
  return object;
}

export function node(
  name: string,
  given: { readonly labels?: Readonly<Record<string, string>>; readonly ready?: Fields } = {},
): KubeObject {
  const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: iso(-3600), ...given.ready };
  return {
    kind: 'Node',
    metadata: { name, ...(given.labels === undefined ? {} : { labels: given.labels }) },
    spec: {},
    status: { conditions: [ready] },
  };
}

export function lease(name: string, secondsAgo: number, ofNamespace = 'kube-node-lease', holder = name): KubeObject {
  return { kind: 'Lease', metadata: { name, namespace: ofNamespace }, spec: { holderIdentity: holder, renewTime: iso(-secondsAgo) } };
}

export function event(pod: string, reason: string, message: string, count = 1): Observation {
  const object = { kind: 'Pod', name: pod };
  return { type: 'event', atMs: nowMs - 30_000, namespace, object, reason, message, severity: 'Warning', count };
}

export function probe(
  about: { readonly workload?: string; readonly node?: string; readonly port?: number; readonly unit?: string },
  passed: boolean,
): Observation {
  return {
    type: 'alert',
    atMs: nowMs,
    namespace,
    name: 'probe',
    severity: passed ? 'info' : 'error',
    summary: passed ? 'open' : 'failed',
    ...about,
  };
}

export function edge(from: string, to: string): Observation {
  return { type: 'edge', atMs: nowMs, namespace, from, to };
}

/** A series that changes halfway: ten points of each value, a minute apart. */
export function series(
  about: { readonly workload?: string; readonly node?: string },
  name: string,
  before: number,
  now: number,
): readonly Observation[] {
  return Array.from({ length: 20 }, (_, index) => ({
    type: 'metric' as const,
    atMs: nowMs - (20 - index) * 60_000,
    namespace,
    name,
    value: index < 10 ? before : now,
    ...about,
  }));
}

/** When `series` changes, as an alert says it. */
export function began(workload: string): Observation {
  const about = { namespace, workload, name: 'anomaly', severity: 'error', summary: 'unusual' };
  return { type: 'alert', atMs: nowMs - 9 * 60_000, sinceAtMs: nowMs - 10 * 60_000, ...about };
}

export function iso(seconds: number): string {
  return new Date(nowMs + seconds * 1000).toISOString();
}
