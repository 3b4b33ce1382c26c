/**
 * Has something changed for good, or is it chance? A cumulative sum of log-likelihood ratios (Page 1954): each observation adds how much more it
 * speaks for the change than for the usual, and below nothing the sum begins anew. It needs no window, finds what is large after few observations
 * and what is small after many, and by chance it reaches a height of h nats only once in about exp(h) observations.
 */
export interface Rise {
  nats: number;
  /** When the sum last was nothing, and its last observation. */
  sinceAtMs: number;
  lastAtMs: number;
  /** Observations since then, and those of them that were hits. */
  tried: number;
  hits: number;
}

export type RiseState = readonly [nats: number, sinceAtMs: number, lastAtMs: number, tried: number, hits: number];

export interface Step {
  readonly atMs: number;
  /** What speaks for the change, in nats; negative where it speaks for the usual. */
  readonly nats: number;
  readonly isHit: boolean;
}

/** What lies further apart than this does not add up. */
const forgetAfterMs = 1_800_000;
/** Higher it does not climb, so that it comes down when all is over. */
const ceiling = 40;

export function createRise(): Rise {
  return { nats: 0, sinceAtMs: 0, lastAtMs: 0, tried: 0, hits: 0 };
}

export function climb(rise: Rise, { atMs, nats, isHit }: Step): void {
  if (rise.nats > 0 && Math.abs(atMs - rise.lastAtMs) > forgetAfterMs) rise.nats = 0;
  if (rise.nats <= 0) {
    if (nats <= 0) return;
    rise.sinceAtMs = atMs;
    rise.tried = 0;
    rise.hits = 0;
  }
  rise.lastAtMs = atMs;
  rise.tried += 1;
  if (isHit) rise.hits += 1;
  rise.nats = Math.min(ceiling, Math.max(0, rise.nats + nats));
}

export function fall(rise: Rise): void {
  rise.nats = 0;
}

/** For an observation that happens with the probability `usual`, and with `changed` after the change. */
export function natsOf(isHit: boolean, usual: number, changed: number): number {
  return isHit ? Math.log(changed / usual) : Math.log((1 - changed) / (1 - usual));
}

export function saveRise({ nats, sinceAtMs, lastAtMs, tried, hits }: Rise): RiseState {
  return [nats, sinceAtMs, lastAtMs, tried, hits];
}

export function readRise([nats, sinceAtMs, lastAtMs, tried, hits]: RiseState): Rise {
  return { nats, sinceAtMs, lastAtMs, tried, hits };
}
