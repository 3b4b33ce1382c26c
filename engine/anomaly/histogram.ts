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

/** The bins from the lowest to the highest that was ever used: a pattern writes within a few octaves, and there are tens of thousands of patterns. */
export interface Histogram {
  first: number;
  weights: number[];
}

export function createHistogram(): Histogram {
  return { first: 0, weights: [] };
}

/** Adds a value above zero. Zeros are not stored: their weight is what the owner knows to be missing. */
export function add(histogram: Histogram, value: number, weight: number): void {
  const bin = Math.floor((Math.log2(value) - lowestOctave) * binsPerOctave);
  addTo(histogram, Math.min(bins - 1, Math.max(0, bin)), weight);
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
  for (const [place, weight] of histogram.weights.entries()) {
    if (weight > 0 && below + weight >= wanted) return valueAt(histogram.first + place, (wanted - below) / weight);
    below += weight;
  }
  // What rounding has left over belongs to the highest bin in use.
  const highest = histogram.weights.findLastIndex((weight) => weight > 0);
  return highest < 0 ? 0 : valueAt(histogram.first + highest, 1);
}

/** Mean of the stored values and `zeros`, without the highest part of the weight beyond `upTo`: robust, and unlike the median above zero where lines are rare. */
export function trimmedMean(histogram: Histogram, zeros: number, upTo: number): number {
  const kept = (total(histogram) + Math.max(0, zeros)) * upTo;
  let left = kept - Math.max(0, zeros);
  let sum = 0;
  for (const [place, stored] of histogram.weights.entries()) {
    if (left <= 0) break;
    const weight = Math.min(left, stored);
    sum += weight * valueAt(histogram.first + place, 0.5);
    left -= weight;
  }
  return kept > 0 ? sum / kept : 0;
}

export function scale(histogram: Histogram, factor: number): void {
  histogram.weights = histogram.weights.map((weight) => weight * factor);
}

export function merge(from: Histogram, into: Histogram): void {
  for (const [place, weight] of from.weights.entries()) {
    if (weight > 0) addTo(into, from.first + place, weight);
  }
}

/** `bin, weight` repeated. */
export function listBins({ first, weights }: Histogram): number[] {
  return weights.flatMap((weight, place) => (weight > 0 ? [first + place, weight] : []));
}

export function readBins(list: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (let at = 0; at + 1 < list.length; at += 2) addTo(histogram, Math.min(bins - 1, Math.max(0, list[at] ?? 0)), list[at + 1] ?? 0);
  return histogram;
}

function addTo(histogram: Histogram, bin: number, weight: number): void {
  const { weights } = histogram;
  if (weights.length === 0) histogram.first = bin;
  const lower = histogram.first - bin;
  if (lower > 0) {
    histogram.weights = [...Array.from({ length: lower }, () => 0), ...weights];
    histogram.first = bin;
  }
  const place = bin - histogram.first;
  while (histogram.weights.length <= place) histogram.weights.push(0);
  histogram.weights[place] = (histogram.weights[place] ?? 0) + weight;
}

function valueAt(bin: number, within: number): number {
  return 2 ** (lowestOctave + (bin + within) / binsPerOctave);
}
