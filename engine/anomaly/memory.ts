/** What is remembered of the minutes of each pattern, and what follows from it: all of it in one array, since there are tens of thousands of patterns. */
import { binOf, locate, moments, quantile, total, type Histogram } from './histogram.ts';
import { decayOver, hourNumber, peaksWanted } from './peaks.ts';
import { packFloats, unpackFloats } from './floats.ts';
import { Rows } from './rows.ts';

/** Weight of one minute now in the short and in the long memory; see `histogram.ts` on forgetting. */
export interface Weights {
  readonly short: number;
  readonly long: number;
}

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

/** One pattern: its key, minutes, first hour, left-out weights, first bin, `hour, lines, burst` repeated, and the weights of the bins, packed. */
export type MemoryState = readonly [number, number, number, readonly number[], number, readonly number[], string];

interface Minute {
  readonly atMs: number;
  readonly lines: number;
  readonly burst: number;
}

/** The short memory speaks alone once it holds the weight of this many minutes. */
const shortIsEnough = 20;

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
/** Numbers of an hour in a saved state. */
const savedHour = 3;
const [shortColumn, longColumn, burstColumn] = [0, 1, 2];

export class Memories {
  private readonly rows = new Rows();
  private readonly rowOf = new Map<number, number>();
  private readonly unused: number[] = [];

  has(key: number): boolean {
    return this.rowOf.has(key);
  }

  learn(key: number, { atMs, lines, burst }: Minute, weights: Weights): void {
    const row = this.rowOf.get(key) ?? this.create(key, hourNumber(atMs));
    this.addTo(row, binOf(lines), { column: shortColumn, weight: weights.short });
    this.addTo(row, binOf(lines), { column: longColumn, weight: weights.long });
    if (burst > 0) this.addTo(row, binOf(burst), { column: burstColumn, weight: weights.short });
    this.raise(row, hourNumber(atMs), [lines, burst]);
    this.rows.set(row, minutesAt, this.rows.get(row, minutesAt) + 1);
  }

  leaveOut(key: number, weights: Weights): void {
    const row = this.rowOf.get(key);
    if (row === undefined) return;
    this.rows.set(row, leftOutShort, this.rows.get(row, leftOutShort) + weights.short);
    this.rows.set(row, leftOutLong, this.rows.get(row, leftOutLong) + weights.long);
  }

  /** `all` is the weight of all minutes that were learned, with and without lines; `one` that of a minute now. Null for a key never learned. */
  recall(key: number, atMs: number, { all, one }: { readonly all: Weights; readonly one: Weights }): Remembered | null {
    const row = this.rowOf.get(key);
    if (row === undefined) return null;
    const [short, long] = [this.column(row, shortColumn), this.column(row, longColumn)];
    const linesShort = total(short);
    const linesLong = total(long);
    const zerosShort = Math.max(0, all.short - this.rows.get(row, leftOutShort) - linesShort);
    const zerosLong = Math.max(0, all.long - this.rows.get(row, leftOutLong) - linesLong);
    const lately = locate(short, zerosShort);
    const ever = locate(long, zerosLong);
    const isEnough = (linesShort + zerosShort) / one.short >= shortIsEnough;
    const judged = isEnough || lately.location >= ever.location ? lately : ever;
    return {
      ...judged,
      burst: judged.location === 0 ? 0 : quantile(this.column(row, burstColumn), zerosShort, 0.5),
      ...this.peaks(row, hourNumber(atMs)),
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
    const [short, long] = [this.column(row, shortColumn), this.column(row, longColumn)];
    const linesLong = total(long);
    const allShort = all.short - this.rows.get(row, leftOutShort);
    const allLong = all.long - this.rows.get(row, leftOutLong);
    const ever = moments(long, allLong - linesLong);
    const isEnough = allShort / one.short >= shortIsEnough;
    const lately = isEnough ? moments(short, allShort - total(short)) : ever;
    return {
      lately: lately.mean,
      ever: ever.mean,
      dispersion: ever.mean > 0 ? ever.variance / ever.mean : 1,
      dispersionLately: lately.mean > 0 ? lately.variance / lately.mean : 1,
      steadiness: linesLong / Math.max(allLong, linesLong, one.long),
    };
  }

  rescale(by: Weights): void {
    for (const row of this.rowOf.values()) {
      this.scale(row, leftOutShort, by.short);
      this.scale(row, leftOutLong, by.long);
      for (let at = this.binsAt(row); at < this.rows.length(row); at += binWidth) {
        this.scale(row, at + shortColumn, by.short);
        this.scale(row, at + longColumn, by.long);
        this.scale(row, at + burstColumn, by.short);
      }
    }
  }

  merge(from: number, into: number): void {
    const source = this.rowOf.get(from);
    if (source === undefined) return;
    this.rowOf.delete(from);
    const target = this.rowOf.get(into);
    if (target === undefined) this.rowOf.set(into, source);
    else {
      this.mergeRow(source, target);
      this.rows.drop(source);
      this.unused.push(source);
    }
  }

  snapshot(): MemoryState[] {
    return [...this.rowOf].toSorted(([a], [b]) => a - b).map(([key, row]) => this.stateOf(key, row));
  }

  restore(state: readonly MemoryState[]): void {
    for (const row of this.rowOf.values()) {
      this.rows.drop(row);
      this.unused.push(row);
    }
    this.rowOf.clear();
    for (const [key, minutes, firstHour, leftOut, firstBin, hours, bins] of state) {
      const row = this.create(key, firstHour);
      const weights = unpackFloats(bins);
      const count = hours.length / savedHour;
      const head = [leftOut[0] ?? 0, leftOut[1] ?? 0, minutes, firstHour, count, firstBin];
      this.rows.insert(row, headWidth, count * hourWidth + weights.length);
      this.rows.setAll(row, 0, head);
      for (let hour = 0; hour < count; hour += 1) {
        const [number = 0, lines = 0, burst = 0] = hours.slice(hour * savedHour, (hour + 1) * savedHour);
        this.rows.set(row, headWidth + hour * hourWidth, number);
        this.rows.setPair(row, headWidth + hour * hourWidth + 1, [lines, burst]);
      }
      this.rows.setAll(row, headWidth + count * hourWidth, weights);
    }
  }

  private stateOf(key: number, row: number): MemoryState {
    const [short = 0, long = 0, minutes = 0, firstHour = 0, , firstBin = 0] = this.rows.slice(row, 0);
    const bins = this.binsAt(row);
    const leftOut = short > 0 || long > 0 ? [short, long] : [];
    const hours: number[] = [];
    for (let at = headWidth; at < bins; at += hourWidth) hours.push(this.rows.get(row, at), ...this.rows.getPair(row, at + 1));
    return [key, minutes, firstHour, leftOut, firstBin, hours, packFloats(this.rows.slice(row, bins))];
  }

  private create(key: number, firstHour: number): number {
    const row = this.unused.pop() ?? this.rows.add();
    this.rowOf.set(key, row);
    this.rows.insert(row, 0, headWidth);
    this.rows.set(row, firstHourAt, firstHour);
    return row;
  }

  private mergeRow(from: number, into: number): void {
    const { rows } = this;
    const firstBin = rows.get(from, firstBinAt);
    for (let at = this.binsAt(from), bin = firstBin; at < rows.length(from); at += binWidth, bin += 1) {
      for (let column = 0; column < binWidth; column += 1) this.addTo(into, bin, { column, weight: rows.get(from, at + column) });
    }
    for (let at = headWidth; at < this.binsAt(from); at += hourWidth) {
      this.raise(into, rows.get(from, at), rows.getPair(from, at + 1));
    }
    rows.set(into, firstHourAt, Math.min(rows.get(from, firstHourAt), rows.get(into, firstHourAt)));
    rows.set(into, minutesAt, rows.get(from, minutesAt) + rows.get(into, minutesAt));
  }

  private addTo(row: number, bin: number, { column, weight }: { readonly column: number; readonly weight: number }): void {
    if (!(weight > 0)) return;
    const { rows } = this;
    const start = this.binsAt(row);
    const bins = (rows.length(row) - start) / binWidth;
    if (bins === 0) rows.set(row, firstBinAt, bin);
    const place = bin - rows.get(row, firstBinAt);
    if (place < 0) {
      rows.insert(row, start, -place * binWidth);
      rows.set(row, firstBinAt, bin);
    } else if (place >= bins) rows.insert(row, rows.length(row), (place - bins + 1) * binWidth);
    const at = start + Math.max(0, place) * binWidth + column;
    rows.set(row, at, rows.get(row, at) + weight);
  }

  /** What was highest so far has lost of its height since it was reached. */
  private raise(row: number, hour: number, [lines, burst]: readonly [number, number]): void {
    const { rows } = this;
    let at = headWidth;
    const end = this.binsAt(row);
    while (at < end && (rows.get(row, at) - hour) % 24 !== 0) at += hourWidth;
    if (at === end) {
      rows.insert(row, end, hourWidth);
      rows.set(row, hoursAt, rows.get(row, hoursAt) + 1);
      rows.set(row, at, hour);
    }
    const left = decayOver(hour - rows.get(row, at));
    rows.set(row, at, Math.max(hour, rows.get(row, at)));
    const [peak, peakBurst] = rows.getPair(row, at + 1);
    rows.setPair(row, at + 1, [Math.max(peak * left, lines), Math.max(peakBurst * left, burst)]);
  }

  private peaks(row: number, now: number): { readonly peak: number; readonly peakBurst: number } {
    const { rows } = this;
    const isWanted = peaksWanted(now, rows.get(row, firstHourAt));
    let peak = 0;
    let peakBurst = 0;
    for (let at = headWidth; at < this.binsAt(row); at += hourWidth) {
      const hour = rows.get(row, at);
      if (!isWanted(hour)) continue;
      const left = decayOver(now - hour);
      const [lines, burst] = rows.getPair(row, at + 1);
      peak = Math.max(peak, lines * left);
      peakBurst = Math.max(peakBurst, burst * left);
    }
    return { peak, peakBurst };
  }

  private column(row: number, column: number): Histogram {
    const { rows } = this;
    const weights: number[] = [];
    for (let at = this.binsAt(row) + column; at < rows.length(row); at += binWidth) weights.push(rows.get(row, at));
    return { first: rows.get(row, firstBinAt), weights };
  }

  private binsAt(row: number): number {
    return headWidth + this.rows.get(row, hoursAt) * hourWidth;
  }

  private scale(row: number, at: number, by: number): void {
    this.rows.set(row, at, this.rows.get(row, at) / by);
  }
}
