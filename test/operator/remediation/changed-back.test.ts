import { afterEach, beforeEach, expect, test } from 'vitest';
import { fieldsAt } from '../../../engine/index.ts';
import { KubeError, resources } from '../../../operator/kube/client.ts';
import { startBench, type Bench } from './bench.ts';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

test('what something else changes back is told at once, and not watched any longer', async () => {
  await bench.carryOut('scale');
  await bench.look();
  expect(bench.states()).toEqual(['watching']);
  await bench.client.patch(resources.deployments, { namespace: 'shop', name: 'cart' }, [{ op: 'add', path: '/spec/replicas', value: 2 }]);
  await bench.look();
  expect(bench.states()).toEqual(['unchanged']);
  expect(bench.steps().at(-1)).toMatch(/^deployment\/cart is not as scale made it any more: /);
  expect(fieldsAt(bench.deployment(), 'spec')['replicas']).toBe(2);
});

test('what was done is watched on while the API server is away', async () => {
  await bench.carryOut('scale');
  const away = () => Promise.reject(new KubeError('ApiUnreachable', 'It does not answer.', { status: 0 }));
  await bench.restart({ get: away, list: away, patch: away });
  await bench.look();
  expect(bench.states()).toEqual(['watching']);
});
