/** A pod as an API server of today answers it: mostly of fields that nobody here reads. */
import type { KubeObject } from '../../../engine/index.ts';

const serverSideFields = { 'f:metadata': { 'f:labels': { 'f:app': {}, 'f:tier': {} } }, 'f:spec': { 'f:containers': {}, 'f:volumes': {} } };

export function fullPod(index: number, over: { readonly env?: readonly object[] } = {}): KubeObject {
  const name = `web-6d4b75cb6d-${String(index).padStart(5, '0')}`;
  const variables = Array.from({ length: 20 }, (_, at) => ({
    name: `SETTING_${at}`,
    value: `value ${at} of ${index} and some more words`,
  }));
  const probe = { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, failureThreshold: 3 };
  const metadata = {
    name,
    namespace: 'shop',
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    resourceVersion: String(100_000 + index),
    creationTimestamp: '2026-01-05T10:00:00Z',
    labels: { app: 'web', tier: 'front', 'pod-template-hash': '6d4b75cb6d' },
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(variables),
      'checksum/config': 'c'.repeat(64),
    },
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-6d4b75cb6d', uid: 'rs-1', controller: true, blockOwnerDeletion: true },
    ],
    managedFields: ['kube-controller-manager', 'kubelet'].map((manager) => ({
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-01-05T10:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`f:${at}`, serverSideFields])),
    })),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: {
      nodeName: `node-${index % 50}`,
      restartPolicy: 'Always',
      serviceAccountName: 'web',
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
      volumes: [{ name: 'kube-api-access', projected: { sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] } }],
      containers: [
        {
          name: 'web',
          image: 'registry.example.com/shop/web:1.2.3',
          env: [...variables, ...(over.env ?? [])],
          resources: { limits: { memory: '256Mi' }, requests: { memory: '128Mi', cpu: '100m' } },
          livenessProbe: probe,
          readinessProbe: probe,
          volumeMounts: [{ name: 'kube-api-access', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
    status: {
      phase: 'Running',
      podIP: `10.0.${index >> 8}.${index & 255}`,
      qosClass: 'Burstable',
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastProbeTime: null,
        lastTransitionTime: '2026-01-05T10:00:05Z',
      })),
      containerStatuses: [
        {
          name: 'web',
          ready: true,
          started: true,
          restartCount: 1,
          image: 'registry.example.com/shop/web:1.2.3',
          imageID: `registry.example.com/shop/web@sha256:${'a'.repeat(64)}`,
          containerID: `containerd://${String(index).padStart(64, '0')}`,
          state: { running: { startedAt: '2026-01-05T10:00:04Z' } },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', containerID: 'containerd://before', message: 'x'.repeat(300) } },
        },
      ],
    },
  };
}
