/** Which failing entities belong to one failure: by calls along the graph, by shared nodes and dependencies, and by time. */
import type { Inventory } from '../evidence/inventory.ts';
import type { EntityId } from '../evidence/ledger.ts';
import type { Graph } from './graph.ts';
import type { Failing } from './trouble.ts';

/** One failure: an open incident's members, or a new group that may become one. */
export interface Group {
  /** Null for a group that is no incident yet. */
  readonly incident: string | null;
  readonly preexisting: boolean;
  readonly members: Map<EntityId, Failing>;
}

export interface CorrelateInput {
  readonly failing: ReadonlyMap<EntityId, Failing>;
  readonly open: readonly Group[];
  readonly graph: Graph;
  readonly inventory: Inventory;
}

export interface Correlation {
  readonly groups: readonly Group[];
  /** Incidents that turned out to be the same failure: the younger -> the older. */
  readonly merged: ReadonlyMap<string, string>;
}

/** Lines are faster than watches, and a kernel kills late: what is called may be seen to fail this much after its caller. */
const watchDelayMs = 60_000;
/** A caller that fails this long after what it calls has other reasons, unless its errors say so. */
const spreadForMs = 10 * 60_000;
/** Two that name the same missing dependency fail together only when they begin together. */
const togetherForMs = 5 * 60_000;
const maxHops = 3;
/** New entities placed in one turn; in a storm the rest waits for the next, the surest and earliest first. */
const maxPlaced = 200;
const enough = 0.3;
const strong = 0.5;

/** Places every failing entity into exactly one group; members of an open incident stay where they are. */
export function correlate(input: CorrelateInput): Correlation {
  const groups: Group[] = input.open.map((group) => ({ ...group, members: new Map(group.members) }));
  const merged = new Map<string, string>();
  const placed = new Set(groups.flatMap(({ members }) => [...members.keys()]));
  // Sure facts first, so that a loud caller joins what broke instead of gathering it; equal times in the order of their names.
  const sorted = [...input.failing.values()]
    .filter(({ entity }) => !placed.has(entity))
    .toSorted((a, b) => Number(b.inside >= 0.7) - Number(a.inside >= 0.7) || a.signAtMs - b.signAtMs || (a.entity < b.entity ? -1 : 1))
    .slice(0, maxPlaced);
  for (const failing of sorted) place(failing, { groups, merged, input });
  return { groups: groups.filter(({ incident }) => incident === null || !merged.has(incident)), merged };
}

interface Placing {
  readonly groups: Group[];
  readonly merged: Map<string, string>;
  readonly input: CorrelateInput;
}

function place(failing: Failing, { groups, merged, input }: Placing): void {
  const linked = groups
    .filter(({ incident }) => incident === null || !merged.has(incident))
    .map((group) => ({ group, weight: linkTo(group, failing, input) }))
    .filter(({ weight }) => weight >= enough)
    // Groups stand oldest first and sorting is stable: of equals the oldest wins.
    .toSorted((a, b) => b.weight - a.weight);
  const best = linked[0];
  if (best === undefined) {
    groups.push({ incident: null, preexisting: false, members: new Map([[failing.entity, failing]]) });
    return;
  }
  best.group.members.set(failing.entity, failing);
  for (const { group, weight } of linked.slice(1))
    if (isSameFailure(group, failing, { weight, input })) merge({ from: group, into: best.group, groups, merged });
}

/** What a broken dependency explains wholly was one failure all along. */
function isSameFailure(
  group: Group,
  failing: Failing,
  { weight, input }: { readonly weight: number; readonly input: CorrelateInput },
): boolean {
  if (group.preexisting || weight < strong) return false;
  return [...group.members.values()].every((member) => member.inside < 0.7 && link(member, failing, { input, old: false }) >= strong);
}

function merge({
  from,
  into,
  groups,
  merged,
}: {
  readonly from: Group;
  readonly into: Group;
  readonly groups: Group[];
  readonly merged: Map<string, string>;
}): void {
  // An open incident outlives a group that is none yet, the older incident the younger; groups stand oldest first.
  const fromStays = from.incident !== null && (into.incident === null || groups.indexOf(from) < groups.indexOf(into));
  const [kept, gone] = fromStays ? [from, into] : [into, from];
  for (const [entity, member] of gone.members) kept.members.set(entity, member);
  if (gone.incident !== null && kept.incident !== null) merged.set(gone.incident, kept.incident);
  else groups.splice(groups.indexOf(gone), 1);
}

function linkTo(group: Group, failing: Failing, input: CorrelateInput): number {
  let best = 0;
  for (const member of group.members.values()) best = Math.max(best, link(member, failing, { input, old: group.preexisting }));
  return best;
}

interface LinkContext {
  readonly input: CorrelateInput;
  /** True for what was broken before the watching: configuration alone then links nothing new to it. */
  readonly old: boolean;
}

/** 0 (strangers) to 1 (one names the other). */
function link(a: Failing, b: Failing, context: LinkContext): number {
  return Math.max(callLink(a, b, context), callLink(b, a, context), nodeLink(a, b, context), nodeLink(b, a, context), sharedLink(a, b));
}

function callLink(caller: Failing, callee: Failing, { input, old }: LinkContext): number {
  if (caller.strong.includes(callee.entity)) return 1;
  if (caller.weak.includes(callee.entity) && callee.inside >= 0.5) return 0.8;
  const path = input.graph.path(caller.entity, callee.entity);
  if (path === null || path.length > maxHops + 1) return starvedLink(caller, callee, input);
  // `web: checkout failed` leads on to what checkout calls.
  const through = path.slice(1).some((hop) => caller.strong.includes(hop));
  if (!inTime(caller, callee)) return 0;
  if (through) return 0.9;
  if (old || blamesOthers(caller, callee, input) || isSelfMade(caller)) return 0;
  return 0.75 - 0.1 * (path.length - 2);
}

/** Whom nobody calls any more falls silent without a fault of its own. */
function starvedLink(callee: Failing, caller: Failing, { graph }: CorrelateInput): number {
  const silent = callee.troubles.every(({ kind }) => kind === 'silence');
  return silent && graph.path(caller.entity, callee.entity) !== null && callee.sinceAtMs >= caller.signAtMs ? 0.4 : 0;
}

function inTime(caller: Failing, callee: Failing): boolean {
  const after = (atMs: number) => caller.sinceAtMs - atMs >= -watchDelayMs && caller.sinceAtMs - atMs <= spreadForMs;
  return after(callee.signAtMs) || after(callee.sinceAtMs) || callee.troubles.some(({ lastAtMs, hard }) => hard && after(lastAtMs));
}

/** A caller whose errors name something else that fails, and not this, has its reason there. */
function blamesOthers(caller: Failing, callee: Failing, { failing, graph }: CorrelateInput): boolean {
  return caller.strong.some((named) => named !== callee.entity && failing.has(named) && graph.path(named, callee.entity) === null);
}

/** Nobody else can fill a container's memory or break its image. */
const selfMade: ReadonlySet<string> = new Set(['out-of-memory', 'image-pull', 'configuration', 'scheduling', 'bad-rollout']);

function isSelfMade({ troubles }: Failing): boolean {
  return troubles.some(({ kind, hard, sign }) => hard && !sign && selfMade.has(kind));
}

function nodeLink(node: Failing, other: Failing, { input }: LinkContext): number {
  if (!node.entity.startsWith('node/')) return 0;
  const name = node.entity.slice('node/'.length);
  const ran = input.inventory.workloadsOn(name).has(other.entity) || other.troubles.some((trouble) => trouble.node === name);
  // A lost node is noticed 40 s late, and its pods are told to go five minutes later.
  return ran && other.sinceAtMs >= node.signAtMs - 2 * watchDelayMs && other.sinceAtMs - node.sinceAtMs <= spreadForMs ? 0.9 : 0;
}

/** Both name the same dependency, which itself shows nothing. */
function sharedLink(a: Failing, b: Failing): number {
  return a.strong.some((named) => b.strong.includes(named)) && Math.abs(a.sinceAtMs - b.sinceAtMs) <= togetherForMs ? 0.7 : 0;
}
