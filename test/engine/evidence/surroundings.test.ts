/** Facts about what lies around workloads, as the observer has them. */
import { beforeEach, expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { Observer } from '../../../engine/incident/observer.ts';
import { deployment, deploymentId, kubeTime, minute, pod, second, startMs } from '../../builders/observations.ts';

let observer: Observer;
let atMs: number;

beforeEach(() => {
  observer = new Observer((text) => text);
  atMs = startMs;
  see(deployment('cart'), pod({ app: 'cart' }), deployment('web'), pod({ app: 'web' }));
  atMs = startMs + minute;
});

function see(...objects: readonly KubeObject[]): void {
  for (const object of objects) observer.observe({ type: 'object', atMs, object });
}

const told = (workload = 'cart') => observer.ledger.of(deploymentId(workload)).map(({ evidence }) => `${evidence.kind} ${evidence.text}`);
const object = (kind: string, name: string, parts: object): KubeObject => ({
  kind,
  metadata: { name, namespace: 'shop', creationTimestamp: kubeTime(startMs - minute) },
  ...parts,
});

test('an autoscaler at its maximum is told of the workload that it scales, once', () => {
  const autoscaler = (limited: string, reason: string) =>
    object('HorizontalPodAutoscaler', 'cart', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, maxReplicas: 4 },
      status: { currentReplicas: 4, conditions: [{ type: 'ScalingLimited', status: limited, reason }] },
    });
  see(autoscaler('False', 'DesiredWithinRange'));
  expect(told()).toEqual([]);
  see(autoscaler('True', 'TooManyReplicas'), autoscaler('True', 'TooManyReplicas'));
  expect(told()).toEqual(['scaling-limited autoscaler cart has all 4 replicas of cart that it may have, and needs more']);
});

test('a budget that allows no eviction is told of those whose pods it holds', () => {
  const budget = (disruptionsAllowed: number) =>
    object('PodDisruptionBudget', 'cart', {
      spec: { minAvailable: 2, selector: { matchLabels: { app: 'cart' } } },
      status: { disruptionsAllowed, expectedPods: 2, currentHealthy: 2, desiredHealthy: 2 },
    });
  see(budget(1), budget(0), budget(0));
  expect(told()).toEqual(['disruption-blocked disruption budget cart allows no eviction: 2 pods are healthy, 2 must be']);
  expect(told('web')).toEqual([]);
});

test('a Service that loses its last ready endpoint is told, one with another slice is not', () => {
  const slice = (name: string, ...ready: readonly boolean[]): KubeObject => {
    const metadata = { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': 'cart' } };
    const endpoints = ready.map((one) => ({ addresses: ['10.0.0.1'], conditions: { ready: one } }));
    const whole = { kind: 'EndpointSlice', metadata, endpoints };
    return whole;
  };
  see(object('Service', 'cart', { spec: { selector: { app: 'cart' } } }));
  see(slice('a', true), slice('b', true), slice('a', false));
  expect(told()).toEqual([]);
  see(slice('b'));
  expect(told()).toEqual(['no-endpoint Service cart has no ready endpoint any more']);
});

test('a network policy is told of those whose pods it selects, when it comes, changes and goes', () => {
  const policy = (ports: readonly number[], createdAtMs: number): KubeObject => ({
    kind: 'NetworkPolicy',
    metadata: { name: 'deny', namespace: 'shop', creationTimestamp: kubeTime(createdAtMs) },
    spec: { podSelector: { matchLabels: { app: 'cart' } }, ingress: [{ ports: ports.map((port) => ({ port })) }] },
  });
  see(policy([80], atMs), policy([80], atMs));
  atMs += 20 * minute;
  see(policy([81], startMs));
  atMs += 20 * minute;
  observer.observe({ type: 'object', atMs, object: policy([81], startMs), deleted: true });
  expect(told()).toEqual(['created', 'changed', 'deleted'].map((how) => `change network policy deny was ${how}`));
  expect(observer.ledger.changes()).toHaveLength(3);
  expect(told('web')).toEqual([]);
});

test('a policy without labels is for all of its namespace; whom expressions match is not guessed', () => {
  const policy = (name: string, podSelector: object): KubeObject => ({
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'shop', creationTimestamp: kubeTime(atMs) },
    spec: { podSelector },
  });
  see(policy('all', {}), policy('some', { matchExpressions: [{ key: 'app', operator: 'In', values: ['cart'] }] }));
  expect([told(), told('web')]).toEqual([['change network policy all was created'], ['change network policy all was created']]);
});

test('one that was there before the watching is no change', () => {
  see(object('NetworkPolicy', 'old', { spec: { podSelector: {} } }), object('ConfigMap', 'old', { data: { a: '1' } }));
  expect(observer.ledger.changes()).toEqual([]);
});

test('a ConfigMap that changes is told with its keys of those who mount it, and no value of it is kept', () => {
  const mounted = deployment('cart');
  const template = { spec: { containers: [{ name: 'cart' }], volumes: [{ name: 'c', configMap: { name: 'settings' } }] } };
  see({ ...mounted, spec: { ...mounted.spec, template } });
  const settings = (data: object) => object('ConfigMap', 'settings', { data });
  see(settings({ timeout: 'hunter1', level: 'x' }));
  expect(told()).toEqual([]);
  see(settings({ timeout: 'hunter2', level: 'x', more: 'y' }));
  expect(told()).toEqual(['change ConfigMap settings was changed: timeout, more']);
  expect(told('web')).toEqual([]);
  expect(JSON.stringify(observer.snapshot())).not.toContain('hunter');
});

test('a container that uses all its CPU for a while is told, one that does for a moment is not', () => {
  const limited = pod({ app: 'cart' });
  see({
    ...limited,
    spec: { ...limited.spec, containers: [{ name: 'cart', resources: { limits: { cpu: '500m' }, requests: { cpu: '100m' } } }] },
  });
  const use = (value: number) => {
    atMs += 15 * second;
    observer.observe({ type: 'metric', atMs, namespace: 'shop', pod: limited.metadata.name, container: 'cart', name: 'cpu', value });
  };
  for (const value of [0.1, 0.49, 0.2, 0.1]) use(value);
  expect(told()).toEqual([]);
  for (const value of [0.49, 0.49, 0.5, 0.49, 0.5, 0.48, 0.49]) use(value);
  expect(told().at(-1)).toMatch(
    /^cpu-near-limit container cart has used 98 % of its CPU limit of 0.5 \(490 % of its request of 0.1\) for \d+ s$/,
  );
});

test('memory near its limit is told with how much of it was asked for', () => {
  const resources = { limits: { memory: '100Mi' }, requests: { memory: '20Mi' } };
  const limited = pod({ app: 'cart' });
  see({ ...limited, spec: { ...limited.spec, containers: [{ name: 'cart', resources }] } });
  const about = { namespace: 'shop', pod: limited.metadata.name, container: 'cart', name: 'memory' };
  observer.observe({ type: 'metric', atMs, ...about, value: 95 * 2 ** 20 });
  expect(told()).toEqual(['memory-near-limit container cart uses 95 % of its memory limit of 100Mi (475 % of its request of 20Mi)']);
});

test('an autoscaler that cannot read its metric is told, one that somebody has turned off is not', () => {
  const autoscaler = (reason: string) =>
    object('HorizontalPodAutoscaler', 'cart', {
      spec: { scaleTargetRef: { kind: 'Deployment', name: 'cart' }, maxReplicas: 4 },
      status: { conditions: [{ type: 'ScalingActive', status: 'False', reason, message: 'no metrics returned' }] },
    });
  see(autoscaler('ScalingDisabled'));
  expect(told()).toEqual([]);
  see(autoscaler('FailedGetResourceMetric'));
  expect(told()).toEqual(['scaling-limited autoscaler cart cannot scale cart: no metrics returned']);
});
