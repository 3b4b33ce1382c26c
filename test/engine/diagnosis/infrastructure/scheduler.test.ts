import { expect, it } from 'vitest';
import { checkScheduler } from '../../../../engine/diagnosis/infrastructure/scheduler.ts';
import { clusterOf, deployment, event, lease, node, probe } from '../cluster-of.ts';

const waiting = deployment('cart', { node: null, podStatus: { phase: 'Pending', containerStatuses: [] } });
const nodes = [node('cp', { labels: { 'node-role.kubernetes.io/control-plane': '' } }), node('n1')];

it('a pod that waits while nobody says why has no scheduler', () => {
  expect(checkScheduler(clusterOf({ objects: [...waiting, ...nodes] }))).toMatchObject([
    { object: { name: 'cp' }, cause: 'kube-scheduler-unavailable' },
  ]);
});

it('the Lease says which node it was, and that it is over', () => {
  const objects = [...waiting, node('n1'), lease('kube-scheduler', 120, 'kube-system', 'n7_0a1b')];
  expect(checkScheduler(clusterOf({ objects }))).toMatchObject([{ object: { name: 'n7' }, score: 0.95 }]);
});

it('a pod that the scheduler could not place was looked at', () => {
  const told = [event('cart-1', 'FailedScheduling', '0/3 nodes are available')];
  expect(checkScheduler(clusterOf({ objects: [...waiting, ...nodes], told }))).toEqual([]);
});

it('a scheduler that runs is hardly to blame', () => {
  const found = checkScheduler(clusterOf({ objects: [...waiting, ...nodes], told: [probe({ node: 'cp', unit: 'kube-scheduler' }, true)] }));
  expect(found[0]?.score).toBeLessThan(0.5);
});

it('pods that have a node are scheduled', () => {
  expect(checkScheduler(clusterOf({ objects: [...deployment('cart'), ...nodes] }))).toEqual([]);
});
