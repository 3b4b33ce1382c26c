import { expect, test } from 'vitest';
import { defaults, excludeAnnotation } from '../../../api/resource.ts';
import { createEngine, fieldsAt, routesInText, type KubeObject } from '../../../engine/index.ts';
import { resolveTargets } from '../../../operator/detector/resolve.ts';
import { trim } from '../../../operator/evidence/trim.ts';
import { toObservation } from '../../../operator/evidence/watches.ts';
import { fullPod } from './pod.ts';

const all = defaults({ selector: {} });

test('a pod costs a quarter of what the API server tells of it, or less', () => {
  const length = (pod: KubeObject) => JSON.stringify(pod).length;
  expect(length(trim(fullPod(7)))).toBeLessThan(length(fullPod(7)) / 4);
});

test('what is read of a pod is as it was', () => {
  const pod = fullPod(7);
  const lookup = () => null;
  expect(resolveTargets(all, [trim(pod)], lookup)).toEqual(resolveTargets(all, [pod], lookup));
  expect(
    trim({ ...pod, metadata: { ...pod.metadata, annotations: { [excludeAnnotation]: 'true', other: 'x' } } }).metadata.annotations,
  ).toEqual({
    [excludeAnnotation]: 'true',
  });
});

test('no value of a variable is kept but where it leads to, and never who asks there', () => {
  const env = [
    { name: 'PASSWORD', value: 'hunter2' },
    { name: 'DATABASE', value: 'postgres://cart:hunter2@db.shop:5432/cart' },
    { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'token', key: 'access' } } },
  ];
  const pod = trim(fullPod(1, { env }));
  expect(JSON.stringify(pod)).not.toMatch(/hunter2|some more words/);
  expect(JSON.stringify(pod)).toContain('postgres://db.shop:5432/cart');
  const deployment = { kind: 'Deployment', metadata: { name: 'web' }, spec: { template: { spec: fullPod(1, { env }).spec } } };
  expect(JSON.stringify(trim(deployment))).not.toMatch(/hunter2|some more words/);
});

const deployment = (revision: string, env: readonly object[]): KubeObject[] => {
  const annotations = { 'checksum/secret': `value ${revision}` };
  const template = { metadata: { labels: { app: 'web' }, annotations }, spec: fullPod(1, { env }).spec };
  const owner = { kind: 'Deployment', name: 'web', uid: 'd', controller: true };
  return [
    { kind: 'Deployment', metadata: { name: 'web', namespace: 'shop', uid: 'd' }, spec: { replicas: 1, template } },
    {
      kind: 'ReplicaSet',
      metadata: {
        name: `web-${revision}`,
        namespace: 'shop',
        creationTimestamp: `2026-01-05T10:0${revision}:00Z`,
        annotations: { 'deployment.kubernetes.io/revision': revision, other: 'x' },
        ownerReferences: [owner],
      },
      spec: { replicas: 1, template },
    },
    {
      ...fullPod(1, { env }),
      metadata: { ...fullPod(1).metadata, ownerReferences: [{ ...owner, kind: 'ReplicaSet', name: `web-${revision}` }] },
    },
  ];
};

/** The engine's evidence after a rollout that changed a variable, and a kill. */
function evidence(change: (object: KubeObject) => KubeObject): string {
  const engine = createEngine({ detector: 'shop/shop' });
  const service = {
    kind: 'Service',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { selector: { app: 'db' }, clusterIP: '10.0.0.9' },
  };
  const [first, second] = ['one', 'two'].map((secret) => [
    { name: 'PASSWORD', value: secret },
    { name: 'DATABASE', value: `redis://:${secret}@db:6379/0` },
  ]);
  const objects = [service, ...deployment('1', first ?? []), ...deployment('2', second ?? [])];
  for (const [index, object] of objects.entries()) {
    const observation = toObservation(change(object), Date.UTC(2026, 0, 5, 10) + index * 60_000, false);
    if (observation) engine.observe(observation);
  }
  const [shared] = engine.checkpoint().filter(({ part }) => part === 'shared');
  const state = JSON.parse(new TextDecoder().decode(shared?.bytes ?? new Uint8Array()));
  const { ledger, graph } = state.state.incidents.observer ?? state.state.incidents;
  return JSON.stringify({ ledger, graph });
}

test('facts, changes of a rollout and edges come out of the kept parts as out of the whole', () => {
  const whole = evidence((object) => object);
  expect(whole).toMatch(/environment variable PASSWORD.*annotation checksum\/secret changed/);
  expect(whole).not.toContain('value 2');
  expect(evidence(trim)).toBe(whole);
});

test('an Event is kept as far as it is told', () => {
  const event = {
    kind: 'Event',
    metadata: { name: 'e', namespace: 'shop', resourceVersion: '7', creationTimestamp: '2026-01-05T10:00:00Z' },
    involvedObject: { kind: 'Pod', name: 'web-1', namespace: 'shop', uid: 'u', fieldPath: 'spec.containers{web}' },
    source: { component: 'kubelet', host: 'node-1' },
    reason: 'Unhealthy',
    message: 'Readiness probe failed',
    type: 'Warning',
    count: 3,
    series: { count: 4, lastObservedTime: '2026-01-05T10:05:00Z' },
  };
  expect(toObservation(trim(event), 0, false)).toEqual(toObservation(event, 0, false));
  expect(JSON.stringify(trim(event))).not.toMatch(/node-1|fieldPath/);
});

test.each([
  [
    'a claim',
    'PersistentVolumeClaim',
    { spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'fast' }, status: { phase: 'Pending' } },
  ],
  ['a quota', 'ResourceQuota', { spec: { hard: { pods: '4' } }, status: { hard: { pods: '4' }, used: { pods: '4' } } }],
  ['a class', 'StorageClass', { provisioner: 'example.com/nfs', volumeBindingMode: 'WaitForFirstConsumer' }],
  [
    'an autoscaler',
    'HorizontalPodAutoscaler',
    { spec: { scaleTargetRef: { kind: 'Deployment', name: 'web' }, minReplicas: 1, maxReplicas: 3 } },
  ],
  ['a policy', 'NetworkPolicy', { spec: { podSelector: { matchLabels: { app: 'db' } }, policyTypes: ['Ingress'], ingress: [] } }],
  [
    'a budget',
    'PodDisruptionBudget',
    { spec: { minAvailable: 1 }, status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 } },
  ],
  ['a route', 'Ingress', { spec: { ingressClassName: 'nginx', rules: [{ host: 'shop.example.com', http: { paths: [] } }] } }],
  ['a range', 'LimitRange', { spec: { limits: [{ type: 'Container', max: { memory: '1Gi' } }] } }],
] as const)('of %s is kept what decides', (_name, kind, parts) => {
  const object = { apiVersion: 'x/v1', kind, metadata: { name: 'one', namespace: 'shop', annotations: { other: 'x' } }, ...parts };
  expect(trim(object)).toEqual({ ...object, metadata: { name: 'one', namespace: 'shop' } });
});

test('of a volume is kept who holds it, and not where its storage lies', () => {
  const spec = {
    capacity: { storage: '5Gi' },
    claimRef: { namespace: 'shop', name: 'data', uid: 'u' },
    nfs: { server: '10.0.0.9', path: '/' },
  };
  expect(trim({ kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec }).spec).toEqual({
    capacity: { storage: '5Gi' },
    claimRef: { namespace: 'shop', name: 'data' },
  });
});

test('of the values of a ConfigMap nothing is kept but a hash, and the hosts that they name without who asks there', () => {
  const config = (values: object): KubeObject => {
    const object = { kind: 'ConfigMap', metadata: { name: 'web' }, data: values };
    return trim(object);
  };
  const data = {
    'app.yaml': 'db:\n  url: postgres://cart:hunter2@db.shop:5432/cart\n  dsn: root:12345@tcp(orders-db:3306)/o\n  since: 2026-01-05T10:00',
    password: 'hunter2',
    SERVICE_SECRET: 'swordfish',
    DATABASE_HOST: 'ledgerdb',
  };
  const text = JSON.stringify(config(data));
  expect(text).not.toMatch(/hunter2|12345|10:00|cart@|swordfish/);
  expect(config(data)).toMatchObject({
    data: {
      'app.yaml': expect.stringMatching(/^#\S{16} postgres:\/\/db\.shop:5432 orders-db:3306$/),
      password: expect.stringMatching(/^#\S{16}$/),
      DATABASE_HOST: expect.stringMatching(/^#\S{16} tcp:\/\/ledgerdb$/),
    },
  });
  expect(JSON.stringify(config({ ...data, password: 'hunter3' }))).not.toBe(text);
});

test('of the endpoints of a Service is kept which pods are ready', () => {
  const slice = {
    kind: 'EndpointSlice',
    metadata: { name: 'web-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'web-1', uid: 'u' }, zone: 'a' }],
  };
  expect(trim(slice)).toMatchObject({
    ports: slice.ports,
    endpoints: [{ conditions: { ready: false }, targetRef: { kind: 'Pod', name: 'web-1' } }],
  });
  expect(JSON.stringify(trim(slice))).not.toContain('zone');
});

test('a probe is kept with where it asks and how patiently, without its headers and its command', () => {
  const liveness = { httpGet: { path: '/up', port: 'web', httpHeaders: [{ name: 'authorization', value: 'hunter2' }] }, periodSeconds: 3 };
  const readiness = { exec: { command: ['check', '--password', 'hunter2'] } };
  const spec = { containers: [{ name: 'web', livenessProbe: liveness, readinessProbe: readiness }] };
  const kept = trim({ kind: 'Pod', metadata: { name: 'web' }, spec });
  expect(JSON.stringify(kept)).not.toContain('hunter2');
  expect(kept.spec).toMatchObject({ containers: [{ livenessProbe: { httpGet: { path: '/up', port: 'web' }, periodSeconds: 3 } }] });
});

test('the routes of a gateway in a ConfigMap are the same out of the kept parts as out of the whole', () => {
  const conf = [
    'location /cart {',
    '  proxy_pass http://cart:8080;',
    '  # secret-remark',
    '}',
    '',
    'location /pay {',
    '  proxy_pass http://payments;',
    '}',
  ].join('\n');
  const object = { kind: 'ConfigMap', metadata: { name: 'gateway' }, data: { 'nginx.conf': conf } };
  const kept: unknown = trim(object);
  const text = String(fieldsAt(kept, 'data')['nginx.conf']);
  expect(routesInText(text)).toEqual(routesInText(conf));
  expect(routesInText(conf)).toEqual([
    { path: '/cart', host: 'cart' },
    { path: '/pay', host: 'payments' },
  ]);
  expect(text).not.toMatch(/proxy_pass|secret-remark/);
});
