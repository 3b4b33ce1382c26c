/** What the API server would show of the services: enough to know replicas, rollouts, runs of CronJobs, and who calls whom. */
import type { KubeObject } from '../../engine/index.ts';
import type { Service } from './service.ts';

export const container = 'main';

/** RFC 3339 in whole seconds. */
function timeOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

export interface Deployed {
  readonly service: Service;
  /** Names of the services it calls. */
  readonly callees: readonly string[];
  readonly revision: number;
  readonly replicas: number;
  readonly createdAtMs: number;
}

/** The Deployment or StatefulSet. */
export function workloadObject({ service, callees, revision, replicas, createdAtMs }: Deployed): KubeObject {
  const { ref } = service;
  const template = { metadata: { labels: { app: ref.name } }, spec: podSpec(ref.name, callees, revision) };
  return {
    apiVersion: 'apps/v1',
    kind: ref.kind,
    metadata: {
      name: ref.name,
      namespace: ref.namespace,
      uid: `workload-${ref.name}`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      creationTimestamp: timeOf(createdAtMs),
    },
    spec: { replicas, selector: { matchLabels: { app: ref.name } }, template },
    status: { replicas, readyReplicas: replicas, availableReplicas: replicas, updatedReplicas: replicas },
  };
}

export function replicaSetObject(deployed: Deployed, atMs: number): KubeObject {
  const { service, callees, revision, replicas } = deployed;
  const { name, namespace } = service.ref;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(name, revision),
      namespace,
      uid: `replicaset-${name}-${revision}`,
      labels: { app: name, 'pod-template-hash': hashOf(revision) },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      creationTimestamp: timeOf(atMs),
      ownerReferences: [{ kind: 'Deployment', name, uid: `workload-${name}`, controller: true }],
    },
    spec: { replicas, template: { spec: podSpec(name, callees, revision) } },
    status: { replicas, readyReplicas: replicas },
  };
}

/** What selects the pods under the name by which the callers know them. */
export function serviceObject({ ref }: Service, atMs: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: ref.name, namespace: ref.namespace, uid: `service-${ref.name}`, creationTimestamp: timeOf(atMs) },
    spec: { selector: { app: ref.name }, ports: [{ port: 8080, targetPort: 8080, protocol: 'TCP' }] },
  };
}

export interface PodShown {
  readonly name: string;
  readonly node: string;
  readonly createdAtMs: number;
  readonly revision: number;
  readonly isReady: boolean;
  readonly isStopping: boolean;
}

export function podObject({ service, callees }: Deployed, pod: PodShown): KubeObject {
  const { name, namespace, kind } = service.ref;
  const owner =
    kind === 'Deployment'
      ? { kind: 'ReplicaSet', name: replicaSetName(name, pod.revision), uid: `replicaset-${name}-${pod.revision}`, controller: true }
      : { kind, name, uid: `workload-${name}`, controller: true };
  const startedAt = timeOf(pod.createdAtMs);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      namespace,
      uid: `pod-${pod.name}-${pod.createdAtMs}`,
      labels: { app: name, ...(kind === 'Deployment' ? { 'pod-template-hash': hashOf(pod.revision) } : {}) },
      creationTimestamp: startedAt,
      ownerReferences: [owner],
      ...(pod.isStopping ? { deletionTimestamp: startedAt } : {}),
    },
    spec: { ...podSpec(name, callees, pod.revision), nodeName: pod.node },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: pod.isReady ? 'True' : 'False' }],
      containerStatuses: [{ name: container, ready: pod.isReady, started: true, restartCount: 0, state: { running: { startedAt } } }],
    },
  };
}

export function cronJobObject({ ref, batches }: Service, atMs: number): KubeObject {
  const minute = batches[0]?.schedule.minute ?? 0;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: ref.name, namespace: ref.namespace, uid: `workload-${ref.name}`, creationTimestamp: timeOf(atMs) },
    spec: { schedule: `${minute % 60} * * * *`, concurrencyPolicy: 'Forbid' },
  };
}

export interface Run {
  readonly job: string;
  readonly startedAtMs: number;
  readonly finishedAtMs: number | null;
}

export function jobObject({ ref }: Service, { job, startedAtMs, finishedAtMs }: Run): KubeObject {
  const done =
    finishedAtMs === null
      ? { active: 1 }
      : { succeeded: 1, completionTime: timeOf(finishedAtMs), conditions: [{ type: 'Complete', status: 'True' }] };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: job,
      namespace: ref.namespace,
      uid: `job-${job}`,
      creationTimestamp: timeOf(startedAtMs),
      ownerReferences: [{ kind: 'CronJob', name: ref.name, uid: `workload-${ref.name}`, controller: true }],
    },
    spec: { backoffLimit: 2 },
    status: { startTime: timeOf(startedAtMs), ...done },
  };
}

export function jobPodObject({ ref }: Service, { job, startedAtMs, finishedAtMs }: Run): KubeObject {
  const startedAt = timeOf(startedAtMs);
  const state =
    finishedAtMs === null
      ? { running: { startedAt } }
      : { terminated: { exitCode: 0, reason: 'Completed', startedAt, finishedAt: timeOf(finishedAtMs) } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: jobPodName(job),
      namespace: ref.namespace,
      uid: `pod-${job}`,
      labels: { app: ref.name },
      creationTimestamp: startedAt,
      ownerReferences: [{ kind: 'Job', name: job, uid: `job-${job}`, controller: true }],
    },
    spec: { containers: [{ name: container, image: `registry.local/${ref.name}:1` }], nodeName: 'node-1' },
    status: {
      phase: finishedAtMs === null ? 'Running' : 'Succeeded',
      conditions: [{ type: 'Ready', status: finishedAtMs === null ? 'True' : 'False' }],
      containerStatuses: [{ name: container, ready: finishedAtMs === null, started: true, restartCount: 0, state }],
    },
  };
}

export function jobPodName(job: string): string {
  return `${job}-x7k2p`;
}

export function hashOf(revision: number): string {
  return `5f7c${(revision + 4_096).toString(16)}`;
}

function replicaSetName(name: string, revision: number): string {
  return `${name}-${hashOf(revision)}`;
}

function podSpec(name: string, callees: readonly string[], revision: number): Record<string, unknown> {
  const env = callees.map((callee) => ({ name: `${callee.replaceAll('-', '_').toUpperCase()}_URL`, value: `http://${callee}:8080` }));
  return {
    containers: [{ name: container, image: `registry.local/${name}:1.${revision}`, env, resources: { limits: { memory: '512Mi' } } }],
  };
}
