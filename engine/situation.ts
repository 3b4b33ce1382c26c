/** What the rules are told of a workload beside its patterns. */
import type { Pauses } from './anomaly/pauses.ts';
import type { Situation, Subject } from './anomaly/rules/rule.ts';
import type { Baseline } from './anomaly/baseline.ts';
import type { Thresholds } from './anomaly/settings.ts';
import { usualOfAll, type ServedBaseline, type Subjects } from './anomaly/subjects.ts';
import type { WorkloadRef } from './domain.ts';
import type { WorkloadActivity } from './evidence/activity.ts';
import type { LearningProgress } from './progress.ts';

/** Runs to its end: it writes when it is due, and as much as there is to do. */
export function isJob({ kind }: WorkloadRef): boolean {
  return /^(?:cron)?job$/i.test(kind);
}

/** What the workload knows of itself now. */
export interface SituationContext {
  readonly nowMs: number;
  readonly thresholds: Thresholds;
  readonly served: ServedBaseline | null;
  readonly activity: WorkloadActivity | null;
  readonly isBlind: boolean;
  readonly replicas: number;
  readonly learning: LearningProgress | null;
  readonly pauses: Pauses;
  readonly changing: boolean;
  readonly changedAtMs: number;
  /** The log cannot be read completely. */
  readonly isUnread: boolean;
  readonly isUnheard: (subject: Subject) => boolean;
}

interface Watched {
  readonly id: string;
  readonly ref: WorkloadRef;
  readonly baseline: Baseline;
  readonly watchedSinceAtMs: number | null;
}

export function situationOf(workload: Watched, { growth, linesInMinute, spans, flood }: Subjects, context: SituationContext): Situation {
  const { nowMs, thresholds, pauses } = context;
  return {
    nowMs,
    workload: workload.id,
    thresholds,
    replicas: Math.max(context.replicas, linesInMinute > 0 ? 1 : 0),
    learning: context.learning,
    watchedSinceAtMs: workload.watchedSinceAtMs ?? nowMs,
    changing: context.changing,
    changedAtMs: context.changedAtMs,
    isJob: isJob(workload.ref),
    growth,
    linesInMinute,
    spans,
    flood,
    isUnheard: context.isUnheard,
    silence: {
      usual: usualOfAll(workload.baseline, context.served, nowMs),
      lastLineAtMs: pauses.quietSinceAtMs(),
      longestPauseMs: pauses.longestMs(nowMs),
      longestPauseLines: pauses.longestLines(nowMs),
      expectedQuiet: context.activity?.expectedQuiet ?? null,
      blind: context.isBlind || context.isUnread,
    },
  };
}
