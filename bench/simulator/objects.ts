/** The state of the cluster as the API server shows it to a watch. */
import type { KubeObject } from '../../engine/index.ts';
import { iso } from './dialect.ts';
import { isEndpoint, type Pod, type Revision, type SimNode, type Workload } from './state.ts';

export const container = 'main';

/** RFC 3339 in whole seconds. */
export function timeOf(atMs: number): string {
  return `${iso(atMs).slice(0, 19)}Z`;
}

export function hashOf({ name }: Workload, { number }: Revision): string {
  let hash = 5_381;
  for (const letter of `${name}.${number}`) hash = (Math.imul(hash, 33) ^ (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(36).padStart(7, 'b').slice(0, 7);
}

export function replicaSetName(workload: Workload, revision: Revision): string {
  return `${workload.name}-${hashOf(workload, revision)}`;
}

export function workloadObject(workload: Workload, nowMs: number): KubeObject {
  const { name, namespace, kind, uid, wanted, current, pods, rolloutSinceMs, hasStalled } = workload;
  const live = pods.filter((pod) => !pod.isDeleting && pod.evicted === null);
  const ready = live.filter(({ isReady }) => isReady).length;
  const updated = live.filter(({ revision }) => revision === current).length;
  const progressing = hasStalled
    ? {
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${replicaSetName(workload, current)}" has timed out progressing.`,
      }
    : {
        status: 'True',
        reason: rolloutSinceMs === null ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
        message: 'ReplicaSet is progressing.',
      };
  const isAvailable = ready >= wanted - Math.floor(wanted / 4);
  const available = isAvailable
    ? { status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : { status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' };
  const refused =
    workload.refusal === null ? [] : [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: workload.refusal }];
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {
      name,
      namespace,
      uid,
      labels: { app: name },
      annotations: { 'deployment.kubernetes.io/revision': String(current.number) },
      creationTimestamp: timeOf(nowMs - 30 * 86_400_000),
    },
    spec: {
      replicas: wanted,
      selector: { matchLabels: { app: name } },
      strategy: { type: workload.isRecreated ? 'Recreate' : 'RollingUpdate' },
      template: { metadata: { labels: { app: name } }, spec: podSpec(workload, current) },
    },
    status: {
      replicas: live.length,
      readyReplicas: ready,
      availableReplicas: ready,
      unavailableReplicas: Math.max(0, wanted - ready),
      updatedReplicas: updated,
      conditions:
        kind === 'Deployment'
          ? [
              { type: 'Available', ...available, lastTransitionTime: timeOf(nowMs) },
              { type: 'Progressing', ...progressing, lastTransitionTime: timeOf(nowMs) },
              ...refused,
            ]
          : [],
    },
  };
}

export function replicaSetObject(workload: Workload, revision: Revision, nowMs: number): KubeObject {
  const { name, namespace, uid, wanted, current, pods } = workload;
  const own = pods.filter((pod) => pod.revision === revision && !pod.isDeleting && pod.evicted === null);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: replicaSetName(workload, revision),
      namespace,
      uid: `${uid}-rs-${revision.number}`,
      labels: { app: name, 'pod-template-hash': hashOf(workload, revision) },
      annotations: { 'deployment.kubernetes.io/revision': String(revision.number) },
      creationTimestamp: timeOf(nowMs),
      ownerReferences: [{ kind: 'Deployment', name, uid, controller: true }],
    },
    spec: {
      replicas: revision === current ? wanted : own.length,
      selector: { matchLabels: { app: name, 'pod-template-hash': hashOf(workload, revision) } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(workload, revision) },
    },
    status: { replicas: own.length, readyReplicas: own.filter(({ isReady }) => isReady).length },
  };
}

export function podObject(pod: Pod, nowMs: number): KubeObject {
  const { workload, revision, name, uid, node, createdAtMs, isReady } = pod;
  const isSet = workload.kind === 'StatefulSet';
  const owner = isSet
    ? { kind: 'StatefulSet', name: workload.name, uid: workload.uid, controller: true }
    : { kind: 'ReplicaSet', name: replicaSetName(workload, revision), uid: `${workload.uid}-rs-${revision.number}`, controller: true };
  const unready = { reason: 'ContainersNotReady', message: `containers with unready status: [${container}]` };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: workload.namespace,
      uid,
      labels: { app: workload.name, ...(isSet ? {} : { 'pod-template-hash': hashOf(workload, revision) }) },
      creationTimestamp: timeOf(createdAtMs),
      ownerReferences: [owner],
      ...(pod.isDeleting ? { deletionTimestamp: timeOf(nowMs + 30_000) } : {}),
    },
    spec: { ...podSpec(workload, revision), ...(node === null ? {} : { nodeName: node.name }) },
    status: {
      ...(pod.evicted === null ? {} : { reason: 'Evicted', message: pod.evicted }),
      phase: phaseOf(pod),
      podIP: pod.ip,
      ...(node === null ? {} : { hostIP: node.ip }),
      startTime: timeOf(createdAtMs),
      conditions: [
        { type: 'Initialized', status: node === null ? 'False' : 'True' },
        { type: 'Ready', status: isReady ? 'True' : 'False', ...(isReady ? {} : unready), lastTransitionTime: timeOf(nowMs) },
        scheduledOf(pod),
      ],
      containerStatuses: node === null ? [] : [containerStatus(pod)],
    },
  };
}

function scheduledOf({ node, unschedulable }: Pod): object {
  if (node !== null) return { type: 'PodScheduled', status: 'True' };
  return { type: 'PodScheduled', status: 'False', ...(unschedulable === null ? {} : { reason: 'Unschedulable', message: unschedulable }) };
}

function phaseOf(pod: Pod): string {
  if (pod.evicted !== null) return 'Failed';
  return pod.container === 'waiting' && pod.restarts === 0 && pod.last === null ? 'Pending' : 'Running';
}

function containerStatus(pod: Pod): Record<string, unknown> {
  const ended = pod.ended === null ? null : { terminated: endingOf(pod.ended) };
  const state =
    pod.container === 'running' ? { running: { startedAt: timeOf(pod.startedAtMs) } } : (ended ?? { waiting: { ...pod.waiting } });
  return {
    name: container,
    image: pod.revision.image,
    ready: pod.isReady,
    started: pod.container === 'running',
    restartCount: pod.restarts,
    state,
    lastState: pod.last === null ? {} : { terminated: endingOf(pod.last) },
  };
}

function endingOf({ exitCode, reason, startedAtMs, finishedAtMs }: NonNullable<Pod['last']>): Record<string, unknown> {
  return { exitCode, reason, startedAt: timeOf(startedAtMs), finishedAt: timeOf(finishedAtMs) };
}

export function serviceObject({ name, namespace, port, uid }: Workload, nowMs: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, uid: `${uid}-svc`, labels: { app: name }, creationTimestamp: timeOf(nowMs - 30 * 86_400_000) },
    spec: { type: 'ClusterIP', selector: { app: name }, ports: [{ name: 'main', port, targetPort: port, protocol: 'TCP' }] },
  };
}

export function endpointsObject({ name, namespace, port, uid, pods }: Workload, nowMs: number): KubeObject {
  const endpoints = pods
    .filter(({ isDeleting, evicted, node }) => !isDeleting && evicted === null && node !== null)
    .map((pod) => ({
      addresses: [pod.ip],
      conditions: { ready: isEndpoint(pod), serving: isEndpoint(pod), terminating: false },
      nodeName: pod.node?.name,
      targetRef: { kind: 'Pod', name: pod.name, namespace },
    }));
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-x8k2d`,
      namespace,
      uid: `${uid}-eps`,
      labels: { 'kubernetes.io/service-name': name },
      creationTimestamp: timeOf(nowMs - 30 * 86_400_000),
      ownerReferences: [{ kind: 'Service', name, uid: `${uid}-svc`, controller: true }],
    },
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: 'main', port, protocol: 'TCP' }],
  };
  return slice;
}

export function nodeObject(node: SimNode, nowMs: number): KubeObject {
  const { name, ip, isReady, isCordoned, hasDiskPressure } = node;
  const lost = { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  const transition = { lastTransitionTime: timeOf(nowMs) };
  const fine = (type: string, reason: string, message: string): object => ({
    type,
    ...(isReady ? { status: 'False', reason, message } : lost),
    ...transition,
  });
  const disk = hasDiskPressure
    ? { type: 'DiskPressure', status: 'True', reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure', ...transition }
    : fine('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure');
  const taints = [
    ...(isCordoned ? [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] : []),
    ...(isReady ? [] : [{ key: 'node.kubernetes.io/unreachable', effect: 'NoExecute', timeAdded: timeOf(nowMs) }]),
    ...(hasDiskPressure ? [{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }] : []),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, uid: `node-${name}`, labels: { 'kubernetes.io/hostname': name }, creationTimestamp: timeOf(nowMs - 60 * 86_400_000) },
    spec: { ...(isCordoned ? { unschedulable: true } : {}), ...(taints.length > 0 ? { taints } : {}) },
    status: {
      capacity: { cpu: '8', memory: '32Gi', pods: '110' },
      allocatable: { cpu: '7910m', memory: '30Gi', pods: '110' },
      addresses: [{ type: 'InternalIP', address: ip }],
      conditions: [
        fine('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
        disk,
        fine('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
        {
          type: 'Ready',
          ...(isReady ? { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' } : lost),
          ...transition,
        },
      ],
    },
  };
}

function podSpec({ service, port }: Workload, { image, env, limitBytes, behaviour }: Revision): Record<string, unknown> {
  const probePort = (which: string): number => (behaviour.probe === which ? port + 1_000 : port);
  const httpGet = (path: string, at: number): object =>
    service?.tier === 'store' ? { tcpSocket: { port: at } } : { httpGet: { path, port: at, scheme: 'HTTP' } };
  const impatient = behaviour.probe === 'liveness-timing';
  return {
    containers: [
      {
        name: container,
        image,
        ports: [{ containerPort: port, protocol: 'TCP' }],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        resources: {
          requests: { cpu: '100m', memory: `${Math.round(limitBytes / 2 / (1 << 20))}Mi` },
          limits: { memory: `${Math.round(limitBytes / (1 << 20))}Mi` },
        },
        readinessProbe: { ...httpGet('/ready', probePort('readiness-port')), periodSeconds: 5, failureThreshold: 3, timeoutSeconds: 1 },
        livenessProbe: {
          ...httpGet('/live', probePort('liveness-port')),
          initialDelaySeconds: impatient ? 0 : 30,
          periodSeconds: impatient ? 1 : 10,
          failureThreshold: impatient ? 1 : 3,
          timeoutSeconds: 1,
        },
      },
    ],
    restartPolicy: 'Always',
    serviceAccountName: 'default',
  };
}
