import { createRandom } from '../../../../engine/math.ts';

/** A seeded source of chance, so that a failing corpus can be made again. */
export interface Draw {
  /** A whole number, both ends included. */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** As many results as a number drawn from both ends included. */
  times<T>(low: number, high: number, make: (index: number) => T): T[];
  hex(digits: number): string;
}

export function createDraw(seed: number): Draw {
  const next = createRandom(seed);
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return {
    int,
    chance: (probability) => next() < probability,
    pick(items) {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new Error('chance was asked to choose from nothing');
      return item;
    },
    times: (low, high, make) => Array.from({ length: int(low, high) }, (_, index) => make(index)),
    hex: (digits) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join(''),
  };
}
