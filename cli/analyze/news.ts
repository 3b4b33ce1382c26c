/**
 * What in the course of a log is no steady stream: patterns that begin, stop or come in a burst. Measured against the course of all records and not
 * against the clock, so that a busy hour, in which there is more of everything, is no burst of anything.
 */
import { PARTS } from './course.ts';

export interface News {
  readonly kind: 'began' | 'rose' | 'burst' | 'stopped';
  /** Parts of the course, the last one included, that hold it: of what stopped those before. */
  readonly firstPart: number;
  readonly lastPart: number;
  /** Records of the pattern in these parts, and what an even spread would have there. */
  readonly records: number;
  readonly expected: number;
}

export interface CourseShape {
  readonly records: number;
  readonly width: number;
  /** Patterns looked at, which the significance allows for. */
  readonly patterns: number;
}

/** Chance that a log without any news has some. */
const FALSE_ALARMS = 0.001;
/** A stretch with fewer times the usual is an uneven spread rather than a burst. */
const BURST_RATIO = 3;
/** What ends in this first part of a course belonged to a start, and what begins in it came with it. */
const START = 1 / 8;

/**
 * The stretch of a pattern's course that is least likely by chance (Kulldorff's scan statistic 1997), or null. `parts` are its records by part. Every
 * stretch's chance is at most exp of minus its log-likelihood ratio (Chernoff), which summed over all stretches and patterns is the bound.
 */
export function findNews(parts: readonly number[], course: CourseShape): News | null {
  const total = parts.reduce((sum, count) => sum + count, 0);
  const best = total < 2 ? null : likeliest(parts, total, course);
  const threshold = Math.log(((PARTS * (PARTS + 1)) / 2) * Math.max(1, course.patterns)) - Math.log(FALSE_ALARMS);
  if (best === null || best.logLikelihood < threshold) return null;
  const kind = kindOf(best, parts.length, total - best.records);
  if (kind === null) return null;
  const { firstPart, lastPart, records, expected } = best;
  return { kind, firstPart, lastPart, records, expected };
}

interface Stretch {
  readonly firstPart: number;
  readonly lastPart: number;
  readonly records: number;
  readonly expected: number;
  readonly logLikelihood: number;
}

function likeliest(parts: readonly number[], total: number, { records: all, width }: CourseShape): Stretch | null {
  let best: Stretch | null = null;
  for (let firstPart = 0; firstPart < parts.length; firstPart += 1) {
    if (parts[firstPart] === 0) continue;
    let records = 0;
    for (let lastPart = firstPart; lastPart < parts.length; lastPart += 1) {
      const here = parts[lastPart] ?? 0;
      records += here;
      const expected = (total * (Math.min(all, (lastPart + 1) * width) - firstPart * width)) / all;
      if (here === 0 || records <= expected) continue;
      const logLikelihood = likelihoodOf(records, expected, total);
      if (best === null || logLikelihood > best.logLikelihood) best = { firstPart, lastPart, records, expected, logLikelihood };
    }
  }
  return best;
}

/** Logarithm of how much likelier `records` of `total` are with a rate of their own than with everybody's. */
function likelihoodOf(records: number, expected: number, total: number): number {
  const outside = total - records;
  const outsideTerm = outside === 0 ? 0 : outside * Math.log(outside / (total - expected));
  return records * Math.log(records / expected) + outsideTerm;
}

function kindOf({ firstPart, lastPart, records, expected }: Stretch, parts: number, outside: number): News['kind'] | null {
  const isFromStart = firstPart < parts * START;
  const isToEnd = lastPart === parts - 1;
  if (outside === 0 && isToEnd) return isFromStart ? null : 'began';
  if (outside === 0 && isFromStart) return lastPart < parts / 4 ? null : 'stopped';
  if (records < expected * BURST_RATIO) return null;
  if (isToEnd) return 'rose';
  return lastPart < parts * START ? null : 'burst';
}
