/** Lines per pattern in one-minute buckets for 24 hours, kept by the hour, so that a rare pattern takes little and an old hour never changes. */
import { createOpenHour, packHour, readHour, type OpenHour } from './hour.ts';

export const minuteMs = 60_000;
const hourMs = 3_600_000;
const hoursKept = 24;
/** An hour is packed when its last lines have come: those that are read together with the first of the next. */
const packAfterMs = 60_000;

export interface ChangedHour {
  readonly hour: number;
  /** `pattern, minute, count` repeated; null: dropped. */
  readonly state: readonly number[] | null;
}

/** The counts of one hour as `readHour` reads them; they never change. */
export interface PackedHour {
  /** Number of the hour since the epoch. */
  readonly hour: number;
  readonly bytes: Uint8Array;
}

/**
 * The hour that is being written is open for quick counting; those before it are packed to about two bytes a count, which is what makes a day of
 * hundreds of workloads fit into memory. A late line opens its hour again until the next one begins.
 */
export class Minutes {
  private readonly open = new Map<number, OpenHour>();
  private readonly packed = new Map<number, Uint8Array>();
  private readonly changed = new Set<number>();
  /** The hour that was written last, which is open and known to have changed. */
  private current: { readonly hour: number; readonly block: OpenHour } | null = null;
  /** The minute of it that was written last, for the next line is mostly of the same; when it began. */
  private minute = 0;
  private minuteAtMs = 0;
  /** Patterns that are to be counted as others. */
  private readonly renamed = new Map<number, number>();
  private oldest = 0;
  private newest = 0;
  /** When the hours before the newest are to be packed. */
  private packAtMs = Infinity;

  advance(nowMs: number): void {
    const hour = Math.floor(nowMs / hourMs);
    if (nowMs >= this.packAtMs) this.packOver();
    if (hour === this.newest) return;
    this.current = null;
    this.newest = hour;
    this.oldest = hour - hoursKept;
    for (const old of [...this.open.keys(), ...this.packed.keys()]) {
      if (old >= this.oldest) continue;
      this.open.delete(old);
      this.packed.delete(old);
      this.changed.add(old);
    }
    this.packAtMs = hour * hourMs + packAfterMs;
    if (nowMs >= this.packAtMs) this.packOver();
  }

  /** False for a time before the 24 hours. */
  add(pattern: number, atMs: number, count = 1): boolean {
    const { current } = this;
    if (current !== null && atMs >= this.minuteAtMs && atMs < this.minuteAtMs + minuteMs) {
      current.block.add(pattern, this.minute, count);
      return true;
    }
    return this.addTo(Math.floor(atMs / hourMs), pattern, { atMs, count });
  }

  private addTo(hour: number, pattern: number, { atMs, count }: { readonly atMs: number; readonly count: number }): boolean {
    if (this.current?.hour !== hour) {
      this.rename();
      if (hour < this.oldest) return false;
      this.current = { hour, block: this.of(hour) };
      this.changed.add(hour);
    }
    this.minute = Math.floor((atMs - hour * hourMs) / minuteMs);
    this.minuteAtMs = hour * hourMs + this.minute * minuteMs;
    this.current.block.add(pattern, this.minute, count);
    return true;
  }

  /** Adds the minutes that overlap the span to `sums`. */
  sum(fromMs: number, toMs: number, sums: Float64Array): void {
    this.rename();
    for (const hour of [...this.open.keys(), ...this.packed.keys()]) {
      const start = Math.max(0, Math.floor((fromMs - hour * hourMs) / minuteMs));
      const end = Math.min(60, Math.ceil((toMs - hour * hourMs) / minuteMs));
      if (start >= end) continue;
      this.eachCount(hour, (pattern, minute, count) => {
        if (minute >= start && minute < end) sums[pattern] = (sums[pattern] ?? 0) + count;
      });
    }
  }

  /** Done with the next call of anything else, for all that were merged until then: each costs a look at every hour. */
  merge(from: number, into: number): void {
    if (this.renamed.has(into)) this.rename();
    this.current = null;
    this.renamed.set(from, into);
  }

  /** Hours that changed since the last call. */
  takeChanged(): readonly ChangedHour[] {
    this.rename();
    this.current = null;
    const taken = [...this.changed].toSorted((a, b) => a - b).map((hour) => ({ hour, state: this.list(hour) }));
    this.changed.clear();
    return taken;
  }

  /** As if every hour had changed since the last `takeChanged`. */
  changeAll(): void {
    for (const hour of [...this.open.keys(), ...this.packed.keys()]) this.changed.add(hour);
  }

  /** All hours that are kept, oldest first. */
  pack(): readonly PackedHour[] {
    this.rename();
    const opened = [...this.open].map(([hour, block]) => ({ hour, bytes: packHour(block) }));
    const all = [...[...this.packed].map(([hour, bytes]) => ({ hour, bytes })), ...opened];
    return all.toSorted((a, b) => a.hour - b.hour);
  }

  clear(): void {
    this.renamed.clear();
    this.current = null;
    this.open.clear();
    this.packed.clear();
    this.changed.clear();
  }

  restore(hour: number, state: readonly number[]): void {
    this.rename();
    this.current = null;
    const block = this.of(hour);
    for (let at = 0; at + 2 < state.length; at += 3) block.add(state[at] ?? 0, state[at + 1] ?? 0, state[at + 2] ?? 0);
    if (hour >= this.newest) return;
    this.packed.set(hour, packHour(block));
    this.open.delete(hour);
  }

  /** Packs the hours that are over. */
  private packOver(): void {
    this.packAtMs = Infinity;
    this.current = null;
    for (const [hour, block] of this.open) {
      if (hour >= this.newest) continue;
      this.packed.set(hour, packHour(block));
      this.open.delete(hour);
    }
  }

  private rename(): void {
    const { renamed } = this;
    if (renamed.size === 0) return;
    for (const hour of [...this.open.keys(), ...this.packed.keys()]) {
      let isChanged = false;
      const merged = createOpenHour();
      this.each(hour, (pattern, minute, count) => {
        let into = pattern;
        for (let next = renamed.get(into); next !== undefined; next = renamed.get(into)) into = next;
        isChanged ||= into !== pattern;
        merged.add(into, minute, count);
      });
      if (!isChanged) continue;
      if (this.open.has(hour)) this.open.set(hour, merged);
      else this.packed.set(hour, packHour(merged));
      this.changed.add(hour);
    }
    renamed.clear();
  }

  private of(hour: number): OpenHour {
    let block = this.open.get(hour);
    if (block !== undefined) return block;
    block = createOpenHour();
    const packed = this.packed.get(hour);
    if (packed !== undefined) readHour(packed, block.add);
    this.packed.delete(hour);
    this.open.set(hour, block);
    return block;
  }

  private each(hour: number, visit: (pattern: number, minute: number, count: number) => void): void {
    const packed = this.packed.get(hour);
    if (packed === undefined) this.open.get(hour)?.each(visit);
    else readHour(packed, visit);
  }

  /** In whatever order, and a cell more than once, for whoever only adds up. */
  private eachCount(hour: number, visit: (pattern: number, minute: number, count: number) => void): void {
    const packed = this.packed.get(hour);
    if (packed === undefined) this.open.get(hour)?.eachCount(visit);
    else readHour(packed, visit);
  }

  private list(hour: number): number[] | null {
    if (!this.open.has(hour) && !this.packed.has(hour)) return null;
    const list: number[] = [];
    this.each(hour, (pattern, minute, count) => list.push(pattern, minute, count));
    return list;
  }
}
