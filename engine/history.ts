/** How often patterns were written over time, for whoever draws it. */
import { usualPerMinute, type PatternsContext } from './patterns.ts';
import type { Workload } from './workload.ts';

export interface HistoryQuery {
  /** Of patterns; those that are not known are left out. */
  readonly ids: ReadonlySet<string>;
  readonly fromMs: number;
  readonly stepMs: number;
  readonly steps: number;
}

export interface PatternHistory {
  readonly id: string;
  /** Lines in each stretch, the oldest first. */
  readonly counts: readonly number[];
  /** Lines usual in such a stretch now; null while learning. */
  readonly usual: number | null;
}

/** Stretches within the last 15 minutes are exact to a bucket of five seconds, older ones to a minute; 24 hours are kept. */
export function historyOf(
  workload: Workload,
  { ids, fromMs, stepMs, steps }: HistoryQuery,
  context: Pick<PatternsContext, 'served' | 'isLearning' | 'replicas'>,
): readonly PatternHistory[] {
  const { miner, window } = workload;
  const wanted = new Map<number, number[]>();
  const placeOf = new Int32Array(window.patterns);
  for (let index = 0; index < window.patterns; index += 1) {
    // What was found to be another pattern is counted with that one.
    const place = miner.resolve(index);
    placeOf[index] = place;
    if (place === index && ids.has(miner.pattern(index).id))
      wanted.set(
        index,
        Array.from({ length: steps }, () => 0),
      );
  }
  for (let step = 0; wanted.size > 0 && step < steps; step += 1) {
    const from = fromMs + step * stepMs;
    window.counts(from, from + stepMs).forEach((count, index) => {
      if (count === 0) return;
      const counts = wanted.get(placeOf[index] ?? index);
      if (counts !== undefined) counts[step] = (counts[step] ?? 0) + count;
    });
  }
  return [...wanted].map(([index, counts]) => {
    const { id } = miner.pattern(index);
    const atMs = fromMs + stepMs * steps;
    const usual = context.isLearning ? null : (usualPerMinute(workload, index, { context, id, atMs }) * stepMs) / 60_000;
    return { id, counts, usual };
  });
}
