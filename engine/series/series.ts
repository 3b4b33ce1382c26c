import { median } from '../math.ts';
import { KEPT_DAYS, unusualness } from './statistics.ts';
import type { Past } from './statistics.ts';
import { createTail } from './tail.ts';

/** Scores the values of one series as they come, each by those before it alone. */
export interface SeriesDetector {
  /** From 0 (usual) to 1 (certainly not). A value that is no finite number, and a time that goes backwards, are unusual for nobody: 0. */
  push(atMs: number, value: number): number;
}

const DAY_MS = 86_400_000;
/** Rows kept, whatever the pace. */
const MOST_ROWS = 20_000;
const SMALLEST_PAST = 600;
/** Time steps by which the pace is known. */
const STEPS = 200;
/** The first rows teach only. */
const FIRST_ROWS = 20;
/** Bits that every statistic reaches now and then: one row in 45. */
const USUAL_BITS = 5.5;
/** Where the score is a half. */
const HALF_BITS = 8;
/** After an alarm so many rows only speak again when they are worse: it is the same thing that goes on. */
const REST_ROWS = 100;
const FADES = 0.5;
const WORSE = 1.02;

export function createSeriesDetector(): SeriesDetector {
  const tails = Array.from({ length: 5 }, createTail);
  const alarm = createAlarm();
  const past = createPast();
  let rows = 0;
  return {
    push(atMs, value) {
      if (!Number.isFinite(value) || !past.add(atMs, value)) return 0;
      let bits = 0;
      for (const [place, statistic] of unusualness(past).entries()) {
        bits += Math.max(0, (tails[place]?.bits(statistic) ?? 0) - USUAL_BITS);
        tails[place]?.add(statistic);
      }
      rows += 1;
      return rows <= FIRST_ROWS ? 0 : alarm(rows, bits);
    },
  };
}

/** The rows that are still needed; `add` returns false for one that is older than the last. */
function createPast(): Past & { add(atMs: number, value: number): boolean } {
  const steps: number[] = [];
  let values: number[] = [];
  let perDay = 1;
  let lastAtMs = Number.NEGATIVE_INFINITY;
  return {
    get values() {
      return values;
    },
    get perDay() {
      return perDay;
    },
    add(atMs, value) {
      if (atMs < lastAtMs) return false;
      if (steps.length < STEPS && Number.isFinite(lastAtMs) && atMs > lastAtMs) {
        steps.push(atMs - lastAtMs);
        perDay = Math.max(1, Math.round(DAY_MS / median(steps)));
      }
      if (Number.isFinite(atMs)) lastAtMs = atMs;
      values.push(value);
      const kept = Math.min(MOST_ROWS, KEPT_DAYS * perDay + SMALLEST_PAST);
      if (values.length > kept * 1.1) values = values.slice(-kept);
      return true;
    },
  };
}

/** Speaks once of what goes on, and again when it becomes worse. Returns the score. */
function createAlarm(): (row: number, bits: number) => number {
  let peak = 0;
  let peakRow = Number.NEGATIVE_INFINITY;
  return (row, bits) => {
    const isResting = row - peakRow <= REST_ROWS;
    const standing = isResting ? peak : 0;
    if (bits <= standing * WORSE) {
      if (bits > standing * FADES) peakRow = row;
      return 0;
    }
    peak = bits;
    peakRow = row;
    return bits / (bits + HALF_BITS);
  };
}
