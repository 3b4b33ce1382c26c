/** Which failing entities belong to one failure: by calls along the graph, by shared nodes and dependencies, and by time. */
import type { EntityId } from '../evidence/ledger.ts';
import type { Group } from './group.ts';
import { areTwo, isAnother, leftOf, ownOf } from './apart.ts';
import { link, spreadForMs, strong, type LinkInput } from './link.ts';
import type { Failing } from './trouble.ts';

export interface CorrelateInput extends LinkInput {
  readonly open: readonly Group[];
}

export interface Correlation {
  readonly groups: readonly Group[];
  /** Incidents that turned out to be the same failure: the younger -> the older. */
  readonly merged: ReadonlyMap<string, string>;
  /** What fails now, without what each shows of a failure that it has left. */
  readonly failing: ReadonlyMap<EntityId, Failing>;
}

/** New entities placed in one turn; in a storm the rest waits for the next, the surest and earliest first. */
const maxPlaced = 200;
const enough = 0.3;
/** A newcomer that explains so many of a group's members explains the group: not every way of calls is known. */
const mostOf = 0.6;

/** Places every failing entity into exactly one group; members of an open incident stay where they are as long as they go on failing. */
export function correlate(given: CorrelateInput): Correlation {
  const groups: Group[] = given.open.map((group) => ({ ...group, members: new Map(group.members), left: leftOf(group, given) }));
  const input = { ...given, failing: ownOf(given.failing, groups) };
  const merged = new Map<string, string>();
  const placed = new Set(groups.flatMap(({ members, left }) => [...members.keys()].filter((entity) => !left.has(entity))));
  // Sure facts first, so that a loud caller joins what broke instead of gathering it; equal times in the order of their names.
  const sorted = [...input.failing.values()]
    .filter(({ entity }) => !placed.has(entity))
    .toSorted((a, b) => Number(b.inside >= 0.7) - Number(a.inside >= 0.7) || a.signAtMs - b.signAtMs || (a.entity < b.entity ? -1 : 1))
    .slice(0, maxPlaced);
  for (const failing of sorted) place(failing, { groups, merged, input });
  joinEqualCauses(groups, merged);
  return { groups: groups.filter(({ incident }) => incident === null || !merged.has(incident)), merged, failing: input.failing };
}

interface Placing {
  readonly groups: Group[];
  readonly merged: Map<string, string>;
  readonly input: CorrelateInput;
}

function place(failing: Failing, { groups, merged, input }: Placing): void {
  const near = groups
    .filter(({ incident }) => incident === null || !merged.has(incident))
    .map((group) => ({ group, weight: linkTo(group, failing, input) }))
    .filter(({ weight }) => weight >= enough);
  const apart = near.filter(({ group }) => group.left.get(failing.entity) === true || isAnother(group, failing, input));
  // Groups stand oldest first and sorting is stable: of equals the oldest wins.
  const linked = near.filter((one) => !apart.includes(one)).toSorted((a, b) => b.weight - a.weight);
  const best = linked[0];
  if (best === undefined) {
    const besides = apart.flatMap(({ group: { incident, root } }) => (incident === null ? [] : [{ incident, root }]))[0];
    groups.push({
      incident: null,
      preexisting: false,
      root: null,
      members: new Map([[failing.entity, failing]]),
      left: new Map(),
      besides,
    });
    return;
  }
  join(best.group, failing);
  for (const { group, weight } of linked.slice(1))
    if (isSameFailure(group, failing, { weight, input }) && !areTwo(group, best.group, input))
      merge({ from: group, into: best.group, groups, merged });
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
