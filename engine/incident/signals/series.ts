/**
 * One metric of one place, unit unknown: what is usual of it, and since when it is otherwise. What is usual is a median and a spread that outliers do not
 * move (Rousseeuw & Croux 1993); how unusual a sample is counts as if its tails were heavy, since those of latencies and of processor time are.
 */
import { median, quantileOfSorted } from '../../math.ts';

export interface Series {
  /** Out of order samples are dropped. */
  add(atMs: number, value: number): void;
  /** Null while it is as usual. */
  deviation(): Deviation | null;
  readonly lastAtMs: number;
  snapshot(): SeriesState;
}

export interface Deviation {
  readonly sinceAtMs: number;
  readonly lastAtMs: number;
  readonly direction: 'up' | 'down';
  /** Samples outside of what is usual, one after another. */
  readonly samples: number;
  /** How unlikely they are together, in natural logarithms of the odds. */
  readonly nats: number;
  readonly usual: number;
  /** The farthest of them. */
  readonly seen: number;
}

export interface SeriesState {
  readonly usual: readonly number[];
  readonly run: readonly (readonly [atMs: number, value: number])[];
  readonly lastAtMs: number;
}

/** Samples that say what is usual; at one a minute an hour. */
const mostUsual = 60;
const leastUsual = 5;
const mostRun = 60;
const mostSaved = 15;
/** What lasts so long is the new usual. */
const acceptAfterMs = 2 * 3_600_000;
/** Spreads from what is usual below which a sample says nothing. */
const leastSpreads = 3;
/** A single sample may be a fault of measuring; one that far out is not. */
const loneSpreads = 30;
/** No series is steadier than so many parts of its size: what is rounded looks steadier than it is. */
const leastShare = 0.03;
const mostNats = 5;

export function createSeries(state?: SeriesState): Series {
  let usual: number[] = [...(state?.usual ?? [])];
  let run: (readonly [number, number])[] = [...(state?.run ?? [])];
  let lastAtMs = state?.lastAtMs ?? Number.NEGATIVE_INFINITY;

  function learn(value: number): void {
    usual.push(value);
    if (usual.length > mostUsual) usual.shift();
  }

  function deviate(atMs: number, value: number, isAbove: boolean): void {
    const { center } = bandOf(usual);
    if (run.some(([, before]) => before > center !== isAbove)) run = [];
    run.push([atMs, value]);
    if (run.length > mostRun) run.splice(1, 1);
    if (atMs - (run[0]?.[0] ?? atMs) <= acceptAfterMs) return;
    usual = run.map(([, seen]) => seen);
    run = [];
  }

  return {
    add(atMs, value) {
      if (!(atMs > lastAtMs) || !Number.isFinite(value)) return;
      lastAtMs = atMs;
      const { center, spread } = bandOf(usual);
      if (usual.length < leastUsual || Math.abs(value - center) <= leastSpreads * spread) {
        // A sample that is as usual ends a run; what was in it was measured all the same, so it widens what is usual a little.
        if (run.length > 0) learn(run[0]?.[1] ?? value);
        run = [];
        learn(value);
        return;
      }
      deviate(atMs, value, value > center);
    },
    deviation: () => deviationOf(usual, run),
    get lastAtMs() {
      return lastAtMs;
    },
    snapshot: () => ({ usual: thinned(usual), run, lastAtMs }),
  };
}

function deviationOf(usual: readonly number[], run: readonly (readonly [number, number])[]): Deviation | null {
  const [first, last] = [run[0], run.at(-1)];
  if (first === undefined || last === undefined) return null;
  const { center, spread } = bandOf(usual);
  const spreads = run.map(([, value]) => Math.abs(value - center) / spread);
  const worst = Math.max(...spreads);
  if (run.length < 2 && worst < loneSpreads) return null;
  return {
    sinceAtMs: first[0],
    lastAtMs: last[0],
    direction: last[1] > center ? 'up' : 'down',
    samples: run.length,
    nats: spreads.reduce((sum, distance) => sum + Math.min(mostNats, Math.log(distance / leastSpreads + 1)), 0),
    usual: center,
    seen: run[spreads.indexOf(worst)]?.[1] ?? last[1],
  };
}

/** A few of them say nearly as much. */
function thinned(values: readonly number[]): readonly number[] {
  const every = Math.ceil(values.length / mostSaved);
  return values.filter((_, at) => at % every === 0);
}

/** Of a constant series nothing is known but that it was constant: a step of its own size, or of one where it is zero, is three spreads and a little. */
function bandOf(usual: readonly number[]): { readonly center: number; readonly spread: number } {
  const sorted = usual.toSorted((a, b) => a - b);
  const center = quantileOfSorted(sorted, 0.5);
  const byDeviation = 1.4826 * median(usual.map((value) => Math.abs(value - center)));
  const byQuantiles = (quantileOfSorted(sorted, 0.95) - quantileOfSorted(sorted, 0.05)) / 3.3;
  const steps = sorted.filter((value, at) => value !== sorted[at - 1]);
  const step = Math.min(...steps.slice(1).map((value, at) => value - (steps[at] ?? value)));
  const rounded = steps.length > 1 && steps.length <= 4 ? step : 0;
  const spread = Math.max(byDeviation, byQuantiles, rounded, leastShare * Math.abs(center));
  return { center, spread: spread > 0 ? spread : 0.3 };
}
