/** What is remembered of one pattern's minutes, and what follows from it. */
import { add, createHistogram, listBins, merge, quantile, readBins, scale, total, trimmedMean, type Histogram } from './histogram.ts';
import { Peaks } from './peaks.ts';

/** Weight of one minute now in the short and in the long memory; see `histogram.ts` on forgetting. */
export interface Weights {
  readonly short: number;
  readonly long: number;
}

export interface MemoryState {
  readonly leftOut: readonly [number, number];
  readonly minutes: number;
  readonly short: readonly number[];
  readonly long: readonly number[];
  readonly burst: readonly number[];
  readonly peaks: readonly number[];
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

/** The short memory speaks alone once it holds the weight of this many minutes. */
const shortIsEnough = 20;

export class Memory {
  /** Minutes with lines. */
  minutes = 0;
  /** Weight of the minutes that were left out: those are no zeros. */
  private leftOutShort = 0;
  private leftOutLong = 0;
  private short: Histogram = createHistogram();
  private long: Histogram = createHistogram();
  private burst: Histogram = createHistogram();
  private readonly peaks = new Peaks();

  learn(minute: { readonly atMs: number; readonly lines: number; readonly burst: number }, weights: Weights): void {
    add(this.short, minute.lines, weights.short);
    add(this.long, minute.lines, weights.long);
    add(this.burst, minute.burst, weights.short);
    this.peaks.add(minute.atMs, minute.lines, minute.burst);
    this.minutes += 1;
  }

  leaveOut(weights: Weights): void {
    this.leftOutShort += weights.short;
    this.leftOutLong += weights.long;
  }

  /** `all` is the weight of all minutes that were learned, with and without lines; `one` that of a minute now. */
  recall(atMs: number, all: Weights, one: Weights): Remembered {
    const linesShort = total(this.short);
    const linesLong = total(this.long);
    const zerosShort = Math.max(0, all.short - this.leftOutShort - linesShort);
    const zerosLong = Math.max(0, all.long - this.leftOutLong - linesLong);
    const lately = locate(this.short, zerosShort);
    const ever = locate(this.long, zerosLong);
    const isEnough = (linesShort + zerosShort) / one.short >= shortIsEnough;
    const judged = isEnough || lately.location >= ever.location ? lately : ever;
    return {
      ...judged,
      burst: judged.location === 0 ? 0 : quantile(this.burst, zerosShort, 0.5),
      ...this.peaks.at(atMs),
      steadiness: Math.min(
        linesLong / Math.max(linesLong + zerosLong, one.long),
        linesShort / Math.max(linesShort + zerosShort, one.short),
      ),
    };
  }

  rescale(by: Weights): void {
    this.leftOutShort /= by.short;
    this.leftOutLong /= by.long;
    scale(this.short, 1 / by.short);
    scale(this.burst, 1 / by.short);
    scale(this.long, 1 / by.long);
  }

  merge(other: Memory): void {
    merge(other.short, this.short);
    merge(other.long, this.long);
    merge(other.burst, this.burst);
    this.peaks.merge(other.peaks);
    this.minutes += other.minutes;
  }

  snapshot(): MemoryState {
    return {
      leftOut: [this.leftOutShort, this.leftOutLong],
      minutes: this.minutes,
      short: listBins(this.short),
      long: listBins(this.long),
      burst: listBins(this.burst),
      peaks: this.peaks.snapshot(),
    };
  }

  static restore(state: MemoryState): Memory {
    const memory = new Memory();
    [memory.leftOutShort, memory.leftOutLong] = state.leftOut;
    memory.minutes = state.minutes;
    memory.short = readBins(state.short);
    memory.long = readBins(state.long);
    memory.burst = readBins(state.burst);
    memory.peaks.restore(state.peaks);
    return memory;
  }
}

/** Nine tenths of the minutes say what is usual; what fills the rest is a burst. */
const keptShare = 0.9;

/**
 * Median, or where lines are rare the trimmed mean, because the median of rare lines is zero; and half of the distance between the
 * 16th and the 84th percentile: one sigma of normal data, deaf to outliers.
 */
function locate(histogram: Histogram, zeros: number): { readonly location: number; readonly spread: number } {
  const median = quantile(histogram, zeros, 0.5);
  const location = median >= 1 ? median : Math.max(median, trimmedMean(histogram, zeros, keptShare));
  return { location, spread: (quantile(histogram, zeros, 0.84) - quantile(histogram, zeros, 0.16)) / 2 };
}
