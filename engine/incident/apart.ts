/** Who fails for a reason of its own while an incident goes on: that is another failure, with a message of its own, whoever suffers from both. */
import type { Evidence } from '../domain.ts';
import type { EntityId } from '../evidence/ledger.ts';
import { changeExplainsForMs, jitterMs } from './candidate.ts';
import type { Group } from './group.ts';
import { failingOf } from './failing.ts';
import { isQuota } from './shared.ts';
import type { LinkInput } from './link.ts';
import { isSelfMadeKind, nodeLateForMs, togetherForMs, waitLink } from './link.ts';
import type { Failing } from './trouble.ts';

/** Who fails again soon goes on; what was long quiet is another matter. A hard fact, such as a kill, may need its time to come again. */
const restForMs = 5 * 60_000;
const hardRestForMs = 30 * 60_000;

/** Members that are none any more: they had recovered, or, where true, have a reason of their own. */
export function leftOf(group: Group, { failing, changes }: Pick<LinkInput, 'failing' | 'changes'>): Map<EntityId, boolean> {
  if (group.preexisting) return new Map();
  const openedAtMs = Math.min(...[...group.members.values()].map(({ sinceAtMs }) => sinceAtMs));
  const left = new Map<EntityId, boolean>();
  for (const member of group.members.values()) {
    const now = failing.get(member.entity);
    if (now === undefined) continue;
    const about = { member, group, openedAtMs, changes };
    const isOwn = hasOwnReason(now, about) || hasOwnChange(now, about);
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

interface Membership {
  readonly member: Failing;
  readonly group: Group;
  readonly openedAtMs: number;
}

/** A victim of something else that cannot pull its image now, long after it all began: that would fail by itself too. */
function hasOwnReason(now: Failing, { member, group, openedAtMs }: Membership): boolean {
  if (group.root === null || group.root === now.entity || group.root.startsWith('node/')) return false;
  // Where no fact stands behind what was told, the new fact explains the group rather than leaves it.
  const told = group.members.get(group.root);
  if (told !== undefined && !told.troubles.some(({ hard, sign }) => hard && !sign)) return false;
  const known = openersOf(member);
  return now.troubles.some(
    ({ kind, key, hard, sign, opens, sinceAtMs }) =>
      hard && !sign && opens && isSelfMadeKind(kind) && !known.has(key) && sinceAtMs - openedAtMs > togetherForMs,
  );
}

/** A victim of something else that writes other errors, about nobody else, since its own new revision. */
function hasOwnChange(now: Failing, { member, group, openedAtMs, changes }: Membership & Pick<LinkInput, 'changes'>): boolean {
  if (group.root === null || group.root === now.entity) return false;
  const since = { changes, afterMs: openedAtMs, known: openersOf(member) };
  return errsSinceChange(now, since) || isRefusedSinceChange(now, since);
}

/** What fails now, of those that left a group for a reason of their own only that: the rest is told where it began. */
export function ownOf(failing: ReadonlyMap<EntityId, Failing>, groups: readonly Group[]): ReadonlyMap<EntityId, Failing> {
  const own = new Map<EntityId, Failing>();
  for (const { left, members } of groups) {
    for (const [entity, isOwn] of left) {
      const [member, now] = [members.get(entity), own.get(entity) ?? failing.get(entity)];
      if (!isOwn || member === undefined || now === undefined) continue;
      const known = openersOf(member);
      const fresh = now.troubles.filter(({ key }) => !known.has(key));
      if (fresh.length > 0) own.set(entity, failingOf(entity, fresh));
    }
  }
  return own.size === 0 ? failing : new Map([...failing, ...own]);
}

/** What was worth an incident before; the rest may become so by itself. */
function openersOf({ troubles }: Failing): ReadonlySet<string> {
  return new Set(troubles.filter(({ opens }) => opens).map(({ key }) => key));
}

interface Since {
  readonly changes: readonly Evidence[];
  readonly afterMs: number;
  /** Troubles that it had before. */
  readonly known?: ReadonlySet<string>;
}

function errsSinceChange({ entity, troubles }: Failing, { changes, afterMs, known }: Since): boolean {
  const own = changes.filter(({ kind, workload, atMs }) => kind === 'rollout' && workload === entity && atMs > afterMs);
  return troubles.some(
    ({ kind, key, sinceAtMs, inside, opens, named }) =>
      kind === 'errors' &&
      opens &&
      inside >= brokenFrom &&
      known?.has(key) !== true &&
      (named?.strong ?? []).length === 0 &&
      own.some(({ atMs }) => isSoonAfter(sinceAtMs, atMs)),
  );
}

/** Who rolls out or scales and is refused the pods by a quota fails by that, also where a node is lost meanwhile: they were never on any. */
function isRefusedSinceChange({ entity, troubles }: Failing, { changes, afterMs, known }: Since): boolean {
  const own = changes.filter(
    ({ kind, workload, atMs }) => (kind === 'rollout' || kind === 'scale') && workload === entity && atMs > afterMs,
  );
  return troubles.some(
    ({ hard, opens, key, shares, sinceAtMs }) =>
      hard && opens && known?.has(key) !== true && isQuota(shares) && own.some(({ atMs }) => isSoonAfter(sinceAtMs, atMs)),
  );
}

function isSoonAfter(sinceAtMs: number, changedAtMs: number): boolean {
  return changedAtMs <= sinceAtMs + jitterMs && sinceAtMs - changedAtMs <= changeExplainsForMs;
}

/** What breaks so long after what an incident goes back to was not behind that. */
const laterMs = 3 * 60_000;

/**
 * Whether `failing` broke by itself, by facts or by its own new revision, well after what the incident goes back to by facts, and waits for nobody in it: that
 * others in the incident complain of it as well makes them victims of two failures.
 */
export function isAnother(group: Group, failing: Failing, input: LinkInput): boolean {
  if (group.root === null || group.preexisting || group.root === failing.entity) return false;
  if (isLaterNode(group, failing, input)) return true;
  const root = group.members.get(group.root);
  if (root === undefined || !isBroken(root)) return false;
  const since = { changes: input.changes, afterMs: root.sinceAtMs };
  if (errsSinceChange(failing, since) || isRefusedSinceChange(failing, since)) return true;
  if (!isBroken(failing) || failing.sinceAtMs - root.sinceAtMs < laterMs) return false;
  return [...group.members.values()].every((member) => waitLink(failing, input.failing.get(member.entity) ?? member, input) === 0);
}

/**
 * A node that is lost, or short of something, well after all that began elsewhere: it cannot be behind that, and no workload of another node brings it about. So
 * it is told apart even where no fact stands behind what was told first.
 */
function isLaterNode({ root, members }: Group, { entity, signAtMs }: Failing, { inventory }: LinkInput): boolean {
  if (root === null || !entity.startsWith('node/') || root.startsWith('node/')) return false;
  const beganAtMs = Math.min(...[...members.values()].map((member) => member.sinceAtMs));
  return signAtMs - beganAtMs > nodeLateForMs && !inventory.workloadsOn(entity.slice('node/'.length)).has(root);
}

/** Whether two groups go back to what broke each by itself: whoever suffers from both makes them no single failure. */
export function areTwo(a: Group, b: Group, input: LinkInput): boolean {
  const isAnotherRoot = ({ root, members }: Group, group: Group): boolean => {
    const broken = root === null ? undefined : members.get(root);
    return broken !== undefined && isAnother(group, broken, input);
  };
  return isAnotherRoot(a, b) || isAnotherRoot(b, a);
}

/** From so surely on a fact says that something inside is broken. */
const brokenFrom = 0.5;

function isBroken({ troubles }: Failing): boolean {
  return troubles.some(({ hard, sign, inside }) => hard && !sign && inside >= brokenFrom);
}
