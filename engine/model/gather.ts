/** What a training needs of one workload, as plain values that may be handed to a thread. */
import type { Usual } from '../anomaly/baseline.ts';
import type { LeftOut } from '../anomaly/learning.ts';
import type { Workload } from '../workload.ts';
import type { PastPattern, PastWorkload } from './past.ts';
import type { Served } from './served.ts';

export interface GatheredPattern extends PastPattern {
  readonly count: number;
  readonly aliases: readonly string[];
  /** Redacted messages, newest last, at most three. */
  readonly samples: readonly string[];
  /** What was learned; null for a pattern that was never usual. */
  readonly usual: Usual | null;
  /** What the model that serves says; null where it does not know the pattern. */
  readonly served: Usual | null;
}

export interface GatheredWorkload extends PastWorkload {
  /** Learned ones. */
  readonly minutes: number;
  readonly lines: number;
  readonly watchedSinceAtMs: number | null;
  readonly all: Usual;
  /** Whether the model that serves knows the workload. */
  readonly isServed: boolean;
  readonly patterns: readonly GatheredPattern[];
  readonly leftOut: readonly LeftOut[];
}

interface Around {
  readonly nowMs: number;
  /** The model at work. */
  readonly served: Served;
}

/** Each is gathered when it is asked for, so that reading may go on between. */
export function* gatherWorkloads(
  workloads: readonly Workload[],
  replicasOf: (workload: Workload) => number,
  around: Around,
): Iterable<GatheredWorkload> {
  for (const workload of workloads) yield gather(workload, Math.max(1, replicasOf(workload)), around);
}

/** Other forms of a pattern that are told. */
const maxAliases = 50;

function gather(workload: Workload, replicas: number, around: Around): GatheredWorkload {
  const { nowMs } = around;
  const served = around.served.workload(workload.id);
  const { baseline, miner } = workload;
  const aliases = aliasesOf(workload);
  return {
    workload: workload.id,
    replicas,
    minutes: baseline.minutes,
    lines: workload.coverage().linesSeen,
    watchedSinceAtMs: workload.watchedSinceAtMs,
    all: baseline.usualOfAll(nowMs),
    isServed: served !== null,
    leftOut: workload.leftOut(),
    hours: workload.window.packedHours(),
    patterns: miner
      .patterns()
      .map(({ index, id, text, level, count, samples }) => ({
        index,
        id,
        text,
        level,
        count,
        samples,
        aliases: aliases.get(index) ?? [],
        usual: baseline.knows(index) ? baseline.usual(index, nowMs) : null,
        served: served?.usual(id) ?? null,
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Of each pattern that took in others, their ids. */
function aliasesOf({ miner, window }: Workload): ReadonlyMap<number, readonly string[]> {
  const aliases = new Map<number, string[]>();
  for (let index = 1; index < window.patterns; index += 1) {
    const into = miner.resolve(index);
    // What was evicted counts for the overflow bucket, of which it is no form.
    if (into === index || into === 0) continue;
    const of = aliases.get(into) ?? [];
    aliases.set(into, of);
    if (of.length < maxAliases) of.push(miner.pattern(index).id);
  }
  return new Map([...aliases].map(([into, ids]) => [into, [...new Set(ids)].toSorted()]));
}
