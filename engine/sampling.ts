/**
 * While a workload floods only some of its lines are looked at, each for as many as it stands for: counts stay right on average, and the other workloads
 * get their turn. Errors are told from the rest, so that a flood of chatter hides none. A few raw lines, redacted, are kept to see what it was.
 */
import type { ActiveAnomaly } from './anomaly/anomaly.ts';
import { rankOf } from './anomaly/rules/rule.ts';
import type { LogRecord } from './domain.ts';

export interface Sampling {
  /** How many lines this one stands for; 0: it is left out. */
  weigh(record: LogRecord, receivedAtMs: number): number;
  /** The flood that lasts now, or none; at every tick. */
  settle(flood: ActiveAnomaly | undefined): void;
}

const bucketMs = 5_000;
/** In one bucket, of errors and of the rest: as many are looked at, whatever comes. */
const wholeLines = 5_000;
/** Kept of a flood, at its 1st, 2nd, 4th, 8th line and so on: the beginning shows what it is, the rest that it stays so. */
const mostSamples = 20;
const longestSample = 500;

interface Sort {
  lines: number;
  /** Of so many lines one is looked at. */
  oneOf: number;
}

export function createSampling(redact: (text: string) => string): Sampling {
  let flood: ActiveAnomaly | undefined;
  const errors: Sort = { lines: 0, oneOf: 1 };
  const rest: Sort = { lines: 0, oneOf: 1 };
  let bucket = -1;
  let seen = 0;
  let draw = 1;

  function moveTo(now: number): void {
    for (const sort of [errors, rest]) {
      // By what the last bucket held; after a pause all are looked at again.
      sort.oneOf = now === bucket + 1 ? Math.max(1, Math.ceil(sort.lines / wholeLines)) : 1;
      sort.lines = 0;
    }
    bucket = now;
  }

  function keep(current: ActiveAnomaly, record: LogRecord): void {
    seen += 1;
    const samples = current.samples ?? [];
    if ((seen & (seen - 1)) !== 0 || samples.length >= mostSamples) return;
    current.samples = [...samples, redact(record.message).slice(0, longestSample)];
  }

  return {
    weigh(record, receivedAtMs) {
      if (flood === undefined) return 1;
      keep(flood, record);
      const now = Math.floor(receivedAtMs / bucketMs);
      if (now !== bucket) moveTo(now);
      const sort = rankOf(record.level) >= rankOf('error') ? errors : rest;
      sort.lines += 1;
      if (sort.oneOf === 1) return 1;
      // Lines that take turns would all be of one sort if every n-th was looked at.
      draw = (Math.imul(draw, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((draw / 4_294_967_296) * sort.oneOf) === 0 ? sort.oneOf : 0;
    },
    settle(now) {
      if (now !== flood) seen = now?.samples?.length ?? 0;
      flood = now;
      if (now === undefined) [errors.oneOf, rest.oneOf, bucket] = [1, 1, -1];
    },
  };
}
