/** Keeps the outbox bounded: what is oldest and over goes first. Pure; the deletions travel with the next checkpoint. */
import type { Memory } from './memory.ts';
import { incidentKey } from './memory.ts';
import { detectorOf } from './records.ts';

/** Of one LogDetector: weeks of a noisy one. What is over goes from its own, so that it cannot push out another's. */
export const keptPerDetector = 200;
/** At some ten kilobytes each the store and the memory stay below a few tens of megabytes; over it goes what is oldest of whoever has most. */
export const keptInAll = 2000;
const keptForMs = 30 * 24 * 3_600_000;

export interface Pruned {
  /** Keys of incidents and ids of posts to forget. */
  readonly incidents: readonly string[];
  readonly posts: readonly string[];
}

/** `busy` holds what a plan under way is about to write; it is left alone. */
export function planPruning(memory: Memory, busy: ReadonlySet<string>, nowMs: number): Pruned {
  const incidents = choose(
    [...memory.incidents].map(([key, { incident, detector, page }]) => {
      return { key, detector, isOver: incident.state === 'resolved', isCounted: page !== null, atMs: incident.updatedAtMs };
    }),
    busy,
    nowMs,
  );
  const forgotten = new Set(incidents);
  const posts = [...memory.posts].map(([key, { subject, updatedAtMs }]) => {
    const detector = detectorOf(subject);
    const owner = subject.type === 'incident' ? incidentKey(subject.detector, subject.incidentId) : null;
    const incident = owner === null ? undefined : memory.incidents.get(owner);
    const isOrphan = owner !== null && (incident === undefined || forgotten.has(owner));
    return { key, detector, isOver: incident?.incident.state !== 'open', atMs: updatedAtMs, isOrphan };
  });
  const orphans = posts.filter(({ key, isOrphan }) => isOrphan && !busy.has(key)).map(({ key }) => key);
  return {
    incidents,
    posts: [
      ...orphans,
      ...choose(
        posts.filter(({ isOrphan }) => !isOrphan),
        busy,
        nowMs,
      ),
    ],
  };
}

interface Candidate {
  readonly key: string;
  readonly detector: string;
  readonly isOver: boolean;
  /** A page that the budget of the day counts. */
  readonly isCounted?: boolean;
  readonly atMs: number;
}

function choose(all: readonly Candidate[], busy: ReadonlySet<string>, nowMs: number): readonly string[] {
  const free = all.filter(({ key }) => !busy.has(key));
  const isOld = ({ isOver, atMs }: Candidate): boolean => isOver && atMs < nowMs - keptForMs;
  const old = free.filter(isOld);
  const rest = all.filter((one) => !old.includes(one));
  const groups = [...Map.groupBy(rest, ({ detector }) => detector).values()].map((own) => ({
    size: own.length,
    // What is over before what is open, what woke nobody before what did, and the oldest first.
    free: own.filter(({ key }) => !busy.has(key)).toSorted((a, b) => rankOf(a) - rankOf(b) || a.atMs - b.atMs),
  }));
  const dropped = groups.flatMap((group) => drop(group, group.size - keptPerDetector));
  for (let excess = rest.length - dropped.length - keptInAll; excess > 0; excess -= 1) {
    const largest = groups.reduce((most, group) => (group.size > most.size ? group : most), { size: 0, free: [] });
    dropped.push(...drop(largest, 1));
  }
  return [...old, ...dropped].map(({ key }) => key);
}

function rankOf({ isOver, isCounted }: Candidate): number {
  return (isOver ? 0 : 2) + (isCounted ? 1 : 0);
}

interface Group {
  size: number;
  readonly free: Candidate[];
}

function drop(group: Group, count: number): readonly Candidate[] {
  const dropped = group.free.splice(0, Math.max(0, count));
  group.size -= dropped.length;
  return dropped;
}
