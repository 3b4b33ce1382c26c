/** Who fails right now, and by what. */
import type { Anomaly } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Failing, Trouble, TroubleInput } from './trouble.ts';
import { troubleOfAnomaly } from './trouble-anomaly.ts';
import { troublesOfEvidence } from './trouble-evidence.ts';

/** Everything that fails now; entities that only show a sign are not among them. */
export function findFailing(input: TroubleInput): ReadonlyMap<EntityId, Failing> {
  const found = new Map<EntityId, Failing>();
  for (const entity of input.ledger.troubled(input.nowMs)) {
    const troubles = troublesOfEvidence(entity, input);
    if (troubles.length > 0) found.set(entity, failingOf(entity, troubles));
  }
  for (const [entity, trouble] of input.named) {
    const known = found.get(entity);
    const one = failingOf(entity, [trouble]);
    found.set(entity, known === undefined ? one : mergeFailing(known, one));
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
        : {
            ...trouble,
            sinceAtMs: Math.min(before.sinceAtMs, trouble.sinceAtMs),
            count: Math.max(before.count, trouble.count),
            // What comes and goes is told once.
            opens: before.opens || trouble.opens,
          },
    );
  }
  const kept = [...troubles.values()].toSorted((a, b) => b.inside - a.inside || a.sinceAtMs - b.sinceAtMs).slice(0, maxTroubles);
  return failingOf(known.entity, kept, {
    strong: [...new Set([...known.strong, ...now.strong])].slice(0, maxNamed),
    weak: [...new Set([...known.weak, ...now.weak])].slice(0, maxNamed),
  });
}

/** The earliest, the surest and whom they name, of an entity's troubles. */
export function failingOf(
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

/** Lines of before the trouble may name somebody else. */
const beforeMs = 10_000;

function textsOf({ template, startedAtMs }: Anomaly): readonly string[] {
  if (template === null) return [];
  const { samples, samplesAtMs } = template;
  const fresh = samples.filter((_, index) => (samplesAtMs?.[index] ?? startedAtMs) >= startedAtMs - beforeMs);
  return [template.text, ...(fresh.length > 0 ? fresh : samples)];
}
