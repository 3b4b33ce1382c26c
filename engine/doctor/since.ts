import type { FindingKind } from './finding.ts';

/** About what (a workload, or empty for the detector), which kind, since when, last confirmed. */
export type Since = readonly [about: string, kind: FindingKind, sinceAtMs: number, lastAtMs: number];

/** What comes and goes within this time is one finding. */
const lingerMs = 900_000;

export interface Sinces {
  /** It holds now; since when. */
  confirm(about: string, kind: FindingKind, nowMs: number): number;
  /** Forgets what has not been confirmed for long. */
  drop(nowMs: number): void;
  list(): readonly Since[];
  restore(state: readonly Since[]): void;
}

/** Since when each finding holds. */
export function createSinces(): Sinces {
  const sinces = new Map<string, Since>();
  return {
    confirm(about, kind, nowMs) {
      const key = `${kind} ${about}`;
      const sinceAtMs = sinces.get(key)?.[2] ?? nowMs;
      sinces.set(key, [about, kind, sinceAtMs, nowMs]);
      return sinceAtMs;
    },
    drop(nowMs) {
      for (const [key, [, , , lastAtMs]] of sinces) if (Math.abs(nowMs - lastAtMs) > lingerMs) sinces.delete(key);
    },
    list: () => [...sinces.values()],
    restore(state) {
      sinces.clear();
      for (const entry of state) sinces.set(`${entry[1]} ${entry[0]}`, entry);
    },
  };
}
