/** Why an entity is the cause, and why others are not; each sentence cites what shows it. */
import type { Edge, Evidence, Incident } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Candidate, CauseInput } from './candidate.ts';
import { changeExplainsForMs } from './candidate.ts';
import { contentionOf } from './contention.ts';
import { toldOnce, type Failing, type Trouble } from './trouble.ts';
import { lengthOf, listOf, nameOf, relativeTo, verb } from './words.ts';

const maxReasons = 7;
const maxRuledOut = 8;

/** The reasons for a cause, strongest first, with times relative to the onset. */
export function reasonsFor(candidate: Candidate, input: CauseInput, onsetAtMs: number): readonly string[] {
  const troubles = ownTroubles(candidate, onsetAtMs);
  const { surge } = candidate;
  return [
    ...(surge === undefined ? [] : [`${contentionOf(surge)}, ${relativeTo(onsetAtMs, surge.sinceAtMs)}`]),
    ...troubles.slice(0, 1),
    // Messages have room for few reasons: what changed stands before the second sign of the same trouble.
    ...ownChange(candidate, onsetAtMs),
    ...troubles.slice(1),
    ...namers(candidate),
    ...order(candidate, input),
    ...callers(candidate, input),
    ...crossings(candidate, input),
  ].slice(0, maxReasons);
}

/** What else could be blamed, and why it is not. */
export function ruledOutOf(candidates: readonly Candidate[], input: CauseInput, onsetAtMs: number): Incident['ruledOut'] {
  const best = candidates[0];
  if (best === undefined) return [];
  const members = candidates.slice(1).flatMap((candidate) => (candidate.failing === null ? [] : [memberRuledOut(candidate, best)]));
  return [...changesRuledOut(best, input, onsetAtMs), ...members].slice(0, maxRuledOut);
}

function ownTroubles({ failing }: Candidate, onsetAtMs: number): readonly string[] {
  const troubles = toldOnce(failing?.troubles ?? []);
  const sure = troubles.some(({ hard, sign, inside }) => hard && !sign && inside >= 0.6);
  // That pods of what was killed are not ready says nothing more; what came before the kill does.
  const telling = troubles.filter(({ hard, sign, inside }) => !sure || sign || !hard || inside >= 0.6);
  const strongest = telling.toSorted((a, b) => Number(b.hard) - Number(a.hard) || b.inside - a.inside || a.sinceAtMs - b.sinceAtMs);
  return causeOfDeathFirst(strongest)
    .slice(0, 4)
    .map(({ sentence, latest, sinceAtMs, lastAtMs, count, hard, sign }) => {
      if (sign) return `${latest}, ${relativeTo(onsetAtMs, lastAtMs)}`;
      return `${sentence}, ${relativeTo(onsetAtMs, sinceAtMs)}${hard && count > 1 ? `; ${count} times so far` : ''}`;
    });
}

/** Dying programs say first why, and then, louder, that they die. */
const lastWordsForMs = 1_000;

/** Puts own errors before the loudest one where it came right after them, or with them. */
function causeOfDeathFirst(strongest: readonly Trouble[]): readonly Trouble[] {
  const at = strongest.findIndex(isOwnError);
  const loudest = strongest[at];
  if (loudest === undefined) return strongest;
  const before = strongest.filter((one) => {
    const leadMs = loudest.sinceAtMs - one.sinceAtMs;
    return isOwnError(one) && one.inside < loudest.inside && leadMs >= 0 && leadMs <= lastWordsForMs;
  });
  const others = strongest.filter((one) => !before.includes(one));
  return [...others.slice(0, at), ...before.toSorted((a, b) => a.sinceAtMs - b.sinceAtMs), ...others.slice(at)];
}

function isOwnError({ hard, kind, anomaly, inside }: Trouble): boolean {
  return !hard && kind === 'errors' && anomaly !== undefined && inside >= 0.5;
}

function ownChange({ change, cut, sinceAtMs }: Candidate, onsetAtMs: number): readonly string[] {
  if (change === null) return [];
  return [
    ...(cut === null ? [] : [cut]),
    `${change.text}, ${relativeTo(onsetAtMs, change.atMs)}, ${lengthOf(Math.max(0, sinceAtMs - change.atMs))} before it began to fail`,
  ];
}

function namers({ entity, namedBy }: Candidate): readonly string[] {
  if (namedBy.length === 0) return [];
  const lines = namedBy
    .flatMap(({ troubles }) => troubles)
    .reduce((sum, { anomaly, count }) => sum + (anomaly === undefined ? 0 : count), 0);
  const refused = namedBy.flatMap(({ troubles }) => troubles.find(({ shares }) => shares === entity) ?? []);
  if (refused[0] !== undefined)
    return [`${listOf(namedBy.map((member) => nameOf(member.entity)))} ${verb(namedBy.length, 'needs', 'need')} it: ${refused[0].latest}`];
  return [`${Math.round(lines)} error lines of ${listOf(namedBy.map((member) => nameOf(member.entity)))} name ${nameOf(entity)}`];
}

function order({ entity, failing, sinceAtMs }: Candidate, { members }: CauseInput): readonly string[] {
  const others = members.filter((member) => member.entity !== entity);
  const next = others.reduce<Failing | null>(
    (first, member) => (first === null || member.sinceAtMs < first.sinceAtMs ? member : first),
    null,
  );
  if (failing === null || next === null || next.sinceAtMs <= sinceAtMs) return [];
  return [`it showed first, ${lengthOf(next.sinceAtMs - sinceAtMs)} before ${nameOf(next.entity)}`];
}

function callers({ entity, explains }: Candidate, { graph }: CauseInput): readonly string[] {
  const direct = explains.flatMap((member) => {
    const edge: Edge | undefined = graph.callees(member.entity).get(entity);
    return edge === undefined ? [] : [`${nameOf(member.entity)} (${edge.known}: ${edge.source})`];
  });
  return direct.length === 0 ? [] : [`called by ${listOf(direct)}`];
}

/** One request that fails here and there within two seconds is one failure. */
function crossings({ entity }: Candidate, { members, crossed }: CauseInput): readonly string[] {
  const shared = members.flatMap((member) => {
    const requests = member.entity === entity ? undefined : crossed?.(entity, member.entity)?.requests;
    return requests === undefined ? [] : [{ name: nameOf(member.entity), requests }];
  });
  const [most] = shared.toSorted((a, b) => b.requests - a.requests);
  return most === undefined
    ? []
    : [`${most.requests} ${verb(most.requests, 'request', 'requests')} failed in it and in ${most.name} within 2 s`];
}

function memberRuledOut(candidate: Candidate, best: Candidate): Incident['ruledOut'][number] {
  const shows = (candidate.failing?.inside ?? 0) < 0.4 ? 'fails only towards outside' : 'fails in consequence';
  const later = failedAtMs(candidate) - failedAtMs(best);
  const when = later > 0 ? ` and it began ${lengthOf(later)} later` : '';
  return { what: nameOf(candidate.entity), why: `${shows}: ${dependence(candidate, best)}${when}` };
}

function dependence({ entity, failing, explainedBy }: Candidate, best: Candidate): string {
  if (explainedBy === null && !best.explains.some((member) => member.entity === entity)) return 'its reasons are weaker';
  const blamed = explainedBy ?? best.entity;
  return failing?.strong.includes(blamed) === true ? `its errors name ${nameOf(blamed)}` : `it depends on ${nameOf(blamed)}`;
}

function failedAtMs({ failing, sinceAtMs }: Candidate): number {
  return failing?.sinceAtMs ?? sinceAtMs;
}

/** Changes near the onset are what people suspect first, so each is named with why it is innocent. */
function changesRuledOut(best: Candidate, { changes, graph, members }: CauseInput, onsetAtMs: number): Incident['ruledOut'] {
  const near = changes.filter(
    (change) => change !== best.change && change.details?.['first'] !== true && Math.abs(onsetAtMs - change.atMs) <= changeExplainsForMs,
  );
  const touches = (entity: EntityId) => members.some((member) => member.entity === entity || graph.path(member.entity, entity) !== null);
  return near.slice(-maxRuledOut / 2).map((change) => ({
    what: `${nameOf(change.workload ?? '')}: ${change.text}`,
    why: whyInnocent(change, { best, onsetAtMs, touches }),
  }));
}

function whyInnocent(
  change: Evidence,
  { best, onsetAtMs, touches }: { readonly best: Candidate; readonly onsetAtMs: number; readonly touches: (entity: EntityId) => boolean },
): string {
  const entity = change.workload ?? '';
  if (change.atMs > onsetAtMs) return `it came ${lengthOf(change.atMs - onsetAtMs)} after the onset`;
  if (!touches(entity))
    return `${nameOf(entity)} neither fails nor is called by what fails, ${lengthOf(onsetAtMs - change.atMs)} before the onset`;
  if (entity === best.entity) return 'an earlier change of the cause; a later one or its own facts explain more';
  return `${nameOf(entity)} ${verb(1, 'shows', 'show')} no fault of its own that explains what ${nameOf(best.entity)} shows`;
}
