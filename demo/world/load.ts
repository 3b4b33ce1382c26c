/** How busy the shop is: a daily curve with noise. */
import type { Dice } from './dice.ts';

/** About 1 over a day: quiet at four in the morning, busiest in the evening (UTC). */
export function dailyLoad(atMs: number): number {
  const hour = (atMs % 86_400_000) / 3_600_000;
  return 1 + 0.5 * Math.cos(((hour - 19) / 24) * 2 * Math.PI) + 0.15 * Math.cos(((hour - 12) / 12) * 2 * Math.PI);
}

/** Slow noise around 1, one step a call: an autoregressive walk in the logarithm, about 10 % wide. */
export function createLoadNoise(dice: Dice): () => number {
  let level = 0;
  return () => {
    level = 0.97 * level + 0.05 * (dice.random() - 0.5);
    return Math.exp(level);
  };
}
