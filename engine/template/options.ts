import { createRedactor } from '../redact/redact.ts';
import type { Redact } from './cell.ts';

/** Bounds of one miner, and what takes secrets out of all text that it keeps. */
export interface MinerOptions {
  /** Most patterns alive: a service has some hundred. Those least recently seen make room. */
  readonly patterns: number;
  /** Most indexes in use, with aliases and evicted patterns. Beyond it new forms are counted in the overflow bucket. */
  readonly indexes: number;
  /** An index is given to another pattern only this long after its own was evicted, so that no count of it is still in use. */
  readonly reuseAfterMs: number;
  /** Tokens of a message that are looked at; the rest is one wildcard. */
  readonly tokens: number;
  /** Bytes of a message that are looked at. */
  readonly messageBytes: number;
  /** Forms remembered on the fast path; a power of two. */
  readonly signatures: number;
  /** How many patterns of the same build a new one is compared with. */
  readonly comparisons: number;
  /** What every text passes before it is kept. */
  readonly redact: Redact;
}

export const DEFAULT_MINER_OPTIONS: MinerOptions = {
  patterns: 2_000,
  indexes: 16_384,
  reuseAfterMs: 86_400_000,
  tokens: 128,
  messageBytes: 8_192,
  signatures: 32_768,
  comparisons: 64,
  redact: createRedactor().redact,
};
