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
  /** What is told as the cause; null while none is sure. */
  readonly root: EntityId | null;
  readonly members: Map<EntityId, Failing>;
  /** Members that show something else now: they had recovered, or, where true, have a reason of their own that this group cannot be. */
  readonly left: Map<EntityId, boolean>;
  /** Many that fail at once, where nothing is known that connects them. */
  readonly isStorm?: boolean | undefined;
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
/** A newcomer that explains so many of a group's members explains the group: not every way of calls is known. */
const mostOf = 0.6;
const strong = 0.5;

/** Places every failing entity into exactly one group; members of an open incident stay where they are as long as they go on failing. */
export function correlate(input: CorrelateInput): Correlation {
  const groups: Group[] = input.open.map((group) => ({ ...group, members: new Map(group.members), left: leftOf(group, input) }));
  const merged = new Map<string, string>();
  const placed = new Set(groups.flatMap(({ members, left }) => [...members.keys()].filter((entity) => !left.has(entity))));
  // Sure facts first, so that a loud caller joins what broke instead of gathering it; equal times in the order of their names.
  const sorted = [...input.failing.values()]
    .filter(({ entity }) => !placed.has(entity))
    .toSorted((a, b) => Number(b.inside >= 0.7) - Number(a.inside >= 0.7) || a.signAtMs - b.signAtMs || (a.entity < b.entity ? -1 : 1))
    .slice(0, maxPlaced);
  for (const failing of sorted) place(failing, { groups, merged, input });
  joinEqualCauses(groups, merged);
  return { groups: groups.filter(({ incident }) => incident === null || !merged.has(incident)), merged };
}

interface Placing {
  readonly groups: Group[];
  readonly merged: Map<string, string>;
  readonly input: CorrelateInput;
}

function place(failing: Failing, { groups, merged, input }: Placing): void {
  const linked = groups
    .filter(({ incident, left }) => (incident === null || !merged.has(incident)) && left.get(failing.entity) !== true)
    .map((group) => ({ group, weight: linkTo(group, failing, input) }))
    .filter(({ weight }) => weight >= enough)
    // Groups stand oldest first and sorting is stable: of equals the oldest wins.
    .toSorted((a, b) => b.weight - a.weight);
  const best = linked[0];
  if (best === undefined) {
    groups.push({ incident: null, preexisting: false, root: null, members: new Map([[failing.entity, failing]]), left: new Map() });
    return;
  }
  join(best.group, failing);
  for (const { group, weight } of linked.slice(1))
    if (isSameFailure(group, failing, { weight, input })) merge({ from: group, into: best.group, groups, merged });
}

/** Two open incidents that go back to the same object are one, whichever way their victims were found. */
function joinEqualCauses(groups: Group[], merged: Map<string, string>): void {
  const byRoot = new Map<EntityId, Group>();
  for (const group of groups.filter(({ incident, preexisting }) => incident !== null && !preexisting && !merged.has(incident))) {
    const into = group.root === null ? undefined : byRoot.get(group.root);
    if (into !== undefined) merge({ from: group, into, groups, merged });
    else if (group.root !== null) byRoot.set(group.root, group);
  }
}

function join(group: Group, failing: Failing): void {
  group.members.set(failing.entity, failing);
  group.left.delete(failing.entity);
}

/** Who fails again soon goes on; what was long quiet is another matter. A hard fact, such as a kill, may need its time to come again. */
const restForMs = 5 * 60_000;
const hardRestForMs = 30 * 60_000;

function leftOf(group: Group, { failing }: CorrelateInput): Map<EntityId, boolean> {
  if (group.preexisting) return new Map();
  const openedAtMs = Math.min(...[...group.members.values()].map(({ sinceAtMs }) => sinceAtMs));
  const left = new Map<EntityId, boolean>();
  for (const member of group.members.values()) {
    const now = failing.get(member.entity);
    if (now === undefined) continue;
    const isOwn = hasOwnReason(now, { member, group, openedAtMs });
    if (isOwn || !goesOn(member, now)) left.set(member.entity, isOwn);
  }
  return left;
}

function goesOn(before: Failing, now: Failing): boolean {
  return now.troubles.some((trouble) => {
    const known = before.troubles.find(({ key }) => key === trouble.key);
    const restMs = known !== undefined && trouble.hard ? hardRestForMs : restForMs;
    const lastAtMs = known?.lastAtMs ?? before.lastAtMs;
    // What began before the member was last seen to fail is the same trouble however long it was not looked at.
    return trouble.lastAtMs - lastAtMs <= restMs || trouble.sinceAtMs <= lastAtMs;
  });
}

/** A victim of something else that cannot pull its image now, long after it all began: that would fail by itself too. */
function hasOwnReason(
  now: Failing,
  { member, group, openedAtMs }: { readonly member: Failing; readonly group: Group; readonly openedAtMs: number },
): boolean {
  if (group.root === null || group.root === now.entity || group.root.startsWith('node/')) return false;
  // Where no fact stands behind what was told, the new fact explains the group rather than leaves it.
  const told = group.members.get(group.root);
  if (told !== undefined && !told.troubles.some(({ hard, sign }) => hard && !sign)) return false;
  const known = new Set(member.troubles.map(({ key }) => key));
  return now.troubles.some(
    ({ kind, key, hard, sign, opens, sinceAtMs }) =>
      hard && !sign && opens && selfMade.has(kind) && !known.has(key) && sinceAtMs - openedAtMs > togetherForMs,
  );
}

/** What a broken dependency explains wholly was one failure all along. */
function isSameFailure(
  group: Group,
  failing: Failing,
  { weight, input }: { readonly weight: number; readonly input: CorrelateInput },
): boolean {
  if (group.preexisting || weight < strong) return false;
  const live = liveOf(group, failing, input);
  const explained = live.filter((member) => link(member, failing, { input, old: false }) >= strong);
  return explained.length >= mostOf * live.length && live.every(({ inside }) => inside < 0.7);
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
  for (const [entity, member] of gone.members) if (!gone.left.has(entity)) join(kept, member);
  if (gone.incident !== null && kept.incident !== null) merged.set(gone.incident, kept.incident);
  else groups.splice(groups.indexOf(gone), 1);
}

function linkTo(group: Group, failing: Failing, input: CorrelateInput): number {
  let best = 0;
  for (const member of liveOf(group, failing, input)) best = Math.max(best, link(member, failing, { input, old: group.preexisting }));
  return best;
}

/** As they fail now: when a member of a long incident began to fail first says nothing about what joins it hours later. */
function liveOf(group: Group, { sinceAtMs }: Failing, { failing }: CorrelateInput): readonly Failing[] {
  return [...group.members.values()].flatMap((member) => {
    if (group.left.has(member.entity)) return [];
    const now = failing.get(member.entity) ?? (sinceAtMs - member.lastAtMs <= spreadForMs ? member : null);
    return now ?? [];
  });
}

interface LinkContext {
  readonly input: CorrelateInput;
  /** True for what was broken before the watching: configuration alone then links nothing new to it. */
  readonly old: boolean;
}

/** 0 (strangers) to 1 (one names the other). */
function link(a: Failing, b: Failing, context: LinkContext): number {
  return Math.max(
    callLink(a, b, context),
    callLink(b, a, context),
    nodeLink(a, b, context),
    nodeLink(b, a, context),
    sharedLink(a, b),
    eruptionLink(a, b),
  );
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
  // What began long after is not about the callee either, whether or not the other shows anything.
  if (caller.strong.length > 0 && caller.sinceAtMs - callee.signAtMs > togetherForMs) return true;
  return caller.strong.some((named) => named !== callee.entity && failing.has(named) && graph.path(named, callee.entity) === null);
}

/** Nobody else can fill a container's memory or break its image. */
const selfMade: ReadonlySet<string> = new Set(['out-of-memory', 'image-pull', 'configuration', 'scheduling', 'bad-rollout']);

function isSelfMade({ troubles }: Failing): boolean {
  return troubles.some(({ kind, hard, sign }) => hard && !sign && selfMade.has(kind));
}

function nodeLink(node: Failing, other: Failing, { input }: LinkContext): number {
  if (!node.entity.startsWith('node/')) return 0;
  // A lost node is noticed 40 s late, and its pods are told to go five minutes later.
  if (other.sinceAtMs < node.signAtMs - 2 * watchDelayMs || other.sinceAtMs - node.sinceAtMs > spreadForMs) return 0;
  const name = node.entity.slice('node/'.length);
  const on = input.inventory.workloadsOn(name);
  if (on.has(other.entity) || other.troubles.some((trouble) => trouble.node === name)) return 0.9;
  if (other.strong.some((named) => on.has(named))) return 0.8;
  return node.inside >= lostFrom && callsAny(other, on, input) ? strong : 0;
}

/** So sure is only that a node is gone, or has nothing left. */
const lostFrom = 0.9;
const maxHopsToNode = 2;

function callsAny({ entity }: Failing, workloads: Iterable<EntityId>, { graph }: CorrelateInput): boolean {
  for (const workload of workloads)
    if ((graph.path(entity, workload)?.length ?? Number.POSITIVE_INFINITY) <= maxHopsToNode + 1) return true;
  return false;
}

/** Both name the same dependency, which itself shows nothing, or hang on the same thing. */
function sharedLink(a: Failing, b: Failing): number {
  const isSame = a.strong.some((named) => b.strong.includes(named)) || a.troubles.some(({ shares }) => hangsOn(b, shares));
  return isSame && Math.abs(a.sinceAtMs - b.sinceAtMs) <= togetherForMs ? 0.7 : 0;
}

function hangsOn({ troubles }: Failing, shared: EntityId | undefined): boolean {
  return shared !== undefined && troubles.some(({ shares }) => shares === shared);
}

/** What erupts within moments in one namespace has one reason more often than two. */
const eruptsForMs = 30_000;

/** The weakest of links: both only report errors that name nobody, so that nothing but time and place tells whether they belong together. */
function eruptionLink(a: Failing, b: Failing): number {
  const areSoft = [a, b].every(({ strong: names, troubles }) => names.length === 0 && troubles.every(({ kind }) => kind === 'errors'));
  const areNear = Math.abs(a.sinceAtMs - b.sinceAtMs) <= eruptsForMs && namespaceOf(a.entity) === namespaceOf(b.entity);
  return areSoft && areNear ? 0.35 : 0;
}

function namespaceOf(entity: EntityId): string {
  return entity.slice(0, entity.indexOf('/'));
}
