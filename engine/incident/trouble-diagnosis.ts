/** Named causes as troubles: an object that fails now, for a reason that is known, is worth an incident when it does not pass by itself. */
import type { CauseLabel } from '../diagnosis/labels.ts';
import type { CauseGroup } from '../diagnosis/labels/meaning.ts';
import { causeLabels } from '../diagnosis/labels.ts';
import { keyOfObject } from '../diagnosis/ranking.ts';
import type { StandingCause } from '../diagnosis/standing.ts';
import type { KubeObject } from '../domain.ts';
import { conditionOf } from '../evidence/field.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { failingOf, mergeFailing } from './failing.ts';
import { keyOfDiagnosis, saysAlready, type Failing, type Trouble } from './trouble.ts';

/** What is less sure explains what fails, and opens nothing by itself. */
const sureFrom = 0.8;
/** What is less sure is not even held against anybody. */
const suspectFrom = 0.6;
/** A first apply in the wrong order, a node that is being added, a pod that moves: all of that passes within a minute. */
const opensAfterMs = 60_000;
/** What these say stands in the objects as they are now: a pod that is missing, waits for a node, or cannot start. */
const standsInObjects: ReadonlySet<CauseGroup> = new Set<CauseGroup>(['admission', 'scheduling', 'startup']);
/** Of nodes only those that Kubernetes itself tells of; what others measured comes with anomalies, which know what is usual. */
const standsAtNodes: ReadonlySet<CauseLabel> = new Set<CauseLabel>([
  'kubelet-unavailable',
  'containerd-unavailable',
  'kube-scheduler-unavailable',
]);

/** What is wrong with a namespace is told of the workloads that suffer from it. */
const maxAffected = 10;

/**
 * By entity. What has been healed but was said lately (a kill, a
 * probe) keeps no incident open: its pods must show it.
 */
export function troublesOfDiagnosis(standing: readonly StandingCause[], now: Now): ReadonlyMap<EntityId, Trouble> {
  const found = new Map<EntityId, Trouble>();
  for (const cause of standing) {
    if (cause.failing !== true || cause.score < sureFrom || !shows(cause, now)) continue;
    for (const entity of entitiesOf(cause)) if (!found.has(entity)) found.set(entity, troubleOf(cause, cause.standsSinceMs, now));
  }
  return found;
}

/**
 * Everybody who may have caused what `members` show: themselves, with what the cluster's objects say of each, and others that it names. Where nobody
 * knows since when a cause stands it is taken to be as old as the failure, since the looking began only with that.
 */
export function suspectsOf(
  members: readonly Failing[],
  standing: readonly StandingCause[],
  now: Omit<Now, 'inventory'>,
): readonly Failing[] {
  const suspects = new Map(members.map((member) => [member.entity, member]));
  const onsetAtMs = Math.min(...members.map(({ sinceAtMs }) => sinceAtMs));
  for (const cause of standing) {
    if (cause.score < suspectFrom) continue;
    for (const entity of entitiesOf(cause)) {
      // What harms nobody so far as the objects show does so where errors name just this.
      if (cause.failing === false && !members.some(({ strong }) => strong.includes(entity))) continue;
      const known = suspects.get(entity);
      const trouble = troubleOf(cause, onsetAtMs, now);
      if (known !== undefined && saysAlready(known.troubles, trouble)) continue;
      const named = failingOf(entity, [trouble]);
      suspects.set(entity, known === undefined ? named : mergeFailing(known, named));
    }
  }
  return [...suspects.values()];
}

interface Now {
  readonly nowMs: number;
  readonly watchingSinceMs: number;
  readonly inventory: Inventory;
}

function entitiesOf({ object, affects = [] }: StandingCause): readonly EntityId[] {
  return object.kind === 'namespace' ? affects.slice(0, maxAffected) : [keyOfObject(object)];
}

function shows({ object, cause, complainedOf }: StandingCause, { inventory }: Now): boolean {
  if (complainedOf) return true;
  if (object.kind === 'node') return standsAtNodes.has(cause);
  if (object.kind === 'namespace') return false;
  return standsInObjects.has(causeLabels[cause].group) || inventory.pods(object.workload).some(isUnready);
}

function isUnready(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp === undefined && conditionOf(pod, 'Ready')['status'] === 'False';
}

/** `unknownAtMs`: when it began where the cause does not say. */
function troubleOf(cause: StandingCause, unknownAtMs: number, { nowMs, watchingSinceMs }: Omit<Now, 'inventory'>): Trouble {
  const { kind, sentence } = causeLabels[cause.cause];
  const sinceAtMs = Math.min(nowMs, cause.sinceAtMs ?? unknownAtMs);
  const text = cause.evidence[0]?.text ?? cause.reasons[0] ?? sentence;
  return {
    kind,
    key: keyOfDiagnosis(cause.cause),
    sinceAtMs,
    lastAtMs: nowMs,
    count: 1,
    inside: cause.score,
    hard: true,
    opens: nowMs - cause.standsSinceMs >= opensAfterMs,
    sign: false,
    preexisting: sinceAtMs + 1000 <= watchingSinceMs,
    sentence: text,
    latest: text,
  };
}
