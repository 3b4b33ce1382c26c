/** Where errors of spans begin: counted by workload, each with the first text of it. */
import type { SpanError } from './spans.ts';

/** A workload in which errors of spans begin. */
export interface SpanErrors {
  readonly place: string;
  readonly sinceAtMs: number;
  readonly lastAtMs: number;
  readonly count: number;
  readonly operation: string;
  /** Redacted. */
  readonly text: string;
}

export interface Failures {
  add(place: string, error: SpanError): void;
  all(): readonly SpanErrors[];
  /** Forgets what is over. */
  settle(nowMs: number): void;
  clear(): void;
}

/** An error is part of what goes on for so long. */
const lastsForMs = 10 * 60_000;
const mostPlaces = 1_000;
const longestText = 200;

export function createFailures(redact: (text: string) => string): Failures {
  const byPlace = new Map<string, SpanErrors>();
  return {
    add(place, { atMs, operation, text }) {
      const known = byPlace.get(place);
      if (known !== undefined && atMs - known.lastAtMs <= lastsForMs) {
        const { sinceAtMs, lastAtMs, count } = known;
        byPlace.set(place, { ...known, sinceAtMs: Math.min(sinceAtMs, atMs), lastAtMs: Math.max(lastAtMs, atMs), count: count + 1 });
      } else if (byPlace.size < mostPlaces) {
        const said = redact(text.slice(0, 4 * longestText)).slice(0, longestText);
        byPlace.set(place, { place, sinceAtMs: atMs, lastAtMs: atMs, count: 1, operation, text: said });
      }
    },
    all: () => [...byPlace.values()],
    settle(nowMs) {
      for (const [place, { lastAtMs }] of byPlace) if (nowMs - lastAtMs > lastsForMs) byPlace.delete(place);
    },
    clear: () => byPlace.clear(),
  };
}
