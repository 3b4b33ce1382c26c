/** The figures of all seeds together. */
import { groupBy, quantile } from '../../engine/math.ts';
import { faultKinds, type FaultKind } from './fault.ts';
import { contestants, type Contestant, type SeedResult } from './measure.ts';
import type { FalseAlarm, Outcome } from './score.ts';

export interface Figures {
  readonly owed: number;
  readonly found: number;
  readonly late: number;
  /** Owed ones that would have been found a day before they began. */
  readonly luck: number;
  /** NaN where none is owed. */
  readonly recall: number;
  /** From the 30th line, in seconds; NaN where none was found. */
  readonly medianDelaySeconds: number;
  readonly p95DelaySeconds: number;
  readonly medianSinceBeginSeconds: number;
  /** Below what is owed, and how many of them were found all the same. */
  readonly small: number;
  readonly smallFound: number;
}

export interface FalseGroup {
  /** What was said, and what was going on. */
  readonly title: string;
  readonly count: number;
  readonly examples: readonly FalseAlarm[];
}

export interface ContestantFigures {
  readonly all: Figures;
  readonly byKind: readonly (Figures & { readonly kind: FaultKind })[];
  readonly alarmsPerDay: number;
  readonly falsePerDay: number;
  readonly falseGroups: readonly FalseGroup[];
  readonly missed: readonly (Outcome & { readonly seed: number })[];
}

export interface Pooled {
  readonly seeds: readonly number[];
  readonly days: number;
  readonly services: number;
  readonly scoredDays: number;
  readonly lines: number;
  readonly cpuSeconds: number;
  readonly patterns: number;
  readonly unknownPatterns: number;
  readonly unplaced: readonly string[];
  readonly figures: Readonly<Record<Contestant, ContestantFigures>>;
}

export const goals = { recall: 0.97, falsePerDay: 0.5, medianDelaySeconds: 10, p95DelaySeconds: 45 };

export function pool(results: readonly SeedResult[]): Pooled {
  const [first] = results;
  const sum = (of: (result: SeedResult) => number): number => results.reduce((all, result) => all + of(result), 0);
  return {
    seeds: results.map(({ seed }) => seed),
    days: first?.days ?? 0,
    services: first?.services ?? 0,
    scoredDays: sum(({ scoredDays }) => scoredDays),
    lines: sum(({ lines }) => lines),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    patterns: sum(({ patterns }) => patterns),
    unknownPatterns: sum(({ unknownPatterns }) => unknownPatterns),
    unplaced: results.flatMap(({ unplaced }) => unplaced),
    figures: {
      anomalies: figuresOf(results, 'anomalies'),
      incidents: figuresOf(results, 'incidents'),
      sigma: figuresOf(results, 'sigma'),
    },
  };
}

/** Recall of every kind, false alarms and delays, all of them by the same contestant, anomalies or incidents. */
export function isReached({ figures }: Pooled): boolean {
  return contestants.some((name) => {
    const { all, byKind, falsePerDay } = figures[name];
    if (name === 'sigma' || falsePerDay > goals.falsePerDay) return false;
    const isQuick = all.medianDelaySeconds <= goals.medianDelaySeconds && all.p95DelaySeconds <= goals.p95DelaySeconds;
    return isQuick && byKind.every(({ owed, recall }) => owed === 0 || recall >= goals.recall);
  });
}

function figuresOf(results: readonly SeedResult[], name: Contestant): ContestantFigures {
  const days = results.reduce((sum, { scoredDays }) => sum + scoredDays, 0);
  const outcomes = results.flatMap(({ seed, scores }) => scores[name].outcomes.map((outcome) => ({ ...outcome, seed })));
  const falseAlarms = results.flatMap(({ scores }) => scores[name].falseAlarms);
  return {
    all: count(outcomes),
    byKind: faultKinds.map((kind) => ({ kind, ...count(outcomes.filter((outcome) => outcome.kind === kind)) })),
    alarmsPerDay: results.reduce((sum, { scores }) => sum + scores[name].alarms, 0) / days,
    falsePerDay: falseAlarms.length / days,
    falseGroups: groups(falseAlarms),
    missed: outcomes.filter(({ isOwed, isFound }) => isOwed && !isFound),
  };
}

function count(outcomes: readonly Outcome[]): Figures {
  const owed = outcomes.filter(({ isOwed }) => isOwed);
  const small = outcomes.filter(({ isOwed }) => !isOwed);
  const found = owed.filter(({ isFound }) => isFound);
  const delays = found.map(({ delayMs }) => (delayMs ?? 0) / 1_000);
  return {
    owed: owed.length,
    found: found.length,
    late: owed.filter(({ isLate }) => isLate).length,
    luck: owed.filter(({ isLuck }) => isLuck).length,
    recall: found.length / owed.length,
    medianDelaySeconds: quantile(delays, 0.5),
    p95DelaySeconds: quantile(delays, 0.95),
    medianSinceBeginSeconds: quantile(
      found.map(({ sinceBeginMs }) => (sinceBeginMs ?? 0) / 1_000),
      0.5,
    ),
    small: small.length,
    smallFound: small.filter(({ isFound }) => isFound).length,
  };
}

const fewExamples = 5;

function groups(alarms: readonly FalseAlarm[]): readonly FalseGroup[] {
  return [...groupBy(alarms, ({ what, during }) => `${what} during ${during}`)]
    .map(([title, group]) => ({ title, count: group.length, examples: group.slice(0, fewExamples) }))
    .toSorted((a, b) => b.count - a.count);
}
