/** What is remembered of the minutes of each pattern, and what follows from it: all of it in one array, since there are tens of thousands of patterns. */
import { locate, moments, quantile, total } from './histogram.ts';
import { burstColumn, longColumn, MemoryRows, shortColumn } from './memory-rows.ts';
import type { MemoryState, Minute, Weights } from './memory-rows.ts';
import { hourNumber } from './peaks.ts';

/** What a memory says about the minutes up to now. All rates are per replica. */
export interface Remembered {
  /** Lines a minute (median; trimmed mean where lines are rare), and their robust deviation: half of the distance between the 16th and the 84th percentile. */
  readonly location: number;
  readonly spread: number;
  /** Median of the busiest ten seconds of a minute. */
  readonly burst: number;
  /** Most lines a minute, and in ten seconds, that were usual at this time of day. */
  readonly peak: number;
  readonly peakBurst: number;
  /** Share of the minutes that had any line. */
  readonly steadiness: number;
}

/** How the counts of a pattern vary, every outlier counted in: what chance makes of them. Rates are per replica and minute. */
export interface Habit {
  /** Mean of about the last hour, and of the last days. */
  readonly lately: number;
  readonly ever: number;
  /** Variance over mean of the last days; per replica, so that a Poisson count of `n` replicas has `1 / n`. */
  readonly dispersion: number;
  /** The same of the last hour, in which the time of day hardly moves. */
  readonly dispersionLately: number;
  /** Share of the minutes of the last days with any line. */
  readonly steadiness: number;
}

/** The short memory speaks alone once it holds the weight of this many minutes. */
const shortIsEnough = 20;

export class Memories {
  private readonly rows = new MemoryRows();
  private readonly rowOf = new Map<number, number>();
  private readonly unused: number[] = [];

  has(key: number): boolean {
    return this.rowOf.has(key);
  }

  learn(key: number, minute: Minute, weights: Weights): void {
    const row = this.rowOf.get(key) ?? this.create(key, hourNumber(minute.atMs));
    this.rows.learn(row, minute, weights);
  }

  leaveOut(key: number, weights: Weights): void {
    const row = this.rowOf.get(key);
    if (row !== undefined) this.rows.leaveOut(row, weights);
  }

  /** `all` is the weight of all minutes that were learned, with and without lines; `one` that of a minute now. Null for a key never learned. */
  recall(key: number, atMs: number, { all, one }: { readonly all: Weights; readonly one: Weights }): Remembered | null {
    const row = this.rowOf.get(key);
    if (row === undefined) return null;
    const [short, long] = [this.rows.column(row, shortColumn), this.rows.column(row, longColumn)];
    const linesShort = total(short);
    const linesLong = total(long);
    const zerosShort = this.rows.zeros(row, shortColumn, all.short, linesShort);
    const zerosLong = this.rows.zeros(row, longColumn, all.long, linesLong);
    const lately = locate(short, zerosShort);
    const ever = (linesShort + zerosShort) / one.short >= shortIsEnough ? null : locate(long, zerosLong);
    const judged = ever === null || lately.location >= ever.location ? lately : ever;
    return {
      ...judged,
      burst: judged.location === 0 ? 0 : quantile(this.rows.column(row, burstColumn), zerosShort, 0.5),
      ...this.rows.peaks(row, hourNumber(atMs)),
      steadiness: Math.min(
        linesLong / Math.max(linesLong + zerosLong, one.long),
        linesShort / Math.max(linesShort + zerosShort, one.short),
      ),
    };
  }

  /** Null for a key never learned; weights as of `recall`. */
  habit(key: number, { all, one }: { readonly all: Weights; readonly one: Weights }): Habit | null {
    const row = this.rowOf.get(key);
    if (row === undefined) return null;
    const [short, long] = [this.rows.column(row, shortColumn), this.rows.column(row, longColumn)];
    const [linesShort, linesLong] = [total(short), total(long)];
    const zerosShort = this.rows.zeros(row, shortColumn, all.short, linesShort);
    const zerosLong = this.rows.zeros(row, longColumn, all.long, linesLong);
    const ever = moments(long, zerosLong);
    const isEnough = (linesShort + zerosShort) / one.short >= shortIsEnough;
    const lately = isEnough ? moments(short, zerosShort) : ever;
    return {
      lately: lately.mean,
      ever: ever.mean,
      dispersion: ever.mean > 0 ? ever.variance / ever.mean : 1,
      dispersionLately: lately.mean > 0 ? lately.variance / lately.mean : 1,
      steadiness: linesLong / Math.max(linesLong + zerosLong, one.long),
    };
  }

  rescale(by: Weights): void {
    for (const row of this.rowOf.values()) this.rows.rescale(row, by);
  }

  /** `all` as of `recall`. What is one pattern from now on writes what both wrote. */
  merge(from: number, into: number, all: Weights): void {
    const source = this.rowOf.get(from);
    if (source === undefined) return;
    this.rowOf.delete(from);
    const target = this.rowOf.get(into);
    if (target === undefined) this.rowOf.set(into, source);
    else {
      this.rows.merge(source, target, all);
      this.rows.drop(source);
      this.unused.push(source);
    }
  }

  snapshot(): MemoryState[] {
    return [...this.rowOf].toSorted(([a], [b]) => a - b).map(([key, row]) => this.rows.stateOf(key, row));
  }

  restore(state: readonly MemoryState[]): void {
    for (const row of this.rowOf.values()) {
      this.rows.drop(row);
      this.unused.push(row);
    }
    this.rowOf.clear();
    for (const one of state) {
      const [key, , firstHour] = one;
      this.rows.fill(this.create(key, firstHour), one);
    }
  }

  private create(key: number, firstHour: number): number {
    const row = this.unused.pop() ?? this.rows.add();
    this.rowOf.set(key, row);
    this.rows.begin(row, firstHour);
    return row;
  }
}
