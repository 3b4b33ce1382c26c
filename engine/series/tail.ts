/** Values kept: enough for the hundredth largest of a month of five-minute values. Beyond it every second one goes. */
const KEPT = 8_000;
const FEWEST = 30;

/** How rare a value is among those seen before it, in bits: 1 for every second, 10 for one in a thousand, more for what was never seen. */
export interface Tail {
  bits(value: number): number;
  add(value: number): void;
}

/**
 * Counts ranks rather than assuming a distribution. A value above all others is rarer by how far it lies beyond them, measured in the width of the
 * upper tail, so that the second spike of the same height is no news.
 */
export function createTail(): Tail {
  let sorted: number[] = [];
  return {
    bits(value) {
      const count = sorted.length;
      if (count < FEWEST) return 0;
      const above = count - placeOf(sorted, value);
      if (above > 0) return Math.log2((count + 1) / (above + 0.5));
      const largest = sorted[count - 1] ?? 0;
      const high = sorted[Math.floor(count * 0.99)] ?? largest;
      const width = high - (sorted[Math.floor(count * 0.9)] ?? high);
      const scale = Math.max(width / 2, (largest - high) / 2, Math.abs(largest) * 0.02, Number.MIN_VALUE);
      return Math.log2(count + 1) + 1 + Math.min((value - largest) / scale, 1_000);
    },
    add(value) {
      sorted.splice(placeOf(sorted, value), 0, value);
      if (sorted.length > KEPT) sorted = sorted.filter((_, place) => place % 2 === 0);
    },
  };
}

function placeOf(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
