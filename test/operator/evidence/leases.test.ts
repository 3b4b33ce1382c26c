import { expect, test } from 'vitest';
import type { KubeObject } from '../../../engine/index.ts';
import { planLeases } from '../../../operator/evidence/leases.ts';

const nowMs = Date.UTC(2026, 0, 5, 10);
const lease = (name: string, agoMs: number): KubeObject => ({
  kind: 'Lease',
  metadata: { name, namespace: 'kube-node-lease' },
  spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: new Date(nowMs - agoMs).toISOString() },
});
const names = (objects: readonly KubeObject[]) => objects.map(({ metadata }) => metadata.name);

test('as long as all are renewed nothing is told, whatever our clock says', () => {
  expect(planLeases([lease('a', 600_000), lease('b', 630_000)], [], nowMs)).toEqual({ observations: [], told: [] });
  expect(planLeases([], [], nowMs)).toEqual({ observations: [], told: [] });
});

test('one that is overdue is told with a few that are not, and again as long as it is', () => {
  const leases = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => lease(name, 5000));
  const first = planLeases([...leases, lease('late', 60_000)], [], nowMs);
  expect(names(first.told)).toEqual(['late', 'a', 'b', 'c', 'd', 'e']);
  const second = planLeases([...leases, lease('late', 60_000)], first.told, nowMs + 10_000);
  expect(second.observations.map((one) => one.type === 'object' && [one.object.metadata.name, one.deleted])).toContainEqual([
    'late',
    undefined,
  ]);
});

test('when all are renewed again, what was told is taken back', () => {
  const first = planLeases([lease('a', 0), lease('late', 60_000)], [], nowMs);
  const over = planLeases([lease('a', 0), lease('late', 0)], first.told, nowMs + 10_000);
  expect(over.observations).toMatchObject([
    { object: { metadata: { name: 'late' } }, deleted: true },
    { object: { metadata: { name: 'a' } }, deleted: true },
  ]);
  expect(over.told).toEqual([]);
});
