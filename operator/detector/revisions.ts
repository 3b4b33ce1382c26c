/** Whether new revisions of a detector's workloads write errors that those before them did not. Pure. */
import { counted } from './counted.ts';
import type { Judgement } from './status.ts';

export interface RevisionFacts {
  /** As they were judged, the oldest first. */
  readonly revisions: readonly JudgedRevision[];
  /** All that were seen, also those that are too young to be judged. */
  readonly rollouts: readonly { readonly workload: string; readonly atMs: number; readonly revision?: string }[];
  readonly nowMs: number;
}

export interface JudgedRevision {
  readonly workload: string;
  readonly workloadId: string;
  readonly revision: string;
  readonly atMs: number;
  /** Null, or why it could not be told. */
  readonly unknown: string | null;
  readonly fresh: readonly unknown[];
  /** What was found, in words. */
  readonly sentence: string;
}

/** By then whoever rolled out has heard of it, or the errors are usual. */
const newsForMs = 24 * 3_600_000;
/** Judged after five minutes, at the next checkpoint. */
const watchedForMs = 360_000;

export function judgeRevisions({ revisions, rollouts, nowMs }: RevisionFacts): Judgement<'RolloutClean'> {
  const type = 'RolloutClean';
  // The newest revision of each workload: one that was rolled back harms nobody any more.
  const newest = new Map(revisions.filter(({ atMs }) => nowMs - atMs < newsForMs).map((one) => [one.workloadId, one]));
  const bad = [...newest.values()].filter(({ fresh }) => fresh.length > 0);
  const [worst] = bad.toSorted((a, b) => b.atMs - a.atMs);
  if (worst) {
    const more = bad.length > 1 ? ` So of ${counted(bad.length - 1, 'other workload')}.` : '';
    const message = `${worst.sentence}${more} /logbot top-patterns ${worst.workload} since deploy --errors shows them.`;
    return { type, reason: 'NewErrorPatterns', message, harmless: true };
  }
  const young = rollouts.findLast(({ atMs, revision }) => revision !== undefined && nowMs - atMs < watchedForMs);
  const isJudged = young && newest.get(young.workload)?.atMs === young.atMs;
  if (young && !isJudged)
    return { type, reason: 'Watching', message: `The new ${young.revision} has just begun to write.`, unknown: true, harmless: true };
  const last = [...newest.values()].toSorted((a, b) => b.atMs - a.atMs)[0];
  if (!last) return { type, reason: 'NoRollout', message: 'No rollout was seen within the last day.' };
  if (last.unknown !== null)
    return {
      type,
      reason: 'NotCompared',
      message: `${last.workload}, new ${last.revision}: ${last.unknown}`,
      unknown: true,
      harmless: true,
    };
  return { type, reason: 'NoNewErrors', message: last.sentence };
}
