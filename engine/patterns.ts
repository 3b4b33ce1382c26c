/** What a workload wrote in a span of time, by pattern. */
import type { ServedBaseline } from './anomaly/subjects.ts';
import type { Template, WorkloadId } from './domain.ts';
import type { MinedPattern } from './template/miner.ts';
import type { Workload } from './workload.ts';

export interface PatternCount {
  readonly workload: WorkloadId;
  readonly template: Template;
  readonly count: number;
  /** Of all lines that were asked for: 0 to 1. */
  readonly share: number;
  /** Lines usual in such a span; null while learning. */
  readonly usual: number | null;
  /** First seen in the span, by a workload that was no longer learning. */
  readonly isNew: boolean;
}

export interface PatternsQuery {
  /** Id or name; all workloads without it. */
  readonly workload?: string | undefined;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the engine adds to a workload to answer. */
export interface PatternsContext {
  readonly served: ServedBaseline | null;
  readonly isLearning: boolean;
  readonly replicas: number;
  readonly learningForMs: number;
  template(pattern: MinedPattern): Template;
}

/** Counts of one workload; `share` is filled in by `rank`. */
export function countPatterns(workload: Workload, query: PatternsQuery, context: PatternsContext): PatternCount[] {
  const counted: PatternCount[] = [];
  const counts = workload.window.counts(query.fromMs, query.toMs);
  counts.forEach((count, index) => {
    if (count === 0 || workload.miner.resolve(index) !== index) return;
    const pattern = workload.miner.pattern(index);
    counted.push({
      workload: workload.id,
      template: context.template(pattern),
      count: count + aliasesOf(workload, counts, index),
      share: 0,
      usual: context.isLearning ? null : usualOf(workload, index, { query, context, id: pattern.id }),
      isNew: isNew(workload, pattern, { query, context }),
    });
  });
  return counted;
}

/** By count, descending; equal counts by workload and id, so that equal input gives equal output. */
export function rankPatterns(counted: readonly PatternCount[]): PatternCount[] {
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  return counted
    .map((entry) => ({ ...entry, share: entry.count / total }))
    .toSorted((a, b) => b.count - a.count || compare(a.workload, b.workload) || compare(a.template.id, b.template.id));
}

/** Lines of patterns that were found to be this one and are not yet counted with it. */
function aliasesOf(workload: Workload, counts: Float64Array, into: number): number {
  return counts.reduce(
    (sum, count, index) => (count > 0 && index !== into && workload.miner.resolve(index) === into ? sum + count : sum),
    0,
  );
}

function usualOf(workload: Workload, index: number, about: { query: PatternsQuery; context: PatternsContext; id: string }): number {
  const { query, context, id } = about;
  // A span that began before the watching holds fewer lines than a whole one.
  const fromMs = Math.max(query.fromMs, workload.watchedSinceAtMs ?? query.fromMs);
  return (usualPerMinute(workload, index, { context, id, atMs: query.toMs }) * Math.max(0, query.toMs - fromMs)) / 60_000;
}

/** Lines a minute of all replicas together. */
export function usualPerMinute(
  workload: Workload,
  index: number,
  { context, id, atMs }: { context: Pick<PatternsContext, 'served' | 'replicas'>; id: string; atMs: number },
): number {
  const online = workload.baseline.usual(index, atMs);
  const served = context.served?.usual(id);
  return Math.max(online.location, served?.location ?? 0) * context.replicas;
}

function isNew(workload: Workload, pattern: MinedPattern, { query, context }: { query: PatternsQuery; context: PatternsContext }): boolean {
  if (pattern.firstSeenAtMs < query.fromMs || context.isLearning || context.served?.usual(pattern.id)) return false;
  return pattern.firstSeenAtMs - (workload.watchedSinceAtMs ?? pattern.firstSeenAtMs) >= context.learningForMs;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
