import type { Attribution, Engine, Suspect } from '../../engine/index.ts';

/** Who was suspected, and which change was blamed, when that was surest: it may have been put right before the end. */
export interface Suspicion {
  /** To be called at every tick. */
  look(nowMs: number): void;
  /** Best first. */
  suspects(): readonly Suspect[];
  attribution(): Attribution;
}

/** Traces and requests are read in windows of so long. */
const everyMs = 10_000;

export function createSuspicion(engine: Pick<Engine, 'suspects' | 'attribution'>): Suspicion {
  const suspects = new Map<string, Suspect>();
  let attribution: Attribution = { blamed: null, ruledOut: [] };
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  return {
    look(nowMs) {
      if (nowMs - lookedAtMs < everyMs) return;
      lookedAtMs = nowMs;
      for (const suspect of engine.suspects())
        if (suspect.score > (suspects.get(suspect.workload)?.score ?? 0)) suspects.set(suspect.workload, suspect);
      const told = engine.attribution();
      if ((told.blamed?.score ?? 0) >= (attribution.blamed?.score ?? 0)) attribution = told;
    },
    suspects: () => [...suspects.values()].toSorted((a, b) => b.score - a.score || (a.workload < b.workload ? -1 : 1)),
    attribution: () => attribution,
  };
}
