/**
 * A histogram that forgets: values in bins of a third of an octave, weights that halve with age. Quantiles of it are robust to
 * outliers, cost the same whatever was seen, and are exact to about a tenth of the value.
 *
 * Forgetting costs nothing: instead of shrinking what is old, what is new weighs more (forward decay; Cormode, Shkapenyuk,
 * Srivastava & Xu 2009), and all weights are scaled back before they grow too large.
 */

const binsPerOctave = 3;
/** 1/128 (one line in two hours of one replica) to a million lines a minute. */
const lowestOctave = -7;
const bins = 27 * binsPerOctave;

/** The bins from the lowest to the highest that was ever used: a pattern writes within a few octaves. */
export interface Histogram {
  readonly first: number;
  readonly weights: readonly number[];
}

/** The bin of a value above zero. Zeros are not stored: their weight is what the owner knows to be missing. */
export function binOf(value: number): number {
  const bin = Math.floor((Math.log2(value) - lowestOctave) * binsPerOctave);
  return Math.min(bins - 1, Math.max(0, bin));
}

export function total(histogram: Histogram): number {
  let sum = 0;
  for (const weight of histogram.weights) sum += weight;
  return sum;
}

/** Weighted quantile of the stored values and of zeros that weigh `zeros`, interpolated within its bin. */
export function quantile(histogram: Histogram, zeros: number, q: number): number {
  const wanted = (total(histogram) + Math.max(0, zeros)) * q;
  let below = Math.max(0, zeros);
  if (wanted <= below) return 0;
  const { first, weights } = histogram;
  for (let place = 0; place < weights.length; place += 1) {
    const weight = weights[place] ?? 0;
    if (weight > 0 && below + weight >= wanted) return valueAt(first + place, (wanted - below) / weight);
    below += weight;
  }
  // What rounding has left over belongs to the highest bin in use.
  const highest = weights.findLastIndex((weight) => weight > 0);
  return highest < 0 ? 0 : valueAt(histogram.first + highest, 1);
}

/** Mean of the stored values and `zeros`, without the highest part of the weight beyond `upTo`: robust, and unlike the median above zero where lines are rare. */
function trimmedMean(histogram: Histogram, zeros: number, upTo: number): number {
  const kept = (total(histogram) + Math.max(0, zeros)) * upTo;
  let left = kept - Math.max(0, zeros);
  let sum = 0;
  for (let place = 0; place < histogram.weights.length; place += 1) {
    if (left <= 0) break;
    const weight = Math.min(left, histogram.weights[place] ?? 0);
    sum += weight * valueAt(histogram.first + place, 0.5);
    left -= weight;
  }
  return kept > 0 ? sum / kept : 0;
}

/** Nine tenths of the minutes say what is usual; what fills the rest is a burst. */
const keptShare = 0.9;

/**
 * Median, or where lines are rare the trimmed mean, because the median of rare lines is zero; and half of the distance between the
 * 16th and the 84th percentile: one sigma of normal data, deaf to outliers.
 */
export function locate(histogram: Histogram, zeros: number): { readonly location: number; readonly spread: number } {
  const median = quantile(histogram, zeros, 0.5);
  const location = median >= 1 ? median : Math.max(median, trimmedMean(histogram, zeros, keptShare));
  return { location, spread: (quantile(histogram, zeros, 0.84) - quantile(histogram, zeros, 0.16)) / 2 };
}

/** Mean and variance with every outlier: chance is measured by them, where `locate` tells what is usual. */
export function moments(histogram: Histogram, zeros: number): { readonly mean: number; readonly variance: number } {
  let [weight, sum, squares] = [Math.max(0, zeros), 0, 0];
  for (let place = 0; place < histogram.weights.length; place += 1) {
    const stored = histogram.weights[place] ?? 0;
    const value = valueAt(histogram.first + place, 0.5);
    weight += stored;
    sum += stored * value;
    squares += stored * value * value;
  }
  if (!(weight > 0)) return { mean: 0, variance: 0 };
  const mean = sum / weight;
  return { mean, variance: Math.max(0, squares / weight - mean * mean) };
}

/** A histogram, and the weight of the zeros that it does not store. */
export interface Counted {
  readonly histogram: Histogram;
  readonly zeros: number;
}

/**
 * The values of two things that are counted together from now on, as if they varied by themselves: each pair of values adds up, and the whole weighs
 * `weight`. Their minutes side by side would be those of one of them.
 */
export function sumOf(one: Counted, other: Counted, weight: number): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  const [ones, others] = [sharesOf(one), sharesOf(other)];
  for (const [value, share] of ones) {
    for (const [more, otherShare] of others) {
      const sum = value + more;
      if (sum > 0) sums.set(binOf(sum), (sums.get(binOf(sum)) ?? 0) + share * otherShare * weight);
    }
  }
  return sums;
}

function sharesOf({ histogram, zeros }: Counted): readonly (readonly [value: number, share: number])[] {
  const all = total(histogram) + Math.max(0, zeros);
  if (!(all > 0)) return [[0, 1]];
  const stored = [...histogram.weights.entries()].filter(([, weight]) => weight > 0);
  return [
    [0, Math.max(0, zeros) / all],
    ...stored.map(([place, weight]) => [valueAt(histogram.first + place, 0.5), weight / all] as const),
  ];
}

function valueAt(bin: number, within: number): number {
  return 2 ** (lowestOctave + (bin + within) / binsPerOctave);
}
