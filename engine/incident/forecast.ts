/** Who is likely to fail next: those that call what fails, run on the node that failed, or whose own memory runs out. */
import type { AtRisk, Edge } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import { isRunning } from '../evidence/inventory.ts';
import { textAt } from '../evidence/field.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Companions } from './companions.ts';
import type { Graph } from './graph.ts';
import type { Failing } from './trouble.ts';
import { lengthOf, nameOf } from './words.ts';

export interface ForecastInput {
  /** What is told as the cause; null while none is sure. */
  readonly root: EntityId | null;
  readonly members: readonly Failing[];
  readonly nowMs: number;
  readonly graph: Graph;
  readonly inventory: Inventory;
  readonly companions: Companions;
}

/** What is told is more likely than not, or near it. */
const toldFrom = 0.4;
const maxTold = 5;
/** How often a call of which this much is known takes its caller along. */
const byCall: Readonly<Record<Edge['known'], number>> = { observed: 0.6, configured: 0.5, inferred: 0.3 };
/** What is not known yet weighs as much as this many cases that were seen. */
const priorCases = 2;
/** Who has stood for so long while the other failed is half as likely to fall. */
const halfLifeMs = 5 * 60_000;
/** Of those that need a replica elsewhere to go on. */
const onlyReplica = 0.9;

/** The likeliest first; nobody who fails already. */
export function forecast(input: ForecastInput): readonly AtRisk[] {
  const failing = new Set(input.members.map(({ entity }) => entity));
  const found = new Map<EntityId, AtRisk>();
  for (const risk of [...memoryRisks(input), ...callerRisks(input, failing), ...nodeRisks(input, failing)]) {
    if (risk.probability >= toldFrom && risk.probability > (found.get(risk.workload)?.probability ?? 0)) found.set(risk.workload, risk);
  }
  return [...found.values()]
    .toSorted((a, b) => b.probability - a.probability || (a.workload < b.workload ? -1 : 1))
    .slice(0, maxTold)
    .map((risk) => ({ ...risk, probability: Math.round(risk.probability * 100) / 100 }));
}

/** Who fails without a kill so far, and whose memory ends at a time that can be told. */
function memoryRisks({ members, nowMs }: ForecastInput): readonly AtRisk[] {
  return members.flatMap(({ entity, troubles }) => {
    const killed = troubles.some(({ kind, sign }) => kind === 'out-of-memory' && !sign);
    const near = troubles.find(({ kind, sign, endsAtMs }) => kind === 'out-of-memory' && sign && endsAtMs !== undefined);
    if (killed || near?.endsAtMs === undefined) return [];
    return [{ workload: entity, probability: 0.8, inMs: Math.max(0, near.endsAtMs - nowMs), reason: near.latest }];
  });
}

function callerRisks(input: ForecastInput, failing: ReadonlySet<EntityId>): readonly AtRisk[] {
  return input.members.flatMap((member) => {
    const callers = [...input.graph.callers(member.entity)];
    const fallen = callers.filter((caller) => failing.has(caller)).length;
    return callers
      .filter((caller) => !failing.has(caller) && isWorkload(caller))
      .flatMap((caller) => riskOfCaller(caller, { member, fallen, callers: callers.length }, input));
  });
}

interface Called {
  readonly member: Failing;
  /** How many of its callers fail already. */
  readonly fallen: number;
  readonly callers: number;
}

function riskOfCaller(caller: EntityId, { member, fallen, callers }: Called, { graph, root, companions, nowMs }: ForecastInput) {
  const edge = graph.callees(caller).get(member.entity);
  if (edge === undefined) return [];
  const past = root === null ? null : companions.past(root, caller);
  const likely = (fallen + priorCases * byCall[edge.known]) / (fallen + priorCases + (callers - fallen) * standing(member, nowMs));
  const probability = past === null ? likely : (past.times + priorCases * likely) / (past.failures + priorCases);
  const inMs = past !== null && past.times > 0 ? Math.max(0, member.sinceAtMs + past.delayMs - nowMs) : null;
  return [{ workload: caller, probability, inMs, reason: reasonOf({ member, fallen, callers }, edge, past) }];
}

/** 0 at the onset, towards 1 the longer the callers stand although what they call fails. */
function standing({ sinceAtMs }: Failing, nowMs: number): number {
  return 1 - 2 ** (-Math.max(0, nowMs - sinceAtMs) / halfLifeMs);
}

function reasonOf(
  { member, fallen, callers }: Called,
  { known, source }: Edge,
  past: { readonly failures: number; readonly times: number; readonly delayMs: number } | null,
): string {
  const others = fallen > 0 ? `; ${fallen} of its ${callers} callers fail already` : '';
  const before =
    past !== null && past.times > 0
      ? `; failed with it in ${past.times} of ${past.failures} earlier incidents, ${lengthOf(past.delayMs)} later`
      : '';
  return `it calls ${nameOf(member.entity)} (${known}: ${source})${others}${before}`;
}

/** Workloads of a failed node that run nowhere else. */
function nodeRisks({ members, inventory }: ForecastInput, failing: ReadonlySet<EntityId>): readonly AtRisk[] {
  return members
    .filter(({ entity }) => entity.startsWith('node/'))
    .flatMap(({ entity }) => {
      const node = entity.slice('node/'.length);
      return [...inventory.workloadsOn(node)]
        .filter((workload) => !failing.has(workload))
        .map((workload) => {
          const pods = inventory.pods(workload).filter(isRunning);
          const here = pods.filter((pod) => textAt(pod, 'spec', 'nodeName') === node).length;
          const share = pods.length === 0 ? 0 : here / pods.length;
          const reason = `${here} of its ${pods.length} pods ${here === 1 ? 'runs' : 'run'} on ${nameOf(entity)}`;
          return { workload, probability: onlyReplica * share, inMs: null, reason };
        });
    });
}

function isWorkload(entity: EntityId): boolean {
  return !entity.startsWith('node/') && !entity.startsWith('external/');
}
