/**
 * A stretch of time whose features, taken together, are unlike those of any usual one. How rare the scores of two judges are among usual windows becomes a
 * wager against chance (an e-value, Vovk & Wang 2021), and windows add up until enough has been won (Shin, Ramdas & Rinaldo 2022): one odd
 * minute is no finding, and five slightly odd ones may be one.
 */
import type { Detector } from '../content/findings.ts';
import type { Found } from '../content/found.ts';
import { climb, createRise, fall, readRise, saveRise, type RiseState } from '../content/rise.ts';
import { createRecurrence, type RecurrenceState } from '../recurrence.ts';
import { duration } from '../rules/rule.ts';
import { rarity } from '../chance.ts';
import { features, type WindowCounts } from './features.ts';
import { createJudges, type JudgesState } from './judges.ts';
import { createPeaks, type PeaksState } from './peaks.ts';

export interface Outlier extends Detector {
  /** One window that is over; where it is not judged, what speaks for a change so far is forgotten. */
  take(window: WindowCounts, about: { readonly learns: boolean; readonly judges: boolean }): void;
  /** Another finding tells it. */
  dismiss(): void;
  snapshot(): OutlierState;
  restore(state: OutlierState): void;
}

export interface OutlierState extends JudgesState {
  readonly peaks: PeaksState;
  readonly rise: RiseState;
  readonly drivers: readonly number[];
  readonly recurrence: RecurrenceState;
}

/** A day of minutes: before that an hour of the day may be unusual by itself; and half a day of looks, to know what chance does here. */
const leastWindows = 1_440;
const leastLooks = 720;
/** Of what the other detectors of contents need: two judges have looked at few windows, not at each line. */
const neededShare = 0.6;
const holdingShare = 0.4;
/** Of the chance alarms of one pattern, what may be spent on a workload. */
const chanceShare = 0.3;
/** Windows that must speak for it: what is over in two minutes is a burst or a job. */
const leastOdd = 3;
/** What has not won enough by then never will: it is how the workload is on such a day. */
const longestMs = 2_400_000;
/** Windows that wait until it is known whether they were usual. */
const mostWaiting = 60;
/** The latest window that spoke for it is not older than this. */
const freshMs = 600_000;
/** Of what drove the scores a feature must have this part to be named, and so many are at most. */
const leastPart = 0.2;
const mostNamed = 3;

/** `seed`: the name of the workload; equal names and windows give equal findings. */
export function createOutlier(seed: string): Outlier {
  return new OutlierWindows(seed);
}

class OutlierWindows implements Outlier {
  readonly kind = 'outlier';
  private readonly seed: string;
  private judges;
  private peaks = createPeaks();
  private rise = createRise();
  private readonly recurrence = createRecurrence();
  private highest = 0;
  private drivers = new Float64Array(features.length);
  private waiting: WindowCounts[] = [];
  private latest: WindowCounts | null = null;
  private isTold = false;

  constructor(seed: string) {
    this.seed = seed;
    this.judges = createJudges(seed);
  }

  take(window: WindowCounts, about: { readonly learns: boolean; readonly judges: boolean }): void {
    if (about.judges && this.judges.profile.windows >= leastWindows) this.weigh(window);
    else this.dismiss();
    if (!about.learns || this.isTold) this.waiting = [];
    else if (this.rise.nats > 0) this.waiting = [...this.waiting, window].slice(-mostWaiting);
    else {
      for (const one of [...this.waiting, window]) this.judges.learn(one);
      this.waiting = [];
    }
  }

  judge({ nowMs, isActive, needed, chanceAYear }: Parameters<Detector['judge']>[0]): Found | null {
    const { rise, latest } = this;
    this.isTold = isActive;
    if (latest === null || nowMs - rise.lastAtMs > freshMs) return null;
    const enough = neededShare * needed * (isActive ? holdingShare : 1);
    const perYear = this.peaks.perYear(rise.nats);
    if (rise.nats < enough || this.peaks.windows < leastLooks) return null;
    if (!isActive && (perYear > chanceShare * chanceAYear || rise.hits < leastOdd || this.recurrence.isUsual(this.kind, nowMs)))
      return null;
    const verdict = {
      observed: latest.lines,
      expected: this.judges.profile.usualLines(latest),
      z: Math.sqrt(2 * rise.nats),
      perYear,
      confidence: Math.round(100 * Math.min(0.9, 0.4 + rise.nats / 80)) / 100,
      reason: `${duration(nowMs - rise.sinceAtMs)} unlike any usual ones: ${this.reason(latest)}; ${rarity(perYear)}`,
      sinceAtMs: rise.sinceAtMs,
    };
    return { pattern: null, level: 'info', verdict };
  }

  accept(): void {
    this.judges = createJudges(this.seed);
    this.peaks = createPeaks();
    this.dismiss();
  }

  dismiss(): void {
    this.end();
    this.waiting = [];
  }

  snapshot(): OutlierState {
    return {
      ...this.judges.snapshot(),
      peaks: this.peaks.snapshot(),
      rise: saveRise(this.rise),
      drivers: [...this.drivers].map((part) => Math.round(part * 100) / 100),
      recurrence: this.recurrence.snapshot(),
    };
  }

  restore(state: OutlierState): void {
    this.judges.restore(state);
    this.peaks.restore(state.peaks);
    this.recurrence.restore(state.recurrence);
    this.dismiss();
    this.rise = readRise(state.rise);
    this.highest = this.rise.nats;
    this.drivers = Float64Array.from(state.drivers);
  }

  private weigh(window: WindowCounts): void {
    const { rise, peaks } = this;
    const { chances, parts } = this.judges.look(window);
    const nats = Math.log(chances.reduce((sum, chance) => sum + wager(chance), 0) / chances.length);
    const before = rise.nats;
    climb(rise, { atMs: window.atMs, nats, isHit: nats > 0 });
    peaks.tick();
    this.latest = window;
    this.highest = Math.max(this.highest, rise.nats);
    const isTooLong = !this.isTold && rise.nats > 0 && window.atMs - rise.sinceAtMs > longestMs;
    if (isTooLong || (before > 0 && rise.nats === 0)) {
      // What was told was no climb by chance.
      if (!this.isTold) peaks.add(this.highest);
      return this.end();
    }
    if (nats > 0) for (const [i, part] of parts.entries()) this.drivers[i] = (this.drivers[i] ?? 0) + nats * part;
  }

  private end(): void {
    fall(this.rise);
    this.highest = 0;
    this.drivers.fill(0);
    this.latest = null;
  }

  /** The features that drove it, as they are in the latest window and as they usually are. */
  private reason(window: WindowCounts): string {
    const { profile } = this.judges;
    const all = this.drivers.reduce((sum, part) => sum + part, 0);
    const order = features.map((_, i) => i).toSorted((a, b) => (this.drivers[b] ?? 0) - (this.drivers[a] ?? 0));
    const named = order.filter((i, place) => place === 0 || (this.drivers[i] ?? 0) >= leastPart * all).slice(0, mostNamed);
    const told = named.flatMap((i) => {
      const feature = features[i];
      if (feature === undefined) return [];
      const observed = feature.spoken(feature.value(window, profile.usualLines(window)));
      return [`${feature.name} ${observed} (usually ${feature.spoken(profile.usual(i, window.atMs))})`];
    });
    return told.join(', ');
  }
}

/** What a wager of one wins where chance is fair: its mean over all chances is one. */
function wager(chance: number): number {
  return 0.5 / Math.sqrt(chance);
}
