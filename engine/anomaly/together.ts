/** All patterns of a workload that follow its load, taken together: what they wrote in a span, and what is usual. */
import type { Expectation } from './chance.ts';
import type { Rest, Together } from './span.ts';
import { minuteMs } from './window.ts';

/** Lines a minute of all replicas, by pattern; NaN where none was ever learned. Single precision, since there are tens of thousands. */
export interface Rates {
  readonly most: Float32Array;
  readonly least: Float32Array;
  readonly dispersion: Float32Array;
  readonly dispersionLately: Float32Array;
  /** 1 for what follows the load. */
  readonly isEven: Uint8Array;
  readonly hour: { readonly least: number; readonly most: number } | null;
  readonly deepestLull: number | null;
  readonly highestSurge: number | null;
}

export interface Counted {
  readonly forMs: number;
  readonly lines: Uint32Array;
  readonly rates: Rates;
}

/** Squared variation of the load that all patterns share, without a fault; and upwards before its surges are known, for it doubles in a burst. */
const sharedVariation = 0.03;
const ofUnknownSurges = 0.1;
/** Load holds its breath for a minute or two and comes back: a shorter span tells nothing of it. */
export const shortestLullMs = 300_000;
/** With fewer lines nothing is missed. */
export const fewestUsual = 15;

export interface Pool {
  readonly lines: number;
  readonly usual: number;
  readonly most: number;
  readonly least: number;
  /** Sum of variances. */
  readonly variance: number;
  /** Grew most, and fell most; -1 when there is none. */
  readonly grown: number;
  readonly fallen: number;
}

export function poolOf({ forMs, lines, rates }: Counted): Pool {
  const minutes = forMs / minuteMs;
  const pool = { lines: 0, usual: 0, most: 0, least: 0, variance: 0, grown: -1, fallen: -1 };
  let [grownBy, fallenBy] = [0, 0];
  for (let index = 0; index < lines.length; index += 1) {
    if (rates.isEven[index] !== 1) continue;
    const count = lines[index] ?? 0;
    const most = (rates.most[index] ?? 0) * minutes;
    const least = (rates.least[index] ?? 0) * minutes;
    pool.lines += count;
    pool.usual += (most + least) / 2;
    pool.most += most;
    pool.least += least;
    pool.variance += most * (rates.dispersionLately[index] ?? 1);
    if (count - most > grownBy) [grownBy, pool.grown] = [count - most, index];
    if (least - count > fallenBy) [fallenBy, pool.fallen] = [least - count, index];
  }
  return pool;
}

export function togetherOf(
  pool: Pool,
  { forMs, lines, rates }: Counted,
  replicas: { readonly now: number; readonly usual: number },
): Together {
  const minutes = forMs / minuteMs;
  const most = Math.max(pool.most, (rates.hour?.most ?? 0) * Math.max(replicas.now, replicas.usual) * minutes);
  const least = Math.min(pool.least, (rates.hour?.least ?? Number.POSITIVE_INFINITY) * Math.min(replicas.now, replicas.usual) * minutes);
  const own = pool.most > 0 ? pool.variance / pool.most : 1;
  const expectation = (mean: number, variation: number): Expectation => ({ mean, dispersion: own + mean * variation });
  const without = (pattern: number, perMinute: Float32Array, mean: number): Rest => ({
    lines: pool.lines - (lines[pattern] ?? 0),
    mean: Math.max(1, mean - (perMinute[pattern] ?? 0) * minutes),
    dispersion: own,
  });
  return {
    lines: pool.lines,
    withoutGrown: without(pool.grown, rates.most, most),
    withoutFallen: without(pool.fallen, rates.least, least),
    most: expectation(most, rates.highestSurge === null ? ofUnknownSurges : sharedVariation),
    least: expectation(least, sharedVariation),
    deepestLull: rates.deepestLull,
    highestSurge: rates.highestSurge,
  };
}
