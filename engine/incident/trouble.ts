/** Who fails right now, and by what: anomalies and facts as one kind of thing, with how strongly each says "the fault is in here". */
import type { Anomaly, CauseKind } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId, Ledger } from '../evidence/ledger.ts';
import type { Graph } from './graph.ts';
import { troubleOfAnomaly } from './trouble-anomaly.ts';
import { troublesOfEvidence } from './trouble-evidence.ts';

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
  readonly node?: string | undefined;
  readonly pod?: string | undefined;
  readonly anomaly?: Anomaly | undefined;
}

export interface Failing {
  readonly entity: EntityId;
  /** When it began to fail, and when the first sign of it showed. */
  readonly sinceAtMs: number;
  readonly signAtMs: number;
  readonly lastAtMs: number;
  readonly inside: number;
  readonly troubles: readonly Trouble[];
  /** Whom its errors name: certainly, and by a word that may mean something else. */
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
}

/** Everything that fails now; entities that only show a sign are not among them. */
export function findFailing(input: TroubleInput): ReadonlyMap<EntityId, Failing> {
  const found = new Map<EntityId, Failing>();
  for (const entity of input.ledger.troubled(input.nowMs)) {
    const troubles = troublesOfEvidence(entity, input);
    if (troubles.length > 0) found.set(entity, failingOf(entity, troubles));
  }
  for (const anomaly of input.anomalies) {
    const named =
      anomaly.template === null ? { strong: [], weak: [] } : input.graph.named(anomaly.workload, textsOf(anomaly), anomaly.lastSeenAtMs);
    const trouble = troubleOfAnomaly(anomaly, named, input);
    if (trouble === null) continue;
    const one = failingOf(anomaly.workload, [trouble], named);
    const known = found.get(anomaly.workload);
    found.set(anomaly.workload, known === undefined ? one : mergeFailing(known, one));
  }
  for (const [entity, { troubles }] of found) if (troubles.every(({ sign }) => sign)) found.delete(entity);
  return found;
}

/** What is kept of one entity at most; the earliest and the surest stay. */
const maxTroubles = 12;
const maxNamed = 20;

/** Joins what was known of an entity with what is seen now; the same trouble keeps its beginning. */
export function mergeFailing(known: Failing, now: Failing): Failing {
  const troubles = new Map(known.troubles.map((trouble) => [trouble.key, trouble]));
  for (const trouble of now.troubles) {
    const before = troubles.get(trouble.key);
    troubles.set(
      trouble.key,
      before === undefined
        ? trouble
        : { ...trouble, sinceAtMs: Math.min(before.sinceAtMs, trouble.sinceAtMs), count: Math.max(before.count, trouble.count) },
    );
  }
  const kept = [...troubles.values()].toSorted((a, b) => b.inside - a.inside || a.sinceAtMs - b.sinceAtMs).slice(0, maxTroubles);
  return failingOf(known.entity, kept, {
    strong: [...new Set([...known.strong, ...now.strong])].slice(0, maxNamed),
    weak: [...new Set([...known.weak, ...now.weak])].slice(0, maxNamed),
  });
}

function failingOf(
  entity: EntityId,
  troubles: readonly Trouble[],
  named: { readonly strong: readonly EntityId[]; readonly weak: readonly EntityId[] } = { strong: [], weak: [] },
): Failing {
  const failures = troubles.filter(({ sign }) => !sign);
  const counted = failures.length > 0 ? failures : troubles;
  return {
    entity,
    sinceAtMs: Math.min(...counted.map(({ sinceAtMs }) => sinceAtMs)),
    signAtMs: Math.min(...troubles.map(({ sinceAtMs }) => sinceAtMs)),
    lastAtMs: Math.max(...counted.map(({ lastAtMs }) => lastAtMs)),
    inside: Math.max(...troubles.map(({ inside }) => inside)),
    troubles,
    strong: named.strong,
    weak: named.weak,
  };
}

function textsOf({ template }: Anomaly): readonly string[] {
  return template === null ? [] : [template.text, ...template.samples];
}
