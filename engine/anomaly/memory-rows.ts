/** How the memory of one pattern lies in its row of numbers. */
import { binOf, moments, quantile, sumOf, total, type Histogram } from './histogram.ts';
import { packFloats, unpackFloats } from './floats.ts';
import { decayOver, hourNumber, peaksWanted } from './peaks.ts';
import { Rows } from './rows.ts';

/** Weight of one minute now in the short and in the long memory; see `histogram.ts` on forgetting. */
export interface Weights {
  readonly short: number;
  readonly long: number;
}

/** One pattern: its key, minutes, first hour, left-out weights, first bin, `hour, lines, burst` repeated, and the weights of the bins, packed. */
export type MemoryState = readonly [number, number, number, readonly number[], number, readonly number[], string];

/** `lines` and `burst`, the busiest ten seconds, per replica. */
export interface Minute {
  readonly atMs: number;
  readonly lines: number;
  readonly burst: number;
}

/** A row: weights of the minutes that were left out, which are no zeros; minutes with lines; number of the first hour; hours; first bin. */
const leftOutShort = 0;
const leftOutLong = 1;
const minutesAt = 2;
const firstHourAt = 3;
const hoursAt = 4;
const firstBinAt = 5;
const headWidth = 6;
/** Behind it, for each hour of day that was seen: its number since the epoch when it was seen last; most lines in a minute and in ten seconds, as a pair. */
const hourWidth = 2;
/** Behind those, for each bin from the lowest to the highest that was used: weight of lines in the short and the long memory, of bursts in the short. */
const binWidth = 3;
/** Ten seconds of a minute. */
const burstShare = 1 / 6;
/** Of the minutes of a day all but one. */
const onceADay = 1 - 1 / 1440;
/** Numbers of an hour in a saved state. */
const savedHour = 3;
export const [shortColumn, longColumn, burstColumn] = [0, 1, 2];

export class MemoryRows extends Rows {
  /** Makes an empty row one of a pattern that was first seen in that hour. */
  begin(row: number, firstHour: number): void {
    this.insert(row, 0, headWidth);
    this.set(row, firstHourAt, firstHour);
  }

  learn(row: number, { atMs, lines, burst }: Minute, weights: Weights): void {
    this.addTo(row, binOf(lines), { column: shortColumn, weight: weights.short });
    this.addTo(row, binOf(lines), { column: longColumn, weight: weights.long });
    if (burst > 0) this.addTo(row, binOf(burst), { column: burstColumn, weight: weights.short });
    this.raise(row, hourNumber(atMs), [lines, burst]);
    this.set(row, minutesAt, this.get(row, minutesAt) + 1);
  }

  leaveOut(row: number, weights: Weights): void {
    this.set(row, leftOutShort, this.get(row, leftOutShort) + weights.short);
    this.set(row, leftOutLong, this.get(row, leftOutLong) + weights.long);
  }

  column(row: number, column: number): Histogram {
    const weights: number[] = [];
    for (let at = this.binsAt(row) + column; at < this.length(row); at += binWidth) weights.push(this.get(row, at));
    return { first: this.get(row, firstBinAt), weights };
  }

  /** The weight of the minutes without a line; `lines` is that of those with lines. */
  zeros(row: number, column: number, all: number, lines = total(this.column(row, column))): number {
    const leftOut = this.get(row, column === longColumn ? leftOutLong : leftOutShort);
    return Math.max(0, all - leftOut - lines);
  }

  /** The most that was usual around the hour `now`. */
  peaks(row: number, now: number): { readonly peak: number; readonly peakBurst: number } {
    const isWanted = peaksWanted(now, this.get(row, firstHourAt));
    let peak = 0;
    let peakBurst = 0;
    for (let at = headWidth; at < this.binsAt(row); at += hourWidth) {
      const hour = this.get(row, at);
      if (!isWanted(hour)) continue;
      const left = decayOver(now - hour);
      const [lines, burst] = this.getPair(row, at + 1);
      peak = Math.max(peak, lines * left);
      peakBurst = Math.max(peakBurst, burst * left);
    }
    return { peak, peakBurst };
  }

  rescale(row: number, by: Weights): void {
    this.scale(row, leftOutShort, by.short);
    this.scale(row, leftOutLong, by.long);
    for (let at = this.binsAt(row); at < this.length(row); at += binWidth) {
      this.scale(row, at + shortColumn, by.short);
      this.scale(row, at + longColumn, by.long);
      this.scale(row, at + burstColumn, by.short);
    }
  }

  /** `all` is the weight of all minutes that were learned. What is one pattern from now on writes what both wrote. */
  merge(from: number, into: number, all: Weights): void {
    const means = [from, into].map((row) => moments(this.column(row, longColumn), this.zeros(row, longColumn, all.long)).mean);
    const sums = [shortColumn, longColumn, burstColumn].map((column) => {
      const weight = column === longColumn ? all.long : all.short;
      const [one, other] = [from, into].map((row) => ({ histogram: this.column(row, column), zeros: this.zeros(row, column, weight) }));
      return one && other ? sumOf(one, other, total(other.histogram) + other.zeros) : [];
    });
    const start = this.binsAt(into);
    this.setAll(into, start, new Float32Array(this.length(into) - start));
    for (const [column, bins] of sums.entries()) for (const [bin, weight] of bins) this.addTo(into, bin, { column, weight });
    this.mergePeaks(from, into, { means, most: quantile(this.column(into, longColumn), this.zeros(into, longColumn, all.long), onceADay) });
    this.set(into, firstHourAt, Math.min(this.get(from, firstHourAt), this.get(into, firstHourAt)));
    this.set(into, minutesAt, this.get(from, minutesAt) + this.get(into, minutesAt));
  }

  stateOf(key: number, row: number): MemoryState {
    const [short = 0, long = 0, minutes = 0, firstHour = 0, , firstBin = 0] = this.slice(row, 0);
    const bins = this.binsAt(row);
    const leftOut = short > 0 || long > 0 ? [short, long] : [];
    const hours: number[] = [];
    for (let at = headWidth; at < bins; at += hourWidth) hours.push(this.get(row, at), ...this.getPair(row, at + 1));
    return [key, minutes, firstHour, leftOut, firstBin, hours, packFloats(this.slice(row, bins))];
  }

  /** Takes what `stateOf` gave; the row is empty but for its head. */
  fill(row: number, [, minutes, firstHour, leftOut, firstBin, hours, bins]: MemoryState): void {
    const weights = unpackFloats(bins);
    const count = hours.length / savedHour;
    const head = [leftOut[0] ?? 0, leftOut[1] ?? 0, minutes, firstHour, count, firstBin];
    this.insert(row, headWidth, count * hourWidth + weights.length);
    this.setAll(row, 0, head);
    for (let hour = 0; hour < count; hour += 1) {
      const [number = 0, lines = 0, burst = 0] = hours.slice(hour * savedHour, (hour + 1) * savedHour);
      this.set(row, headWidth + hour * hourWidth, number);
      this.setPair(row, headWidth + hour * hourWidth + 1, [lines, burst]);
    }
    this.setAll(row, headWidth + count * hourWidth, weights);
  }

  /**
   * The busiest minutes of both hardly fall together: what they are above the mean adds up as deviations do, yet to no more than what both write in one
   * minute of a day, and to no less than the busiest of one beside the other's mean.
   */
  private mergePeaks(from: number, into: number, { means, most }: { readonly means: readonly number[]; readonly most: number }): void {
    const [meanFrom = 0, meanInto = 0] = means;
    const together = (one: number, other: number, share: number): number => {
      const [ofOne, ofOther] = [meanFrom * share, meanInto * share];
      const apart = Math.hypot(Math.max(0, one - ofOne), Math.max(0, other - ofOther));
      return Math.max(one + ofOther, other + ofOne, Math.min(ofOne + ofOther + apart, most));
    };
    for (let at = headWidth; at < this.binsAt(from); at += hourWidth) {
      const hour = this.get(from, at);
      const [lines, burst] = this.getPair(from, at + 1);
      const [ownLines, ownBurst] = this.peakOf(into, hour);
      this.raise(into, hour, [together(lines, ownLines, 1), together(burst, ownBurst, burstShare)]);
    }
  }

  private peakOf(row: number, hour: number): readonly [lines: number, burst: number] {
    for (let at = headWidth; at < this.binsAt(row); at += hourWidth) {
      if ((this.get(row, at) - hour) % 24 !== 0) continue;
      const left = decayOver(hour - this.get(row, at));
      const [lines, burst] = this.getPair(row, at + 1);
      return [lines * left, burst * left];
    }
    return [0, 0];
  }

  private addTo(row: number, bin: number, { column, weight }: { readonly column: number; readonly weight: number }): void {
    if (!(weight > 0)) return;
    const start = this.binsAt(row);
    const bins = (this.length(row) - start) / binWidth;
    if (bins === 0) this.set(row, firstBinAt, bin);
    const place = bin - this.get(row, firstBinAt);
    if (place < 0) {
      this.insert(row, start, -place * binWidth);
      this.set(row, firstBinAt, bin);
    } else if (place >= bins) this.insert(row, this.length(row), (place - bins + 1) * binWidth);
    const at = start + Math.max(0, place) * binWidth + column;
    this.set(row, at, this.get(row, at) + weight);
  }

  /** What was highest so far has lost of its height since it was reached. */
  private raise(row: number, hour: number, [lines, burst]: readonly [number, number]): void {
    let at = headWidth;
    const end = this.binsAt(row);
    while (at < end && (this.get(row, at) - hour) % 24 !== 0) at += hourWidth;
    if (at === end) {
      this.insert(row, end, hourWidth);
      this.set(row, hoursAt, this.get(row, hoursAt) + 1);
      this.set(row, at, hour);
    }
    const left = decayOver(hour - this.get(row, at));
    this.set(row, at, Math.max(hour, this.get(row, at)));
    const [peak, peakBurst] = this.getPair(row, at + 1);
    this.setPair(row, at + 1, [Math.max(peak * left, lines), Math.max(peakBurst * left, burst)]);
  }

  private binsAt(row: number): number {
    return headWidth + this.get(row, hoursAt) * hourWidth;
  }

  private scale(row: number, at: number, by: number): void {
    this.set(row, at, this.get(row, at) / by);
  }
}
