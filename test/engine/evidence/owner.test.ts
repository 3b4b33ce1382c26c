import { expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { displayName, parseWorkloadId, resolveOwner, workloadId } from '../../../engine/evidence/owner.ts';
import { pod, replicaSet } from '../../builders/observations.ts';

const nothing = () => null;
const known = (kind: string): KubeObject | null => (kind === 'ReplicaSet' ? replicaSet({ app: 'cart' }) : null);
const run = (name: string) => resolveOwner(pod({ app: 'report', owner: { kind: 'Job', name } }), nothing);

test('a pod belongs to the Deployment of its ReplicaSet, seen or not', () => {
  const expected = { namespace: 'shop', kind: 'Deployment', name: 'cart' };
  expect(resolveOwner(pod({ app: 'cart' }), known)).toEqual(expected);
  expect(resolveOwner(pod({ app: 'cart' }), nothing)).toEqual(expected);
});

test('a CronJob owns the pods of its runs, also when the Job is gone; a date is no run', () => {
  expect(run('report-29666666')).toMatchObject({ kind: 'CronJob', name: 'report' });
  expect(run('report-20261121')).toMatchObject({ kind: 'Job', name: 'report-20261121' });
});

test('any controller owns its pods, and a bare pod or one of a node is its own', () => {
  expect(resolveOwner(pod({ app: 'db', owner: { kind: 'StatefulSet', name: 'db' } }), nothing)).toMatchObject({
    kind: 'StatefulSet',
    name: 'db',
  });
  expect(resolveOwner(pod({ app: 'x', owner: { kind: 'CloneSet', name: 'x' } }), nothing)).toMatchObject({ kind: 'CloneSet', name: 'x' });
  expect(resolveOwner(pod({ app: 'x', owner: null }), nothing)).toMatchObject({ kind: 'Pod', name: 'x-a1-x1' });
  expect(resolveOwner(pod({ app: 'proxy', owner: { kind: 'Node', name: 'n1' } }), nothing)).toMatchObject({ kind: 'Pod' });
});

test.each([
  ['Rollout', { kind: 'ReplicaSet', name: 'cart-db465c966' }, { 'rollouts-pod-template-hash': 'db465c966' }],
  ['DeploymentConfig', { kind: 'ReplicationController', name: 'cart-17' }, { deployment: 'cart-17', deploymentconfig: 'cart' }],
  [
    'Configuration',
    { kind: 'ReplicaSet', name: 'cart-00002-deployment-5d9' },
    { 'pod-template-hash': '5d9', 'serving.knative.dev/configuration': 'cart', 'serving.knative.dev/revision': 'cart-00002' },
  ],
])('a pod belongs to the %s that it was made for, whatever its revision, where only its own labels are known', (kind, owner, labels) => {
  const made = pod({ app: 'cart', owner });
  expect(resolveOwner({ ...made, metadata: { ...made.metadata, labels } }, nothing)).toEqual({ namespace: 'shop', kind, name: 'cart' });
});

test('a ReplicationController that nobody else has made is a workload itself', () => {
  const owner = { kind: 'ReplicationController', name: 'cart-web' };
  const made = pod({ app: 'cart', owner });
  const labels = { deploymentconfig: 'cart' };
  expect(resolveOwner({ ...made, metadata: { ...made.metadata, labels } }, nothing)).toMatchObject(owner);
});

test('what owns a Deployment does not swallow it, and owners in a circle end', () => {
  const owned: KubeObject = {
    kind: 'Deployment',
    metadata: { name: 'cart', ownerReferences: [{ kind: 'Shop', name: 'all', controller: true }] },
  };
  expect(resolveOwner(pod({ app: 'cart' }), (kind) => (kind === 'Deployment' ? owned : null))).toMatchObject({ kind: 'Deployment' });
  const circle: KubeObject = { kind: 'A', metadata: { name: 'a', ownerReferences: [{ kind: 'A', name: 'a', controller: true }] } };
  expect(resolveOwner(circle, () => circle)).toMatchObject({ kind: 'A', name: 'a' });
});

test('ids are read back as they were written', () => {
  for (const ref of [
    { namespace: 'shop', kind: 'StatefulSet', name: 'db' },
    { namespace: 'a', kind: 'workload', name: 'x.y' },
  ])
    expect(parseWorkloadId(workloadId(ref))).toEqual(ref);
  expect(displayName('shop/deployment/cart')).toBe('cart');
  expect(displayName('odd')).toBe('odd');
});
