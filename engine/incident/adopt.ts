/**
 * New failures that are more of an open incident, as what is found to be behind them shows: told there at once, and not as incidents of their own that
 * are taken together a moment later.
 */
import type { EntityId } from '../evidence/ledger.ts';
import type { Group } from './group.ts';
import { isPreexisting } from './records.ts';
import { opensAny } from './storm.ts';
import type { Failing } from './trouble.ts';

/** So many that fail, the last of them so long ago: it spreads, and what joins without a cause of its own is likelier more of it than another failure. */
const spreadsFrom = 3;
const spreadsForMs = 5 * 60_000;

/** `rootOf`: what would be told as the cause of a group that is no incident yet; null where none is sure. */
export function adopt(
  groups: readonly Group[],
  rootOf: (group: Group) => EntityId | null,
  failing: ReadonlyMap<EntityId, Failing>,
): readonly Group[] {
  const open = groups.filter(({ incident, preexisting, isStorm }) => incident !== null && !preexisting && isStorm !== true);
  const byRoot = new Map(open.flatMap((group) => (group.root === null ? [] : [[group.root, group] as const])));
  const fresh = groups.filter(isFresh);
  const adopted = new Set<Group>();
  for (const group of fresh) {
    const root = rootOf(group);
    const into = root === null ? spreading(open, group, failing) : byRoot.get(root);
    if (into !== undefined && [...group.members.keys()].every((entity) => into.left.get(entity) !== true)) {
      for (const [entity, member] of group.members) {
        into.members.set(entity, member);
        into.left.delete(entity);
      }
      adopted.add(group);
    } else if (root !== null && into === undefined) byRoot.set(root, group);
  }
  return groups.filter((group) => !adopted.has(group));
}

function isFresh(group: Group): boolean {
  return group.incident === null && group.isStorm !== true && opensAny(group) && !isPreexisting([...group.members.values()]);
}

/** The incident that grew last among those that many fail in, by no fact of their own. */
function spreading(open: readonly Group[], { members }: Group, failing: ReadonlyMap<EntityId, Failing>): Group | undefined {
  const sinceAtMs = Math.min(...[...members.values()].map((member) => member.sinceAtMs));
  const isActive = ({ entity, lastAtMs }: Failing, group: Group): boolean =>
    !group.left.has(entity) && (failing.has(entity) || sinceAtMs - lastAtMs <= spreadsForMs);
  const grewAtMs = (group: Group): number => {
    const active = [...group.members.values()].filter((member) => isActive(member, group));
    const last = Math.max(...active.map((member) => member.sinceAtMs));
    // Long before, too: when it began of what is slow in rare lines is a guess.
    return active.length >= spreadsFrom && sinceAtMs - last <= spreadsForMs ? last : Number.NEGATIVE_INFINITY;
  };
  return open.filter((group) => grewAtMs(group) > 0).toSorted((a, b) => grewAtMs(b) - grewAtMs(a))[0];
}
