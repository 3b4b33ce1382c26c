/** What a rule is told, and what it answers. */
import type { AnomalyKind, Level, WorkloadId } from '../../domain.ts';
import type { Usual } from '../baseline.ts';
import type { Thresholds } from '../settings.ts';

/** A pattern with lines in the last minute, or with an anomaly that lasts. */
export interface Subject {
  readonly pattern: number;
  /** Of its template. */
  readonly id: string;
  readonly text: string;
  readonly level: Level;
  readonly firstSeenAtMs: number;
  /** The longer windows contain the shorter ones; each ends now and begins with a 5-second bucket. */
  readonly windows: readonly JudgedWindow[];
  /** Lines in the last five minutes. */
  readonly recent: number;
  readonly usual: Usual;
  /** Its last half hour in stretches of five minutes, the newest last; to be asked for only where much has come already. */
  readonly course: () => readonly number[];
  /** False when no line of it was ever usual, neither online nor in the served model. */
  readonly known: boolean;
  /** Already reported and not over. */
  readonly active: boolean;
}

export interface JudgedWindow {
  readonly forMs: number;
  readonly lines: number;
}

/** The workload around the pattern. */
export interface Situation {
  readonly nowMs: number;
  readonly workload: WorkloadId;
  readonly thresholds: Thresholds;
  readonly replicas: number;
  /** Null, or how far the learning is. */
  readonly learning: { readonly share: number } | null;
  /** When the first line of the workload came. */
  readonly watchedSinceAtMs: number;
  /** A pod started or stopped within the last minutes: start-up and shutdown lines are usual. */
  readonly changing: boolean;
  /** Jobs come in bursts by nature. */
  readonly isJob: boolean;
  /**
   * How many times busier than usual the other steady patterns without errors are, at least 1; null when there are none that
   * could tell load from fault.
   */
  readonly growth: (pattern: number) => number | null;
  /** Lines of the last minute in the whole workload. */
  readonly linesInMinute: number;
  readonly silence: SilenceFacts;
}

export interface SilenceFacts {
  readonly usual: Usual;
  /** When a line was last received; null before the first. */
  readonly lastLineAtMs: number | null;
  /** The longest pause that was usual. */
  readonly longestPauseMs: number;
  /** Null where objects were never seen. */
  readonly expectedQuiet: boolean | null;
  /** The log cannot be read, or so many workloads are silent that it is us. */
  readonly blind: boolean;
}

export interface Verdict {
  readonly observed: number;
  readonly expected: number;
  readonly z: number;
  readonly confidence: number;
  readonly reason: string;
  /** Where the judged window begins. */
  readonly sinceAtMs: number;
}

export interface PatternRule {
  readonly kind: AnomalyKind;
  /** Null: nothing unusual. For an active anomaly the rule answers as long as it lasts, by lower thresholds than those of its start. */
  judge(subject: Subject, situation: Situation): Verdict | null;
}

export interface WorkloadRule {
  readonly kind: AnomalyKind;
  judge(situation: Situation, active: boolean): Verdict | null;
}

const ranks: Readonly<Record<Level, number>> = { trace: 0, debug: 1, info: 2, warning: 3, error: 4, fatal: 5 };

export function rankOf(level: Level): number {
  return ranks[level];
}

/**
 * How unlikely `observed` is where `expected` is usual, as deviations of a normal distribution: the signed root of the Poisson
 * deviance (McCullagh & Nelder 1989), which unlike (x - m) / s holds for small counts; `dispersion` is variance over mean.
 */
export function surprise(observed: number, expected: number, dispersion = 1): number {
  if (observed <= expected) return 0;
  const mean = Math.max(expected, 1e-6);
  return Math.sqrt((2 * (observed * Math.log(observed / mean) - (observed - mean))) / Math.max(1, dispersion));
}

/** `12`, `0.4`: what a person would write. */
export function amount(value: number): string {
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

export function duration(forMs: number): string {
  return forMs < 120_000 ? `${Math.round(forMs / 1000)} s` : `${Math.round(forMs / 60_000)} min`;
}
