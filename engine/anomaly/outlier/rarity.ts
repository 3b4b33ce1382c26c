/** How rare a score is among those of usual windows: by its rank, and beyond what was seen often by an exponential tail (Pickands 1975). */

export interface Rarity {
  /** The probability of a score at least so high in a usual window; 1 while too few were seen. */
  chance(score: number): number;
  add(score: number): void;
  snapshot(): RarityState;
  restore(state: RarityState): void;
}

/** Counts of the bins up to the highest that holds any. */
export type RarityState = readonly number[];

const bins = 96;
const fewest = 240;
/** When so many are counted all are halved: what is usual follows what lasts, about two weeks of minutes. */
const mostCounted = 20_160;
/** The tail begins where so little is left, and is at least so many scores. */
const tailShare = 0.02;
const tailLeast = 12;
/** The least that is believed of a tail that nobody has seen. */
const leastChance = 1e-9;

/** Scores from 0 to `highest`, in equal steps. */
export function createRarity(highest: number): Rarity {
  let counts = new Float64Array(bins);
  let total = 0;
  const step = highest / bins;
  const binOf = (score: number): number => Math.max(0, Math.min(bins - 1, Math.floor(score / step)));

  /** Where the tail begins, how much is in it, and by how much its scores lie beyond on average. */
  function tail(): { readonly from: number; readonly share: number; readonly excess: number } {
    const wanted = Math.max(tailLeast, tailShare * total);
    let [above, weighted, bin] = [0, 0, bins];
    while (bin > 0 && above < wanted) {
      bin -= 1;
      const count = counts[bin] ?? 0;
      weighted += count * (bin + 0.5);
      above += count;
    }
    const excess = Math.max(0.5, weighted / Math.max(1, above) - bin);
    return { from: bin * step, share: above / Math.max(1, total), excess: excess * step };
  }

  return {
    chance(score) {
      if (total < fewest) return 1;
      const { from, share, excess } = tail();
      if (score >= from) return Math.max(leastChance, share * Math.exp(-(score - from) / excess));
      let above = 0;
      for (let bin = binOf(score); bin < bins; bin += 1) above += counts[bin] ?? 0;
      return Math.min(1, (above + 1) / (total + 1));
    },
    add(score) {
      const bin = binOf(score);
      counts[bin] = (counts[bin] ?? 0) + 1;
      total += 1;
      if (total < mostCounted) return;
      counts = counts.map((count) => count / 2);
      total /= 2;
    },
    snapshot() {
      const length = counts.findLastIndex((count) => count > 0) + 1;
      return [...counts.subarray(0, length)].map((count) => Math.round(count * 10) / 10);
    },
    restore(state) {
      counts = new Float64Array(bins);
      counts.set(state.slice(0, bins));
      total = counts.reduce((sum, count) => sum + count, 0);
    },
  };
}
