/** What each feature of a workload is usually, by hour of the day, and how far it strays. */
import { features, type WindowCounts } from './features.ts';

export interface Profile {
  /** Deviations from what is usual, a number for each feature; the same array at every call. */
  standardize(window: WindowCounts): Float64Array;
  learn(window: WindowCounts): void;
  /** The usual value of a feature at that hour. */
  usual(feature: number, atMs: number): number;
  /** Lines that are usual in such a window at that hour. */
  usualLines(window: WindowCounts): number;
  readonly windows: number;
  snapshot(): ProfileState;
  restore(state: ProfileState): void;
}

export interface ProfileState {
  readonly windows: number;
  /** Windows and means of each hour of the day, one after another; the last ones are those of all hours. */
  readonly rows: readonly number[];
  readonly spreads: readonly number[];
  readonly recent: readonly number[];
}

const hours = 24;
const hourMs = 3_600_000;
const size = features.length;
const rowSize = size + 1;
const rowOfAll = hours * rowSize;
/** An hour of which fewer windows are known is in part what all hours are. */
const priorWindows = 60;
/** Means follow what lasts: of an hour within some days of its windows, of all and of the spread within two days. */
const hourMemory = 420;
const longMemory = 2_880;
/** The last hour: on a holiday, and after growth, no hour of the day is what it was. */
const recentMemory = 60;
const furthest = 12;
/** A normal distribution's mean absolute deviation is so much less than its standard deviation. */
const deviationOfMean = 1.2533;
/** An outlier is no measure of how far a feature usually strays. */
const mostOfSpread = 4;

export function createProfile(): Profile {
  return new HourlyProfile();
}

class HourlyProfile implements Profile {
  windows = 0;
  private readonly rows = new Float64Array((hours + 1) * rowSize);
  private readonly spreads = new Float64Array(size);
  private readonly recent = new Float64Array(size);
  private readonly point = new Float64Array(size);

  standardize(window: WindowCounts): Float64Array {
    const lines = this.usualLines(window);
    for (const [i, { value, leastSpread }] of features.entries()) {
      const spread = Math.max(leastSpread(window), deviationOfMean * (this.spreads[i] ?? 0));
      this.point[i] = Math.max(-furthest, Math.min(furthest, this.beyond(i, value(window, lines), window.atMs) / spread));
    }
    return this.point;
  }

  learn(window: WindowCounts): void {
    const lines = this.usualLines(window);
    const values = features.map(({ value }) => value(window, lines));
    this.windows += 1;
    for (const [i, value] of values.entries()) {
      this.learnSpread(i, this.windows === 1 ? 0 : Math.abs(this.beyond(i, value, window.atMs)));
      this.recent[i] = (this.recent[i] ?? 0) + (value - (this.recent[i] ?? 0)) / Math.min(recentMemory, this.windows);
    }
    this.learnRow(rowOf(window.atMs), values, hourMemory);
    this.learnRow(rowOfAll, values, longMemory);
  }

  usual(feature: number, atMs: number): number {
    const row = rowOf(atMs);
    const known = this.rows[row] ?? 0;
    const ofAll = this.rows[rowOfAll + 1 + feature] ?? 0;
    return ((this.rows[row + 1 + feature] ?? 0) * known + ofAll * priorWindows) / (known + priorWindows);
  }

  usualLines({ atMs, minutes, replicas }: WindowCounts): number {
    return this.windows === 0 ? 0 : Math.exp(this.usual(0, atMs)) * minutes * Math.max(1, replicas);
  }

  snapshot(): ProfileState {
    return {
      windows: this.windows,
      rows: [...this.rows].map(rounded),
      spreads: [...this.spreads].map(rounded),
      recent: [...this.recent].map(rounded),
    };
  }

  restore(state: ProfileState): void {
    this.windows = state.windows;
    this.rows.set(state.rows);
    this.spreads.set(state.spreads);
    this.recent.set(state.recent);
  }

  /** By how much a value lies beyond both what the hour of the day brings and what the last hour brought. */
  private beyond(feature: number, value: number, atMs: number): number {
    const [byHour, lately] = [this.usual(feature, atMs), this.recent[feature] ?? 0];
    const nearest = Math.max(Math.min(byHour, lately), Math.min(Math.max(byHour, lately), value));
    return features[feature]?.isOnlyMore === true ? Math.max(0, value - nearest) : value - nearest;
  }

  private learnSpread(feature: number, off: number): void {
    const before = this.spreads[feature] ?? 0;
    const most = this.windows < priorWindows ? Number.POSITIVE_INFINITY : mostOfSpread * before + 1e-3;
    this.spreads[feature] = before + (Math.min(off, most) - before) / Math.min(longMemory, this.windows);
  }

  private learnRow(row: number, values: readonly number[], memory: number): void {
    const count = (this.rows[row] ?? 0) + 1;
    this.rows[row] = Math.min(memory, count);
    for (const [i, value] of values.entries()) {
      const mean = this.rows[row + 1 + i] ?? 0;
      this.rows[row + 1 + i] = mean + (value - mean) / Math.min(memory, count);
    }
  }
}

function rowOf(atMs: number): number {
  return (Math.floor(atMs / hourMs) % hours) * rowSize;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
