/**
 * What is usual in one workload: lines per replica and minute of each pattern, and of all together. Two memories: a short one (45
 * minutes) that is usable within minutes and follows the time of day, and a long one (three days) that knows what happens rarely.
 * Only minutes handed to `learn` count; the caller leaves out those of incidents.
 */
import { add, createHistogram, listBins, merge, quantile, readBins, scale, total, type Histogram } from './histogram.ts';
import { createPeaks, type Peaks } from './peaks.ts';

/** All rates are per replica. */
export interface Usual {
  /** Median lines a minute, and the robust deviation from it: half of the distance between the 16th and the 84th percentile. */
  readonly location: number;
  readonly spread: number;
  /** Median of the busiest ten seconds of a minute. */
  readonly burst: number;
  /** Most lines a minute, and in ten seconds, that were usual at this time of day. */
  readonly peak: number;
  readonly peakBurst: number;
  /** Share of the minutes that had any line. */
  readonly steadiness: number;
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

export interface Baseline {
  learn(minute: LearnedMinute): void;
  usual(pattern: number, atMs: number): Usual;
  /** Of all patterns together. */
  usualOfAll(atMs: number): Usual;
  /** Whether a line of the pattern was ever learned. */
  knows(pattern: number): boolean;
  merge(from: number, into: number): void;
  readonly minutes: number;
  snapshot(): BaselineState;
  restore(state: BaselineState): void;
}

export interface BaselineState {
  readonly originMs: number;
  readonly lastMs: number;
  readonly minutes: number;
  readonly weights: readonly [number, number];
  readonly patterns: readonly (readonly [number, MemoryState])[];
}

interface MemoryState {
  readonly leftOut: readonly [number, number];
  readonly minutes: number;
  readonly short: readonly number[];
  readonly long: readonly number[];
  readonly burst: readonly number[];
  readonly peaks: readonly number[];
}

interface Memory {
  /** Weight of the minutes that were left out: those are no zeros of it. */
  leftOutShort: number;
  leftOutLong: number;
  /** Minutes with lines. */
  minutes: number;
  readonly short: Histogram;
  readonly long: Histogram;
  readonly burst: Histogram;
  readonly peaks: Peaks;
  usual: Usual | null;
  usualAtHour: number;
}

const shortHalfLifeMs = 45 * 60_000;
const longHalfLifeMs = 3 * 86_400_000;
/** Weights are scaled back at 2^40, far from where single precision ends. */
const rescaleAt = 2 ** 40;
const weekMinutes = 7 * 24 * 60;
/** The short memory speaks alone once it holds this many minutes' weight. */
const shortIsEnough = 20;
/** Key of all patterns together. */
const all = -1;
const hourMs = 3_600_000;

const nothing: Usual = { location: 0, spread: 0, burst: 0, peak: 0, peakBurst: 0, steadiness: 0, minutes: 0 };

export function createBaseline(): Baseline {
  const memories = new Map<number, Memory>();
  let originMs = Number.NaN;
  let lastMs = -Infinity;
  let minutes = 0;
  let weightShort = 0;
  let weightLong = 0;

  function increments(): { short: number; long: number } {
    const age = lastMs - originMs;
    return { short: 2 ** (age / shortHalfLifeMs), long: 2 ** (age / longHalfLifeMs) };
  }

  function moveTo(atMs: number): void {
    // A clock that went back goes on from where learning stopped; ages are all that matters.
    if (Number.isNaN(originMs)) originMs = atMs;
    else if (atMs <= lastMs) originMs += atMs - lastMs - 60_000;
    lastMs = atMs;
    const { short, long } = increments();
    if (short < rescaleAt) return;
    for (const memory of memories.values()) rescale(memory, short, long);
    weightShort /= short;
    weightLong /= long;
    originMs = atMs;
  }

  /** A pattern that comes late was at zero before: that is what makes it rare. */
  function memoryOf(key: number): Memory {
    let memory = memories.get(key);
    if (!memory) memories.set(key, (memory = createMemory()));
    return memory;
  }

  function learnOne(key: number, lines: number, burst: number): void {
    const { short, long } = increments();
    const memory = memoryOf(key);
    add(memory.short, lines, short);
    add(memory.long, lines, long);
    add(memory.burst, burst, short);
    memory.peaks.add(lastMs, lines, burst);
    memory.minutes += 1;
  }

  function leaveOut(key: number): void {
    const { short, long } = increments();
    const memory = memories.get(key);
    if (!memory) return;
    memory.leftOutShort += short;
    memory.leftOutLong += long;
  }

  function usualOf(key: number, atMs: number): Usual {
    const memory = memories.get(key);
    if (!memory) return minutes === 0 ? nothing : { ...nothing, minutes: Math.min(minutes, weekMinutes) };
    const hour = Math.floor(atMs / hourMs);
    if (!memory.usual || memory.usualAtHour !== hour) {
      memory.usual = summarize(memory, atMs);
      memory.usualAtHour = hour;
    }
    return memory.usual;
  }

  function summarize(memory: Memory, atMs: number): Usual {
    const { short, long } = increments();
    const zerosShort = weightShort - memory.leftOutShort - total(memory.short);
    const zerosLong = weightLong - memory.leftOutLong - total(memory.long);
    const held = (weightShort - memory.leftOutShort) / short;
    const now = locate(memory.short, zerosShort);
    const ever = locate(memory.long, zerosLong);
    const judged = held >= shortIsEnough || now.location >= ever.location ? now : ever;
    const { peak, peakBurst } = memory.peaks.at(atMs);
    const busy = total(memory.long) / Math.max(total(memory.long) + Math.max(0, zerosLong), long);
    return {
      ...judged,
      burst: judged.location === 0 ? 0 : quantile(memory.burst, zerosShort, 0.5),
      peak,
      peakBurst,
      steadiness: Math.min(busy, total(memory.short) / Math.max(total(memory.short) + Math.max(0, zerosShort), short)),
      minutes: Math.min(minutes, weekMinutes),
    };
  }

  return {
    learn(minute) {
      if (!Number.isFinite(minute.atMs) || !(minute.replicas > 0)) return;
      moveTo(minute.atMs);
      const { short, long } = increments();
      weightShort += short;
      weightLong += long;
      minutes += 1;
      for (const memory of memories.values()) memory.usual = null;
      for (let pattern = 0; pattern < minute.lines.length; pattern += 1) {
        const lines = minute.lines[pattern] ?? 0;
        if (minute.skip(pattern)) leaveOut(pattern);
        else if (lines > 0) learnOne(pattern, lines / minute.replicas, (minute.bursts[pattern] ?? 0) / minute.replicas);
      }
      if (minute.all.lines > 0) learnOne(all, minute.all.lines / minute.replicas, minute.all.burst / minute.replicas);
    },
    usual: usualOf,
    usualOfAll: (atMs) => usualOf(all, atMs),
    knows: (pattern) => (memories.get(pattern)?.minutes ?? 0) > 0,
    merge(from, into) {
      const source = memories.get(from);
      if (!source || from === into) return;
      mergeMemory(source, memoryOf(into));
      memories.delete(from);
    },
    get minutes() {
      return minutes;
    },
    snapshot() {
      const listed = [...memories].toSorted(([a], [b]) => a - b).map(([key, memory]) => [key, snapshotMemory(memory)] as const);
      return {
        originMs: Number.isNaN(originMs) ? 0 : originMs,
        lastMs: minutes === 0 ? 0 : lastMs,
        minutes,
        weights: [weightShort, weightLong],
        patterns: listed,
      };
    },
    restore(state) {
      memories.clear();
      minutes = state.minutes;
      originMs = minutes === 0 ? Number.NaN : state.originMs;
      lastMs = minutes === 0 ? -Infinity : state.lastMs;
      [weightShort, weightLong] = state.weights;
      for (const [key, memory] of state.patterns) memories.set(key, restoreMemory(memory));
    },
  };
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

function locate(histogram: Histogram, zeros: number): { readonly location: number; readonly spread: number } {
  const spread = (quantile(histogram, zeros, 0.84) - quantile(histogram, zeros, 0.16)) / 2;
  return { location: quantile(histogram, zeros, 0.5), spread };
}

function createMemory(): Memory {
  return {
    leftOutShort: 0,
    leftOutLong: 0,
    minutes: 0,
    short: createHistogram(),
    long: createHistogram(),
    burst: createHistogram(),
    peaks: createPeaks(),
    usual: null,
    usualAtHour: -1,
  };
}

function rescale(memory: Memory, short: number, long: number): void {
  memory.leftOutShort /= short;
  memory.leftOutLong /= long;
  scale(memory.short, 1 / short);
  scale(memory.burst, 1 / short);
  scale(memory.long, 1 / long);
}

function mergeMemory(from: Memory, into: Memory): void {
  merge(from.short, into.short);
  merge(from.long, into.long);
  merge(from.burst, into.burst);
  into.peaks.merge(from.peaks);
  into.minutes += from.minutes;
  into.usual = null;
}

function snapshotMemory(memory: Memory): MemoryState {
  return {
    leftOut: [memory.leftOutShort, memory.leftOutLong],
    minutes: memory.minutes,
    short: listBins(memory.short),
    long: listBins(memory.long),
    burst: listBins(memory.burst),
    peaks: memory.peaks.snapshot(),
  };
}

function restoreMemory(state: MemoryState): Memory {
  const memory = createMemory();
  memory.peaks.restore(state.peaks);
  const [leftOutShort, leftOutLong] = state.leftOut;
  return {
    ...memory,
    leftOutShort,
    leftOutLong,
    minutes: state.minutes,
    short: readBins(state.short),
    long: readBins(state.long),
    burst: readBins(state.burst),
  };
}
