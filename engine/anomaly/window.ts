/**
 * Lines per pattern over time: 5-second buckets for 15 minutes, one-minute buckets for 24 hours. Counts go by the time the line was
 * written, so a late line lands where it belongs.
 */
import { bucketMs, Buckets } from './buckets.ts';
import { createCourse } from './course.ts';
import { Minutes, type ChangedHour, type PackedHour } from './minutes.ts';

export { bucketMs } from './buckets.ts';
export { minuteMs } from './minutes.ts';

export interface WindowState {
  readonly head: number;
  readonly patterns: number;
  readonly clamped: number;
  readonly tooOld: number;
  /** `age in buckets, pattern, count, offset of the first line` repeated. */
  readonly fine: readonly number[];
}

/** Clocks of nodes differ; a line from further ahead than this has a wrong time. */
const futureToleranceMs = 5_000;

export class CountWindow {
  /** Lines whose time lay ahead or was missing. */
  clamped = 0;
  /** Lines too old for any bucket. */
  tooOld = 0;
  private readonly fine = new Buckets();
  private readonly minutes = new Minutes();
  /** 1 for the patterns that may have counts. */
  private written = new Uint8Array(64);
  private readonly lately = createCourse((fromMs, toMs) => this.counts(fromMs, toMs));
  /** The last receipt, for lines that come together, and the time up to which lines are counted as written; NaN after the head has moved. */
  private receivedAtMs = Number.NaN;
  private latestMs = 0;

  /** Counts one line, or as many as it stands for, at the time it was written; a time ahead of `receivedAtMs`, or none (NaN), counts as `receivedAtMs`. */
  add(pattern: number, atMs: number, receivedAtMs: number, lines = 1): void {
    if (receivedAtMs !== this.receivedAtMs) this.receive(receivedAtMs);
    const { latestMs } = this;
    const isKnown = atMs >= 0 && atMs <= Number.MAX_VALUE;
    if (!isKnown || atMs > latestMs + futureToleranceMs) this.clamped += 1;
    const countedAtMs = isKnown && atMs < latestMs ? atMs : latestMs;
    if (this.written[pattern] !== 1) this.mark(pattern);
    this.fine.add(pattern, countedAtMs, lines);
    if (!this.minutes.add(pattern, countedAtMs, lines)) this.tooOld += 1;
  }

  private receive(receivedAtMs: number): void {
    const headMs = this.fine.head * bucketMs;
    // Only `advance` may go back: one odd receipt time must not empty the buckets.
    const latestMs = receivedAtMs >= headMs ? receivedAtMs : Math.max(0, headMs);
    this.advance(latestMs);
    this.latestMs = latestMs;
    this.receivedAtMs = receivedAtMs;
  }

  /** Moves on to `nowMs`. A clock that jumps back by more than 15 minutes starts the fine buckets anew. */
  advance(nowMs: number): void {
    if (!Number.isFinite(nowMs) || nowMs < 0) return;
    const head = Math.floor(nowMs / bucketMs);
    if (head === this.fine.head) return;
    this.receivedAtMs = Number.NaN;
    this.fine.advance(head);
    this.minutes.advance(this.fine.head * bucketMs);
  }

  /** Lines of each pattern from `fromMs` up to `toMs`: to a bucket within the last 15 minutes, to a minute before. */
  counts(fromMs: number, toMs: number): Float64Array {
    return this.addCounts(fromMs, toMs, new Float64Array(this.fine.patterns));
  }

  /** Whether counts from then on are known by the bucket. */
  isFine(fromMs: number): boolean {
    const first = Math.floor(fromMs / bucketMs);
    return this.fine.holds(first) || first > this.fine.head;
  }

  /** Adds them to `sums`, which has a place for each pattern, and returns it. */
  addCounts(fromMs: number, toMs: number, sums: Float64Array): Float64Array {
    if (!(fromMs < toMs)) return sums;
    if (this.isFine(fromMs)) this.fine.sum(Math.floor(fromMs / bucketMs), Math.ceil(toMs / bucketMs) - 1, sums);
    else this.minutes.sum(fromMs, toMs, sums);
    return sums;
  }

  /** Lines of one pattern in the last half hour, in stretches of five minutes. */
  course(pattern: number, nowMs: number): readonly number[] {
    return this.lately.of(pattern, nowMs);
  }

  /** Lines of one pattern in the bucket that holds `atMs`; 0 outside the last 15 minutes. */
  inBucket(pattern: number, atMs: number): number {
    return this.fine.count(pattern, Math.floor(atMs / bucketMs));
  }

  /** When the first line of that bucket was written; the bucket's start when there is none. */
  firstInBucketAtMs(pattern: number, atMs: number): number {
    return this.fine.firstAtMs(pattern, Math.floor(atMs / bucketMs));
  }

  /** Moves what was counted as `from` to `into`: the miner found out that they are one pattern. */
  merge(from: number, into: number): void {
    if (from === into || this.written[from] !== 1) return;
    this.written[from] = 0;
    this.mark(into);
    this.fine.merge(from, into);
    this.minutes.merge(from, into);
  }

  /** False where nothing was counted as it since it was merged into another. */
  mayHold(pattern: number): boolean {
    return this.written[pattern] === 1;
  }

  get patterns(): number {
    return this.fine.patterns;
  }

  /** Without the minutes: those come by `takeChangedHours`, so that checkpoints stay small. */
  snapshot(): WindowState {
    const { head, patterns } = this.fine;
    return { head, patterns, clamped: this.clamped, tooOld: this.tooOld, fine: this.fine.list() };
  }

  /** The counts of the last 24 hours by minute, as they are kept. */
  packedHours(): readonly PackedHour[] {
    return this.minutes.pack();
  }

  takeChangedHours(): readonly ChangedHour[] {
    return this.minutes.takeChanged();
  }

  /** The next `takeChangedHours` hands out all that are kept. */
  changeAllHours(): void {
    this.minutes.changeAll();
  }

  restore(state: WindowState): void {
    this.clamped = state.clamped;
    this.tooOld = state.tooOld;
    this.minutes.clear();
    this.written.fill(0);
    for (let at = 0; at < state.fine.length; at += 4) this.mark(state.fine[at + 1] ?? 0);
    this.receivedAtMs = Number.NaN;
    this.fine.restore(state);
    this.minutes.advance(state.head * bucketMs);
  }

  restoreHour(hour: number, state: readonly number[]): void {
    for (let at = 0; at < state.length; at += 3) this.mark(state[at] ?? 0);
    this.minutes.restore(hour, state);
  }

  private mark(pattern: number): void {
    if (pattern >= this.written.length) {
      const wider = new Uint8Array(Math.max(this.written.length * 2, pattern + 1));
      wider.set(this.written);
      this.written = wider;
    }
    this.written[pattern] = 1;
  }
}
