import { expect, test } from 'vitest';
import { Inventory } from '../../../engine/evidence/inventory.ts';
import { createSurges } from '../../../engine/evidence/surge.ts';
import { deploymentId, minute, node, pod, podName, startMs } from '../../builders/observations.ts';

const workload = deploymentId('cart');

function watchCpu(cores: readonly number[], nodeCores: string | null = '8') {
  const inventory = new Inventory((text) => text);
  inventory.see({ ...node('n1'), status: nodeCores === null ? {} : { allocatable: { cpu: nodeCores } } }, startMs, false);
  inventory.see(pod({ app: 'cart' }), startMs, false);
  const surges = createSurges(inventory);
  const about = { type: 'metric' as const, namespace: 'shop', pod: podName({ app: 'cart' }), container: 'cart', name: 'cpu', node: 'n1' };
  for (const [i, value] of cores.entries()) surges.observe({ ...about, atMs: startMs + i * minute, value }, workload);
  return { surges, lastAtMs: startMs + (cores.length - 1) * minute };
}

const usual = Array.from({ length: 12 }, (_, i) => 0.2 + 0.01 * (i % 3));

test('a pod that takes most of its node at once is told with how much and since when', () => {
  const { surges, lastAtMs } = watchCpu([...usual, 6, 7]);
  expect(surges.lately(lastAtMs)).toMatchObject([{ workload, node: 'n1', cores: 7, endedAtMs: null, sinceAtMs: lastAtMs - minute }]);
  expect(surges.lately(lastAtMs)[0]?.nodeShare).toBeCloseTo(0.85, 1);
  expect(surges.lately(lastAtMs + 10 * minute), 'what is heard of no more is over').toMatchObject([{ endedAtMs: lastAtMs }]);
  expect(surges.lately(lastAtMs + 121 * minute), 'and forgotten').toEqual([]);
});

test.each([
  ['many times its usual, and yet little of the node', [...usual, 1.2], '8'],
  ['much of the node, as always', [...usual.map((value) => 10 * value), 3], '8'],
  ['much, before anything is known of it', [0.2, 0.2, 7], '8'],
  ['much of a node of which nothing is known', [...usual, 7], null],
  ['no number', [...usual, Number.NaN], '8'],
] as const)('%s is no surge', (_, cores, nodeCores) => {
  const { surges, lastAtMs } = watchCpu(cores, nodeCores);
  expect(surges.lately(lastAtMs)).toEqual([]);
});

test('a surge that is over ended with its last sample', () => {
  const { surges, lastAtMs } = watchCpu([...usual, 7, 0.2]);
  expect(surges.lately(lastAtMs)).toMatchObject([{ cores: 7, endedAtMs: lastAtMs - minute }]);
});

test('what lasts for hours is the new usual', () => {
  const { surges, lastAtMs } = watchCpu([...usual, ...Array.from({ length: 160 }, () => 7)]);
  expect(surges.lately(lastAtMs).filter(({ endedAtMs }) => endedAtMs === null)).toEqual([]);
});
