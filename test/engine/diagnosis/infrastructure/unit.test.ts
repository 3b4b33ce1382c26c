import { describe, expect, it } from 'vitest';
import { checkNodes, checkUnits } from '../../../../engine/diagnosis/infrastructure/unit.ts';
import { clusterOf, deployment, event, lease, node, probe } from '../cluster-of.ts';

it.each([
  ['kubelet', 'kubelet-unavailable'],
  ['containerd', 'containerd-unavailable'],
  ['crio', 'containerd-unavailable'],
  ['kube-proxy', 'kube-proxy-unavailable'],
  ['kube-scheduler', 'kube-scheduler-unavailable'],
])('a check of %s that failed is %s of its node', (unit, cause) => {
  const told = [probe({ node: 'n1', unit }, false), probe({ node: 'n2', unit }, true)];
  expect(checkUnits(clusterOf({ objects: [node('n1'), node('n2')], told }))).toMatchObject([{ object: { name: 'n1' }, cause }]);
});

it('a check of another service of a node is nobody’s cause here', () => {
  expect(checkUnits(clusterOf({ told: [probe({ node: 'n1', unit: 'chronyd' }, false)] }))).toEqual([]);
});

describe('a node', () => {
  const silent = { status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };

  it('that is Unknown has no kubelet', () => {
    expect(checkNodes(clusterOf({ objects: [node('n1', { ready: silent }), node('n2')] }))).toMatchObject([
      { object: { name: 'n1' }, cause: 'kubelet-unavailable' },
    ]);
  });

  it('whose Lease is far behind those of others has no kubelet, before its condition says so', () => {
    const objects = [node('n1'), node('n2'), lease('n1', 90), lease('n2', 4)];
    expect(checkNodes(clusterOf({ objects }))).toMatchObject([{ object: { name: 'n1' }, cause: 'kubelet-unavailable' }]);
  });

  it('is well where all Leases are old together: what was seen last is old', () => {
    expect(checkNodes(clusterOf({ objects: [node('n1'), node('n2'), lease('n1', 90), lease('n2', 88)] }))).toEqual([]);
  });

  it('whose kubelet says that the runtime is down has no container runtime', () => {
    const ready = { status: 'False', reason: 'KubeletNotReady', message: 'container runtime is down' };
    expect(checkNodes(clusterOf({ objects: [node('n1', { ready })] }))).toMatchObject([{ cause: 'containerd-unavailable' }]);
  });

  it('whose pods cannot be made since the socket refuses has no container runtime', () => {
    const message = 'Failed to create pod sandbox: dial unix /run/containerd/containerd.sock: connect: connection refused';
    const found = checkNodes(
      clusterOf({ objects: [node('n1'), node('n2'), ...deployment('cart')], told: [event('cart-1', 'FailedCreatePodSandBox', message)] }),
    );
    expect(found).toMatchObject([{ object: { name: 'n1' }, cause: 'containerd-unavailable' }]);
  });
});
