/** Tails of the binomial distribution. */

/** The chance that of `trials` with chance `chance` each, at least `least` succeed. Right to some 12 digits. */
export function chanceOfAtLeast(least: number, trials: number, chance: number): number {
  if (least <= 0) return 1;
  if (least > trials || chance <= 0) return 0;
  return chance >= 1 ? 1 : incompleteBeta(least, trials - least + 1, chance);
}

export function chanceOfAtMost(most: number, trials: number, chance: number): number {
  return chanceOfAtLeast(trials - most, trials, 1 - chance);
}

/** I_x(a, b), the regularised incomplete beta function, by its continued fraction (DLMF 8.17.22), on the side where that converges fast. */
function incompleteBeta(a: number, b: number, x: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  if (x <= (a + 1) / (a + b + 2)) return (Math.exp(logFront) * betaFraction(a, b, x)) / a;
  return 1 - (Math.exp(logFront) * betaFraction(b, a, 1 - x)) / b;
}

const TINY = 1e-300;

/** By Lentz's method, as Thompson and Barnett (1986) changed it. Needs some sqrt(max(a, b)) steps. */
function betaFraction(a: number, b: number, x: number): number {
  const steps = 200 + 10 * Math.ceil(Math.sqrt(Math.max(a, b)));
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= steps; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return fraction;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905, -0.13857109526572012,
  9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln of the gamma function of a number from 1 on (Lanczos, g = 7, n = 9). */
function logGamma(value: number): number {
  const z = value - 1;
  const sum = LANCZOS.reduce((total, coefficient, at) => total + coefficient / (z + at + 1), 0.99999999999980993);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}
