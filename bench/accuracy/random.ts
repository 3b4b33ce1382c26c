/** A seeded source of chance, so that a run can be repeated to the byte. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Every item equally often. */
  pick<T>(items: readonly T[]): T;
  /** The first items far more often than the last, as users, hosts and products are in real life. */
  often<T>(items: readonly T[]): T;
}

/** mulberry32 over an FNV-1a hash of the name, so that two systems of one seed do not draw the same numbers. */
export function seeded(name: string, seed: number): Random {
  let state = (hash(name) ^ Math.imul(seed, 0x9e3779b9)) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    int: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => at(items, Math.floor(next() * items.length)),
    often: (items) => at(items, Math.floor(next() ** 2 * items.length)),
  };
}

/** The items in an order drawn by chance; the argument stays as it is. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new Error('chance was asked to choose from nothing');
  return item;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
