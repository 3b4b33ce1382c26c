/**
 * Ranks what may have caused a failure. Principles: first failing first; a cause is abnormal inside (its memory, its crashes, its own
 * errors) and outside (others name it), a victim only outside; a change explains only what it precedes and touches; how loud
 * somebody is says nothing. Below a threshold nobody is blamed.
 */
import type { Cause, CauseKind, Evidence } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Graph } from './graph.ts';
import { reasonsFor } from './reasons.ts';
import type { Failing } from './trouble.ts';

export interface CauseInput {
  readonly members: readonly Failing[];
  /** Rollouts, scalings and other changes of all workloads. */
  readonly changes: readonly Evidence[];
  readonly graph: Graph;
  readonly inventory: Inventory;
}

/** An entity under suspicion, with what speaks for and against it. */
export interface Candidate {
  readonly entity: EntityId;
  /** Null for a dependency that is only named by others. */
  readonly failing: Failing | null;
  readonly sinceAtMs: number;
  readonly kind: CauseKind;
  readonly base: number;
  readonly score: number;
  /** Members whose errors name it, and members that reach it by calls or ran on it. */
  readonly namedBy: readonly Failing[];
  readonly explains: readonly Failing[];
  /** The change of it that came shortly before. */
  readonly change: Evidence | null;
  /** The candidate that explains this one away. */
  readonly explainedBy: EntityId | null;
}

/** A change this long before the failing may explain it. */
export const changeExplainsForMs = 10 * 60_000;
/** Facts and lines of one moment arrive this far apart. */
const jitterMs = 10_000;
const abstainBelow = 0.35;
const maxCauses = 3;

/** All candidates, best first. */
export function rankCandidates(input: CauseInput): readonly Candidate[] {
  const onsetAtMs = Math.min(...input.members.map(({ signAtMs }) => signAtMs));
  const named = new Set(
    input.members.flatMap((member) => member.strong).filter((entity) => !input.members.some((member) => member.entity === entity)),
  );
  const first = [
    ...input.members.map((member) => suspect(member.entity, member, input)),
    ...[...named].map((entity) => suspect(entity, null, input)),
  ];
  return first
    .map((candidate) => weigh(candidate, first, { input, onsetAtMs }))
    .toSorted(
      (a, b) => b.score - a.score || b.explains.length - a.explains.length || a.sinceAtMs - b.sinceAtMs || (a.entity < b.entity ? -1 : 1),
    );
}

/** The causes worth telling; none where the best has no strong reasons. */
export function causesOf(candidates: readonly Candidate[], input: CauseInput, onsetAtMs: number): readonly Cause[] {
  const best = candidates[0];
  if (best === undefined || best.score < abstainBelow) return [];
  return candidates
    .filter(({ score }) => score >= abstainBelow && score >= best.score * 0.4)
    .slice(0, maxCauses)
    .map((candidate) => causeOf(candidate, input, onsetAtMs));
}

function causeOf(candidate: Candidate, input: CauseInput, onsetAtMs: number): Cause {
  const { entity, failing, kind, score, change } = candidate;
  const isNode = entity.startsWith('node/');
  const surest = failing?.troubles.find(({ hard, sign }) => hard && !sign);
  const changeId = change?.details?.['changeId'];
  return {
    workload: isNode || entity.startsWith('external/') ? null : entity,
    pod: surest?.pod ?? null,
    node: isNode ? entity.slice('node/'.length) : (surest?.node ?? null),
    kind,
    changeId: typeof changeId === 'string' ? changeId : null,
    score: Math.round(score * 100) / 100,
    reasons: reasonsFor(candidate, input, onsetAtMs),
  };
}

function suspect(entity: EntityId, failing: Failing | null, input: CauseInput): Candidate {
  const others = input.members.filter((member) => member.entity !== entity);
  const namedBy = others.filter((member) => member.strong.includes(entity));
  const explains = others.filter((member) => reaches(member, entity, input));
  const sinceAtMs = failing?.signAtMs ?? Math.min(...namedBy.map((member) => member.sinceAtMs));
  const change = changeBefore(entity, sinceAtMs, input.changes);
  const { kind, base } = failing === null ? ofNamed(entity, namedBy.length, change, input) : ofFailing(failing, change);
  // Abnormal inside and outside: half of the doubt that was left goes.
  const outside = failing !== null && namedBy.length > 0 && failing.inside >= 0.4 ? (1 - base) * 0.5 : 0;
  return { entity, failing, sinceAtMs, kind, base: base + outside, score: 0, namedBy, explains, change, explainedBy: null };
}

function reaches(member: Failing, entity: EntityId, { graph, inventory }: CauseInput): boolean {
  if (!entity.startsWith('node/'))
    return member.strong.includes(entity) || member.weak.includes(entity) || graph.path(member.entity, entity) !== null;
  const name = entity.slice('node/'.length);
  const on = inventory.workloadsOn(name);
  return (
    member.troubles.some(({ node }) => node === name) ||
    on.has(member.entity) ||
    [...on].some((workload) => graph.path(member.entity, workload) !== null)
  );
}

/** Kinds that a rollout of the same workload shortly before explains better; an image or configuration that cannot work keeps its name. */
const rolloutExplains: ReadonlySet<CauseKind> = new Set(['crash', 'errors', 'probe-failure', 'silence', 'bad-rollout']);

function ofFailing({ inside, troubles }: Failing, change: Evidence | null): { readonly kind: CauseKind; readonly base: number } {
  const surest = troubles
    .filter(({ sign }) => !sign)
    .reduce<Failing['troubles'][number] | null>((best, trouble) => (best === null || trouble.inside > best.inside ? trouble : best), null);
  const kind = surest?.kind ?? 'unknown';
  if (change === null) return { kind, base: inside };
  const touched = { base: inside + (1 - inside) * 0.5 };
  // A victim's errors are about others; its own rollout gets half the weight.
  if (inside < 0.4) return { kind, base: inside + 0.1 };
  return change.kind === 'rollout' && rolloutExplains.has(kind) ? { kind: 'bad-rollout', ...touched } : { kind, ...touched };
}

/** A dependency that is named and shows nothing itself: the more name it the surer, and surest when somebody just changed it. */
function ofNamed(
  entity: EntityId,
  namers: number,
  change: Evidence | null,
  { inventory }: CauseInput,
): { readonly kind: CauseKind; readonly base: number } {
  const base = Math.min(0.7, 0.4 + 0.1 * namers);
  const scaledAway = change?.kind === 'scale' && change.details?.['to'] === 0;
  if (scaledAway) return { kind: 'configuration', base: 0.85 };
  if (change?.kind === 'rollout') return { kind: 'bad-rollout', base: base + 0.15 };
  const gone = inventory.presence(entity)?.replicas === 0;
  return { kind: 'dependency', base: gone ? base + 0.15 : base };
}

/** The last change of the entity that came before its failing; first deployments replace nothing. */
function changeBefore(entity: EntityId, sinceAtMs: number, changes: readonly Evidence[]): Evidence | null {
  const own = changes.filter(
    ({ workload, atMs, kind, details }) =>
      workload === entity &&
      atMs <= sinceAtMs + jitterMs / 2 &&
      sinceAtMs - atMs <= changeExplainsForMs &&
      details?.['first'] !== true &&
      (kind !== 'scale' || details?.['to'] === 0),
  );
  return own.at(-1) ?? null;
}

function weigh(
  candidate: Candidate,
  all: readonly Candidate[],
  { input, onsetAtMs }: { readonly input: CauseInput; readonly onsetAtMs: number },
): Candidate {
  const others = input.members.filter((member) => member.entity !== candidate.entity).length;
  const breadth = others === 0 ? 1 : 0.6 + 0.4 * (candidate.explains.length / others);
  const lateForMs = Math.max(0, candidate.sinceAtMs - onsetAtMs - jitterMs);
  // Watches are slower than lines, so lateness counts less against facts.
  const promptness = 1 - (candidate.failing !== null && isHard(candidate.failing) ? 0.1 : 0.25) * Math.min(1, lateForMs / 120_000);
  const better = all
    .filter((other) => other.entity !== candidate.entity)
    .map((other) => ({ other, factor: explainsAway(other, candidate, input) }))
    .reduce((best, next) => (next.factor < best.factor ? next : best), { other: candidate, factor: 1 });
  return {
    ...candidate,
    score: Math.min(0.99, candidate.base * breadth * promptness * better.factor),
    explainedBy: better.factor < 1 ? better.other.entity : null,
  };
}

/** What is left (0 to 1) of the suspicion against `candidate`, given that `other` is broken too. */
function explainsAway(other: Candidate, candidate: Candidate, input: CauseInput): number {
  const victim = candidate.failing;
  if (victim === null) return throughFailing(other, candidate, input);
  if (!other.explains.some(({ entity }) => entity === victim.entity)) return 1;
  // Calls in a circle: who failed first explains the other.
  const circle = candidate.explains.some(({ entity }) => entity === other.entity);
  if (circle && !victim.strong.includes(other.entity) && candidate.sinceAtMs <= other.sinceAtMs) return 1;
  const names = victim.strong.includes(other.entity);
  const selfMade = victim.troubles.some(
    ({ kind, hard, sign }) =>
      hard && !sign && (kind === 'out-of-memory' || kind === 'image-pull' || kind === 'configuration' || kind === 'scheduling'),
  );
  if (selfMade) return other.entity.startsWith('node/') && other.base >= 0.9 ? 0.5 : 1;
  if (other.sinceAtMs > candidate.sinceAtMs + (names ? 120_000 : 60_000)) return 1;
  if (!isHard(victim)) return other.base >= 0.45 ? 0.35 : 1;
  if (other.failing === null) return names ? 0.6 : 1;
  if (isHard(other.failing)) return other.sinceAtMs <= candidate.sinceAtMs + jitterMs || names ? 0.4 : 0.9;
  return names ? 0.45 : 1;
}

/** A dependency that shows nothing is only the way to one that does, when it calls that one. */
function throughFailing(other: Candidate, named: Candidate, { graph }: CauseInput): number {
  const leads = other.failing !== null && other.failing.inside >= 0.5 && graph.path(named.entity, other.entity) !== null;
  return leads ? 0.4 : 1;
}

function isHard({ troubles }: Failing): boolean {
  return troubles.some(({ hard, sign, inside }) => hard && !sign && inside >= 0.6);
}
