/**
 * What is remembered of each pattern on the way of every line, a few bytes, and which lines are looked at: so few a workload that the reading is
 * not slowed, the first ones of each five seconds, so that two runs look at the same, and some kept for patterns that were not looked at for long.
 */
import type { ActiveAnomaly } from '../anomaly.ts';

export interface PatternMarks {
  /** Takes in a line; true when it is an error that is no anomaly by itself. */
  see(pattern: number, receivedAtMs: number): boolean;
  /** Whether the line that was seen last is to be looked at. */
  isLooked(): boolean;
  /** How many lines of the pattern have been looked at. */
  looks(pattern: number): number;
  setError(pattern: number, isError: boolean): void;
  /** From now on the patterns of these anomalies are quiet. */
  quiet(standing: readonly ActiveAnomaly[]): void;
  isQuiet(pattern: number): boolean;
}

const bucketMs = 5_000;
/** Lines that are looked at in one bucket, and of them those of patterns that had a look in it already. */
const mostLooks = 12;
const mostAgain = 6;

export function createPatternMarks(): PatternMarks {
  let looks = new Uint32Array(16);
  /** The bucket a pattern was looked at last. */
  let lookedIn = new Int32Array(16);
  let errors = new Uint8Array(16);
  let quiet: ReadonlySet<number> = new Set();
  let receivedMs = Number.NaN;
  let [bucket, left, leftAgain] = [-1, 0, 0];
  let isLooked = false;

  function widen(pattern: number): void {
    const size = Math.max(looks.length * 2, pattern + 1);
    const [widerLooks, widerLooked, widerErrors] = [new Uint32Array(size), new Int32Array(size), new Uint8Array(size)];
    widerLooks.set(looks);
    widerLooked.set(lookedIn);
    widerErrors.set(errors);
    [looks, lookedIn, errors] = [widerLooks, widerLooked, widerErrors];
  }

  function moveTo(receivedAtMs: number): void {
    receivedMs = receivedAtMs;
    const now = Math.floor(receivedAtMs / bucketMs);
    if (now === bucket) return;
    bucket = now;
    left = mostLooks;
    leftAgain = mostAgain;
  }

  function look(pattern: number): void {
    const isAgain = lookedIn[pattern] === bucket;
    if (isAgain && leftAgain === 0) return;
    if (isAgain) leftAgain -= 1;
    left -= 1;
    lookedIn[pattern] = bucket;
    looks[pattern] = (looks[pattern] ?? 0) + 1;
    isLooked = true;
  }

  return {
    see(pattern, receivedAtMs) {
      if (receivedAtMs !== receivedMs) moveTo(receivedAtMs);
      if (pattern >= looks.length) widen(pattern);
      isLooked = false;
      if (left > 0) look(pattern);
      return errors[pattern] === 1 && !(quiet.size > 0 && quiet.has(pattern));
    },
    isLooked: () => isLooked,
    looks: (pattern) => looks[pattern] ?? 0,
    setError(pattern, isError) {
      errors[pattern] = isError ? 1 : 0;
    },
    quiet(standing) {
      if (standing.length === 0 && quiet.size === 0) return;
      quiet = new Set(standing.flatMap(({ pattern }) => pattern ?? []));
    },
    isQuiet: (pattern) => quiet.size > 0 && quiet.has(pattern),
  };
}
