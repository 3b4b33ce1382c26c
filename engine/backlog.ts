/**
 * The lines that were there before the watching began, and those that came while nobody watched. Until they are read, counts of the
 * minutes behind us are too low to be learned.
 */
export interface Backlog {
  record(atMs: number, receivedAtMs: number): void;
  isBeingRead(nowMs: number): boolean;
  /** Time of the oldest line of the backlog; null when there was none. */
  oldestAtMs(): number | null;
}

/** Older than any log that is read from before the watching: a wrong clock or a misread date. */
const wrongMs = 86_400_000;
/** A line this much older than its receipt was not followed live. */
const oldMs = 60_000;
/** Streams are opened one after the other; within this time the first lines of a backlog have come, if there is one. */
const openingMs = 10_000;
/** So long without an old line: the backlog has been read. */
const pauseMs = 5_000;
/** A pod whose clock is behind looks like a backlog that never ends. */
const longestMs = 120_000;

export function createBacklog(): Backlog {
  let sinceMs: number | null = null;
  let lastAtMs = -Infinity;
  let oldestAtMs: number | null = null;
  return {
    record(atMs, receivedAtMs) {
      sinceMs ??= receivedAtMs;
      const ageMs = receivedAtMs - atMs;
      if (receivedAtMs - sinceMs > longestMs || ageMs < oldMs || ageMs > wrongMs) return;
      lastAtMs = receivedAtMs;
      oldestAtMs = Math.min(oldestAtMs ?? Infinity, atMs);
    },
    isBeingRead(nowMs) {
      sinceMs ??= nowMs;
      const forMs = nowMs - sinceMs;
      if (forMs < 0 || forMs > longestMs) return false;
      return forMs < openingMs || nowMs - lastAtMs < pauseMs;
    },
    oldestAtMs: () => oldestAtMs,
  };
}
