/** Everything that is left to chance in the world, from one seed: equal seeds give equal worlds. */
export interface Dice {
  /** In [0, 1). */
  random(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(options: readonly [T, ...T[]]): T;
  hex(digits: number): string;
  /** How often something with this mean happens (Poisson; Knuth 1969 for small means, the normal approximation above 30). */
  count(mean: number): number;
}

/** Marsaglia's xorshift32 (Journal of Statistical Software 8, 2003), which is fast and enough for a demo's chances. */
export function createDice(seed: number): Dice {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995) | 0 || 1;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 16; i += 1) random();
  const between = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
  return {
    random,
    between,
    pick: (options) => options[Math.floor(random() * options.length)] ?? options[0],
    hex(digits) {
      let text = '';
      while (text.length < digits)
        text += Math.floor(random() * 0x1_0000_0000)
          .toString(16)
          .padStart(8, '0');
      return text.slice(0, digits);
    },
    count(mean) {
      if (mean > 30) {
        const normal = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
        return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
      }
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = random(); product > limit; product *= random()) count += 1;
      return count;
    },
  };
}
