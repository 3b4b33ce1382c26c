/** Knative makes a Deployment for each revision; people know the Configuration above them, which they call by its Service. */
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/domain.ts';
import { factsOfObject } from '../../../engine/evidence/facts.ts';
import { Inventory } from '../../../engine/evidence/inventory.ts';
import { deployment, minute, replicaSet, startMs } from '../../builders/observations.ts';

const workload = 'shop/configuration/cart';
const labels = { 'serving.knative.dev/configuration': 'cart' };
const labelled = (object: KubeObject): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
});
const revision = (number: number, image: string): KubeObject => {
  const made = labelled(replicaSet({ app: 'cart', hash: `h${number}`, image, createdAtMs: startMs + number * minute }));
  const owner = `cart-0000${number}-deployment`;
  const ownerReferences = [{ kind: 'Deployment', name: owner, controller: true }];
  return { ...made, metadata: { ...made.metadata, name: `${owner}-h${number}`, ownerReferences } };
};

test('a new revision is a rollout of the same workload, against the youngest one before it', () => {
  const inventory = new Inventory((text) => text);
  const atMs = startMs + 3 * minute;
  for (const [number, image] of [
    [2, 'cart:2'],
    [1, 'cart:1'],
  ] as const)
    expect(inventory.see(revision(number, image), atMs, false).workload).toBe(workload);
  const before = inventory.replacedBy(revision(3, 'cart:3'));
  const told = factsOfObject(revision(3, 'cart:3'), null, { atMs, watchingSinceMs: startMs, workload, before });
  expect(told).toMatchObject([
    { kind: 'rollout', workload, text: expect.stringMatching(/rollout of revision cart-00003-deployment-h3: image of cart from 2 to 3/) },
  ]);
});

test('what Knative scales nobody has scaled', () => {
  const [busy, idle] = [deployment('cart-00001-deployment', { replicas: 2 }), deployment('cart-00001-deployment', { replicas: 0 })];
  const context = { atMs: startMs + minute, watchingSinceMs: startMs };
  expect(factsOfObject(labelled(idle), labelled(busy), { ...context, workload })).toEqual([]);
  expect(factsOfObject(idle, busy, { ...context, workload: 'shop/deployment/cart-00001-deployment' })).toMatchObject([{ kind: 'scale' }]);
});
