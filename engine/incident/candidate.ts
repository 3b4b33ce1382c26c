/** Who is under suspicion, how strongly by itself, and what speaks about it. */
import type { CauseKind, Evidence } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Surge } from '../evidence/surge.ts';
import { cutBy } from './cut.ts';
import type { Graph } from './graph.ts';
import type { Failing } from './trouble.ts';

export interface CauseInput {
  readonly members: readonly Failing[];
  /** The members, with what is known of the causes of each, and others that may be behind it. */
  readonly suspects: readonly Failing[];
  /** Rollouts, scalings and other changes of all workloads. */
  readonly changes: readonly Evidence[];
  readonly graph: Graph;
  readonly inventory: Inventory;
  /** Pods that take far more CPU than usual. */
  readonly surges: readonly Surge[];
  /** What was told as the cause so far. */
  readonly told: { readonly entity: EntityId; readonly kind: CauseKind } | null;
  /** Requests of the last minutes that failed in both; null for none. */
  readonly crossed?: ((a: EntityId, b: EntityId) => { readonly requests: number } | null) | undefined;
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
  /** Which calls that change has cut, where it did; null for none. */
  readonly cut: string | null;
  /** The candidate that explains this one away. */
  readonly explainedBy: EntityId | null;
  /** That it takes the CPU of its node, where that is what it is suspected of. */
  readonly surge?: Surge | undefined;
}

/** A change this long before the failing may explain it. */
export const changeExplainsForMs = 10 * 60_000;
/** Facts and lines of one moment arrive this far apart. */
export const jitterMs = 10_000;
/** The suspicion before others are looked at; `failing` is null for a dependency that is only named. */
export function suspect(entity: EntityId, failing: Failing | null, input: CauseInput): Candidate {
  const others = input.members.filter((member) => member.entity !== entity);
  const namedBy = others.filter((member) => member.strong.includes(entity));
  const explains = others.filter((member) => reaches(member, entity, input));
  const { sinceAtMs, latestAtMs, isBlamedFirst } = onsetOf(entity, failing, namedBy);
  const change = changeBefore(entity, latestAtMs, input.changes);
  const isSlowed = failing !== null && change !== null && sinceAtMs - change.atMs <= slowsWithinMs && isSlowByItself(failing, input);
  const named = ofNamed(entity, namedBy.length, change, input);
  const cut = cutBy({ entity, failing, namedBy, change, graph: input.graph, inventory: input.inventory });
  const own =
    failing === null ? named : ofFailing(failing, { change, isSlowed, isBlamedFirst, namedFrom: namedBy.length > 0 ? named.base : 0 });
  const { kind, base } = cut === null ? own : whenCut;
  const outside = outsideOf(failing, namedBy, base);
  return { entity, failing, sinceAtMs, kind, base: base + outside, score: 0, namedBy, explains, change, cut, explainedBy: null };
}

/** Abnormal inside and outside: half of the doubt that was left goes. */
function outsideOf(failing: Failing | null, namedBy: readonly Failing[], base: number): number {
  return failing !== null && namedBy.length > 0 && failing.inside >= 0.4 ? (1 - base) * 0.5 : 0;
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
const rolloutExplains: ReadonlySet<CauseKind> = new Set(['crash', 'errors', 'slowness', 'probe-failure', 'silence', 'bad-rollout']);

/** How much later it may have begun to fail than it seems: its first trouble's. */
export function blurOf({ signAtMs, troubles }: Failing): number {
  return Math.max(0, ...troubles.map(({ sinceAtMs, blurMs = 0 }) => (sinceAtMs === signAtMs ? blurMs : 0)));
}

interface Onset {
  readonly sinceAtMs: number;
  /** When it began at the latest. */
  readonly latestAtMs: number;
  /** Others complained of it before it showed anything, and what it shows names nobody. */
  readonly isBlamedFirst: boolean;
}

function onsetOf(entity: EntityId, failing: Failing | null, namedBy: readonly Failing[]): Onset {
  const shownAtMs = failing?.signAtMs ?? Math.min(...namedBy.map((member) => member.sinceAtMs));
  const complainedAtMs = complaintAtMs(entity, namedBy) ?? shownAtMs;
  if (failing !== null && complainedAtMs < shownAtMs && isSoftAndAlone(failing))
    return { sinceAtMs: complainedAtMs, latestAtMs: complainedAtMs, isBlamedFirst: true };
  return { sinceAtMs: shownAtMs, latestAtMs: latestOnsetOf(failing, complainedAtMs), isBlamedFirst: false };
}

/** Its lines name nobody, and no object shows it: callers may well have seen before itself that it fails, and then it fails since they say so. */
function isSoftAndAlone({ troubles, strong, weak }: Failing): boolean {
  return strong.length + weak.length === 0 && troubles.every(({ hard }) => !hard);
}

/** Slowness alone is told late, and with a beginning that may be a guess of minutes: it is no older than the first complaint about it. */
function latestOnsetOf(failing: Failing | null, complainedAtMs: number): number {
  if (failing === null) return complainedAtMs;
  const latestAtMs = failing.signAtMs + blurOf(failing);
  const isGuess = failing.troubles.every(({ kind, blurMs = 0 }) => kind === 'slowness' && blurMs > 0);
  return isGuess ? Math.max(latestAtMs, complainedAtMs) : latestAtMs;
}

/** When others first complained of it; what they show besides, such as being slow themselves, may seem older. */
function complaintAtMs(entity: EntityId, namedBy: readonly Failing[]): number | null {
  const complaints = namedBy.flatMap(({ troubles }) => troubles.filter(({ named }) => named?.strong.includes(entity) === true));
  return complaints.length === 0 ? null : Math.min(...complaints.map(({ sinceAtMs }) => sinceAtMs));
}

/** A revision that is slow is slow from its first requests on. */
const slowsWithinMs = 2 * 60_000;

/** Slow, and nothing that it waits for fails as far as is known. */
function isSlowByItself({ entity, troubles, strong, weak }: Failing, { members, graph }: CauseInput): boolean {
  const counted = troubles.filter(({ sign, opens }) => !sign && opens);
  if (strong.length + weak.length > 0 || counted.length === 0 || counted.some(({ kind }) => kind !== 'slowness')) return false;
  return members.every((other) => other.entity === entity || graph.path(entity, other.entity) === null);
}

const insideWhenSlowed = 0.55;
/** As sure as of what was scaled away: the object shows it, and callers miss it. */
const whenCut = { kind: 'configuration', base: 0.85 } as const;

interface Circumstances extends Pick<Onset, 'isBlamedFirst'> {
  readonly change: Evidence | null;
  /** It is slow by itself since the change. */
  readonly isSlowed: boolean;
  /** How surely it would be suspected if only others told of it; 0 where nobody names it. */
  readonly namedFrom: number;
}

interface Suspicion {
  readonly kind: CauseKind;
  readonly base: number;
}

function ofFailing({ inside, troubles }: Failing, { change, isSlowed, isBlamedFirst, namedFrom }: Circumstances): Suspicion {
  const surest = troubles
    .filter(({ sign }) => !sign)
    .reduce<Failing['troubles'][number] | null>((best, trouble) => (best === null || tellsMore(trouble, best) ? trouble : best), null);
  const kind = surest?.kind ?? 'unknown';
  if (change === null) return { kind, base: inside };
  const touched = { base: inside + (1 - inside) * 0.5 };
  // A victim's errors are about others; its own rollout gets half the weight.
  if (isSlowed && change.kind === 'rollout') return { kind: 'bad-rollout', base: Math.max(insideWhenSlowed, namedFrom) };
  if (inside < 0.4 && isBlamedFirst && change.kind === 'rollout') return { kind: 'bad-rollout', base: Math.max(inside + 0.1, namedFrom) };
  if (inside < 0.4) return { kind, base: inside + 0.1 };
  return change.kind === 'rollout' && rolloutExplains.has(kind) ? { kind: 'bad-rollout', ...touched } : { kind, ...touched };
}

/** A rollout stalls whatever keeps its pods from starting: what that is says more. */
function tellsMore(one: Failing['troubles'][number], other: Failing['troubles'][number]): boolean {
  const [isStalled, wasStalled] = [one, other].map(({ kind, hard }) => hard && kind === 'bad-rollout');
  if (isStalled !== wasStalled) return isStalled === true ? !(other.hard && other.inside >= 0.6) : one.hard && one.inside >= 0.6;
  return one.inside > other.inside;
}

/** A dependency that is named and shows nothing itself: the more name it the surer, and surest when somebody just changed it. */
function ofNamed(entity: EntityId, namers: number, change: Evidence | null, { inventory }: CauseInput): Suspicion {
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
