/** Keeps the outbox bounded: what is oldest and over goes first. Pure; the deletions travel with the next checkpoint. */
import type { Memory } from './memory.ts';
import { incidentKey } from './memory.ts';

/** Enough for the reports of a month; at some ten kilobytes each the store stays below a few tens of megabytes. */
export const keptAtMost = 1000;
export const keptForMs = 30 * 24 * 3_600_000;

export interface Pruned {
  /** Keys of incidents and ids of posts to forget. */
  readonly incidents: readonly string[];
  readonly posts: readonly string[];
}

/** `busy` holds what a plan under way is about to write; it is left alone. */
export function planPruning(memory: Memory, busy: ReadonlySet<string>, nowMs: number): Pruned {
  const incidents = choose(
    [...memory.incidents].map(([key, { incident }]) => ({ key, isOver: incident.state === 'resolved', atMs: incident.updatedAtMs })),
    busy,
    nowMs,
  );
  const forgotten = new Set(incidents);
  const posts = [...memory.posts].map(([key, { subject, updatedAtMs }]) => {
    const owner = subject.type === 'incident' ? incidentKey(subject.detector, subject.incidentId) : null;
    const incident = owner === null ? undefined : memory.incidents.get(owner);
    const isOrphan = owner !== null && (incident === undefined || forgotten.has(owner));
    return { key, isOver: incident?.incident.state !== 'open', atMs: updatedAtMs, isOrphan };
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
  readonly isOver: boolean;
  readonly atMs: number;
}

function choose(all: readonly Candidate[], busy: ReadonlySet<string>, nowMs: number): readonly string[] {
  const free = all.filter(({ key }) => !busy.has(key));
  const isOld = ({ isOver, atMs }: Candidate): boolean => isOver && atMs < nowMs - keptForMs;
  const old = free.filter(isOld);
  const excess = all.length - old.length - keptAtMost;
  if (excess <= 0) return old.map(({ key }) => key);
  const rest = free.filter((one) => !isOld(one)).toSorted((a, b) => Number(b.isOver) - Number(a.isOver) || a.atMs - b.atMs);
  return [...old, ...rest.slice(0, excess)].map(({ key }) => key);
}
