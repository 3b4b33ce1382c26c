/** How well a score tells what is useful. */
export interface Metrics {
  /** Share of what would be told that is useful; of what is useful that would be told; their harmonic mean. */
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Probability that a useful one scores higher than noise (Hanley & McNeil 1982); 0.5 says nothing. */
  readonly auc: number;
}

export interface Scored {
  readonly isUseful: boolean;
  readonly isTold: boolean;
  readonly score: number;
}

/** 0 where there is nothing to divide by. */
export function measure(scored: readonly Scored[]): Metrics {
  const told = scored.filter(({ isTold }) => isTold);
  const hits = told.filter(({ isUseful }) => isUseful).length;
  const precision = share(hits, told.length);
  const recall = share(hits, scored.filter(({ isUseful }) => isUseful).length);
  return { precision, recall, f1: share(2 * precision * recall, precision + recall), auc: aucOf(scored) };
}

function aucOf(scored: readonly Scored[]): number {
  const useful = scored.filter(({ isUseful }) => isUseful);
  const noise = scored.filter(({ isUseful }) => !isUseful);
  let wins = 0;
  for (const one of useful) for (const other of noise) wins += one.score > other.score ? 1 : one.score === other.score ? 0.5 : 0;
  return share(wins, useful.length * noise.length);
}

function share(part: number, all: number): number {
  return all === 0 ? 0 : part / all;
}
