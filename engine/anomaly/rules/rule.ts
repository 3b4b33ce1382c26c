/** What a rule is told, and what it answers. */
import type { AnomalyKind, Level, WorkloadId } from '../../domain.ts';
import type { Usual } from '../baseline.ts';
import type { Flood } from '../flood.ts';
import type { Span } from '../span.ts';
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
  course(): readonly number[];
  /** Its lines between two times of the last day; to be asked for seldom. */
  written(fromMs: number, untilMs: number): number;
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
  /** When a pod last started or stopped; -Infinity before any did. */
  readonly changedAtMs: number;
  /** Jobs come in bursts by nature. */
  readonly isJob: boolean;
  /**
   * How many times busier than usual the other steady patterns without errors are, at least 1; null when there are none that
   * could tell load from fault.
   */
  readonly growth: (pattern: number) => number | null;
  /** Lines of the last minute in the whole workload. */
  readonly linesInMinute: number;
  /** The last 2, 5, 9 and 14 minutes beside what is usual, the shortest first. */
  readonly spans: readonly Span[];
  /** What fills the log now, of all patterns; to be asked for only where there is much. */
  readonly flood: () => Flood;
  readonly silence: SilenceFacts;
  /** Whether normal operation is known so well that one line of the pattern is news; to be asked only of what is no part of it. */
  readonly isUnheard: (subject: Subject) => boolean;
}

export interface SilenceFacts {
  readonly usual: Usual;
  /** When a line was last received; null before the first. */
  readonly lastLineAtMs: number | null;
  /** The longest pause that was usual. */
  readonly longestPauseMs: number;
  /** The same in lines that were usual meanwhile, the longest of any hour; 0 where it is not known. */
  readonly longestPauseLines: number;
  /** Null where objects were never seen. */
  readonly expectedQuiet: boolean | null;
  /** The log cannot be read, or so many workloads are silent that it is us. */
  readonly blind: boolean;
}

export interface Verdict {
  readonly observed: number;
  readonly expected: number;
  readonly z: number;
  /** How many times a year chance alone would bring this, for one pattern (or workload) that is looked at all the time. */
  readonly perYear: number;
  readonly confidence: number;
  readonly reason: string;
  /** Where the judged window begins. */
  readonly sinceAtMs: number;
  /** Only where it is worse than the lines say. */
  readonly level?: Level | undefined;
  /** True where one line of it is reason enough for an incident. */
  readonly isUnheard?: boolean | undefined;
}

export interface PatternRule {
  readonly kind: AnomalyKind;
  /** Null: nothing unusual. For an active anomaly the rule answers as long as it lasts, by lower thresholds than those of its start. */
  judge(subject: Subject, situation: Situation): Verdict | null;
}

export interface WorkloadRule {
  readonly kind: AnomalyKind;
  /** How bad what it finds is. */
  readonly level: Level;
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

/** Nothing is meant to be written. */
export function isResting({ isJob, replicas, silence }: Situation): boolean {
  return isJob || replicas === 0 || silence.expectedQuiet === true;
}

/** By how long the pattern is known and how far over the threshold it is. */
export function confidenceOf(subject: Subject, z: number, needed: number): number {
  const history = Math.min(1, 0.6 + 0.4 * (subject.usual.minutes / 60));
  const strength = Math.min(1, 0.6 + 0.4 * ((z - needed) / (3 * needed)));
  return Math.round(100 * Math.max(0.1, history * strength)) / 100;
}

/** A day of history is enough. */
export function workloadConfidence({ silence }: Situation): number {
  return Math.round(100 * Math.min(0.9, 0.6 + 0.3 * (silence.usual.minutes / 1_440))) / 100;
}
