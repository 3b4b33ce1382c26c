/** What a detector of contents answers, on the scale that all of them share. */
import type { Level } from '../../domain.ts';
import type { Verdict } from '../rules/rule.ts';
import type { Rise } from './rise.ts';

/** A finding of one detector before it is an anomaly that lasts. */
export interface Found {
  /** Null for what concerns the whole workload. */
  readonly pattern: number | null;
  /** Null: that of the pattern. */
  readonly level: Level | null;
  readonly verdict: Verdict;
}

/**
 * What speaks for the change, in nats, before it is said. A sum reaches h by chance once in about exp(h) observations; fifty workloads make some
 * ten million a day, so that 20 nats are one in fifty days of all of them, were all observations independent.
 */
export const neededNats = 20;
/** What lasts is held by less, so that what wavers is one finding. */
const holdingShare = 0.4;
/** What no line has confirmed for so long is over. */
const freshMs = 600_000;

/** What a detector is asked: now, and whether what it found before lasts. */
export interface Asked {
  readonly nowMs: number;
  readonly isActive: boolean;
  /** Nats before a finding is said, by the sensitivity. */
  readonly needed: number;
  /** How many times a year chance may bring a finding of one thing that is looked at all the time. */
  readonly chanceAYear: number;
}

/** Whether a rise says enough, and still does. */
export function stands({ nats, lastAtMs }: Rise, { nowMs, isActive, needed }: Asked): boolean {
  return nats >= needed * (isActive ? holdingShare : 1) && nowMs - lastAtMs < freshMs;
}

const yearMs = 365 * 86_400_000;

/**
 * The deviation of a normal distribution whose deviance is as large, a confidence that grows with it, and how often a year chance brings such a sum where
 * observations come as often as they do now.
 */
export function chanceOf({ nats, tried, sinceAtMs }: Rise, nowMs: number): Pick<Verdict, 'z' | 'confidence' | 'perYear'> {
  const everyMs = Math.max(1, (nowMs - sinceAtMs) / Math.max(1, tried));
  return {
    z: Math.sqrt(2 * nats),
    confidence: Math.round(100 * Math.min(1, 0.5 + nats / 60)) / 100,
    perYear: (Math.exp(-nats) * yearMs) / everyMs,
  };
}
