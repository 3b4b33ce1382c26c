/** Since when requests lack a step that they should have, and how much speaks for that they changed. */
import { logBeta } from '../../math.ts';
import type { Expected, Step } from './expectation.ts';
import { chanceOf } from './expectation.ts';

export interface Rise {
  /** Cumulative sum that finds its beginning. */
  sum: number;
  /** The most that it was. */
  most: number;
  readonly sinceAtMs: number;
  lastAtMs: number;
  missed: number;
  tried: number;
  /** Tried since it was last missed. */
  kept: number;
  /** Of those that missed it, how many came to its workload. */
  reached: number;
  beside: Step;
  /** Of the requests before, how many had `beside`, and how many of these went without it. */
  readonly requests: number;
  readonly without: number;
}

/** An expectation that was not tried for so long says nothing about now. */
export const staleMs = 180_000;
/** By chance a sum rises so high once in a thousand times. */
const mostByChance = Math.log(1_000);

/** That half of the requests are without it, against as many as usual (cumulative sum; Page 1954). */
export function climb(rises: Map<Step, Rise>, expected: Expected, atMs: number): void {
  const { step, beside, isHad, isReached, requests, without } = expected;
  const chance = chanceOf(expected);
  const by = isHad === true ? Math.log(0.5 / (1 - chance)) : Math.log(0.5 / chance);
  const known = rises.get(step);
  if (known === undefined || atMs - known.lastAtMs > staleMs) {
    const reached = isReached ? 1 : 0;
    if (isHad !== true)
      rises.set(step, {
        sum: by,
        most: by,
        sinceAtMs: atMs,
        lastAtMs: atMs,
        missed: 1,
        tried: 1,
        kept: 0,
        reached,
        beside,
        requests,
        without,
      });
    return;
  }
  known.sum += by;
  known.most = Math.max(known.most, known.sum);
  known.tried += 1;
  known.kept = isHad === true ? known.kept + 1 : 0;
  known.lastAtMs = Math.max(known.lastAtMs, atMs);
  if (isHad !== true) Object.assign(known, { missed: known.missed + 1, reached: known.reached + (isReached ? 1 : 0), beside });
  if (known.sum <= 0) rises.delete(step);
}

/** Below five to one it is not worth telling. */
export const leastNats = Math.log(5);
/** Where lines are lost, of so many that may be lacking one is so twice in a row now and then; below a hundred to one that explains nothing else. */
const mostUsualNats = Math.log(100);

/** One more request lacks it, and that is no reason yet to think that they changed. */
export function isUsualLack(rise: Rise | undefined, { requests, without }: Pick<Expected, 'requests' | 'without'>): boolean {
  const { missed, tried } = rise ?? { missed: 0, tried: 0 };
  return natsOf({ missed: missed + 1, tried: tried + 1, requests, without }) < mostUsualNats;
}

/** It is over, and was never so much that it was none. */
export function isChance({ sum, most }: Rise): boolean {
  return sum <= 0 && most < mostByChance;
}

/** That requests lack it more often than before, against as often: two shares that may be anything, or one (Kass & Raftery 1995, Bayes factor). */
export function natsOf({ missed, tried, requests, without }: Pick<Rise, 'missed' | 'tried' | 'requests' | 'without'>): number {
  const [had, having] = [tried - missed, requests - without];
  return logBeta(without + 1, having + 1) + logBeta(missed + 1, had + 1) - logBeta(without + missed + 1, having + had + 1);
}
