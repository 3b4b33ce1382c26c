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
export const bins = 27 * binsPerOctave;

export type Histogram = Float32Array;

export function createHistogram(): Histogram {
  return new Float32Array(bins);
}

/** Adds a value above zero. Zeros are not stored: their weight is what the owner knows to be missing. */
export function add(histogram: Histogram, value: number, weight: number): void {
  const bin = Math.floor((Math.log2(value) - lowestOctave) * binsPerOctave);
  const at = Math.min(bins - 1, Math.max(0, bin));
  histogram[at] = (histogram[at] ?? 0) + weight;
}

export function total(histogram: Histogram): number {
  let sum = 0;
  for (const weight of histogram) sum += weight;
  return sum;
}

/** Weighted quantile of the stored values and of zeros that weigh `zeros`, interpolated within its bin. */
export function quantile(histogram: Histogram, zeros: number, q: number): number {
  const wanted = (total(histogram) + Math.max(0, zeros)) * q;
  let below = Math.max(0, zeros);
  if (wanted <= below) return 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const weight = histogram[bin] ?? 0;
    if (weight > 0 && below + weight >= wanted) return valueAt(bin, (wanted - below) / weight);
    below += weight;
  }
  return valueAt(bins - 1, 1);
}

/** Mean of the stored values and `zeros`, without the highest part of the weight beyond `upTo`: robust, and unlike the median above zero where lines are rare. */
export function trimmedMean(histogram: Histogram, zeros: number, upTo: number): number {
  const kept = (total(histogram) + Math.max(0, zeros)) * upTo;
  let left = kept - Math.max(0, zeros);
  let sum = 0;
  for (let bin = 0; bin < bins && left > 0; bin += 1) {
    const weight = Math.min(left, histogram[bin] ?? 0);
    sum += weight * valueAt(bin, 0.5);
    left -= weight;
  }
  return kept > 0 ? sum / kept : 0;
}

export function scale(histogram: Histogram, factor: number): void {
  for (let bin = 0; bin < bins; bin += 1) histogram[bin] = (histogram[bin] ?? 0) * factor;
}

export function merge(from: Histogram, into: Histogram): void {
  for (let bin = 0; bin < bins; bin += 1) into[bin] = (into[bin] ?? 0) + (from[bin] ?? 0);
}

/** `bin, weight` repeated. */
export function listBins(histogram: Histogram): number[] {
  const list: number[] = [];
  histogram.forEach((weight, bin) => weight > 0 && list.push(bin, weight));
  return list;
}

export function readBins(list: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (let at = 0; at + 1 < list.length; at += 2) histogram[list[at] ?? 0] = list[at + 1] ?? 0;
  return histogram;
}

function valueAt(bin: number, within: number): number {
  return 2 ** (lowestOctave + (bin + within) / binsPerOctave);
}
