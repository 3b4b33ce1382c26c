import type { Template } from '../domain.ts';
import { cellText, worstLevel } from './cell.ts';
import type { Cell, Redact } from './cell.ts';

/**
 * One pattern of one miner. Its `count` includes the records of its aliases, its `level` is the worst that at least a twentieth of its
 * records had, and each of its samples (the first seen and the newest two, with the first lines of their stack) has at most 500 characters.
 */
export interface MinedPattern extends Omit<Template, 'cluster'> {
  /** Dense and stable within its miner; 0 is the overflow bucket, which takes what no pattern has room for. */
  readonly index: number;
  /** The pattern this one was merged into later; 0 for one that was evicted. Null for a pattern of its own. */
  readonly aliasOf: number | null;
}

/** What the rules ask of every pattern that writes, every few seconds: a text would have to be put together first. */
export type PatternGlance = Pick<MinedPattern, 'id' | 'level' | 'firstSeenAtMs'>;

export function glanceOf(cell: Cell): PatternGlance {
  return { id: cell.id, level: worstLevel(cell), firstSeenAtMs: cell.firstSeenAtMs };
}

export function patternOf(cell: Cell, redact: Redact): MinedPattern {
  const { index, id, count, firstSeenAtMs, lastSeenAtMs, samples, samplesAtMs, aliasOf } = cell;
  const seen = { count, firstSeenAtMs, lastSeenAtMs };
  return {
    index,
    id,
    text: cellText(cell, redact),
    level: worstLevel(cell),
    ...seen,
    // Never changed, only replaced.
    samples,
    samplesAtMs,
    aliasOf,
  };
}
