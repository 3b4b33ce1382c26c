/** The account of one workload: every line is read, or missed for a reason. */
import type { Coverage } from './domain.ts';

export interface CoverageAccount {
  seen(lines: number): void;
  /** `lines` is -1 where nobody knows how many. */
  missed(reason: string, lines: number, atMs: number): void;
  /** More than a few lines were lost not long ago, so that counts are too low. */
  isUnread(nowMs: number): boolean;
  /** When that was last; null before. */
  readonly unreadAtMs: number | null;
  total(): Coverage;
  restore(coverage: Coverage, unreadAtMs: number | null): void;
}

/** Reasons are a closed list in practice; a caller that makes them up cannot fill the memory. */
const maxReasons = 50;
const otherReasons = 'other reasons';
/** After lines were lost, more than a few of them, counts are too low for a while. */
const unreadForMs = 300_000;
const fewLines = 100;

export function createCoverage(): CoverageAccount {
  let linesSeen = 0;
  let linesDropped = 0;
  let unreadAtMs: number | null = null;
  const droppedBy = new Map<string, number>();
  return {
    seen(lines) {
      linesSeen += lines;
    },
    missed(reason, lines, atMs) {
      if (lines < 0 || lines > fewLines) unreadAtMs = atMs;
      const name = droppedBy.has(reason) || droppedBy.size < maxReasons ? reason : otherReasons;
      const before = droppedBy.get(name) ?? 0;
      const isCounted = Number.isFinite(lines) && lines >= 0;
      if (isCounted) linesDropped += lines;
      // One gap of unknown length makes the whole reason unknown.
      droppedBy.set(name, isCounted && before >= 0 ? before + lines : -1);
    },
    isUnread: (nowMs) => unreadAtMs !== null && Math.abs(nowMs - unreadAtMs) < unreadForMs,
    get unreadAtMs() {
      return unreadAtMs;
    },
    total: () => ({ linesSeen, linesDropped, droppedBy: Object.fromEntries(droppedBy) }),
    restore(coverage, atMs) {
      unreadAtMs = atMs;
      ({ linesSeen, linesDropped } = coverage);
      droppedBy.clear();
      for (const [reason, lines] of Object.entries(coverage.droppedBy)) droppedBy.set(reason, lines);
    },
  };
}

/** The accounts of several workloads as one; a reason that is unknown anywhere is unknown in all. */
export function sumCoverage(accounts: readonly Coverage[]): Coverage {
  const droppedBy: Record<string, number> = {};
  for (const account of accounts) {
    for (const [reason, lines] of Object.entries(account.droppedBy)) {
      const before = droppedBy[reason] ?? 0;
      droppedBy[reason] = before < 0 || lines < 0 ? -1 : before + lines;
    }
  }
  return {
    linesSeen: accounts.reduce((total, account) => total + account.linesSeen, 0),
    linesDropped: accounts.reduce((total, account) => total + account.linesDropped, 0),
    droppedBy,
  };
}
