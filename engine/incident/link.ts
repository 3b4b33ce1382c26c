/** How surely two that fail belong to one failure: by calls, by the node or whatever else they share, and by time. */
import type { Evidence } from '../domain.ts';
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { changeExplainsForMs, jitterMs } from './candidate.ts';
import type { Graph } from './graph.ts';
import type { Failing } from './trouble.ts';

export interface LinkInput {
  readonly failing: ReadonlyMap<EntityId, Failing>;
  readonly graph: Graph;
  readonly inventory: Inventory;
  /** Rollouts and other changes of all workloads. */
  readonly changes: readonly Evidence[];
  /** Requests of the last minutes that failed in both; null for none. */
  readonly crossed: (a: EntityId, b: EntityId) => { readonly requests: number } | null;
}

/** Lines are faster than watches, and a kernel kills late: what is called may be seen to fail this much after its caller. */
const watchDelayMs = 60_000;
/** A lost node is noticed 40 s late, and a watch tells it late: what failed so long before did not fail because of it. */
export const nodeLateForMs = 2 * watchDelayMs;
/** A caller that fails this long after what it calls has other reasons, unless its errors say so. */
export const spreadForMs = 10 * 60_000;
/** Two that name the same missing dependency fail together only when they begin together. */
export const togetherForMs = 5 * 60_000;
const maxHops = 3;
/** From here on a link is no mere coincidence of time. */
export const strong = 0.5;

interface LinkContext {
  readonly input: LinkInput;
  /** True for what was broken before the watching: configuration alone then links nothing new to it. */
  readonly old: boolean;
}

/** 0 (strangers) to 1 (one names the other). */
export function link(a: Failing, b: Failing, context: LinkContext): number {
  return Math.max(
    callLink(a, b, context),
    callLink(b, a, context),
    nodeLink(a, b, context),
    nodeLink(b, a, context),
    sharedLink(a, b),
    crossedLink(a, b, context.input),
    eruptionLink(a, b, context.input),
  );
}

/** How surely `a` fails because of `b`, or along with it because of something that both hang on: 0 where at most `b` may wait for `a`. */
export function waitLink(a: Failing, b: Failing, input: LinkInput): number {
  return Math.max(callLink(a, b, { input, old: false }), nodeLink(b, a, { input, old: false }), sharedLink(a, b));
}

function callLink(caller: Failing, callee: Failing, { input, old }: LinkContext): number {
  if (caller.strong.includes(callee.entity)) return 1;
  if (caller.weak.includes(callee.entity) && callee.inside >= 0.5) return 0.8;
  const path = input.graph.path(caller.entity, callee.entity);
  if (path === null || path.length > maxHops + 1) return Math.max(starvedLink(caller, callee, input), namesLink(caller, callee, input));
  // `web: checkout failed` leads on to what checkout calls.
  const through = path.slice(1).some((hop) => caller.strong.includes(hop));
  if (!inTime(caller, callee)) return 0;
  if (through) return 0.9;
  if (old || blamesOthers(caller, callee, input) || isSelfMade(caller)) return 0;
  return 0.75 - 0.1 * (path.length - 2);
}

/** Everybody asks for names; who does not get one in time does not always say so. */
function namesLink(caller: Failing, callee: Failing, { graph }: LinkInput): number {
  const isBroken = callee.entity === graph.nameServer() && callee.troubles.some(({ hard, sign }) => hard && !sign);
  return isBroken && isVague(caller) && inTime(caller, callee) ? strong : 0;
}

/** Whom nobody calls any more falls silent without a fault of its own. */
function starvedLink(callee: Failing, caller: Failing, { graph }: LinkInput): number {
  const silent = callee.troubles.every(({ kind }) => kind === 'silence');
  return silent && graph.path(caller.entity, callee.entity) !== null && callee.sinceAtMs >= caller.signAtMs ? 0.4 : 0;
}

function inTime(caller: Failing, callee: Failing): boolean {
  const after = (atMs: number) => caller.sinceAtMs - atMs >= -watchDelayMs && caller.sinceAtMs - atMs <= spreadForMs;
  return after(callee.signAtMs) || after(callee.sinceAtMs) || callee.troubles.some(({ lastAtMs, hard }) => hard && after(lastAtMs));
}

/** A caller whose errors name something else that fails, and not this, has its reason there. */
function blamesOthers(caller: Failing, callee: Failing, { failing, graph }: LinkInput): boolean {
  // What began long after is not about the callee either, whether or not the other shows anything.
  if (caller.strong.length > 0 && caller.sinceAtMs - callee.signAtMs > togetherForMs) return true;
  return caller.strong.some((named) => named !== callee.entity && failing.has(named) && graph.path(named, callee.entity) === null);
}

/** Nobody else can fill a container's memory or break its image. */
const selfMade: ReadonlySet<string> = new Set(['out-of-memory', 'image-pull', 'configuration', 'scheduling', 'bad-rollout']);

export function isSelfMadeKind(kind: string): boolean {
  return selfMade.has(kind);
}

function isSelfMade({ troubles }: Failing): boolean {
  return troubles.some(({ kind, hard, sign }) => hard && !sign && selfMade.has(kind));
}

function nodeLink(node: Failing, other: Failing, { input }: LinkContext): number {
  if (!node.entity.startsWith('node/')) return 0;
  // Pods of a lost node are told to go five minutes later.
  if (other.sinceAtMs < node.signAtMs - nodeLateForMs || other.sinceAtMs - node.sinceAtMs > spreadForMs) return 0;
  const name = node.entity.slice('node/'.length);
  const on = input.inventory.workloadsOn(name);
  if (on.has(other.entity) || other.troubles.some((trouble) => trouble.node === name)) return 0.9;
  if (other.strong.some((named) => on.has(named))) return 0.8;
  return node.inside >= lostFrom && callsAny(other, on, input) ? strong : 0;
}

/** So sure is only that a node is gone, or has nothing left. */
const lostFrom = 0.9;
const maxHopsToNode = 2;

function callsAny({ entity }: Failing, workloads: Iterable<EntityId>, { graph }: LinkInput): boolean {
  for (const workload of workloads)
    if ((graph.path(entity, workload)?.length ?? Number.POSITIVE_INFINITY) <= maxHopsToNode + 1) return true;
  return false;
}

/** Both name the same dependency, which itself shows nothing, or hang on the same thing. */
function sharedLink(a: Failing, b: Failing): number {
  const isSame = a.strong.some((named) => b.strong.includes(named)) || a.troubles.some(({ shares }) => hangsOn(b, shares));
  return isSame && Math.abs(a.sinceAtMs - b.sinceAtMs) <= togetherForMs ? 0.7 : 0;
}

/** So many requests that fail in both are no chance; one or two may be anybody's. */
const leastCrossed = 3;

/** The same requests fail in both, whoever calls whom. */
function crossedLink(a: Failing, b: Failing, { crossed }: LinkInput): number {
  const isTogether = Math.abs(a.sinceAtMs - b.sinceAtMs) <= togetherForMs;
  return isTogether && (crossed(a.entity, b.entity)?.requests ?? 0) >= leastCrossed ? 0.7 : 0;
}

function hangsOn({ troubles }: Failing, shared: EntityId | undefined): boolean {
  return shared !== undefined && troubles.some(({ shares }) => shares === shared);
}

/** What erupts within moments has one reason more often than two. */
const eruptsForMs = 60_000;
const eruption = 0.35;

/** The weakest of links: only lines tell of both, and of nothing outside of the cluster, so that nothing but time tells whether they belong together. */
function eruptionLink(a: Failing, b: Failing, { changes }: LinkInput): number {
  const isTogether = Math.abs(a.sinceAtMs - b.sinceAtMs) <= eruptsForMs && [a, b].every(isVague);
  return isTogether && !haveReasons(a, b, changes) ? eruption : 0;
}

/** Each has a new revision of its own to go back to, or one has and the other failed before that. */
function haveReasons(a: Failing, b: Failing, changes: readonly Evidence[]): boolean {
  const [ofA, ofB] = [rolledOutAtMs(a, changes), rolledOutAtMs(b, changes)];
  if (ofA !== null && ofB !== null) return true;
  return (ofA !== null && b.sinceAtMs + jitterMs < ofA) || (ofB !== null && a.sinceAtMs + jitterMs < ofB);
}

/** The last rollout of its own that may explain that it fails; null for none. */
function rolledOutAtMs({ entity, sinceAtMs }: Failing, changes: readonly Evidence[]): number | null {
  const own = changes.findLast(
    ({ kind, workload, atMs, details }) =>
      kind === 'rollout' &&
      workload === entity &&
      details?.['first'] !== true &&
      atMs <= sinceAtMs + jitterMs &&
      sinceAtMs - atMs <= changeExplainsForMs,
  );
  return own?.atMs ?? null;
}

function isVague({ troubles, strong: names }: Failing): boolean {
  return troubles.every(({ hard }) => !hard) && !names.some((entity) => entity.startsWith('external/'));
}
