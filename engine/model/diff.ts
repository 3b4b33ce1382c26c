/** What distinguishes two versions of a model: what one of them would call unusual and the other not. */
import type { Usual } from '../anomaly/baseline.ts';
import type { Thresholds } from '../anomaly/settings.ts';
import type { Level, WorkloadId } from '../domain.ts';
import { groupBy } from '../math.ts';
import type { Model, ModelPattern, ModelWorkload } from './model.ts';

export interface PatternChange {
  readonly workload: WorkloadId;
  readonly id: string;
  readonly text: string;
  readonly level: Level;
}

/** Lines a minute and replica that count as usual, before and after. */
export interface UsualChange extends PatternChange {
  readonly from: number;
  readonly to: number;
}

/** Patterns that one version has apart and the other as one. */
export interface JoinedPatterns {
  readonly one: PatternChange;
  readonly apart: readonly PatternChange[];
}

export interface ModelDiff {
  readonly workloads: { readonly added: readonly WorkloadId[]; readonly gone: readonly WorkloadId[] };
  /** Of workloads that both know; worst first. What was merged or split is neither added nor gone. */
  readonly patterns: {
    readonly added: readonly PatternChange[];
    readonly gone: readonly PatternChange[];
    readonly merged: readonly JoinedPatterns[];
    readonly split: readonly JoinedPatterns[];
  };
  /** Whose usual number of lines has moved by more than its own spread and by a factor of two, the furthest first. */
  readonly moved: readonly UsualChange[];
  readonly thresholds: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  /** Names of groups of patterns. */
  readonly clusters: { readonly added: readonly string[]; readonly gone: readonly string[] };
  /** Patterns that both have, with the same usual number of lines. */
  readonly unchanged: number;
}

export function diffModels(from: Model, to: Model): ModelDiff {
  const [before, after] = [byWorkload(from), byWorkload(to)];
  const shared = [...after.values()].flatMap((now) => {
    const former = before.get(now.workload);
    return former ? [{ former, now }] : [];
  });
  const merged = shared.flatMap(({ former, now }) => joined(former, now));
  const split = shared.flatMap(({ former, now }) => joined(now, former));
  const added = shared.flatMap(({ former, now }) => withoutThose(missing(former, now), split));
  const gone = shared.flatMap(({ former, now }) => withoutThose(missing(now, former), merged));
  const { moved, unchanged } = compareUsual(shared);
  return {
    workloads: { added: missingIn(before, after), gone: missingIn(after, before) },
    patterns: { added: worstFirst(added), gone: worstFirst(gone), merged, split },
    moved: moved.toSorted((a, b) => distance(b) - distance(a) || compare(a.id, b.id)),
    thresholds: thresholdChanges(from.thresholds, to.thresholds),
    clusters: { added: namesMissing(from, to), gone: namesMissing(to, from) },
    unchanged,
  };
}

/** A smaller change of a rate says nothing; below one line in ten minutes rates are chance. */
const leastFactor = 2;
const leastRate = 0.1;

interface Shared {
  readonly former: ModelWorkload;
  readonly now: ModelWorkload;
}

function compareUsual(shared: readonly Shared[]): { readonly moved: readonly UsualChange[]; readonly unchanged: number } {
  const pairs = shared.flatMap(({ former, now }) => {
    const known = byId(former.patterns);
    return now.patterns.flatMap((pattern) => {
      const before = known.get(pattern.id);
      return before ? [{ before, pattern, workload: now.workload }] : [];
    });
  });
  const moved = pairs
    .filter(({ before, pattern }) => hasMoved(before.usual, pattern.usual))
    .map(({ before, pattern, workload }) => ({
      ...changeOf(workload, pattern),
      from: before.usual.location,
      to: pattern.usual.location,
    }));
  return { moved, unchanged: pairs.length - moved.length };
}

function hasMoved(from: Usual, to: Usual): boolean {
  const [less, more] = from.location < to.location ? [from, to] : [to, from];
  if (more.location < leastRate || more.location - less.location <= Math.max(from.spread, to.spread)) return false;
  return more.location >= leastFactor * less.location;
}

function distance({ from, to }: UsualChange): number {
  return Math.abs(Math.log((to + leastRate) / (from + leastRate)));
}

function missing(known: ModelWorkload, other: ModelWorkload): PatternChange[] {
  const ids = byId(known.patterns);
  return other.patterns.filter(({ id }) => !ids.has(id)).map((pattern) => changeOf(other.workload, pattern));
}

/** Patterns that `apart` has by themselves and `together` as aliases of another. */
function joined(apart: ModelWorkload, together: ModelWorkload): JoinedPatterns[] {
  const owners = new Map(together.patterns.flatMap((pattern) => (pattern.aliases ?? []).map((alias) => [alias, pattern] as const)));
  const ids = byId(together.patterns);
  const moved = apart.patterns.flatMap((pattern) => {
    const owner = ids.has(pattern.id) ? undefined : owners.get(pattern.id);
    return owner ? [{ owner, change: changeOf(apart.workload, pattern) }] : [];
  });
  return [...groupBy(moved, ({ owner }) => owner)].map(([owner, of]) => ({
    one: changeOf(together.workload, owner),
    apart: worstFirst(of.map(({ change }) => change)),
  }));
}

function withoutThose(changes: readonly PatternChange[], told: readonly JoinedPatterns[]): PatternChange[] {
  const ids = new Set(told.flatMap(({ apart }) => apart.map(keyOf)));
  return changes.filter((change) => !ids.has(keyOf(change)));
}

function keyOf({ workload, id }: PatternChange): string {
  return `${workload} ${id}`;
}

function byWorkload({ workloads }: Model): Map<WorkloadId, ModelWorkload> {
  return new Map(workloads.map((workload) => [workload.workload, workload]));
}

function byId(patterns: readonly ModelPattern[]): Map<string, ModelPattern> {
  return new Map(patterns.map((pattern) => [pattern.id, pattern]));
}

function changeOf(workload: WorkloadId, { id, text, level }: ModelPattern): PatternChange {
  return { workload, id, text, level };
}

const levels: readonly Level[] = ['fatal', 'error', 'warning', 'info', 'debug', 'trace'];

function worstFirst(changes: readonly PatternChange[]): PatternChange[] {
  return changes.toSorted(
    (a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || compare(a.workload, b.workload) || compare(a.id, b.id),
  );
}

function missingIn(known: ReadonlyMap<WorkloadId, unknown>, others: ReadonlyMap<WorkloadId, unknown>): WorkloadId[] {
  return [...others.keys()].filter((workload) => !known.has(workload)).toSorted(compare);
}

function namesMissing(known: Model, other: Model): string[] {
  const names = namesOf(known);
  return [...namesOf(other)].filter((name) => !names.has(name)).toSorted(compare);
}

function namesOf({ workloads }: Model): Set<string> {
  return new Set(workloads.flatMap(({ patterns }) => patterns.flatMap(({ cluster }) => cluster ?? [])));
}

function thresholdChanges(from: Thresholds, to: Thresholds): ModelDiff['thresholds'] {
  const before = new Map(Object.entries(from));
  return Object.entries(to).flatMap(([name, now]) => {
    const then = before.get(name);
    return then === undefined || then === now ? [] : [{ name, from: then, to: now }];
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
