/** What a workload wrote in a span of time, by pattern. */
import type { ServedBaseline } from './anomaly/subjects.ts';
import type { Template, WorkloadId } from './domain.ts';
import { parseWorkloadId } from './evidence/owner.ts';
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
  /** The most frequent so many; default all. */
  readonly atMost?: number | undefined;
  /** Those first seen in the span, errors, or what is new or far from usual; default all. */
  readonly only?: 'new' | 'error' | 'changed' | undefined;
}

/** By its id, its name, or its namespace and name. */
export function isCalled({ id }: Pick<Workload, 'id'>, wanted: string): boolean {
  const { namespace, name } = parseWorkloadId(id);
  return wanted === id || wanted === name || wanted === `${namespace}/${name}`;
}

/** What the engine adds to a workload to answer. */
export interface PatternsContext {
  readonly served: ServedBaseline | null;
  readonly isLearning: boolean;
  readonly replicas: number;
  readonly learningForMs: number;
  template(pattern: MinedPattern): Template;
}

/** Of all workloads together, by count, descending; equal counts by workload and id, so that equal input gives equal output. */
export function topPatterns(
  workloads: readonly Workload[],
  query: PatternsQuery,
  contextOf: (workload: Workload) => PatternsContext,
): readonly PatternCount[] {
  const counted = workloads.map((workload) => ({ workload, counts: countsOf(workload, query) }));
  let total = 0;
  for (const { counts } of counted) for (const count of counts) total += count;
  const contexts = new Map<Workload, PatternsContext>();
  const chosen: PatternCount[] = [];
  for (const { group, index, count } of byCount(counted.map(({ counts }) => counts))) {
    if (chosen.length >= (query.atMost ?? Infinity)) break;
    const workload = counted[group]?.workload;
    if (workload === undefined || (query.only === 'error' && !isError(workload, index))) continue;
    let context = contexts.get(workload);
    if (context === undefined) contexts.set(workload, (context = contextOf(workload)));
    const entry = entryOf(workload, { index, count, share: count / total }, { query, context });
    if (isWanted(entry, query.only)) chosen.push(entry);
  }
  return chosen.toSorted((a, b) => b.count - a.count || compare(a.workload, b.workload) || compare(a.template.id, b.template.id));
}

/** Lines by pattern; what was found to be another pattern is counted with that one. */
function countsOf({ window, miner }: Workload, { fromMs, toMs }: PatternsQuery): Float64Array {
  const counts = window.counts(fromMs, toMs);
  const sums = new Float64Array(counts.length);
  counts.forEach((count, index) => {
    if (count === 0) return;
    const root = miner.resolve(index);
    sums[root] = (sums[root] ?? 0) + count;
  });
  return sums;
}

/** Room for two million places beside a count, in the 53 bits of a number. */
const places = 2 ** 21;

/** The most frequent first, without an object for each of those that are never asked for. */
function* byCount(groups: readonly Float64Array[]): Generator<{ readonly group: number; readonly index: number; readonly count: number }> {
  const starts: number[] = [];
  let all = 0;
  for (const counts of groups) {
    starts.push(all);
    all += counts.length;
  }
  const keys = new Float64Array(all);
  groups.forEach((counts, group) => {
    counts.forEach((count, index) => {
      const place = (starts[group] ?? 0) + index;
      keys[place] = count === 0 ? 0 : count * places + (places - 1 - place);
    });
  });
  keys.sort();
  for (let at = all - 1; at >= 0 && (keys[at] ?? 0) > 0; at -= 1) {
    const key = keys[at] ?? 0;
    const place = places - 1 - (key % places);
    const group = starts.findLastIndex((start) => start <= place);
    yield { group, index: place - (starts[group] ?? 0), count: Math.floor(key / places) };
  }
}

function isError({ miner }: Workload, index: number): boolean {
  const { level } = miner.glance(index);
  return level === 'error' || level === 'fatal';
}

/** Twice or half of what is usual is a change that a person sees. */
function isWanted({ count, usual, isNew: isFresh }: PatternCount, only: PatternsQuery['only']): boolean {
  if (only === 'new') return isFresh;
  return only !== 'changed' || isFresh || (usual !== null && (count > 2 * usual + 5 || 2 * count + 5 < usual));
}

function entryOf(
  workload: Workload,
  { index, count, share }: { readonly index: number; readonly count: number; readonly share: number },
  { query, context }: { readonly query: PatternsQuery; readonly context: PatternsContext },
): PatternCount {
  const pattern = workload.miner.pattern(index);
  return {
    workload: workload.id,
    template: context.template(pattern),
    count,
    share,
    usual: context.isLearning ? null : usualOf(workload, index, { query, context, id: pattern.id }),
    isNew: isNew(workload, pattern, { query, context }),
  };
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
