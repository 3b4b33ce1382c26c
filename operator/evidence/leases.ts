/**
 * Heartbeats of kubelets and of the scheduler. Each renews its Lease every ten seconds, which nobody wants to hear of; so Leases are told only while
 * one of them is overdue, and taken back when all are renewed again. Pure.
 */
import { numberAt, textAt, timeAt, type KubeObject, type Observation } from '../../engine/index.ts';

export const nodeLeases = 'kube-node-lease';
export const schedulerLease = { namespace: 'kube-system', name: 'kube-scheduler' } as const;

/** Of those that are renewed, this many are told beside an overdue one: only against others can be seen that it is overdue. */
const freshAtMost = 5;
const overdueAtMost = 500;
const defaultSeconds = 40;

export interface LeasePlan {
  readonly observations: readonly Observation[];
  /** What stands as told after it. */
  readonly told: readonly KubeObject[];
}

/** `leases` as they are now, `told` as the plan before left it. Clocks of nodes are compared with each other, not with ours. */
export function planLeases(leases: readonly KubeObject[], told: readonly KubeObject[], nowMs: number): LeasePlan {
  const newestAtMs = Math.max(0, ...leases.map(renewedAtMs));
  const overdue = leases.filter((lease) => newestAtMs - renewedAtMs(lease) > durationMs(lease)).slice(0, overdueAtMost);
  const fresh = overdue.length === 0 ? [] : leases.filter((lease) => !overdue.includes(lease)).slice(0, freshAtMost);
  const standing = [...overdue, ...fresh].map(leaseOf);
  const keys = new Set(standing.map(keyOf));
  const over = told.filter((lease) => !keys.has(keyOf(lease)));
  return {
    observations: [
      ...over.map((object): Observation => ({ type: 'object', atMs: nowMs, object, deleted: true })),
      ...standing.map((object): Observation => ({ type: 'object', atMs: nowMs, object })),
    ],
    told: standing,
  };
}

function leaseOf({ apiVersion, metadata: { namespace, name }, spec = {} }: KubeObject): KubeObject {
  const { holderIdentity, renewTime, leaseDurationSeconds } = spec;
  return { apiVersion, kind: 'Lease', metadata: { namespace, name }, spec: { holderIdentity, renewTime, leaseDurationSeconds } };
}

function renewedAtMs(lease: KubeObject): number {
  return timeAt(lease, 'spec', 'renewTime') ?? 0;
}

function durationMs(lease: KubeObject): number {
  return (numberAt(lease, 'spec', 'leaseDurationSeconds') ?? defaultSeconds) * 1000;
}

function keyOf(lease: KubeObject): string {
  return `${textAt(lease, 'metadata', 'namespace')}/${lease.metadata.name}`;
}
