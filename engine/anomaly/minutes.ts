/** Lines per pattern in one-minute buckets for 24 hours, kept by the hour, so that a rare pattern takes little and an old hour never changes. */

export const minuteMs = 60_000;
const hourMs = 3_600_000;
const hoursKept = 24;

export interface ChangedHour {
  readonly hour: number;
  /** `pattern, minute, count` repeated; null: dropped. */
  readonly state: readonly number[] | null;
}

export class Minutes {
  private readonly hours = new Map<number, Map<number, Uint32Array>>();
  private readonly changed = new Set<number>();
  private oldest = 0;

  advance(nowMs: number): void {
    this.oldest = Math.floor(nowMs / hourMs) - hoursKept;
    for (const hour of this.hours.keys()) {
      if (hour >= this.oldest) continue;
      this.hours.delete(hour);
      this.changed.add(hour);
    }
  }

  /** False for a time before the 24 hours. */
  add(pattern: number, atMs: number): boolean {
    const hour = Math.floor(atMs / hourMs);
    if (hour < this.oldest) return false;
    const minutes = this.of(hour, pattern);
    const minute = Math.floor((atMs - hour * hourMs) / minuteMs);
    minutes[minute] = (minutes[minute] ?? 0) + 1;
    this.changed.add(hour);
    return true;
  }

  /** Adds the minutes that overlap the span to `sums`. */
  sum(fromMs: number, toMs: number, sums: Float64Array): void {
    for (const [hour, block] of this.hours) {
      const start = Math.max(0, Math.floor((fromMs - hour * hourMs) / minuteMs));
      const end = Math.min(60, Math.ceil((toMs - hour * hourMs) / minuteMs));
      if (start >= end) continue;
      for (const [pattern, minutes] of block) {
        for (let minute = start; minute < end; minute += 1) sums[pattern] = (sums[pattern] ?? 0) + (minutes[minute] ?? 0);
      }
    }
  }

  merge(from: number, into: number): void {
    for (const [hour, block] of this.hours) {
      const moved = block.get(from);
      if (!moved) continue;
      const minutes = this.of(hour, into);
      moved.forEach((count, minute) => (minutes[minute] = (minutes[minute] ?? 0) + count));
      block.delete(from);
      this.changed.add(hour);
    }
  }

  /** Hours that changed since the last call. */
  takeChanged(): readonly ChangedHour[] {
    const taken = [...this.changed].toSorted((a, b) => a - b).map((hour) => ({ hour, state: listHour(this.hours.get(hour)) }));
    this.changed.clear();
    return taken;
  }

  clear(): void {
    this.hours.clear();
    this.changed.clear();
  }

  restore(hour: number, state: readonly number[]): void {
    for (let at = 0; at + 2 < state.length; at += 3) this.of(hour, state[at] ?? 0)[state[at + 1] ?? 0] = state[at + 2] ?? 0;
  }

  private of(hour: number, pattern: number): Uint32Array {
    let block = this.hours.get(hour);
    if (!block) this.hours.set(hour, (block = new Map()));
    let minutes = block.get(pattern);
    if (!minutes) block.set(pattern, (minutes = new Uint32Array(60)));
    return minutes;
  }
}

function listHour(block: Map<number, Uint32Array> | undefined): number[] | null {
  if (!block) return null;
  const list: number[] = [];
  // By pattern, so that a restored window writes the same bytes as one that never stopped.
  for (const [pattern, minutes] of [...block].toSorted(([a], [b]) => a - b)) {
    minutes.forEach((count, minute) => count > 0 && list.push(pattern, minute, count));
  }
  return list;
}
