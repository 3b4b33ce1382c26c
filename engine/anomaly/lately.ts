/**
 * What a workload wrote in its last minutes beside what is usual: of each pattern, and of all that follow its load together. Short windows find a
 * burst; here is found what is small or slow: four lines a minute where one an hour is usual, or three where there are thirty.
 */
import type { PatternGlance } from '../template/miner.ts';
import type { Baseline } from './baseline.ts';
import type { Expectation } from './chance.ts';
import type { Habit } from './memory.ts';
import { rankOf } from './rules/rule.ts';
import { createExcursions, type Excursions, type ExcursionsState } from './excursions.ts';
import type { Span } from './span.ts';
import { createSeason, type Season, type SeasonState } from './season.ts';
import { poolOf, togetherOf, type Counted, type Rates } from './together.ts';
import { bucketMs, minuteMs, type CountWindow } from './window.ts';

export interface LatelyInput {
  readonly nowMs: number;
  readonly window: CountWindow;
  readonly baseline: Baseline;
  readonly replicas: number;
  glance(index: number): PatternGlance;
}

export interface Lately {
  /** The spans up to now, the shortest first; as of the last 5-second bucket, and no longer than it: the next ones are counted in the same arrays. */
  spans(input: LatelyInput): readonly Span[];
  /** Whether any span holds far more or far fewer lines of it than usual. */
  isTelling(pattern: number): boolean;
  /** Takes the last minutes as what this hour of the week brings; once a minute. `isCalm`: nothing is unusual, and no pod comes or goes. */
  learn(nowMs: number, about: { readonly replicas: number; readonly isCalm: boolean }): void;
  readonly outlast: Excursions['outlast'];
  /** What was counted and learned as `from` is `into` from now on; to be told after the baseline. */
  merge(from: number, into: number): void;
  snapshot(): LatelyState;
  restore(state: LatelyState): void;
}

export type LatelyState = SeasonState & ExcursionsState;

/** The longest is just within the fifteen minutes of which every five seconds are known. */
const spansMs = [120_000, 300_000, 540_000, 840_000] as const;
/** What stopped eight minutes ago is hidden in the longest by the six minutes before it. */
const lacksMs = 540_000;
/** Lines that come ten at a time on average come in batches: their rate says nothing about the load. */
const batch = 10;
/** What is known of the last days weighs as much as so many lines of the last hour. */
const priorLines = 10;
/** Minutes that the short memory holds. */
const shortMinutes = 65;
/** A pattern is looked at from here on. */
const telling = { times: 3, fewest: 8 };
/** Lines that the others are taken to have written as usual, whatever they wrote: few lines are no measure of load. */
const priorLoad = 5;
/** Rates move by the hour; what is new to them is taken up every minute. */
const ratesForMs = 5 * minuteMs;

const noRates: Rates = {
  most: new Float32Array(0),
  least: new Float32Array(0),
  dispersion: new Float32Array(0),
  dispersionLately: new Float32Array(0),
  isEven: new Uint8Array(0),
  hour: null,
  deepestLull: null,
  highestSurge: null,
};

export function createLately(): Lately {
  const [season, excursions] = [createSeason(), createExcursions()];
  let [countedAt, ratedAtMs, addedAtMs] = [-1, Number.NaN, Number.NaN];
  let rates = noRates;
  let spans: readonly Span[] = [];
  let room = roomFor(0);

  function rate(input: LatelyInput): void {
    const { nowMs, window } = input;
    const isOld = !(Math.abs(nowMs - ratedAtMs) < ratesForMs);
    if (!isOld && Math.abs(nowMs - addedAtMs) < minuteMs && rates.most.length === window.patterns) return;
    if (isOld) rates.most.fill(Number.NaN);
    rates = ratesOf(input, rates, { season, excursions });
    addedAtMs = nowMs;
    if (isOld) ratedAtMs = nowMs;
  }

  function count(input: LatelyInput): void {
    rate(input);
    // Every few seconds the same arrays: new ones would be most of what the process throws away.
    if (room.sums.length !== rates.most.length) room = roomFor(rates.most.length);
    const { sums, marks, counts } = room;
    sums.fill(0);
    marks.fill(0);
    spans = spansMs.map((_, at) => {
      const fromMs = sumSpan(input, at, sums);
      const lines = counts[at] ?? new Uint32Array(sums.length);
      lines.set(sums);
      const counted = { forMs: input.nowMs - fromMs, lines, rates };
      markFar(counted, marks);
      return createSpan(counted, input, spansMs[at] === lacksMs);
    });
  }

  return {
    spans(input) {
      if (bucketOf(input.nowMs) !== countedAt) count(input);
      countedAt = bucketOf(input.nowMs);
      return spans;
    },
    isTelling: (pattern) => room.marks[pattern] === 1,
    learn(nowMs, { replicas, isCalm }) {
      const span = spans.at(1);
      if (isCalm) excursions.see(nowMs, spans);
      if (span) season.learn(nowMs - span.forMs / 2, (span.together.lines * minuteMs) / (span.forMs * Math.max(1, replicas)));
    },
    outlast: excursions.outlast,
    merge(from, into) {
      // Most aliases have been known as such for long.
      if (from === into || Number.isNaN(rates.most[from] ?? Number.NaN)) return;
      forgetRates(rates, [from, into]);
      [addedAtMs, countedAt] = [Number.NaN, -1];
    },
    snapshot: () => ({ ...season.snapshot(), ...excursions.snapshot() }),
    restore(state) {
      season.restore(state);
      excursions.restore(state);
    },
  };
}

function bucketOf(atMs: number): number {
  return Math.floor(atMs / bucketMs);
}

function forgetRates({ most, least, isEven }: Rates, patterns: readonly number[]): void {
  for (const index of patterns) {
    if (index >= most.length) continue;
    most[index] = Number.NaN;
    least[index] = Number.NaN;
    isEven[index] = 0;
  }
}

/** Where buckets are known, each span up to now is as good as counted; where only minutes are, a longer one goes on from the shorter. Says where it begins. */
function sumSpan({ nowMs, window }: LatelyInput, at: number, sums: Float64Array): number {
  const endMs = Math.floor(nowMs / bucketMs) * bucketMs;
  const [fromMs, shorterMs] = [endMs - (spansMs[at] ?? 0), endMs - (spansMs[at - 1] ?? 0)];
  const isFine = window.isFine(endMs - Math.max(...spansMs));
  if (isFine) sums.fill(0);
  window.addCounts(fromMs, isFine || at === 0 ? nowMs + 1 : shorterMs, sums);
  return fromMs;
}

interface Room {
  readonly sums: Float64Array;
  readonly marks: Uint8Array;
  /** Of each span. */
  readonly counts: readonly Uint32Array[];
}

function roomFor(length: number): Room {
  return { sums: new Float64Array(length), marks: new Uint8Array(length), counts: spansMs.map(() => new Uint32Array(length)) };
}

function markFar({ forMs, lines, rates: { most, least } }: Counted, marks: Uint8Array): void {
  const minutes = forMs / minuteMs;
  for (let index = 0; index < lines.length; index += 1) {
    const count = lines[index] ?? 0;
    const isMore = count >= telling.fewest && count > telling.times * (most[index] ?? 0) * minutes;
    const fewest = (least[index] ?? 0) * minutes;
    if (isMore || (fewest >= telling.fewest && count * telling.times < fewest)) marks[index] = 1;
  }
}

function ratesOf(
  input: LatelyInput,
  before: Rates,
  { season, excursions }: { readonly season: Season; readonly excursions: Excursions },
): Rates {
  const { baseline, replicas, window, nowMs } = input;
  const { most, least, dispersion, dispersionLately, isEven } = widened(before, window.patterns);
  const usualReplicas = baseline.replicas ?? replicas;
  for (let index = 0; index < most.length; index += 1) {
    const habit = Number.isNaN(most[index]) ? baseline.habit(index) : null;
    if (habit === null) {
      if (Number.isNaN(most[index])) least[index] = Number.NaN;
      continue;
    }
    const blended = blend(habit, usualReplicas);
    const busiest = Math.max(habit.lately, blended) * Math.max(replicas, usualReplicas);
    most[index] = busiest;
    least[index] = Math.min(habit.lately, blended) * Math.min(replicas, usualReplicas);
    dispersion[index] = Math.max(1, habit.dispersion * baseline.usualReplicas);
    dispersionLately[index] = Math.max(1, habit.dispersionLately * usualReplicas);
    const isSingle = habit.ever * usualReplicas <= batch * -Math.log(1 - Math.min(0.9999, habit.steadiness));
    isEven[index] = Number(isSingle && rankOf(input.glance(index).level) < rankOf('warning'));
  }
  const strayed = { deepestLull: excursions.deepestLull(nowMs), highestSurge: excursions.highestSurge(nowMs) };
  return { most, least, dispersion, dispersionLately, isEven, hour: season.usual(nowMs), ...strayed };
}

/** The same arrays where they are long enough. */
function widened(before: Rates, length: number): Omit<Rates, 'hour' | 'deepestLull' | 'highestSurge'> {
  if (before.most.length === length) return before;
  const wide = {
    most: new Float32Array(length).fill(Number.NaN),
    least: new Float32Array(length).fill(Number.NaN),
    dispersion: new Float32Array(length),
    dispersionLately: new Float32Array(length),
    isEven: new Uint8Array(length),
  };
  for (const key of ['most', 'least', 'dispersion', 'dispersionLately', 'isEven'] as const) wide[key].set(before[key].subarray(0, length));
  return wide;
}

/** The last hour, and where it holds few lines the last days (the posterior mean of a gamma prior). */
function blend({ lately, ever }: Habit, replicas: number): number {
  const prior = priorLines / Math.max(1e-9, ever * replicas);
  return (lately * shortMinutes + ever * prior) / (shortMinutes + prior);
}

function createSpan(counted: Counted, input: LatelyInput, isForLacks: boolean): Span {
  const { forMs, lines, rates } = counted;
  const minutes = forMs / minuteMs;
  const pool = poolOf(counted);
  const expectation = (perMinute: Float32Array, pattern: number): Expectation | null => {
    const mean = perMinute[pattern] ?? Number.NaN;
    return Number.isNaN(mean) ? null : { mean: mean * minutes, dispersion: rates.dispersion[pattern] ?? 1 };
  };
  return {
    forMs,
    isForLacks,
    lines: (pattern) => lines[pattern] ?? 0,
    most: (pattern) => expectation(rates.most, pattern),
    least: (pattern) => expectation(rates.least, pattern),
    isEven: (pattern) => rates.isEven[pattern] === 1,
    shift(pattern) {
      const without = new Set([rates.isEven[pattern] === 1 ? pattern : pool.grown, pool.grown]);
      without.delete(-1);
      let { lines: seen, usual } = pool;
      for (const index of without) {
        seen -= lines[index] ?? 0;
        usual -= (((rates.most[index] ?? 0) + (rates.least[index] ?? 0)) / 2) * minutes;
      }
      return (Math.max(0, seen) + priorLoad) / (Math.max(0, usual) + priorLoad);
    },
    together: togetherOf(pool, counted, { now: input.replicas, usual: input.baseline.replicas ?? input.replicas }),
  };
}
