import { describe, expect, it } from 'vitest';
import { countQuota } from '../../../../engine/diagnosis/admission/count-quota.ts';
import { podQuota } from '../../../../engine/diagnosis/admission/pod-quota.ts';
import { serviceAccount } from '../../../../engine/diagnosis/admission/service-account.ts';
import { storageQuota } from '../../../../engine/diagnosis/admission/storage-quota.ts';
import type { Check } from '../../../../engine/diagnosis/hypothesis.ts';
import type { KubeObject, Observation } from '../../../../engine/domain.ts';
import type { Given } from '../cluster-of.ts';
import { clusterOf, deployment, iso, namespace, nowMs, probe, service } from '../cluster-of.ts';

const named = (check: Check, given: Given) =>
  check(clusterOf(given)).map(({ object, cause }) => [object.kind === 'app' ? object.workload : object.name, cause]);
const quota = (hard: Readonly<Record<string, string>>, used: Readonly<Record<string, string>>): KubeObject => ({
  kind: 'ResourceQuota',
  metadata: { name: 'team', namespace },
  spec: { hard },
  status: { hard, used },
});
const refused = (about: string, message: string): Observation => ({
  type: 'event',
  atMs: nowMs - 5000,
  namespace,
  object: { kind: 'Deployment', name: about },
  reason: 'FailedCreate',
  message: `Error creating: pods "${about}-1" is forbidden: ${message}`,
  severity: 'Warning',
  count: 4,
});
const withoutPods = (name: string, podSpec = {}) => deployment(name, { podSpec }).slice(0, 1);
const account = (name: string): KubeObject => ({ kind: 'ServiceAccount', metadata: { name, namespace } });

describe('a ServiceAccount that does not exist', () => {
  const told = [refused('cart', `error looking up service account ${namespace}/robot: serviceaccount "robot" not found`)];
  const objects = [...withoutPods('cart', { serviceAccountName: 'robot' }), account('default')];

  it('is why no pod is made', () => {
    expect(named(serviceAccount, { objects, told })).toEqual([['shop/deployment/cart', 'missing-service-account']]);
  });

  it('is named with less certainty where only the object shows it', () => {
    const [found] = serviceAccount(clusterOf({ objects }));
    expect(found?.score).toBeLessThan(0.8);
    expect(found?.evidence).toHaveLength(1);
  });

  it('is nothing once it was made, or while the pods run all the same', () => {
    expect(named(serviceAccount, { objects: [...objects, account('robot')], told })).toEqual([]);
    expect(
      named(serviceAccount, { objects: [...deployment('cart', { podSpec: { serviceAccountName: 'robot' } }), account('default')], told }),
    ).toEqual([]);
  });
});

describe('a quota of CPU, memory or pods', () => {
  it.each([
    ['requests.cpu=500m', 'requests.cpu=4', 'namespace-cpu-quota-exceeded'],
    ['requests.memory=1Gi', 'requests.memory=8Gi', 'namespace-memory-quota-exceeded'],
    ['pods=1', 'pods=10', 'namespace-pod-quota-exceeded'],
  ])("that refuses %s is the namespace's", (asked, all, cause) => {
    const told = [refused('cart', `exceeded quota: team, requested: ${asked}, used: ${all}, limited: ${all}`)];
    expect(named(podQuota, { objects: withoutPods('cart'), told })).toEqual([[namespace, cause]]);
  });

  it('names only what was exceeded of all that was asked for', () => {
    const message =
      'exceeded quota: team, requested: requests.cpu=1,requests.memory=1Gi, used: requests.cpu=1,requests.memory=8Gi, limited: requests.cpu=4,requests.memory=8Gi';
    expect(named(podQuota, { objects: withoutPods('cart'), told: [refused('cart', message)] })).toEqual([
      [namespace, 'namespace-memory-quota-exceeded'],
    ]);
  });

  it('is forgotten once the pods are there', () => {
    const told = [refused('cart', 'exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10')];
    expect(named(podQuota, { objects: deployment('cart'), told })).toEqual([]);
  });

  it('is over where it was long ago, or a pod was made since: the next rollout lacks pods for another reason', () => {
    const told = [refused('cart', 'exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10')];
    const later = told.map((event) => ({ ...event, atMs: nowMs - 3_600_000 }));
    expect(named(podQuota, { objects: withoutPods('cart'), told: later })).toEqual([]);
    const [controller, pod] = deployment('cart', { replicas: 2 });
    const made = (creationTimestamp: string) =>
      [controller, pod && { ...pod, metadata: { ...pod.metadata, creationTimestamp } }].flatMap((object) => object ?? []);
    expect(named(podQuota, { objects: made(iso(-2)), told })).toEqual([]);
    expect(named(podQuota, { objects: made(iso(-60)), told })).toHaveLength(1);
  });

  it('says who suffers from it', () => {
    const told = [refused('cart', 'exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10')];
    expect(podQuota(clusterOf({ objects: withoutPods('cart'), told }))[0]?.affects).toEqual(['shop/deployment/cart']);
  });
});

describe('a quota of Services', () => {
  const objects = [...deployment('cart', { container: { ports: [{ containerPort: 80 }] } }), service('web', { port: 80 })];
  const missed = [probe({ workload: 'cart', port: 80 }, false)];

  it('that is used up leaves a workload that is missed without a Service', () => {
    const full = quota({ services: '1' }, { services: '1' });
    expect(named(countQuota, { objects: [...objects, full], told: missed })).toEqual([[namespace, 'namespace-service-quota-exceeded']]);
  });

  it('is not to blame where it has room, where the Service is there, or where nobody misses it', () => {
    const full = quota({ services: '1' }, { services: '1' });
    expect(named(countQuota, { objects: [...objects, quota({ services: '5' }, { services: '1' })], told: missed })).toEqual([]);
    expect(named(countQuota, { objects: [...objects, service('cart', { port: 80 }), full], told: missed })).toEqual([]);
    expect(named(countQuota, { objects: [...objects, full] })).toEqual([]);
  });
});

describe('a quota of storage', () => {
  const podSpec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'cart-data' } }] };
  const podStatus = { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False' }] };
  const objects = deployment('cart', { podSpec, podStatus, node: null });
  const limit = quota({ 'requests.storage': '1Gi' }, { 'requests.storage': '0' });

  it('explains a claim that a pod waits for and that does not exist', () => {
    expect(named(storageQuota, { objects: [...objects, limit] })).toEqual([[namespace, 'namespace-storage-quota-exceeded']]);
  });

  it('explains nothing where the claim exists, or where storage is not limited', () => {
    const claim: KubeObject = { kind: 'PersistentVolumeClaim', metadata: { name: 'cart-data', namespace } };
    expect(named(storageQuota, { objects: [...objects, limit, claim] })).toEqual([]);
    expect(named(storageQuota, { objects: [...objects, quota({ pods: '1' }, { pods: '1' })] })).toEqual([]);
  });
});
