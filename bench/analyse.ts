/** One workload of the product, fed with a corpus: the same code that the operator runs for every line. */
import { createExceptions } from '../engine/anomaly/exceptions.ts';
import { resolveThresholds } from '../engine/anomaly/settings.ts';
import { createRedactor } from '../engine/redact/redact.ts';
import { Workload } from '../engine/workload.ts';
import type { Chunk } from './corpora/corpus.ts';

export interface Analysed {
  readonly lines: number;
  /** Counted under a pattern, in its minutes, and of both in the overflow bucket; a stack trace counts once. */
  readonly records: number;
  readonly recordsInMinutes: number;
  readonly overflowed: number;
  readonly patterns: number;
}

const thresholds = resolveThresholds();
const exceptions = createExceptions([], []);
const stream = { workload: { namespace: 'bench', kind: 'Deployment', name: 'bench' }, pod: 'bench-1', container: 'bench', restartCount: 0 };
/** Records that wait for a continuation have ended by then. */
const endedAfterMs = 10_000;

/** Reads the chunks from framing to minute counts. The chunks may be made while they are asked for. */
export function analyse(chunks: Iterable<Chunk>): Workload {
  const workload = new Workload(stream.workload, createRedactor());
  let lastAtMs = 0;
  for (const { bytes, receivedAtMs } of chunks) {
    workload.push({ stream, framing: 'auto', bytes, receivedAtMs });
    lastAtMs = receivedAtMs;
  }
  const nowMs = lastAtMs + endedAfterMs;
  workload.settle({ nowMs, thresholds, exceptions, served: null, activity: null, incident: null, steps: () => [], isBlind: false });
  return workload;
}

/** What became of the lines; not part of what is timed. */
export function account(workload: Workload): Analysed {
  const { miner, window } = workload;
  return {
    lines: workload.coverage().linesSeen,
    records: sum(miner.patterns().map(({ count }) => count)),
    recordsInMinutes: sum(window.counts(0, Number.MAX_SAFE_INTEGER)) + window.tooOld,
    overflowed: miner.pattern(0).count,
    patterns: miner.size(),
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
