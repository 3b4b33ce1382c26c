/** Who fails right now, and by what. */
import type { Anomaly } from '../domain.ts';
import { saysResolverFails } from '../diagnosis/name-error.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Graph, Named } from './graph.ts';
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
    const named = namedIn(anomaly, input.graph);
    const trouble = troubleOfAnomaly(anomaly, named, input);
    if (trouble === null) continue;
    const one = failingOf(anomaly.workload, [{ ...trouble, named }]);
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
            named: joined(before.named, trouble.named),
          },
    );
  }
  const kept = [...troubles.values()].toSorted((a, b) => b.inside - a.inside || a.sinceAtMs - b.sinceAtMs).slice(0, maxTroubles);
  return failingOf(known.entity, kept);
}

/** Samples come and go, and with them the names in them. */
function joined(before: Named | undefined, now: Named | undefined): Named | undefined {
  if (before === undefined || now === undefined || now.isUnresolved === true) return now ?? before;
  return { strong: union(before.strong, now.strong), weak: union(before.weak, now.weak) };
}

function union(...lists: readonly (readonly EntityId[])[]): readonly EntityId[] {
  return [...new Set(lists.flat())].slice(0, maxNamed);
}

/** The earliest, the surest and whom they name, of an entity's troubles. */
export function failingOf(entity: EntityId, troubles: readonly Trouble[]): Failing {
  const failures = troubles.filter(({ sign }) => !sign);
  const counted = failures.length > 0 ? failures : troubles;
  return {
    entity,
    sinceAtMs: Math.min(...counted.map(({ sinceAtMs }) => sinceAtMs)),
    signAtMs: Math.min(...troubles.map(({ sinceAtMs }) => sinceAtMs)),
    lastAtMs: Math.max(...counted.map(({ lastAtMs }) => lastAtMs)),
    inside: Math.max(...troubles.map(({ inside }) => inside)),
    troubles,
    strong: union(...troubles.map(({ named }) => named?.strong ?? [])),
    weak: union(...troubles.map(({ named }) => named?.weak ?? [])),
  };
}

/** Who cannot resolve names depends on whoever resolves them, not on all that it asked for. */
function namedIn(anomaly: Anomaly, graph: Graph): Named {
  if (anomaly.template === null) return { strong: [], weak: [] };
  const texts = textsOf(anomaly);
  const named = graph.named(anomaly.workload, texts, anomaly.lastSeenAtMs);
  const nameServer = graph.nameServer();
  const isUnresolved = nameServer !== anomaly.workload && texts.filter(saysResolverFails).length * 2 >= texts.length;
  return isUnresolved ? { strong: [nameServer], weak: [], isUnresolved } : named;
}

/** Lines of before the trouble may name somebody else. */
const beforeMs = 10_000;

function textsOf({ template, startedAtMs }: Anomaly): readonly string[] {
  if (template === null) return [];
  const { samples, samplesAtMs } = template;
  const fresh = samples.filter((_, index) => (samplesAtMs?.[index] ?? startedAtMs) >= startedAtMs - beforeMs);
  return [template.text, ...(fresh.length > 0 ? fresh : samples)];
}
