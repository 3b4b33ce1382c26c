import { expect, it } from 'vitest';
import { checkProxies } from '../../../../engine/diagnosis/infrastructure/proxy.ts';
import { clusterOf, probe } from '../cluster-of.ts';

const services = ['cart', 'till', 'orders'];
const from = (node: string, passed: (service: string) => boolean) =>
  services.map((workload) => probe({ workload, node, port: 80 }, passed(workload)));

it('a node from which no Service can be reached, while others reach them, has no kube-proxy', () => {
  const told = [...from('n1', () => false), ...from('n2', () => true)];
  expect(checkProxies(clusterOf({ told }))).toMatchObject([{ object: { name: 'n1' }, cause: 'kube-proxy-unavailable' }]);
});

it('Services that nobody reaches are no fault of a node', () => {
  expect(checkProxies(clusterOf({ told: [...from('n1', () => false), ...from('n2', () => false)] }))).toEqual([]);
});

it('one Service that one node does not reach is no fault of the node', () => {
  expect(checkProxies(clusterOf({ told: [...from('n1', (service) => service !== 'cart'), ...from('n2', () => true)] }))).toEqual([]);
});
