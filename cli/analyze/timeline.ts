/** Counts over time that stay small however long the input is: when there are too many bins, all become wider. */

/** The bins that all series of a run share. */
export interface Timeline {
  createSeries(): Series;
  add(series: Series, atMs: number): void;
  /** Adds the counts of a series to another one; it begins anew. */
  move(from: Series, to: Series): void;
  /** Number of a bin (time / step) -> count, without the bins that have none. */
  countsOf(series: Series): ReadonlyMap<number, number>;
  /** Width of a bin now. */
  readonly stepMs: number;
}

/** One pattern's counts; only its timeline reads and changes them. */
export interface Series {
  counts: Map<number, number>;
  /** The bin last counted in, whose count is not in `counts` yet: lines of one pattern come close together. */
  bin: number;
  pending: number;
}

/** Each step is a whole multiple of the one before, so that a bin always falls into one wider bin; beyond the last they grow fourfold. */
const STEPS_MS = [1, 10, 100, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000];

export interface TimelineLimits {
  /** Most different bins in use. A person's screen shows a hundred. */
  readonly bins: number;
  /** Most counts kept over all series, some 50 bytes each. */
  readonly entries: number;
}

const DEFAULT_LIMITS: TimelineLimits = { bins: 600, entries: 400_000 };

interface TimelineState {
  readonly limits: TimelineLimits;
  readonly all: Series[];
  used: Set<number>;
  entries: number;
  stepMs: number;
}

export function createTimeline(limits: Partial<TimelineLimits> = {}): Timeline {
  const timeline: TimelineState = {
    limits: { ...DEFAULT_LIMITS, ...limits },
    all: [],
    used: new Set(),
    entries: 0,
    stepMs: STEPS_MS[0] ?? 1,
  };
  return {
    createSeries() {
      const series: Series = { counts: new Map(), bin: Number.NaN, pending: 0 };
      timeline.all.push(series);
      return series;
    },
    add(series, atMs) {
      const bin = Math.floor(atMs / timeline.stepMs);
      if (bin === series.bin) series.pending += 1;
      else open(timeline, series, bin);
    },
    move(from, to) {
      settle(from);
      for (const [bin, count] of from.counts) put(timeline, to, { bin, count });
      timeline.entries -= from.counts.size;
      from.counts = new Map();
      from.bin = Number.NaN;
    },
    countsOf(series) {
      settle(series);
      return series.counts;
    },
    get stepMs() {
      return timeline.stepMs;
    },
  };
}

/** Counts in another bin than before. */
function open(timeline: TimelineState, series: Series, bin: number): void {
  settle(series);
  put(timeline, series, { bin, count: 0 });
  series.bin = bin;
  series.pending = 1;
  const { limits } = timeline;
  while (timeline.used.size > limits.bins || (timeline.entries > limits.entries && timeline.used.size > 1)) widen(timeline);
}

function put(timeline: TimelineState, series: Series, { bin, count }: { bin: number; count: number }): void {
  const known = series.counts.get(bin);
  series.counts.set(bin, (known ?? 0) + count);
  if (known !== undefined) return;
  timeline.entries += 1;
  timeline.used.add(bin);
}

function settle(series: Series): void {
  if (series.pending > 0) series.counts.set(series.bin, (series.counts.get(series.bin) ?? 0) + series.pending);
  series.pending = 0;
}

function widen(timeline: TimelineState): void {
  const wider = STEPS_MS.find((step) => step > timeline.stepMs) ?? timeline.stepMs * 4;
  const factor = wider / timeline.stepMs;
  timeline.stepMs = wider;
  timeline.used = new Set();
  timeline.entries = 0;
  for (const series of timeline.all) {
    settle(series);
    const { counts } = series;
    series.counts = new Map();
    series.bin = Number.NaN;
    for (const [bin, count] of counts) put(timeline, series, { bin: Math.floor(bin / factor), count });
  }
}
