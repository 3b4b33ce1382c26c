/**
 * Ranks what may have caused a failure. Principles: first failing first; a cause is abnormal inside (its memory, its crashes, its own
 * errors) and outside (others name it), a victim only outside; a change explains only what it precedes and touches; how loud
 * somebody is says nothing. Below a threshold nobody is blamed.
 */
import type { Cause } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Candidate, CauseInput } from './candidate.ts';
import { jitterMs, suspect } from './candidate.ts';
import { contendersOf } from './contention.ts';
import { reasonsFor } from './reasons.ts';
import type { Failing } from './trouble.ts';

const abstainBelow = 0.35;
const maxCauses = 3;

/** All candidates, best first. */
export function rankCandidates(input: CauseInput): readonly Candidate[] {
  const onsetAtMs = Math.min(...input.members.map(({ signAtMs }) => signAtMs));
  const named = new Set(
    input.members.flatMap((member) => member.strong).filter((entity) => !input.members.some((member) => member.entity === entity)),
  );
  const isMember = new Set(input.members.map(({ entity }) => entity));
  const known = input.suspects.map((failing) => suspect(failing.entity, failing, input));
  const plain = [
    // Who shows nothing of its own among those that fail must explain one of them.
    ...known.filter(({ entity, explains }) => isMember.has(entity) || explains.some((member) => mayBeAbout(member, entity, input))),
    ...[...named].filter((entity) => !known.some((one) => one.entity === entity)).map((entity) => suspect(entity, null, input)),
  ];
  const contenders = contendersOf(input, onsetAtMs).filter(
    ({ entity, base }) => !plain.some((one) => one.entity === entity && one.base >= base),
  );
  const first = [...plain.filter(({ entity }) => !contenders.some((one) => one.entity === entity)), ...contenders];
  return first
    .map((candidate) => weigh(candidate, first, { input, onsetAtMs }))
    .toSorted(
      (a, b) => b.score - a.score || b.explains.length - a.explains.length || a.sinceAtMs - b.sinceAtMs || (a.entity < b.entity ? -1 : 1),
    );
}

/** Errors that name somebody else are about somebody else, or about whom that one calls. */
function mayBeAbout({ strong }: Failing, entity: EntityId, { graph }: CauseInput): boolean {
  return strong.length === 0 || strong.some((named) => named === entity || graph.path(named, entity) !== null);
}

/** The causes worth telling; none where the best has no strong reasons. What was told is taken back only for better ones, or when little is left of it. */
export function causesOf(
  candidates: readonly Candidate[],
  input: CauseInput,
  { onsetAtMs, told }: { readonly onsetAtMs: number; readonly told: { readonly entity: EntityId } | null },
): readonly Cause[] {
  const best = candidates[0];
  const isEnough = ({ entity, score }: Candidate): boolean => score >= (entity === told?.entity ? abstainBelow / 2 : abstainBelow);
  if (best === undefined || !isEnough(best)) return [];
  return candidates
    .filter((candidate) => isEnough(candidate) && candidate.score >= best.score * 0.4)
    .slice(0, maxCauses)
    .map((candidate) => causeOf(candidate, input, onsetAtMs));
}

function causeOf(candidate: Candidate, input: CauseInput, onsetAtMs: number): Cause {
  const { entity, kind, score, change } = candidate;
  const isNode = entity.startsWith('node/');
  const { pod, node } = placeOf(candidate);
  const changeId = change?.details?.['changeId'];
  return {
    workload: isNode || entity.startsWith('external/') ? null : entity,
    pod,
    node: isNode ? entity.slice('node/'.length) : node,
    kind,
    changeId: typeof changeId === 'string' ? changeId : null,
    score: Math.round(score * 100) / 100,
    reasons: reasonsFor(candidate, input, onsetAtMs),
  };
}

function placeOf({ failing, surge }: Candidate): Pick<Cause, 'pod' | 'node'> {
  const shown = surge ?? failing?.troubles.find(({ hard, sign }) => hard && !sign);
  return { pod: shown?.pod ?? null, node: shown?.node ?? null };
}

function weigh(
  candidate: Candidate,
  all: readonly Candidate[],
  { input, onsetAtMs }: { readonly input: CauseInput; readonly onsetAtMs: number },
): Candidate {
  const others = input.members.filter((member) => member.entity !== candidate.entity).length;
  // Where nothing is known of who calls whom, that one does not reach the others says nothing.
  const isKnown = all.some(({ explains }) => explains.length > 0);
  const breadth = others === 0 ? 1 : isKnown ? 0.6 + 0.4 * (candidate.explains.length / others) : unknownBreadth;
  const lateForMs = Math.max(0, candidate.sinceAtMs - onsetAtMs - jitterMs);
  // Watches and metrics are slower than lines, so lateness counts less against facts.
  const isSlowToShow = candidate.surge !== undefined || (candidate.failing !== null && isHard(candidate.failing));
  const promptness = 1 - (isSlowToShow ? 0.1 : 0.25) * Math.min(1, lateForMs / 120_000);
  const better = all
    .filter((other) => other.entity !== candidate.entity)
    // Whom a policy keeps from calling complains of others who are well.
    .map((other) => ({ other, factor: candidate.cut === null ? explainsAway(other, candidate, input) : 1 }))
    .reduce((best, next) => (next.factor < best.factor ? next : best), { other: candidate, factor: 1 });
  return {
    ...candidate,
    score: Math.min(0.99, candidate.base * breadth * promptness * better.factor),
    explainedBy: better.factor < 1 ? better.other.entity : null,
  };
}

const unknownBreadth = 0.8;

/** What is left (0 to 1) of the suspicion against `candidate`, given that `other` is broken too. */
function explainsAway(other: Candidate, candidate: Candidate, input: CauseInput): number {
  const victim = candidate.failing;
  if (victim === null) return throughFailing(other, candidate, input);
  if (!other.explains.some(({ entity }) => entity === victim.entity)) return 1;
  const names = victim.strong.includes(other.entity);
  if (!names && !explainsUnnamed(other, candidate)) return 1;
  if (isSelfMade(victim)) return isLostNode(other) || isShared(other, victim) ? 0.5 : 1;
  if (other.sinceAtMs > candidate.sinceAtMs + (names ? 120_000 : 60_000)) return 1;
  if (!isHard(victim)) return other.base >= 0.45 ? 0.35 : 1;
  return explainsCrash(other, candidate, names);
}

/** Who shows nothing itself explains only those that name it; where calls go in a circle, who failed first explains the other. */
function explainsUnnamed(other: Candidate, candidate: Candidate): boolean {
  if (other.surge !== undefined) return true;
  const circle = candidate.explains.some(({ entity }) => entity === other.entity);
  return other.failing !== null && !(circle && candidate.sinceAtMs <= other.sinceAtMs);
}

/** A program may crash because what it calls is gone: surely when that failed before, likely when the crash names it. */
function explainsCrash(other: Candidate, candidate: Candidate, names: boolean): number {
  if (other.failing === null) return names ? 0.6 : 1;
  if (!isHard(other.failing)) return names ? 0.45 : 1;
  return names || other.sinceAtMs <= candidate.sinceAtMs + jitterMs ? 0.4 : 0.9;
}

/** A dependency that shows nothing is only the way to one that does, when it calls that one. */
function throughFailing(other: Candidate, named: Candidate, { graph, inventory }: CauseInput): number {
  if (other.surge !== undefined) return inventory.workloadsOn(other.surge.node).has(named.entity) ? 0.4 : 1;
  if (other.cut !== null && other.failing?.strong.includes(named.entity) === true) return 0.4;
  const leads = other.failing !== null && other.failing.inside >= 0.5 && graph.path(named.entity, other.entity) !== null;
  return leads ? 0.4 : 1;
}

/** A fact of the cluster shows that it is broken inside. */
export function isHard({ troubles }: Failing): boolean {
  return troubles.some(({ hard, sign, inside }) => hard && !sign && inside >= 0.6);
}

/** Nobody else fills a container's memory or breaks its image, except the node it runs on. */
const selfMade: ReadonlySet<string> = new Set(['out-of-memory', 'image-pull', 'configuration', 'scheduling']);

function isSelfMade({ troubles }: Failing): boolean {
  return troubles.some(({ kind, hard, sign }) => hard && !sign && selfMade.has(kind));
}

/** Whom its registry or its storage refuses is to blame itself, until the same happens to others. */
function isShared({ entity, namedBy }: Candidate, { troubles }: Failing): boolean {
  return namedBy.length > 1 && troubles.some(({ shares }) => shares === entity);
}

function isLostNode({ entity, base }: Candidate): boolean {
  return entity.startsWith('node/') && base >= 0.9;
}
