import { expect, it } from 'vitest';
import { checkReplicas } from '../../../../engine/diagnosis/runtime/replicas.ts';
import { clusterOf, deployment, edge, probe } from '../cluster-of.ts';

const objects = [...deployment('cart', { replicas: 0 }), ...deployment('till')];

it('a workload without replicas is named where a check misses it', () => {
  const found = checkReplicas(clusterOf({ objects, told: [probe({ workload: 'cart', port: 80 }, false)] }));
  expect(found).toMatchObject([{ object: { workload: 'shop/deployment/cart' }, cause: 'deployment-zero-replicas', failing: true }]);
});

it('the errors of a caller that name it are demand too', () => {
  const logs = { till: ['cannot call http://cart:80/items'] };
  expect(checkReplicas(clusterOf({ objects, told: [edge('till', 'cart')], logs }))).toMatchObject([{ failing: true }]);
});

it('one that only could be called is a hint', () => {
  expect(checkReplicas(clusterOf({ objects, told: [edge('till', 'cart')] }))[0]?.score).toBeLessThan(0.6);
});

it('one that nobody calls is off on purpose', () => {
  expect(checkReplicas(clusterOf({ objects }))).toEqual([]);
});
