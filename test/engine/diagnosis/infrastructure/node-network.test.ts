import { expect, it } from 'vitest';
import { checkNodeNetworks } from '../../../../engine/diagnosis/infrastructure/node-network.ts';
import { began, clusterOf, deployment, edge, node, series } from '../cluster-of.ts';

const nodes = [node('n1'), node('n2')];
const on = (name: string, ...apps: readonly string[]) => apps.flatMap((app) => deployment(app, { node: name }));
const slow = (workload: string) => series({ workload }, 'latency_p50', 10, 900);
const fast = (workload: string) => series({ workload }, 'latency_p50', 10, 11);

it('what is slow by itself and shares one node is slow for the node', () => {
  const objects = [...nodes, ...on('n1', 'cart', 'orders', 'till'), ...on('n2', 'web', 'mail')];
  const told = [began('cart'), ...['cart', 'orders', 'till'].flatMap(slow), ...['web', 'mail'].flatMap(fast)];
  expect(checkNodeNetworks(clusterOf({ objects, told }))).toMatchObject([{ object: { name: 'n1' }, cause: 'node-network-delay' }]);
});

it('one slow workload, and callers that wait for it, are no fault of their node', () => {
  const objects = [...nodes, ...on('n1', 'cart', 'orders', 'till'), ...on('n2', 'web')];
  const told = [began('cart'), edge('orders', 'cart'), edge('till', 'cart'), ...['cart', 'orders', 'till'].flatMap(slow), ...fast('web')];
  expect(checkNodeNetworks(clusterOf({ objects, told }))).toEqual([]);
});

it('a node that sends far more twice than others loses packets', () => {
  const objects = [...nodes, ...on('n1', 'cart'), ...on('n2', 'web')];
  const told = [
    began('cart'),
    ...slow('cart'),
    ...slow('web'),
    ...series({ node: 'n2' }, 'tcp_retransmits', 0.1, 8),
    ...series({ node: 'n1' }, 'tcp_retransmits', 0.1, 0.3),
  ];
  expect(checkNodeNetworks(clusterOf({ objects, told }))).toMatchObject([
    { object: { name: 'n2' }, cause: 'node-network-packet-loss', score: 0.9 },
  ]);
});

it('the noise of healthy nodes is no loss', () => {
  const told = [...series({ node: 'n2' }, 'tcp_retransmits', 0.1, 0.7), ...series({ node: 'n1' }, 'tcp_retransmits', 0.1, 0.1)];
  expect(checkNodeNetworks(clusterOf({ objects: nodes, told }))).toEqual([]);
});
