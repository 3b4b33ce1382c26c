import { expect, it } from 'vitest';
import { checkRoutes } from '../../../../engine/diagnosis/routing/gateway.ts';
import type { KubeObject } from '../../../../engine/domain.ts';
import { clusterOf, deployment, namespace, nowMs, service } from '../cluster-of.ts';

const names = ['shop-cart', 'shop-orders', 'shop-catalog'];
const workloads = names.flatMap((name) => [...deployment(name), service(name, { port: 80 })]);

function nginx(targets: Readonly<Record<string, string>>): KubeObject {
  const blocks = Object.entries(targets).map(([path, host]) => `location ${path} {\n  proxy_pass http://${host}:80;\n}\n`);
  const object = { kind: 'ConfigMap', metadata: { name: 'gateway', namespace }, data: { 'nginx.conf': blocks.join('\n') } };
  return object;
}

function ingress(targets: Readonly<Record<string, string>>): KubeObject {
  const paths = Object.entries(targets).map(([path, name]) => ({ path, backend: { service: { name, port: { number: 80 } } } }));
  return { kind: 'Ingress', metadata: { name: 'gateway', namespace }, spec: { rules: [{ http: { paths } }] } };
}

const right = { '/api/cart': 'shop-cart', '/api/orders': 'shop-orders', '/api/catalog': 'shop-catalog' };
const wrong = { ...right, '/api/cart': 'shop-orders' };

it.each([
  ['a ConfigMap', nginx],
  ['an Ingress', ingress],
])('a route of %s that leads a path to another service is named for the one that is not reached', (_, gateway) => {
  expect(checkRoutes(clusterOf({ objects: [...workloads, gateway(wrong)] }))).toMatchObject([
    { object: { workload: 'shop/deployment/shop-cart' }, cause: 'gateway-misroute' },
  ]);
  expect(checkRoutes(clusterOf({ objects: [...workloads, gateway(right)] }))).toEqual([]);
});

it('a route to a Service that is misspelt is named for the one that is meant', () => {
  expect(checkRoutes(clusterOf({ objects: [...workloads, ingress({ ...right, '/api/cart': 'shop-kart' })] }))).toMatchObject([
    { object: { workload: 'shop/deployment/shop-cart' } },
  ]);
});

it('a front end that takes the paths of services behind it is meant so', () => {
  const objects = [
    ...workloads,
    ...deployment('shop-web'),
    service('shop-web', { port: 80 }),
    ingress({ '/': 'shop-web', '/cart': 'shop-web' }),
  ];
  expect(checkRoutes(clusterOf({ objects }))).toEqual([]);
});

it('where the routes are not known, requests that are not found for a service that is well are a hint', () => {
  const told = [
    {
      type: 'alert' as const,
      atMs: nowMs,
      workload: 'shop-cart',
      name: 'failed-requests',
      severity: 'error',
      summary: 'GET /cart failed 9 times: 404',
    },
  ];
  const found = checkRoutes(clusterOf({ objects: workloads, told }));
  expect(found).toMatchObject([{ cause: 'gateway-misroute' }]);
  expect(found[0]?.score).toBeLessThan(0.6);
});
