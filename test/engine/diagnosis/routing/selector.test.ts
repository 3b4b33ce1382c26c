import { expect, it } from 'vitest';
import { checkSelectors } from '../../../../engine/diagnosis/routing/selector.ts';
import { clusterOf, deployment, endpoints, probe, service } from '../cluster-of.ts';

const port = { port: 80, targetPort: 8080 };
const container = { ports: [{ containerPort: 8080 }] };

it('a Service that selects a label which the pods of its name do not have is named for these', () => {
  const objects = [
    ...deployment('cart', { container }),
    service('cart', port, { app: 'kart' }),
    endpoints('cart', []),
    ...deployment('till'),
    service('till', port),
  ];
  const found = checkSelectors(clusterOf({ objects }));
  expect(found).toMatchObject([{ object: { workload: 'shop/deployment/cart' }, cause: 'service-selector-mismatch', failing: true }]);
  expect(found[0]?.evidence[0]?.text).toContain('app=kart');
});

it('a Service of another name is meant for the pods whose labels nearly fit', () => {
  const objects = [
    ...deployment('cart', { container }),
    service('front', port, { app: 'carts' }),
    endpoints('front', []),
    ...deployment('till'),
  ];
  expect(checkSelectors(clusterOf({ objects }))).toMatchObject([{ object: { workload: 'shop/deployment/cart' } }]);
});

it('a Service for pods that were never made is nobody’s fault here', () => {
  const objects = [...deployment('cart'), service('flags', port, { app: 'flags' }), endpoints('flags', [])];
  expect(checkSelectors(clusterOf({ objects }))).toEqual([]);
});

it('a Service that was reached is well, whatever it selects', () => {
  const objects = [...deployment('cart'), service('cart', port, { app: 'kart' })];
  expect(checkSelectors(clusterOf({ objects, told: [probe({ workload: 'cart', port: 80 }, true)] }))).toEqual([]);
});

it('labels that pods get one by one, as a leader does, are no mismatch', () => {
  const [controller, pod] = deployment('db');
  if (controller === undefined || pod === undefined) throw new Error('a Deployment has a controller and a pod');
  const leader = { ...pod, metadata: { ...pod.metadata, labels: { app: 'db', role: 'leader' } } };
  expect(checkSelectors(clusterOf({ objects: [controller, leader, service('db', port, { app: 'db', role: 'leader' })] }))).toEqual([]);
});
