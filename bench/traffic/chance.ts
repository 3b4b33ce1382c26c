/** The distributions of the generator: counts are Poisson with a gamma-distributed mean, which is negative binomial (Greenwood & Yule 1920). */
import { seeded, type Random } from '../accuracy/random.ts';

export interface Chance extends Random {
  between(low: number, high: number): number;
  /** As often between 1 and 2 as between 10 and 20. */
  scale(low: number, high: number): number;
  /** Standard normal (Box & Muller 1958). */
  normal(): number;
  /** Mean 1 and variance 1 / `shape` (Marsaglia & Tsang 2000). */
  gamma(shape: number): number;
  poisson(mean: number): number;
  hex(digits: number): string;
}

/** Equal names and seeds give equal streams. */
export function chanceOf(name: string, seed: number): Chance {
  const random = seeded(name, seed);
  const next = (): number => random.next();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    ...random,
    normal,
    between: (low, high) => low + next() * (high - low),
    scale: (low, high) => low * (high / low) ** next(),
    gamma: (shape) => gamma(shape, next, normal),
    poisson: (mean) => poisson(mean, next, normal),
    hex: (digits) => hex(digits, next),
  };
}

function gamma(shape: number, next: () => number, normal: () => number): number {
  if (shape < 1) return (gamma(shape + 1, next, normal) * (shape + 1) * (1 - next()) ** (1 / shape)) / shape;
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}

/** From this mean on the rounded normal is as good. */
const largeMean = 40;

function poisson(mean: number, next: () => number, normal: () => number): number {
  if (mean <= 0) return 0;
  if (mean > largeMean) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
  const limit = Math.exp(-mean);
  let product = next();
  let count = 0;
  for (; product > limit; count += 1) product *= next();
  return count;
}

function hex(digits: number, next: () => number): string {
  let text = '';
  while (text.length < digits) {
    text += Math.floor(next() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  }
  return text.slice(0, digits);
}
