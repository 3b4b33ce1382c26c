/** Anomalies and facts as one kind of thing, with how surely each says that the fault is in here. */
import type { Anomaly, CauseKind } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId, Ledger } from '../evidence/ledger.ts';
import type { Graph, Named } from './graph.ts';

export interface Trouble {
  /** What the cause would be if the fault were in this entity. */
  readonly kind: CauseKind;
  /** Equal for the same trouble at the next tick. */
  readonly key: string;
  readonly sinceAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
  /** 0 to 1: how surely something inside the entity is broken. Facts of kernel and kubelet are sure, errors about others are not. */
  readonly inside: number;
  /** A fact of the cluster, not a finding of statistics. */
  readonly hard: boolean;
  /** Whether this alone is worth an incident now. */
  readonly opens: boolean;
  /** A sign before the failure, such as memory near its limit: a reason, not yet a failure. */
  readonly sign: boolean;
  readonly preexisting: boolean;
  /** `41 x "call to <host> failed" (usual: 0.4)`, or the fact's own sentence. */
  readonly sentence: string;
  /** The same as last seen; signs grow. */
  readonly latest: string;
  readonly node?: string | undefined;
  readonly pod?: string | undefined;
  /** When what grows reaches its end, as last seen. */
  readonly endsAtMs?: number | undefined;
  /** By how many bytes its memory grew a minute, as last seen; absent where nothing tells. */
  readonly bytesAMinute?: number | undefined;
  readonly anomaly?: Anomaly | undefined;
  /** So much later it may have begun than it seems: what is seen in rare lines is dated by the first of them that was unusual by chance. */
  readonly blurMs?: number | undefined;
  /** What it hangs on that others may hang on too: a registry, a storage class, a quota. */
  readonly shares?: EntityId | undefined;
  /** Whom its lines name; not there in what earlier releases saved. */
  readonly named?: Named | undefined;
}

export interface Failing {
  readonly entity: EntityId;
  /** When it began to fail, and when the first sign of it showed. */
  readonly sinceAtMs: number;
  readonly signAtMs: number;
  readonly lastAtMs: number;
  readonly inside: number;
  readonly troubles: readonly Trouble[];
  /** Whom its errors name, all of them taken together. */
  readonly strong: readonly EntityId[];
  readonly weak: readonly EntityId[];
}

export interface TroubleInput {
  readonly nowMs: number;
  readonly watchingSinceMs: number;
  readonly anomalies: readonly Anomaly[];
  readonly inventory: Inventory;
  readonly ledger: Ledger;
  readonly graph: Graph;
  /** What causes that have a name show, by whom they concern. */
  readonly named: ReadonlyMap<EntityId, Trouble>;
}

/** Whether it is the fact that an error budget burns, by the objective that somebody has written down. */
export function isBurn({ key }: Pick<Trouble, 'key'>): boolean {
  return key === 'evidence slo-burn';
}

/** What a cause with a name shows, beside the facts that it was named by. */
const ofDiagnosis = 'diagnosis ';

export function keyOfDiagnosis(cause: string): string {
  return `${ofDiagnosis}${cause}`;
}

export function isOfDiagnosis(key: string): boolean {
  return key.startsWith(ofDiagnosis);
}

/** Without what a fact of the same kind says already: the same kill, read off the status of its pod, proves nothing more. */
export function toldOnce(troubles: readonly Trouble[]): readonly Trouble[] {
  return troubles.filter(
    (one) =>
      !isOfDiagnosis(one.key) ||
      !saysAlready(
        troubles.filter(({ key }) => !isOfDiagnosis(key)),
        one,
      ),
  );
}

/** Whether a fact of the same kind that is as sure is among them. */
export function saysAlready(troubles: readonly Trouble[], { kind, inside }: Pick<Trouble, 'kind' | 'inside'>): boolean {
  return troubles.some((trouble) => trouble.hard && !trouble.sign && trouble.kind === kind && trouble.inside >= inside - 0.1);
}
