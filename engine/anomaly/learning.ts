/** Which minutes and which patterns become part of what is usual. What falls in an incident never does. */
import type { Baseline } from './baseline.ts';
import type { Declared } from './normal.ts';
import { createScratch } from './scratch.ts';
import { bucketMs, minuteMs, type CountWindow } from './window.ts';

export interface Learning {
  /** Learns the minutes that have settled since the last call; true when there was one. */
  learn(input: LearningInput): boolean;
  /** Somebody says that the time until now is normal operation; there are so many patterns now. */
  declare(nowMs: number, patterns: number): void;
  readonly declared: Declared;
  /** Minutes that were left out because of an incident, joined where they touch, oldest first. */
  leftOut(): readonly LeftOut[];
  snapshot(): LearningState;
  restore(state: LearningState): void;
}

export interface LearningInput {
  readonly nowMs: number;
  /** Time of the first line, which may lie before the watching: what a container had written already is history too. */
  readonly firstLineAtMs: number;
  readonly window: CountWindow;
  readonly baseline: Baseline;
  /** 0 when nothing is meant to run. */
  readonly replicas: number;
  /** Null, or the incident this workload was part of: its minutes are left out. */
  readonly incident: { readonly fromAtMs: number; readonly toAtMs: number; readonly reason: string } | null;
  /** The log could not be read completely since then; null when it could. */
  readonly unreadSinceAtMs: number | null;
  /** Steady until now: a minute without any line is silence, not usual. */
  readonly isSteady: boolean;
  /** Lines of the pattern in the minute are unusual, or not yet known to be usual. */
  isUnusual(pattern: number, minuteAtMs: number): boolean;
}

/** A stretch of time that was not learned, and why. */
export interface LeftOut {
  readonly fromAtMs: number;
  readonly toAtMs: number;
  readonly reason: string;
}

export interface LearningState {
  readonly nextAtMs: number | null;
  readonly leftOut: readonly LeftOut[];
  /** Absent in states of before. */
  readonly declared?: Declared | undefined;
}

/** Late lines are in by then, and a detector has had its say. */
const settleMs = 60_000;
/** After a longer pause nobody watched: those minutes are unknown, not empty. */
const longestPauseMs = 600_000;
const maxLeftOut = 100;
const nothingDeclared: Declared = { forMs: 0, untilAtMs: Number.NEGATIVE_INFINITY, patterns: 0 };
/** The window tells five seconds apart for so long, less the minute it began in. */
const longestHistoryMs = 14 * minuteMs;

export function createLearning(): Learning {
  let nextAtMs: number | null = null;
  let leftOut: LeftOut[] = [];
  let declared = nothingDeclared;

  function leaveOut(atMs: number, reason: string): void {
    const last = leftOut.at(-1);
    if (last && last.reason === reason && last.toAtMs >= atMs) leftOut[leftOut.length - 1] = { ...last, toAtMs: atMs + minuteMs };
    else leftOut = [...leftOut, { fromAtMs: atMs, toAtMs: atMs + minuteMs, reason }].slice(-maxLeftOut);
  }

  function learnMinute(atMs: number, input: LearningInput): void {
    const { incident, unreadSinceAtMs } = input;
    if (incident && atMs < incident.toAtMs && atMs + minuteMs > incident.fromAtMs) return leaveOut(atMs, incident.reason);
    if (input.replicas === 0 || (unreadSinceAtMs !== null && atMs + minuteMs > unreadSinceAtMs)) return;
    const minute = countMinute(input.window, atMs);
    const skipped = new Set<number>();
    minute.lines.forEach((lines, pattern) => lines > 0 && input.isUnusual(pattern, atMs) && skipped.add(pattern));
    const all = minute.totalWithout(skipped);
    if (all.lines === 0 && input.isSteady) return;
    input.baseline.learn({ atMs, replicas: input.replicas, ...minute, all, skip: (pattern) => skipped.has(pattern) });
  }

  return {
    learn(input) {
      const settled = Math.floor((input.nowMs - settleMs) / minuteMs) * minuteMs;
      if (nextAtMs === null || settled - nextAtMs > longestPauseMs || nextAtMs - settled > longestPauseMs) {
        // The minute of the first line began before it.
        const firstAtMs = nextAtMs === null ? Math.max(input.firstLineAtMs, input.nowMs - longestHistoryMs) : input.nowMs;
        nextAtMs = Math.ceil(firstAtMs / minuteMs) * minuteMs;
      }
      const from = nextAtMs;
      for (; nextAtMs + minuteMs <= settled; nextAtMs += minuteMs) learnMinute(nextAtMs, input);
      return nextAtMs > from;
    },
    declare(nowMs, patterns) {
      const sinceMs = nowMs - declared.untilAtMs;
      const forMs = declared.forMs + (sinceMs > 0 && sinceMs <= longestPauseMs ? sinceMs : 0);
      declared = { forMs, untilAtMs: nowMs, patterns };
    },
    get declared() {
      return declared;
    },
    leftOut: () => leftOut,
    snapshot: () => ({ nextAtMs, leftOut, ...(declared === nothingDeclared ? {} : { declared }) }),
    restore(state) {
      nextAtMs = state.nextAtMs;
      declared = state.declared ?? nothingDeclared;
      leftOut = [...state.leftOut];
    },
  };
}

interface Totals {
  readonly lines: number;
  readonly burst: number;
}

interface CountedMinute {
  readonly lines: Float64Array;
  readonly bursts: Float64Array;
  totalWithout(patterns: ReadonlySet<number>): Totals;
}

const steps = minuteMs / bucketMs;
/** Of the minute that is being learned: its steps, a row each, and its patterns. */
const [stepRows, patternLines, patternBursts] = [createScratch(), createScratch(), createScratch()];

function countMinute(window: CountWindow, atMs: number): CountedMinute {
  const size = window.patterns;
  const all = stepRows(steps * size);
  const rows = Array.from({ length: steps }, (_, step) =>
    window.addCounts(atMs + step * bucketMs, atMs + (step + 1) * bucketMs, all.subarray(step * size, (step + 1) * size)),
  );
  const lines = patternLines(size);
  const bursts = patternBursts(size);
  for (let step = 0; step < steps; step += 1) {
    for (let pattern = 0; pattern < size; pattern += 1) {
      const count = all[step * size + pattern] ?? 0;
      const before = step === 0 ? 0 : (all[(step - 1) * size + pattern] ?? 0);
      lines[pattern] = (lines[pattern] ?? 0) + count;
      bursts[pattern] = Math.max(bursts[pattern] ?? 0, count + before);
    }
  }
  return { lines, bursts, totalWithout: (skipped) => sum(rows, skipped) };
}

function sum(rows: readonly Float64Array[], skipped: ReadonlySet<number>): Totals {
  const totals = rows.map((row) => {
    let total = 0;
    for (const count of row) total += count;
    for (const pattern of skipped) total -= row[pattern] ?? 0;
    return total;
  });
  return {
    lines: totals.reduce((total, count) => total + count, 0),
    burst: Math.max(...totals.map((count, step) => count + (totals[step - 1] ?? 0))),
  };
}
