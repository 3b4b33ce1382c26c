/**
 * More of the lines are errors than usual. No single error need grow by much: requests that fail instead of succeeding spread over many of them,
 * while the whole stays what it was. What is expected follows the lines (more work, more errors) and the hour of the day, whichever allows more.
 */
import { amount, duration } from '../rules/rule.ts';
import { chanceOf, stands, type Asked, type Found } from './found.ts';
import type { Detector } from './findings.ts';
import { climb, createRise, fall, readRise, saveRise, type RiseState } from './rise.ts';
import type { ContentTimes } from './times.ts';

export interface Errors extends Detector {
  /** One line; `isError` false also for errors that already are an anomaly of their own. */
  count(pattern: number, isError: boolean): void;
  /** Weighs the lines since the last call, and learns them where they are usual. */
  settle(about: ContentTimes): void;
  /** The errors so far are told by another finding. */
  dismiss(): void;
  snapshot(): ErrorsState;
  restore(state: ErrorsState): void;
}

export interface ErrorsState {
  /** Errors, lines and minutes of each hour of the day. */
  readonly hours: readonly number[];
  readonly variance: readonly [dispersion: number, blocks: number];
  readonly rise: RiseState;
  readonly since: readonly [lines: number, errors: number, expected: number];
  /** Not there in what earlier releases saved. */
  readonly erredAtMs?: number | undefined;
  readonly settledAtMs: number | null;
}

/** How many times as many errors are looked for; a growth by less than half of it adds up to nothing. */
const growth = 3.5;
const leastFactor = 3;
const leastErrors = 10;
/** Nearly all of one pattern: that is for the rules of its counts to find first. */
const mostOfOne = 0.8;
const ofOneNeeds = 1.25;
/** So many errors are assumed at first, and weigh as much as two hours of none. */
const priorMinutes = 120;
const leastMinutes = 60;
/** Weights of the hours fall by half in five days. */
const keptAnHour = 0.5 ** (1 / 120);
/** The variance of errors is measured over blocks of so many expected ones. */
const blockExpected = 3;
/** From so many nats on what comes may be no chance: it waits to be learned until it was. */
const suspicious = 4;
/** Errors that stay away for so many times the usual time between them have stopped: by chance they would once in exp(8). */
const longestGap = 8;
const leastQuietMs = 120_000;
const mostPatterns = 64;
const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Nobody watched for so long: what came then is not of these minutes. */
const longestGapMs = 300_000;

interface Seen {
  readonly errors: number;
  readonly lines: number;
  readonly minutes: number;
  readonly expected: number;
}

const nothing: Seen = { errors: 0, lines: 0, minutes: 0, expected: 0 };

export function createErrors(): Errors {
  return new ErrorShare();
}

class ErrorShare implements Errors {
  readonly kind = 'error-ratio';
  private hours = new Float64Array(24 * 3);
  private all = { errors: 0, lines: 0, minutes: 0 };
  private hour = -1;
  private dispersion = 2;
  private blocks = 0;
  private block = { errors: 0, expected: 0 };
  private rise = createRise();
  private since = { lines: 0, errors: 0, expected: 0 };
  /** When the last of these errors were counted. */
  private erredAtMs = 0;
  private byPattern = new Map<number, number>();
  private settledAtMs: number | null = null;
  /** What is learned only once it has turned out to be usual. */
  private waiting: Seen = nothing;
  private lines = 0;
  private errors = 0;

  count(pattern: number, isError: boolean): void {
    this.lines += 1;
    if (!isError) return;
    this.errors += 1;
    if (this.byPattern.size < mostPatterns || this.byPattern.has(pattern))
      this.byPattern.set(pattern, (this.byPattern.get(pattern) ?? 0) + 1);
  }

  settle({ nowMs, learns, judges, servedErrors }: ContentTimes): void {
    const { lines, errors } = this;
    const forMs = nowMs - (this.settledAtMs ?? nowMs);
    this.settledAtMs = nowMs;
    this.lines = 0;
    this.errors = 0;
    if (!(forMs > 0 && forMs < longestGapMs)) return this.dismiss();
    const minutes = forMs / minuteMs;
    const expected = Math.max(this.expected(nowMs, lines, minutes), servedErrors * minutes);
    if (judges && this.all.minutes >= leastMinutes) this.weigh(nowMs, { errors, lines, expected });
    else this.dismiss();
    const seen = { errors, lines, minutes, expected };
    if (!learns) this.waiting = nothing;
    else if (this.rise.nats < suspicious) this.learn(nowMs, add(this.waiting, seen));
    else this.waiting = add(this.waiting, seen);
  }

  judge(about: Asked): Found | null {
    const { rise, since } = this;
    const [pattern, most] = this.mostFrequent();
    const isOfOne = most > mostOfOne * since.errors;
    if (!stands(rise, isOfOne ? { ...about, needed: about.needed * ofOneNeeds } : about)) return null;
    if (!about.isActive && (since.errors < leastErrors || since.errors < leastFactor * since.expected)) return null;
    return {
      pattern: isOfOne ? pattern : null,
      level: 'error',
      verdict: {
        observed: since.errors,
        expected: since.expected,
        ...chanceOf(rise, about.nowMs),
        reason: this.reason(about.nowMs),
        sinceAtMs: rise.sinceAtMs,
      },
    };
  }

  dismiss(): void {
    fall(this.rise);
    this.begin();
  }

  accept(): void {
    this.hours = new Float64Array(24 * 3);
    this.all = { errors: 0, lines: 0, minutes: 0 };
    this.dismiss();
  }

  snapshot(): ErrorsState {
    return {
      hours: [...this.hours].map((value) => Math.round(value * 1_000) / 1_000),
      variance: [this.dispersion, this.blocks],
      rise: saveRise(this.rise),
      since: [this.since.lines, this.since.errors, this.since.expected],
      erredAtMs: this.erredAtMs,
      settledAtMs: this.settledAtMs,
    };
  }

  restore({ hours, variance, rise, since, erredAtMs, settledAtMs }: ErrorsState): void {
    this.hours = Float64Array.from(hours);
    [this.dispersion, this.blocks] = variance;
    this.rise = readRise(rise);
    this.since = { lines: since[0], errors: since[1], expected: since[2] };
    this.erredAtMs = erredAtMs ?? settledAtMs ?? 0;
    this.settledAtMs = settledAtMs;
    this.sumUp();
  }

  private weigh(
    nowMs: number,
    { errors, lines, expected }: { readonly errors: number; readonly lines: number; readonly expected: number },
  ): void {
    this.since.lines += lines;
    this.since.errors += errors;
    this.since.expected += expected;
    const nats = (errors * Math.log(growth) - expected * (growth - 1)) / this.dispersion;
    climb(this.rise, { atMs: nowMs, nats, isHit: errors > 0 });
    if (errors > 0) this.erredAtMs = nowMs;
    if (this.rise.nats === 0) this.begin();
    else if (this.haveStopped(nowMs)) this.dismiss();
  }

  /** Where errors are rare the sum needs days to come down; that they came so often and come no more is known much sooner. */
  private haveStopped(nowMs: number): boolean {
    if (this.since.errors < leastErrors) return false;
    const everyMs = Math.max(0, this.erredAtMs - this.rise.sinceAtMs) / this.since.errors;
    return nowMs - this.erredAtMs > Math.max(leastQuietMs, longestGap * everyMs);
  }

  private mostFrequent(): readonly [pattern: number, errors: number] {
    let most: readonly [number, number] = [0, 0];
    for (const entry of this.byPattern) if (entry[1] > most[1]) most = entry;
    return most;
  }

  private reason(nowMs: number): string {
    const { errors, expected, lines } = this.since;
    const all = Math.max(lines, errors);
    const patterns = this.byPattern.size;
    const what = `errors${patterns > 1 ? ` of ${patterns} patterns` : ''}`;
    return `${percent(errors / all)} of ${all} lines in ${duration(nowMs - this.rise.sinceAtMs)} are ${what}, where ${percent(expected / all)} are usual (${errors}, usually ${amount(expected)})`;
  }

  private begin(): void {
    this.since = { lines: 0, errors: 0, expected: 0 };
    this.byPattern.clear();
  }

  /** Of lines in so many minutes, by their number and by the hour of the day, whichever is more. */
  private expected(nowMs: number, lines: number, minutes: number): number {
    const at = hourOf(nowMs) * 3;
    const { all } = this;
    const perMinute = (all.errors + 1) / (all.minutes + 1);
    const perLine = (all.errors + 1) / (all.lines + 1);
    const weight = priorMinutes;
    const byHour = ((this.hours[at] ?? 0) + perMinute * weight) / ((this.hours[at + 2] ?? 0) + weight);
    return Math.max(lines * perLine, minutes * byHour);
  }

  private learn(nowMs: number, { errors, lines, minutes, expected }: Seen): void {
    this.waiting = nothing;
    const hour = Math.floor(nowMs / hourMs);
    if (hour !== this.hour) this.decay(hour);
    const at = hourOf(nowMs) * 3;
    for (const [i, value] of [errors, lines, minutes].entries()) this.hours[at + i] = (this.hours[at + i] ?? 0) + value;
    this.all.errors += errors;
    this.all.lines += lines;
    this.all.minutes += minutes;
    this.block.errors += errors;
    this.block.expected += expected;
    if (this.block.expected >= blockExpected) this.learnDispersion();
  }

  private learnDispersion(): void {
    const { errors, expected } = this.block;
    this.block = { errors: 0, expected: 0 };
    this.blocks = Math.min(300, this.blocks + 1);
    const ratio = Math.min(30, (errors - expected) ** 2 / expected);
    this.dispersion = Math.max(1, this.dispersion + (ratio - this.dispersion) / (this.blocks + 10));
  }

  private decay(hour: number): void {
    const passed = this.hour < 0 ? 0 : Math.min(1_000, Math.max(0, hour - this.hour));
    this.hour = hour;
    const kept = keptAnHour ** passed;
    for (let i = 0; i < this.hours.length; i += 1) this.hours[i] = (this.hours[i] ?? 0) * kept;
    this.sumUp();
  }

  private sumUp(): void {
    this.all = { errors: 0, lines: 0, minutes: 0 };
    for (let at = 0; at < this.hours.length; at += 3) {
      this.all.errors += this.hours[at] ?? 0;
      this.all.lines += this.hours[at + 1] ?? 0;
      this.all.minutes += this.hours[at + 2] ?? 0;
    }
  }
}

function add(a: Seen, b: Seen): Seen {
  return { errors: a.errors + b.errors, lines: a.lines + b.lines, minutes: a.minutes + b.minutes, expected: a.expected + b.expected };
}

function hourOf(nowMs: number): number {
  return Math.floor(nowMs / hourMs) % 24;
}

function percent(share: number): string {
  const value = 100 * share;
  return `${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}
