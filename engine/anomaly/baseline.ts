/**
 * What is usual in one workload: lines per replica and minute of each pattern, and of all together. Two memories: a short one (45
 * minutes) that is usable within minutes and follows the time of day, and a long one (three days) that knows what happens rarely.
 * Only minutes handed to `learn` count; the caller leaves out those of incidents.
 */
import type { MemoryState, Weights } from './memory-rows.ts';
import { Memories, type Habit, type Remembered } from './memory.ts';

/** All rates are per replica. */
export interface Usual extends Remembered {
  /** Minutes learned, at most a week. */
  readonly minutes: number;
}

export interface LearnedMinute {
  readonly atMs: number;
  readonly replicas: number;
  /** Lines of each pattern in the minute, and in its busiest ten seconds. */
  readonly lines: ArrayLike<number>;
  readonly bursts: ArrayLike<number>;
  /** Lines of all patterns. */
  readonly all: { readonly lines: number; readonly burst: number };
  /** Patterns whose lines are not usual now. */
  skip(pattern: number): boolean;
}

export interface BaselineState {
  readonly originMs: number;
  readonly lastMs: number;
  readonly minutes: number;
  /** Short, long, replicas and one over them; the last two are absent in states of before. */
  readonly weights: readonly [number, number, number?, number?];
  readonly patterns: readonly MemoryState[];
}

const shortHalfLifeMs = 45 * 60_000;
const longHalfLifeMs = 3 * 86_400_000;
/** Weights are scaled back at 2^40, far from where single precision ends. */
const rescaleAt = 2 ** 40;
const weekMinutes = 7 * 24 * 60;
/** Key of all patterns together. */
const allPatterns = -1;
const hourMs = 3_600_000;
const nothing: Usual = { location: 0, spread: 0, burst: 0, peak: 0, peakBurst: 0, steadiness: 0, minutes: 0 };

export class Baseline {
  /** Minutes learned. */
  minutes = 0;
  private readonly memories = new Memories();
  /** What is usual changes once a minute and is asked for every second. */
  private readonly recalled = new Map<number, Usual>();
  private recalledHour = -1;
  /** What was answered last by what is usual now. */
  private busiest: { readonly patterns: number; readonly least: number; readonly found: readonly number[] } | null = null;
  private originMs = 0;
  private lastMs = 0;
  private weightShort = 0;
  private weightLong = 0;
  /** Of the replicas, as the weights of the short memory. */
  private replicasShort = 0;
  /** Of one over the replicas, as the weights of the long memory. */
  private inverseLong = 0;

  learn(minute: LearnedMinute): void {
    if (!Number.isFinite(minute.atMs) || !(minute.replicas > 0)) return;
    this.moveTo(minute.atMs);
    this.forgetRecalled();
    this.minutes += 1;
    const weights = this.weights();
    // A state of before knows no replicas: those of now stand for them.
    if (this.replicasShort === 0)
      [this.replicasShort, this.inverseLong] = [this.weightShort * minute.replicas, this.weightLong / minute.replicas];
    this.weightShort += weights.short;
    this.weightLong += weights.long;
    this.replicasShort += weights.short * minute.replicas;
    this.inverseLong += weights.long / minute.replicas;
    for (let pattern = 0; pattern < minute.lines.length; pattern += 1) {
      if (minute.skip(pattern)) this.memories.leaveOut(pattern, weights);
      else this.learnOne(pattern, (minute.lines[pattern] ?? 0) / minute.replicas, (minute.bursts[pattern] ?? 0) / minute.replicas);
    }
    this.learnOne(allPatterns, minute.all.lines / minute.replicas, minute.all.burst / minute.replicas);
  }

  usual(pattern: number, atMs: number): Usual {
    const hour = hourOf(atMs);
    if (hour !== this.recalledHour) this.forgetRecalled();
    this.recalledHour = hour;
    let usual = this.recalled.get(pattern);
    if (!usual) this.recalled.set(pattern, (usual = this.recall(pattern, hour * hourMs)));
    return usual;
  }

  /** Those of the first so many patterns that usually write at least about `location` lines a minute, and perhaps some that write a little less. */
  busy(atMs: number, { patterns, location }: { readonly patterns: number; readonly location: number }): readonly number[] {
    const least = location * (1 - 1e-9);
    const { busiest } = this;
    const isOld = busiest === null || busiest.patterns !== patterns || busiest.least !== least || hourOf(atMs) !== this.recalledHour;
    if (!isOld) return busiest.found;
    const found: number[] = [];
    for (let pattern = 0; pattern < patterns; pattern += 1) if (this.usual(pattern, atMs).location >= least) found.push(pattern);
    this.busiest = { patterns, least, found };
    return found;
  }

  /** Null where no line of the pattern was ever learned. */
  habit(pattern: number): Habit | null {
    return this.memories.habit(pattern, { all: this.allWeights(), one: this.weights() });
  }

  /** Replicas of the last days by which a dispersion per replica is one of all: the harmonic mean, since it is lines over replicas that vary; 1 where none is known. */
  get usualReplicas(): number {
    return this.inverseLong > 0 ? this.weightLong / this.inverseLong : 1;
  }

  /** Mean replicas of about the last hour; null before the first minute. */
  get replicas(): number | null {
    return this.replicasShort > 0 ? this.replicasShort / this.weightShort : null;
  }

  /** Of all patterns together. */
  usualOfAll(atMs: number): Usual {
    return this.usual(allPatterns, atMs);
  }

  /** Whether a line of the pattern was ever learned. */
  knows(pattern: number): boolean {
    return this.memories.has(pattern);
  }

  merge(from: number, into: number): void {
    if (from === into || !this.memories.has(from)) return;
    this.memories.merge(from, into, this.allWeights());
    this.forgetRecalled();
  }

  snapshot(): BaselineState {
    const { originMs, lastMs, minutes } = this;
    return {
      originMs,
      lastMs,
      minutes,
      weights: [this.weightShort, this.weightLong, this.replicasShort, this.inverseLong],
      patterns: this.memories.snapshot(),
    };
  }

  restore(state: BaselineState): void {
    ({ originMs: this.originMs, lastMs: this.lastMs, minutes: this.minutes } = state);
    [this.weightShort, this.weightLong, this.replicasShort = 0] = state.weights;
    // Without it the replicas of about the last hour stand for those of the last days.
    const inverse = this.replicasShort > 0 ? (this.weightLong * this.weightShort) / this.replicasShort : 0;
    this.inverseLong = state.weights[3] ?? inverse;
    this.memories.restore(state.patterns);
    this.forgetRecalled();
  }

  /** Zeros need no entry: they are the weight that is missing. A pattern that comes late was at zero before, which makes it rare. */
  private learnOne(key: number, lines: number, burst: number): void {
    if (lines > 0) this.memories.learn(key, { atMs: this.lastMs, lines, burst }, this.weights());
  }

  private forgetRecalled(): void {
    this.recalled.clear();
    this.busiest = null;
  }

  private recall(key: number, atMs: number): Usual {
    const minutes = Math.min(this.minutes, weekMinutes);
    const remembered = this.memories.recall(key, atMs, { all: this.allWeights(), one: this.weights() });
    return remembered === null ? { ...nothing, minutes } : { ...remembered, minutes };
  }

  private allWeights(): Weights {
    return { short: this.weightShort, long: this.weightLong };
  }

  private weights(): Weights {
    const ageMs = this.lastMs - this.originMs;
    return { short: 2 ** (ageMs / shortHalfLifeMs), long: 2 ** (ageMs / longHalfLifeMs) };
  }

  private moveTo(atMs: number): void {
    if (this.minutes === 0) this.originMs = atMs;
    // A clock that went back goes on from where learning stopped: only ages matter.
    else if (atMs <= this.lastMs) this.originMs += atMs - this.lastMs - 60_000;
    this.lastMs = atMs;
    const weights = this.weights();
    if (weights.short < rescaleAt) return;
    this.memories.rescale(weights);
    this.weightShort /= weights.short;
    this.weightLong /= weights.long;
    this.replicasShort /= weights.short;
    this.inverseLong /= weights.long;
    this.originMs = atMs;
  }
}

function hourOf(atMs: number): number {
  return Math.floor(atMs / hourMs);
}

/** The more tolerant of two: a served model and what was learned since. */
export function moreTolerant(a: Usual, b: Usual): Usual {
  return {
    location: Math.max(a.location, b.location),
    spread: Math.max(a.spread, b.spread),
    burst: Math.max(a.burst, b.burst),
    peak: Math.max(a.peak, b.peak),
    peakBurst: Math.max(a.peakBurst, b.peakBurst),
    steadiness: Math.min(a.minutes === 0 ? 1 : a.steadiness, b.minutes === 0 ? 1 : b.steadiness),
    minutes: Math.max(a.minutes, b.minutes),
  };
}
