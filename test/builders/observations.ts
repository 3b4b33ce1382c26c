/** Hand-made clusters for tests: objects as a watch delivers them, Events, metrics and anomalies. */
import type { Anomaly, KubeObject, Level, Observation, Template, WorkloadId } from '../../engine/domain.ts';

/** The moment all test clusters begin; a round second, since Kubernetes cuts times to seconds. */
export const startMs = 1_780_000_000_000;

export const second = 1000;
export const minute = 60 * second;

/** RFC 3339 in seconds, as Kubernetes writes it. */
export function kubeTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

export interface ContainerState {
  readonly restarts?: number;
  readonly ready?: boolean;
  readonly waiting?: { readonly reason: string; readonly message?: string };
  /** How the present instance ended, or the one before. */
  readonly ended?: { readonly exitCode: number; readonly reason?: string; readonly atMs: number; readonly present?: boolean };
}

export interface PodOptions extends ContainerState {
  readonly app: string;
  readonly namespace?: string;
  readonly hash?: string;
  readonly suffix?: string;
  readonly node?: string;
  readonly createdAtMs?: number;
  readonly deleting?: boolean;
  readonly phase?: string;
  readonly image?: string;
  readonly memoryLimit?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly conditions?: readonly Readonly<Record<string, string>>[];
  readonly owner?: { readonly kind: string; readonly name: string } | null;
  readonly restartPolicy?: string;
}

export function podName({ app, hash = 'a1', suffix = 'x1' }: Pick<PodOptions, 'app' | 'hash' | 'suffix'>): string {
  return `${app}-${hash}-${suffix}`;
}

/** A pod of a Deployment with one container called after it. */
export function pod(options: PodOptions): KubeObject {
  const {
    app,
    namespace = 'shop',
    hash = 'a1',
    node: nodeName = 'n1',
    createdAtMs = startMs - 60 * minute,
    phase = 'Running',
    deleting = false,
  } = options;
  const ready = options.ready ?? (options.waiting === undefined && phase === 'Running');
  return {
    kind: 'Pod',
    metadata: {
      name: podName(options),
      namespace,
      uid: `${podName(options)}-uid`,
      labels: { app, 'pod-template-hash': hash },
      creationTimestamp: kubeTime(createdAtMs),
      ...(deleting ? { deletionTimestamp: kubeTime(createdAtMs) } : {}),
      ownerReferences: ownersOf(options),
    },
    spec: { nodeName, restartPolicy: options.restartPolicy ?? 'Always', containers: [container(options)] },
    status: {
      phase,
      conditions: options.conditions ?? [readyCondition(ready)],
      containerStatuses: [containerStatus(options, ready)],
    },
  };
}

function container({ app, image, memoryLimit = '256Mi', env = {} }: PodOptions): Readonly<Record<string, unknown>> {
  return {
    name: app,
    image: image ?? `registry.example.com/${app}:1`,
    resources: { limits: { memory: memoryLimit } },
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
  };
}

function ownersOf({
  app,
  hash = 'a1',
  owner = { kind: 'ReplicaSet', name: `${app}-${hash}` },
}: PodOptions): KubeObject['metadata']['ownerReferences'] {
  return owner === null ? [] : [{ ...owner, controller: true }];
}

function readyCondition(ready: boolean): Readonly<Record<string, string>> {
  return ready ? { type: 'Ready', status: 'True', reason: 'Ready' } : { type: 'Ready', status: 'False', reason: 'ContainersNotReady' };
}

function containerStatus({ app, restarts = 0, waiting, ended }: PodOptions, ready: boolean): Readonly<Record<string, unknown>> {
  const terminated =
    ended === undefined
      ? undefined
      : {
          exitCode: ended.exitCode,
          reason: ended.reason ?? 'Error',
          finishedAt: kubeTime(ended.atMs),
          containerID: `c://${app}-${ended.atMs}`,
        };
  const present = ended?.present === true ? { terminated } : waiting === undefined ? { running: {} } : { waiting };
  return {
    name: app,
    ready,
    restartCount: restarts,
    state: present,
    lastState: terminated === undefined || ended?.present === true ? {} : { terminated },
  };
}

export interface ReplicaSetOptions {
  readonly app: string;
  readonly hash?: string;
  readonly revision?: number;
  readonly createdAtMs?: number;
  readonly image?: string;
  readonly replicas?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly memoryLimit?: string;
}

export function replicaSet(options: ReplicaSetOptions): KubeObject {
  const { app, hash = 'a1', revision = 1, createdAtMs = startMs - 60 * minute, replicas = 1 } = options;
  return {
    kind: 'ReplicaSet',
    metadata: {
      name: `${app}-${hash}`,
      namespace: 'shop',
      labels: { app, 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      creationTimestamp: kubeTime(createdAtMs),
      ownerReferences: [{ kind: 'Deployment', name: app, controller: true }],
    },
    spec: { replicas, template: { metadata: { labels: { app } }, spec: { containers: [container({ ...options })] } } },
    status: { replicas },
  };
}

export function deployment(
  app: string,
  options: {
    readonly replicas?: number;
    readonly available?: number;
    readonly env?: Readonly<Record<string, string>>;
    readonly conditions?: readonly Readonly<Record<string, string>>[];
  } = {},
): KubeObject {
  const { replicas = 1, available = replicas, env = {}, conditions = [] } = options;
  return {
    kind: 'Deployment',
    metadata: { name: app, namespace: 'shop', creationTimestamp: kubeTime(startMs - 60 * minute) },
    spec: {
      replicas,
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers: [container({ app, env })] } },
    },
    status: { replicas, updatedReplicas: replicas, availableReplicas: available, conditions },
  };
}

export function service(app: string, options: { readonly type?: string; readonly name?: string } = {}): KubeObject {
  return {
    kind: 'Service',
    metadata: { name: options.name ?? app, namespace: 'shop' },
    spec: { type: options.type ?? 'ClusterIP', selector: { app }, ports: [{ port: 8080 }] },
  };
}

export function node(
  name: string,
  options: { readonly ready?: boolean; readonly atMs?: number; readonly cordoned?: boolean } = {},
): KubeObject {
  const { ready = true, atMs = startMs - 60 * minute, cordoned = false } = options;
  const condition = ready
    ? { type: 'Ready', status: 'True', reason: 'KubeletReady' }
    : { type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  return {
    kind: 'Node',
    metadata: { name, creationTimestamp: kubeTime(startMs - 600 * minute) },
    spec: { unschedulable: cordoned },
    status: { conditions: [{ ...condition, lastTransitionTime: kubeTime(atMs) }] },
  };
}

export function seen(object: KubeObject, atMs = startMs, deleted = false): Observation {
  return { type: 'object', atMs, object, ...(deleted ? { deleted } : {}) };
}

export function event(
  reason: string,
  message: string,
  options: { readonly atMs: number; readonly name: string; readonly kind?: string; readonly count?: number },
): Observation {
  const { atMs, name, kind = 'Pod', count = 1 } = options;
  return { type: 'event', atMs, namespace: 'shop', object: { kind, name }, reason, message, severity: 'Warning', count };
}

export function memory(app: string, bytes: number, atMs: number): Observation {
  return { type: 'metric', atMs, namespace: 'shop', pod: podName({ app }), container: app, name: 'memory', value: bytes };
}

export interface AnomalyOptions {
  readonly text?: string;
  readonly atMs: number;
  readonly kind?: Anomaly['kind'];
  readonly level?: Level;
  readonly observed?: number;
  readonly expected?: number;
  readonly confidence?: number;
}

/** An anomaly of `shop/deployment/APP`; `text` stands for the sample as well as for the pattern. */
export function anomaly(app: string, options: AnomalyOptions): Anomaly {
  const { text = 'internal error', atMs, kind = 'new-pattern', level = 'error', observed = 25, expected = 0, confidence = 0.9 } = options;
  const template: Template = {
    id: `${app}:${text}`,
    text,
    level,
    count: observed,
    firstSeenAtMs: atMs,
    lastSeenAtMs: atMs,
    samples: [text],
    cluster: null,
  };
  return {
    kind,
    workload: deploymentId(app),
    template: kind === 'silence' ? null : template,
    startedAtMs: atMs,
    lastSeenAtMs: atMs,
    observed,
    expected,
    z: 20,
    confidence,
    level,
    reason: kind === 'silence' ? 'no line for 60 s where 40 are usual' : `${observed} lines where ${expected} are usual`,
  };
}

export function deploymentId(app: string): WorkloadId {
  return `shop/deployment/${app}`;
}
