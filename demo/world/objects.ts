/** The Kubernetes objects of the shop, as the API server would show them. */
import type { KubeObject } from '../../engine/index.ts';
import { hostOf } from './service.ts';
import type { ServiceSpec } from './service.ts';
import { isReady, namespace } from './state.ts';
import type { PodState, WorkloadState } from './state.ts';

export function labelsOf(name: string): Record<string, string> {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'shop' };
}

export function serviceObject(spec: ServiceSpec, atMs: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: spec.name, namespace, uid: `service-${spec.name}`, labels: labelsOf(spec.name), creationTimestamp: timeOf(atMs) },
    spec: {
      selector: { 'app.kubernetes.io/name': spec.name },
      ports: [{ port: spec.port, targetPort: spec.port, protocol: 'TCP' }],
      type: 'ClusterIP',
    },
  };
}

/** The Deployment or StatefulSet. */
export function workloadObject(workload: WorkloadState): KubeObject {
  const { spec } = workload;
  const ready = workload.pods.filter((pod) => isReady(pod)).length;
  const updated = workload.pods.filter((pod) => pod.image === workload.image && pod.phase !== 'gone').length;
  const available = ready >= Math.ceil(workload.replicas * 0.75);
  const condition = {
    type: 'Available',
    status: available ? 'True' : 'False',
    reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
  };
  return {
    apiVersion: 'apps/v1',
    kind: spec.kind,
    metadata: {
      name: spec.name,
      namespace,
      uid: ownerUid(workload),
      labels: labelsOf(spec.name),
      annotations: { 'deployment.kubernetes.io/revision': String(workload.revision) },
      creationTimestamp: timeOf(workload.bornAtMs),
    },
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: { 'app.kubernetes.io/name': spec.name } },
      template: { metadata: { labels: labelsOf(spec.name) }, spec: podSpec(workload, workload.image) },
    },
    status: {
      replicas: workload.pods.length,
      readyReplicas: ready,
      availableReplicas: ready,
      updatedReplicas: updated,
      conditions: [condition],
    },
  };
}

export function replicaSetObject(workload: WorkloadState, image: string): KubeObject {
  const own = workload.pods.filter((pod) => pod.image === image && pod.phase !== 'gone');
  const { name } = workload.spec;
  const { revision, createdAtMs } = workload.templates.get(image) ?? { revision: workload.revision, createdAtMs: workload.bornAtMs };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${templateHash(name, image)}`,
      namespace,
      uid: replicaSetUid(workload, image),
      labels: { ...labelsOf(name), 'pod-template-hash': templateHash(name, image) },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      creationTimestamp: timeOf(createdAtMs),
      ownerReferences: [{ kind: 'Deployment', name, uid: ownerUid(workload), controller: true }],
    },
    spec: {
      replicas: image === workload.image ? workload.replicas : 0,
      template: {
        metadata: { labels: { ...labelsOf(name), 'pod-template-hash': templateHash(name, image) } },
        spec: podSpec(workload, image),
      },
    },
    status: { replicas: own.length, readyReplicas: own.filter((pod) => isReady(pod)).length },
  };
}

export function podObject(pod: PodState): KubeObject {
  const { workload } = pod;
  const { spec } = workload;
  const byReplicaSet = spec.kind === 'Deployment';
  const owner = byReplicaSet
    ? {
        kind: 'ReplicaSet',
        name: `${spec.name}-${templateHash(spec.name, pod.image)}`,
        uid: replicaSetUid(workload, pod.image),
        controller: true,
      }
    : { kind: spec.kind, name: spec.name, uid: ownerUid(workload), controller: true };
  const ready = isReady(pod) ? 'True' : 'False';
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace,
      uid: pod.uid,
      labels: { ...labelsOf(spec.name), ...(byReplicaSet ? { 'pod-template-hash': templateHash(spec.name, pod.image) } : {}) },
      creationTimestamp: timeOf(pod.createdAtMs),
      ownerReferences: [owner],
      ...(pod.phase === 'stopping' || pod.phase === 'gone' ? { deletionTimestamp: timeOf(pod.startedAtMs) } : {}),
    },
    spec: { ...podSpec(workload, pod.image), nodeName: pod.node },
    status: {
      phase: pod.phase === 'pending' ? 'Pending' : 'Running',
      conditions: ['Ready', 'ContainersReady'].map((type) => ({ type, status: ready })),
      containerStatuses: [containerStatus(pod)],
    },
  };
}

export function nodeObject(name: string, options: { atMs: number; unschedulable: boolean }): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `node-${name}`, labels: { 'kubernetes.io/hostname': name }, creationTimestamp: timeOf(options.atMs) },
    spec: options.unschedulable ? { unschedulable: true } : {},
    status: {
      capacity: { cpu: '8', memory: '32Gi', pods: '110' },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady' },
        { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory' },
      ],
    },
  };
}

/** RFC 3339 in whole seconds. */
export const timeOf = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

/** The pod-template-hash: the same whenever the same image runs. */
export function templateHash(name: string, image: string): string {
  let hash = 5381;
  for (const letter of `${name}/${image}`) hash = (Math.imul(hash, 33) ^ letter.charCodeAt(0)) >>> 0;
  return hash.toString(36).padStart(7, 'x');
}

const ownerUid = (workload: WorkloadState): string => `${workload.spec.kind.toLowerCase()}-${workload.spec.name}`;
const replicaSetUid = (workload: WorkloadState, image: string): string =>
  `replicaset-${workload.spec.name}-${templateHash(workload.spec.name, image)}`;

function podSpec(workload: WorkloadState, image: string): Record<string, unknown> {
  const { spec } = workload;
  const hosts = spec.calls
    .filter((call) => call.to !== 'postgres')
    .map((call) => ({ name: `${call.to.toUpperCase()}_URL`, value: `http://${hostOf(call.to)}` }));
  const own = Object.entries(spec.env).map(([name, value]) => ({ name, value }));
  return {
    containers: [
      {
        name: spec.name,
        image,
        ports: [{ containerPort: spec.port, protocol: 'TCP' }],
        env: [...hosts, ...own],
        resources: {
          limits: { memory: `${spec.memoryLimitBytes / 1024 / 1024}Mi` },
          requests: { memory: `${Math.round(spec.memoryBytes / 1024 / 1024)}Mi`, cpu: '100m' },
        },
        readinessProbe: { tcpSocket: { port: spec.port }, periodSeconds: 5 },
      },
    ],
  };
}

function containerStatus(pod: PodState): Record<string, unknown> {
  const { spec } = pod.workload;
  const terminated = pod.ended && {
    exitCode: pod.ended.exitCode,
    reason: pod.ended.reason,
    startedAt: timeOf(pod.ended.startedAtMs),
    finishedAt: timeOf(pod.ended.finishedAtMs),
    containerID: containerId(pod, pod.phase === 'ended' || pod.phase === 'waiting' ? pod.restartCount : pod.restartCount - 1),
  };
  return {
    name: spec.name,
    image: pod.image,
    ready: isReady(pod),
    started: pod.phase === 'ready' || pod.phase === 'starting',
    restartCount: pod.restartCount,
    ...(pod.phase === 'pending' ? {} : { containerID: containerId(pod, pod.restartCount) }),
    state: stateOf(pod, terminated),
    lastState: terminated && pod.phase !== 'ended' ? { terminated } : {},
  };
}

function stateOf(pod: PodState, terminated: Record<string, unknown> | null): Record<string, unknown> {
  if (pod.phase === 'pending') return { waiting: { reason: 'ContainerCreating' } };
  if (pod.phase === 'ended' && terminated) return { terminated };
  if (pod.phase === 'waiting') {
    const message = `back-off restarting failed container=${pod.workload.spec.name} pod=${pod.name}_${namespace}(${pod.uid})`;
    return { waiting: { reason: 'CrashLoopBackOff', message } };
  }
  return { running: { startedAt: timeOf(pod.startedAtMs) } };
}

const containerId = (pod: PodState, restartCount: number): string => `containerd://${pod.uid}-${restartCount}`;
