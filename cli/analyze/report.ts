/** What a run found, as plain values that text and JSON are written from. */
import { fitClusters, judgeQuality } from '../../engine/index.ts';
import type { Level, Quality } from '../../engine/index.ts';
import { compare } from './compare.ts';
import type { Change, Comparison } from './compare.ts';
import { findNews } from './news.ts';
import type { News } from './news.ts';
import type { CountedPattern, SideFacts } from './tally.ts';
import type { Timeline } from './timeline.ts';

/** One workload whose input has been read, or has so far. */
export interface CountedWorkload {
  readonly workload: string;
  /** The names of its inputs, those of the baseline not included. */
  readonly inputs: readonly string[];
  readonly facts: SideFacts;
  /** Null without a baseline. */
  readonly baseline: SideFacts | null;
  readonly patterns: readonly CountedPattern[];
  readonly course: { readonly records: number; readonly width: number; readonly startsAtMs: readonly number[] };
}

export interface PatternReport {
  readonly id: string;
  readonly workload: string;
  readonly template: string;
  readonly level: Level;
  /** Name of its group, such as `database.connection_timeout`; null where its words prove none. */
  readonly cluster: string | null;
  readonly count: number;
  /** Of all records of all workloads, 0 to 1. */
  readonly share: number;
  /** Null where no record of it has a time. */
  readonly firstAtMs: number | null;
  readonly lastAtMs: number | null;
  /** Number of a bin (time / step) -> records. */
  readonly series: ReadonlyMap<number, number>;
  readonly parts: readonly number[];
  /** Redacted, the first seen and the newest. */
  readonly samples: readonly string[];
  readonly news: NewsReport | null;
  readonly baselineCount: number;
  readonly change: Change | null;
}

export interface NewsReport extends News {
  /** When its first part begins and when the part behind its last one does; null where unknown and at the end. */
  readonly fromAtMs: number | null;
  readonly toAtMs: number | null;
  /** The same in records of the workload, from 0. */
  readonly fromRecord: number;
  readonly toRecord: number;
}

export interface WorkloadReport extends SideFacts {
  readonly workload: string;
  readonly inputs: readonly string[];
  readonly patterns: number;
  /** Records that no pattern had room for, or whose pattern had to make room for others. */
  readonly overflowRecords: number;
  /** How well its records fall into patterns. */
  readonly quality: Quality;
  readonly baseline: SideFacts | null;
}

export interface Report {
  readonly workloads: readonly WorkloadReport[];
  /** The most frequent first; with a baseline also those that are gone. */
  readonly patterns: readonly PatternReport[];
  /** Current records of all workloads. */
  readonly records: number;
  /** Whether times say how the log went on; if not, the order of the records does. */
  readonly isDated: boolean;
  readonly stepMs: number;
  readonly comparison: Pick<Comparison, 'scale' | 'scaledBy'> | null;
}

export interface ReportInput {
  readonly workloads: readonly CountedWorkload[];
  readonly timeline: Timeline;
  /** Whether records without a time got that of their arrival. */
  readonly isLive: boolean;
}

/** k-means begins with it; any fixed number gives the same names for the same input. */
const SEED = 1;
/** A stream without times that arrived in a shorter time was not written just now. */
const LEAST_ARRIVAL_MS = 10_000;

export function createReport({ workloads, timeline, isLive }: ReportInput): Report {
  const listed = workloads.flatMap((workload) =>
    workload.patterns.filter(({ mined }) => mined.index !== 0).map((pattern) => ({ workload, pattern })),
  );
  const isCompared = workloads.some(({ baseline }) => baseline !== null);
  const comparison = isCompared
    ? compare(listed.map(({ pattern }) => ({ current: pattern.count, baseline: pattern.baselineCount })))
    : null;
  const clusters = fitClusters(
    listed.map(({ pattern: { mined, count } }) => ({ text: mined.text, count })),
    SEED,
  );
  const records = sumOf(workloads, ({ facts }) => facts.records);
  const patterns = listed.map(({ workload, pattern }, at): PatternReport => {
    const { mined, count, baselineCount, series, parts } = pattern;
    return {
      id: mined.id,
      workload: workload.workload,
      template: mined.text,
      level: mined.level,
      cluster: clusters.nameOf(mined.text),
      count,
      share: records === 0 ? 0 : count / records,
      firstAtMs: finiteOrNull(pattern.firstAtMs),
      lastAtMs: finiteOrNull(pattern.lastAtMs),
      series: timeline.countsOf(series),
      parts,
      samples: mined.samples,
      news: newsOf(pattern, workload),
      baselineCount,
      change: comparison?.changes[at] ?? null,
    };
  });
  return {
    workloads: workloads.map(workloadReport),
    patterns: patterns.filter(({ count, change }) => count > 0 || change !== null).toSorted(byCount),
    records,
    isDated: isDated(workloads, isLive),
    stepMs: timeline.stepMs,
    comparison: comparison === null ? null : { scale: comparison.scale, scaledBy: comparison.scaledBy },
  };
}

function newsOf(pattern: CountedPattern, { course, patterns }: CountedWorkload): NewsReport | null {
  const news = findNews(pattern.parts, { ...course, patterns: patterns.length });
  if (news === null) return null;
  const { firstPart, lastPart } = news;
  return {
    ...news,
    fromAtMs: finiteOrNull(course.startsAtMs[firstPart] ?? Number.NaN),
    toAtMs: finiteOrNull(course.startsAtMs[lastPart + 1] ?? Number.NaN),
    fromRecord: firstPart * course.width,
    toRecord: Math.min(course.records, (lastPart + 1) * course.width),
  };
}

function workloadReport({ workload, inputs, facts, baseline, patterns }: CountedWorkload): WorkloadReport {
  const overflow = patterns.find(({ mined }) => mined.index === 0);
  const shown = patterns.filter(({ mined, count }) => mined.index !== 0 && count > 0);
  const quality = judgeQuality(patterns.map(({ mined, count }) => ({ index: mined.index, text: mined.text, count })));
  return { workload, inputs, ...facts, patterns: shown.length, overflowRecords: overflow?.count ?? 0, quality, baseline };
}

function isDated(workloads: readonly CountedWorkload[], isLive: boolean): boolean {
  const undated = sumOf(workloads, ({ facts }) => facts.undatedRecords);
  if (undated * 2 <= sumOf(workloads, ({ facts }) => facts.records)) return true;
  const firstAtMs = Math.min(...workloads.map(({ facts }) => facts.firstAtMs));
  const lastAtMs = Math.max(...workloads.map(({ facts }) => facts.lastAtMs));
  return isLive && lastAtMs - firstAtMs >= LEAST_ARRIVAL_MS;
}

function byCount(a: PatternReport, b: PatternReport): number {
  return b.count - a.count || b.baselineCount - a.baselineCount || (a.workload + a.template < b.workload + b.template ? -1 : 1);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
