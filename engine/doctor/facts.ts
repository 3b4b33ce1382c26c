/** What the checks go by: one workload at one time, in numbers and in text that has been redacted. */
import { usualOfAll, type ServedBaseline } from '../anomaly/subjects.ts';
import type { Usual } from '../anomaly/baseline.ts';
import type { WorkloadId } from '../domain.ts';
import type { PodSkew } from '../streams.ts';
import type { MinedPattern } from '../template/miner.ts';
import type { Workload } from '../workload.ts';
import type { FormatChange } from './formats.ts';

/** A pattern with lines in the last hour. */
export interface HourPattern {
  /** 0 is the overflow bucket. */
  readonly index: number;
  readonly text: string;
  /** Records in the last hour, and since it is known. */
  readonly count: number;
  readonly known: number;
  readonly firstSeenAtMs: number;
  readonly samples: readonly string[];
}

/** Lines read and missed in the last one to two hours. */
export interface RecentCoverage {
  readonly forMs: number;
  readonly seen: number;
  readonly missed: number;
  /** Reasons of what was missed in that time, those of an unknown number included. */
  readonly reasons: readonly string[];
  /** When lines were last missed whose number nobody knows; null when none were in that time. */
  readonly gapAtMs: number | null;
}

export interface WorkloadFacts {
  readonly workload: WorkloadId;
  readonly nowMs: number;
  /** Since its first line. */
  readonly watchedForMs: number;
  readonly hour: readonly HourPattern[];
  /** Records of the last hour. */
  readonly records: number;
  /** All patterns that it has, with all their records; made when it is asked for. */
  patterns(): readonly MinedPattern[];
  /** Records since the watching began. */
  readonly allRecords: number;
  /** Null while it is learned. Per replica and minute. */
  readonly usual: Usual | null;
  readonly replicas: number;
  /** Mean of the last five minutes. */
  readonly linesPerMinute: number;
  readonly formats: readonly FormatChange[];
  readonly skews: readonly PodSkew[];
  readonly coverage: RecentCoverage;
}

export interface FactsContext {
  readonly nowMs: number;
  readonly served: ServedBaseline | null;
  readonly isLearning: boolean;
  readonly replicas: number;
  readonly coverage: RecentCoverage;
}

export const hourMs = 3_600_000;
const fewMinutes = 5;

export function gatherFacts(workload: Workload, context: FactsContext): WorkloadFacts {
  const { nowMs, served, isLearning, replicas, coverage } = context;
  const { window, miner, baseline, streams } = workload;
  const counts = window.counts(nowMs - hourMs, nowMs + 1);
  const latest = window.counts(nowMs - fewMinutes * 60_000, nowMs + 1);
  const hour: HourPattern[] = [];
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index] ?? 0;
    if (count === 0) continue;
    const { text, count: known, firstSeenAtMs, samples } = miner.pattern(index);
    hour.push({ index, text, count, known, firstSeenAtMs, samples });
  }
  return {
    workload: workload.id,
    nowMs,
    watchedForMs: nowMs - (workload.watchedSinceAtMs ?? nowMs),
    hour,
    records: sumOf(counts),
    patterns: () => miner.patterns().filter(({ aliasOf }) => aliasOf === null),
    allRecords: workload.coverage().linesSeen,
    usual: isLearning ? null : usualOfAll(baseline, served, nowMs),
    replicas,
    linesPerMinute: sumOf(latest) / fewMinutes,
    ...streams.health(nowMs),
    coverage,
  };
}

function sumOf(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
