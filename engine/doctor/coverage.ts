/** What was read and missed lately: the account of a workload only grows, and what was lost a week ago is no finding of today. */
import type { Coverage, WorkloadId } from '../domain.ts';
import { hourMs, type RecentCoverage } from './facts.ts';

export type CoverageMark = readonly [atMs: number, total: Coverage];
/** Of more than an hour ago, and of the last full hour. */
export type CoverageMarks = readonly [CoverageMark, CoverageMark];

interface Account {
  readonly id: WorkloadId;
  readonly watchedSinceAtMs: number | null;
  /** When lines were last missed whose number nobody knows, or many. */
  readonly unreadAtMs: number | null;
  coverage(): Coverage;
}

export interface RecentCoverages {
  of(workload: Account, nowMs: number): RecentCoverage;
  forget(workload: WorkloadId): void;
  snapshot(): readonly (readonly [WorkloadId, CoverageMarks])[];
  restore(state: readonly (readonly [WorkloadId, CoverageMarks])[]): void;
}

const nothing: Coverage = { linesSeen: 0, linesDropped: 0, droppedBy: {} };

export function createRecentCoverage(): RecentCoverages {
  const marks = new Map<WorkloadId, CoverageMarks>();

  /** Moves on every hour; where the clock went back, from there. */
  function marksOf(workload: Account, total: Coverage, nowMs: number): CoverageMarks {
    const known = marks.get(workload.id) ?? begin(workload, total, nowMs);
    const isDue = nowMs - known[1][0] >= hourMs || nowMs < known[1][0];
    const current: CoverageMarks = isDue ? [known[1], [nowMs, total]] : known;
    marks.set(workload.id, current);
    return current;
  }

  return {
    of(workload, nowMs) {
      const total = workload.coverage();
      const [[fromAtMs, before]] = marksOf(workload, total, nowMs);
      const { unreadAtMs } = workload;
      const isGap = unreadAtMs !== null && nowMs - unreadAtMs < hourMs && Object.values(total.droppedBy).includes(-1);
      const reasons = Object.entries(total.droppedBy).filter(([reason, lines]) =>
        lines < 0 ? isGap : lines > (before.droppedBy[reason] ?? 0),
      );
      return {
        forMs: Math.max(0, nowMs - fromAtMs),
        seen: total.linesSeen - before.linesSeen,
        missed: total.linesDropped - before.linesDropped,
        reasons: reasons.map(([reason]) => reason),
        gapAtMs: isGap ? unreadAtMs : null,
      };
    },
    forget: (workload) => void marks.delete(workload),
    snapshot: () => [...marks],
    restore(state) {
      marks.clear();
      for (const [workload, saved] of state) marks.set(workload, saved);
    },
  };
}

/** Of a workload that was watched long before anybody kept marks only what comes now is recent. */
function begin({ watchedSinceAtMs }: Account, total: Coverage, nowMs: number): CoverageMarks {
  const sinceAtMs = watchedSinceAtMs ?? nowMs;
  const first: CoverageMark = nowMs - sinceAtMs > 2 * hourMs ? [nowMs, total] : [Math.min(sinceAtMs, nowMs), nothing];
  return [first, first];
}
