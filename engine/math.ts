/** Median of `values`; NaN for none. Does not change its input. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear-interpolated quantile (Hyndman & Fan 1996, type 7); NaN for no values. */
export function quantile(values: readonly number[], q: number): number {
  return quantileOfSorted(
    values.toSorted((a, b) => a - b),
    q,
  );
}

/** As `quantile`, of values that are in ascending order. */
export function quantileOfSorted(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const low = sorted[below] ?? Number.NaN;
  const high = sorted[below + 1] ?? low;
  return low + (high - low) * (position - below);
}

/** Seeded generator of numbers in [0, 1): mulberry32, public domain. Equal seeds give equal streams on every machine. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** 64-bit FNV-1a of UTF-16 code units as 16 hex digits, computed in two 32-bit halves; for stable ids, not for security. */
export function hash64(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let i = 0; i < text.length; i += 1) {
    low = (low ^ text.charCodeAt(i)) >>> 0;
    const lowProduct = low * 0x1b3;
    const carry = Math.floor(lowProduct / 4_294_967_296);
    high = (Math.imul(high, 0x1b3) + carry + (low << 8)) >>> 0;
    low = lowProduct >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** The items of each key, in their order. `Map.groupBy` is not there on Node 20, on which the command line runs. */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** Natural logarithm of the beta function, for arguments of at least 1 (Stirling's series, after a shift that makes its error smaller than 1e-9). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

const stirlingFrom = 10;

function logGamma(value: number): number {
  let shifted = value;
  let product = 0;
  for (; shifted < stirlingFrom; shifted += 1) product += Math.log(shifted);
  const series = 1 / (12 * shifted) - 1 / (360 * shifted ** 3) + 1 / (1_260 * shifted ** 5);
  return (shifted - 0.5) * Math.log(shifted) - shifted + Math.log(2 * Math.PI) / 2 + series - product;
}
