/**
 * One pod takes the CPU of its node, and whatever else runs there is slow. Callers then complain of many that have nothing in common but the node, each of
 * which looks like a dependency that does not answer.
 */
import type { EntityId } from '../evidence/ledger.ts';
import type { Surge } from '../evidence/surge.ts';
import type { Candidate, CauseInput } from './candidate.ts';
import { blurOf, changeExplainsForMs } from './candidate.ts';
import type { Failing } from './trouble.ts';

/** A sample is a mean over the time before it, and samples are a minute apart in most clusters. */
const sampledAfterMs = 60_000;
/** Lines tell of it at once. */
const lateForMs = 120_000;
/** Of those that are to blame so many must run on the node, and so many times more than of all workloads do. */
const leastCoverage = 0.5;
const leastLift = 1.5;
/** What was told stands as long as half of that is left: it spreads from caller to caller, and most of those run elsewhere. */
const toldKeeps = 0.5;

/** Those that take the CPU of a node on which most of the blamed run. */
export function contendersOf(input: CauseInput, onsetAtMs: number): readonly Candidate[] {
  // What is seen in rare lines may have begun after a surge that seems to come later.
  const latestOnsetAtMs = Math.min(...input.members.map((member) => member.signAtMs + blurOf(member)));
  const fits = ({ sinceAtMs, endedAtMs }: Surge): boolean =>
    endedAtMs === null && sinceAtMs <= latestOnsetAtMs + lateForMs && onsetAtMs - sinceAtMs <= changeExplainsForMs;
  return input.surges.filter((surge) => isTold(surge, input) || fits(surge)).flatMap((surge) => contender(surge, input) ?? []);
}

/** What is slow now and then is told late, and with a beginning that is minutes off: it takes back nothing that was told. */
function isTold({ workload }: Surge, { told }: CauseInput): boolean {
  return told?.kind === 'contention' && told.entity === workload;
}

function contender(surge: Surge, input: CauseInput): Candidate | null {
  const { members, inventory, graph } = input;
  const least = isTold(surge, input) ? toldKeeps : 1;
  const on = inventory.workloadsOn(surge.node);
  const ends = blamedOf(members);
  const isOn = (entity: EntityId): boolean => on.has(entity);
  const here = ends.filter(isOn);
  const named = new Set(members.flatMap(({ strong }) => strong));
  // Who is slow itself and calls what is slow on the node, or calls anything there, waits for that without saying so.
  const waits = (entity: EntityId): boolean =>
    (!named.has(entity) && here.some((callee) => graph.path(entity, callee) !== null)) || [...graph.callees(entity).keys()].some(isOn);
  const blamed = ends.filter((entity) => on.has(entity) || !waits(entity));
  const coverage = here.length / Math.max(1, blamed.length);
  const usual = on.size / Math.max(1, [...graph.workloads()].length);
  if (here.length === 0 || coverage < least * leastCoverage || coverage < least * leastLift * usual) return null;
  const touches = ({ entity, strong }: Failing): boolean =>
    on.has(entity) || strong.some((one) => on.has(one)) || [...on].some((workload) => graph.path(entity, workload) !== null);
  return {
    entity: surge.workload,
    failing: members.find(({ entity }) => entity === surge.workload) ?? null,
    sinceAtMs: surge.sinceAtMs - sampledAfterMs,
    kind: 'contention',
    base: 0.5 + 0.4 * coverage * Math.min(1, 2 * surge.nodeShare),
    score: 0,
    namedBy: [],
    explains: members.filter((member) => member.entity !== surge.workload && touches(member)),
    change: null,
    cut: null,
    explainedBy: null,
    surge,
  };
}

/** Where the complaints end: who is slow or named by others, and names nobody. */
function blamedOf(members: readonly Failing[]): readonly EntityId[] {
  const byEntity = new Map(members.map((member) => [member.entity, member]));
  const named = members.flatMap(({ strong }) => strong).filter((entity) => (byEntity.get(entity)?.strong.length ?? 0) === 0);
  const mute = members.filter(({ entity, strong }) => strong.length === 0 && !entity.startsWith('node/')).map(({ entity }) => entity);
  return [...new Set([...named, ...mute])];
}

/** The sentence that shows it. */
export function contentionOf({ pod, node, cores, usualCores, nodeShare, endedAtMs }: Surge): string {
  return `pod ${pod} ${endedAtMs === null ? 'uses' : 'used'} ${round(cores)} cores where ${round(usualCores)} ${endedAtMs === null ? 'are' : 'were'} usual, ${Math.round(100 * nodeShare)} % of node ${node} more`;
}

function round(value: number): number {
  return Number(value.toPrecision(2));
}
