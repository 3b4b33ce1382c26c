/**
 * Minutes that are over, judged once more: by a model, or by a baseline that did not see them. The same few questions that the live rules ask, of whole
 * minutes and of nothing but the model, so that two versions can be held against each other on equal terms.
 */
import type { Usual } from '../anomaly/baseline.ts';
import { readHour } from '../anomaly/hour.ts';
import type { PackedHour } from '../anomaly/minutes.ts';
import { rankOf, surprise } from '../anomaly/rules/rule.ts';
import type { Thresholds } from '../anomaly/settings.ts';
import { minuteMs } from '../anomaly/window.ts';
import type { Level, WorkloadId } from '../domain.ts';
import { median } from '../math.ts';

export interface PastPattern {
  /** In the counts. */
  readonly index: number;
  readonly id: string;
  readonly text: string;
  readonly level: Level;
}

/** What is kept of a workload's last 24 hours. */
export interface PastWorkload {
  readonly workload: WorkloadId;
  /** Instances now: how many there were in a past minute is not kept. */
  readonly replicas: number;
  readonly patterns: readonly PastPattern[];
  readonly hours: readonly PackedHour[];
}

export interface Span {
  readonly fromAtMs: number;
  readonly toAtMs: number;
}

export interface Judge {
  readonly thresholds: Thresholds;
  /** Null for a pattern it does not know. */
  usual(pattern: PastPattern): Usual | null;
}

/** A minute in which a pattern would have been reported. */
export interface PastAlarm {
  readonly workload: WorkloadId;
  readonly pattern: string;
  readonly text: string;
  readonly level: Level;
  readonly atMs: number;
  readonly lines: number;
  readonly expected: number;
}

const hourMs = 3_600_000;
const minutesOfHour = hourMs / minuteMs;

/** Visits the minutes of the span that have lines, oldest first; `lines` has a place for each pattern and holds until the next visit. */
export function eachMinute(
  { patterns, hours }: Pick<PastWorkload, 'patterns' | 'hours'>,
  { fromAtMs, toAtMs }: Span,
  visit: (atMs: number, lines: Float64Array) => void,
): void {
  const width = 1 + patterns.reduce((most, { index }) => Math.max(most, index), 0);
  const table = new Float64Array(width * minutesOfHour);
  for (const { hour, bytes } of hours) {
    const startAtMs = hour * hourMs;
    if (startAtMs + hourMs <= fromAtMs || startAtMs >= toAtMs) continue;
    const written = new Uint8Array(minutesOfHour);
    table.fill(0);
    readHour(bytes, (pattern, minute, count) => {
      // What was evicted since has no pattern to be judged as.
      if (pattern >= width) return;
      table[minute * width + pattern] = count;
      written[minute] = 1;
    });
    for (let minute = 0; minute < minutesOfHour; minute += 1) {
      const atMs = startAtMs + minute * minuteMs;
      if (written[minute] === 1 && atMs >= fromAtMs && atMs + minuteMs <= toAtMs) {
        visit(atMs, table.subarray(minute * width, (minute + 1) * width));
      }
    }
  }
}

/** What the judge would have reported of one minute. */
export function judgeMinute(
  past: PastWorkload,
  minute: { readonly atMs: number; readonly lines: Float64Array },
  judge: Judge,
): PastAlarm[] {
  const { atMs, lines } = minute;
  const growth = createGrowth(past, lines, judge);
  return past.patterns.flatMap((pattern) => {
    const count = lines[pattern.index] ?? 0;
    if (count < leastLines) return [];
    const usual = judge.usual(pattern);
    const isFound = usual === null ? isNews(pattern, count, judge) : isSpike({ pattern, usual, count, ...past }, judge, growth);
    if (!isFound) return [];
    const { id, text, level } = pattern;
    const expected = usual === null ? 0 : usual.location * past.replicas;
    return [{ workload: past.workload, pattern: id, text, level, atMs, lines: count, expected }];
  });
}

/** No threshold is lower. */
const leastLines = 3;
/** Patterns that are no warnings are judged only where they write in most minutes, and after half an hour. */
const steadyShare = 0.5;
const steadyMinutes = 30;
/** How many times more than the thresholds say, and above the highest that was ever usual, by how bad the lines are; as the live rule has it. */
const demands = {
  error: { lines: 1, factor: 1, overPeak: 1.2 },
  warning: { lines: 2, factor: 1, overPeak: 1.3 },
  other: { lines: 3, factor: 1.3, overPeak: 1.5 },
} as const;
/** Fewer expected lines than this in a minute tell nothing about load. */
const tellingLines = 3;

function isNews({ level }: PastPattern, count: number, { thresholds }: Judge): boolean {
  return rankOf(level) >= rankOf('error') && count >= thresholds.newErrorLines;
}

interface Counted {
  readonly pattern: PastPattern;
  readonly usual: Usual;
  readonly count: number;
  readonly replicas: number;
}

function isSpike({ pattern, usual, count, replicas }: Counted, { thresholds }: Judge, growth: () => number): boolean {
  const demand = demandOn(pattern.level);
  const factor = thresholds.spikeFactor * demand.factor;
  if (demand === demands.other && (usual.steadiness < steadyShare || usual.minutes < steadyMinutes)) return false;
  if (count < thresholds.minimumLines * demand.lines || count < usual.location * replicas * factor) return false;
  const scaled = replicas * growth();
  const expected = usual.location * scaled;
  const variance = (usual.spread * scaled) ** 2;
  return (
    count >= factor * expected &&
    count > demand.overPeak * usual.peak * scaled &&
    (count - expected) / Math.sqrt(Math.max(expected, 0.25) + variance) >= thresholds.zScore &&
    surprise(count, expected, expected > 0 ? variance / expected : 1) >= thresholds.surprise
  );
}

function demandOn(level: Level): (typeof demands)[keyof typeof demands] {
  if (rankOf(level) >= rankOf('error')) return demands.error;
  return rankOf(level) >= rankOf('warning') ? demands.warning : demands.other;
}

/** How much busier than usual the middle one of the patterns without errors is, at least 1: more work is no fault of one of them. */
function createGrowth({ patterns, replicas }: PastWorkload, lines: Float64Array, judge: Judge): () => number {
  let known: number | null = null;
  return () => {
    if (known !== null) return known;
    const ratios = patterns.flatMap((pattern) => {
      const expected = rankOf(pattern.level) < rankOf('warning') ? (judge.usual(pattern)?.location ?? 0) * replicas : 0;
      return expected < tellingLines ? [] : [(lines[pattern.index] ?? 0) / expected];
    });
    known = ratios.length < 2 ? 1 : Math.max(1, median(ratios));
    return known;
  };
}
