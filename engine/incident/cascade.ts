/** Whether one failure spreads: several workloads fail in order along their dependencies, or from one shared cause. */
import type { Incident, WorkloadId } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Candidate } from './candidate.ts';
import type { Graph } from './graph.ts';
import type { Failing } from './trouble.ts';
import { lengthOf, listOf, nameOf } from './words.ts';

/** The cause and two that fail with it; fewer only where people are behind one of them. */
const workloadsOfCascade = 3;
const workloadsWithUsers = 2;
/** Lines are faster than watches: a victim may be heard before its cause is seen. */
const watchDelayMs = 60_000;

/** `root` is the first cause that is told; without one nothing says that the failures are one. */
export function findCascade(root: Candidate | null, members: readonly Failing[], graph: Graph): Incident['cascade'] {
  if (root === null) return { is: false, order: [], sentence: 'no cause is known that the failures share' };
  const victims = root.explains
    .filter(({ sinceAtMs }) => sinceAtMs >= root.sinceAtMs - watchDelayMs)
    .toSorted((a, b) => a.sinceAtMs - b.sinceAtMs);
  const order = [...(isWorkload(root.entity) ? [root.entity] : []), ...victims.map(({ entity }) => entity).filter(isWorkload)];
  const seenByUsers = victims.some(({ entity }) => isWorkload(entity) && graph.isUserFacing(entity));
  const least = seenByUsers ? workloadsWithUsers : workloadsOfCascade;
  if (order.length < least) {
    const how =
      members.length === 1
        ? `only ${nameOf(root.entity)} fails`
        : `${order.length} workloads fail along their calls, ${least} make a cascade`;
    return { is: false, order, sentence: how };
  }
  const beganAtMs = root.failing?.sinceAtMs ?? root.sinceAtMs;
  const steps = victims
    .filter(({ entity }) => isWorkload(entity))
    .map(({ entity, sinceAtMs }) => `${nameOf(entity)} ${delay(sinceAtMs - beganAtMs)}`);
  return {
    is: true,
    order,
    sentence: `${order.length} workloads fail along their dependencies: ${nameOf(root.entity)}, then ${listOf(steps)}.`,
  };
}

function isWorkload(entity: EntityId): entity is WorkloadId {
  return !entity.startsWith('node/') && !entity.startsWith('external/');
}

function delay(forMs: number): string {
  return forMs < 1000 ? '(at once)' : `(${lengthOf(forMs)} later)`;
}
