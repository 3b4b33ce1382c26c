/** By how much counters have grown since they were last told; bounded, the series told longest ago is forgotten first. */
export interface Total {
  readonly atMs: number;
  readonly count: number;
  readonly sum: number;
}

export interface Growth {
  /** Null for the first of a series, and for one that fell, which has begun anew. */
  of(series: string, total: Total): { readonly forMs: number; readonly count: number; readonly sum: number } | null;
}

export function createGrowth(seriesAtMost: number): Growth {
  const lasts = new Map<string, Total>();
  return {
    of(series, total) {
      const last = lasts.get(series);
      lasts.delete(series);
      lasts.set(series, total);
      const oldest = lasts.keys().next().value;
      if (lasts.size > seriesAtMost && oldest !== undefined) lasts.delete(oldest);
      if (last === undefined || total.atMs <= last.atMs || total.count < last.count || total.sum < last.sum) return null;
      return { forMs: total.atMs - last.atMs, count: total.count - last.count, sum: total.sum - last.sum };
    },
  };
}
