/** What fills a log: the lines of the last minute that are far more than their patterns ever write, all patterns together. */
import { deviation } from './chance.ts';
import type { Span } from './span.ts';

export interface Flood {
  readonly lines: number;
  readonly patterns: number;
  /** Shannon entropy of the lines over their patterns, in bits: 0 for one pattern, 5 and more for lines of which each is another. */
  readonly entropy: number;
}

/** A nightly job writes thousands of lines and is nothing new: so many deviations from its own counts are. */
const newDeviations = 4;
const minuteMs = 60_000;

export function floodOf(inMinute: Float64Array, span: Span): Flood {
  const counts: number[] = [];
  for (const [pattern, lines] of inMinute.entries()) if (lines > 0 && isFlooding(pattern, lines, span)) counts.push(lines);
  const lines = counts.reduce((sum, count) => sum + count, 0);
  const entropy = counts.reduce((sum, count) => sum - (count / lines) * Math.log2(count / lines), 0);
  return { lines, patterns: counts.length, entropy };
}

function isFlooding(pattern: number, lines: number, span: Span): boolean {
  const most = span.most(pattern);
  if (most === null) return true;
  return deviation(lines, { ...most, mean: (most.mean * minuteMs) / span.forMs }) >= newDeviations;
}
