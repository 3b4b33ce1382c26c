/** The figures of several seeds taken together, and the goals. */
import { quantile } from '../../engine/math.ts';
import { faultKinds, type FaultKind } from './fault.ts';
import type { SeedResult } from './measure.ts';
import type { FalseIncident, Outcome } from './score.ts';

export interface Figures {
  readonly faults: number;
  readonly found: number;
  readonly recall: number;
  /** Object and kind of the cause that stood first at last, at first, and the object alone: shares of all faults. */
  readonly lastRight: number;
  readonly firstRight: number;
  readonly objectRight: number;
  readonly merged: number;
  readonly split: number;
  /** Of the faults that paged at all. */
  readonly pagesPerFault: number;
  readonly paged: number;
  readonly wordMedianSeconds: number;
  readonly wordP95Seconds: number;
  /** From the first word to the right cause, of the faults whose cause was found. */
  readonly rightMedianSeconds: number;
  readonly rightP95Seconds: number;
}

export interface Pooled {
  readonly seeds: readonly number[];
  /** Of the shortest and the longest seed. */
  readonly days: readonly [least: number, most: number];
  readonly services: number;
  readonly scoredDays: number;
  readonly lines: number;
  readonly observations: number;
  readonly cpuSeconds: number;
  readonly all: Figures;
  readonly byKind: readonly (Figures & { readonly kind: FaultKind })[];
  readonly falsePerDay: number;
  readonly falsePagesPerDay: number;
  readonly pagesPerDay: number;
  readonly falseIncidents: readonly (FalseIncident & { readonly seed: number })[];
  readonly outcomes: readonly (Outcome & { readonly seed: number })[];
}

/** Of issue 6. */
export const goals = { recall: 0.97, pagesPerDay: 0.5, lastRight: 0.9, pagesPerFault: 1.1, rightP95Seconds: 45 };

export function pool(results: readonly SeedResult[]): Pooled {
  const [first] = results;
  const sum = (of: (result: SeedResult) => number): number => results.reduce((all, result) => all + of(result), 0);
  const outcomes = results.flatMap(({ seed, score }) => score.outcomes.map((outcome) => ({ ...outcome, seed })));
  const falseIncidents = results.flatMap(({ seed, score }) => score.falseIncidents.map((incident) => ({ ...incident, seed })));
  const days = sum(({ score }) => score.days);
  const falsePages = falseIncidents.filter(({ isPaged }) => isPaged).length;
  return {
    seeds: results.map(({ seed }) => seed),
    days: [Math.min(...results.map((result) => result.days)), Math.max(...results.map((result) => result.days))],
    services: first?.services ?? 0,
    scoredDays: days,
    lines: sum(({ lines }) => lines),
    observations: sum(({ observations }) => observations),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    all: figuresOf(outcomes),
    byKind: faultKinds.map((kind) => ({ kind, ...figuresOf(outcomes.filter((outcome) => outcome.kind === kind)) })),
    falsePerDay: falseIncidents.length / days,
    falsePagesPerDay: falsePages / days,
    pagesPerDay: (falsePages + outcomes.reduce((all, { pages }) => all + pages, 0)) / days,
    falseIncidents,
    outcomes,
  };
}

export function isReached({ all, falsePagesPerDay }: Pooled): boolean {
  const isQuick = all.rightP95Seconds <= goals.rightP95Seconds && all.pagesPerFault <= goals.pagesPerFault;
  return isQuick && all.recall >= goals.recall && falsePagesPerDay <= goals.pagesPerDay && all.lastRight >= goals.lastRight;
}

function figuresOf(outcomes: readonly Outcome[]): Figures {
  const share = (isSo: (outcome: Outcome) => boolean): number => outcomes.filter(isSo).length / outcomes.length;
  const paged = outcomes.filter(({ pages }) => pages > 0);
  const words = outcomes.flatMap(({ wordAfterMs }) => (wordAfterMs === null ? [] : [wordAfterMs / 1_000]));
  const rights = outcomes.flatMap(({ rightAfterMs }) => (rightAfterMs === null ? [] : [rightAfterMs / 1_000]));
  return {
    faults: outcomes.length,
    found: outcomes.filter(({ isFound }) => isFound).length,
    recall: share(({ isFound }) => isFound),
    lastRight: share(({ isLastRight }) => isLastRight),
    firstRight: share(({ isFirstRight }) => isFirstRight),
    objectRight: share(({ isObjectRight }) => isObjectRight),
    merged: outcomes.filter(({ isMerged }) => isMerged).length,
    split: outcomes.filter(({ incidents }) => incidents > 1).length,
    pagesPerFault: paged.reduce((sum, { pages }) => sum + pages, 0) / Math.max(1, paged.length),
    paged: paged.length,
    wordMedianSeconds: quantile(words, 0.5),
    wordP95Seconds: quantile(words, 0.95),
    rightMedianSeconds: quantile(rights, 0.5),
    rightP95Seconds: quantile(rights, 0.95),
  };
}
