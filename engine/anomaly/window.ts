/**
 * Lines per pattern over time: 5-second buckets for 15 minutes, one-minute buckets for 24 hours. Counts go by the time the line was
 * written, so a late line lands where it belongs.
 */

export const bucketMs = 5_000;
export const minuteMs = 60_000;
/** 15 minutes of 5-second buckets. */
const buckets = 180;
const hourMs = 3_600_000;
const hoursKept = 24;
/** Clocks of nodes differ; a line from further ahead than this has a wrong time. */
const futureToleranceMs = 5_000;

export interface CountWindow {
  /** Counts one line at the time it was written; a time ahead of `receivedAtMs`, or none (NaN), counts as `receivedAtMs`. */
  add(pattern: number, atMs: number, receivedAtMs: number): void;
  /** Moves the fine buckets on. A clock that jumps back by more than 15 minutes starts them anew. */
  advance(nowMs: number): void;
  /** Lines of each pattern from `fromMs` up to `toMs`: exact to a bucket within the last 15 minutes, to a minute before. */
  counts(fromMs: number, toMs: number): Float64Array;
  /** Lines of one pattern in the bucket that holds `atMs`; 0 outside the last 15 minutes. */
  inBucket(pattern: number, atMs: number): number;
  /** When the first line of that bucket was written; the bucket's start when there is none. */
  firstInBucketAtMs(pattern: number, atMs: number): number;
  /** Moves what was counted as `from` to `into`: the miner found out that they are one pattern. */
  merge(from: number, into: number): void;
  readonly patterns: number;
  /** Lines whose time lay ahead, and lines too old to count in any bucket. */
  readonly statistics: { readonly clamped: number; readonly tooOld: number };
  snapshot(): WindowState;
  /** Hours that changed since the last call; null: dropped. One record an hour keeps checkpoints small. */
  takeChangedHours(): readonly { readonly hour: number; readonly state: readonly number[] | null }[];
  restore(state: WindowState): void;
  restoreHour(hour: number, state: readonly number[]): void;
}

export interface WindowState {
  readonly head: number;
  readonly patterns: number;
  readonly clamped: number;
  readonly tooOld: number;
  /** `age in buckets, pattern, count, offset of the first line` repeated. */
  readonly fine: readonly number[];
}

export function createWindow(): CountWindow {
  let capacity = 64;
  let counts = new Uint32Array(buckets * capacity);
  let offsets = new Uint16Array(buckets * capacity);
  let patterns = 0;
  let head = -1;
  let clamped = 0;
  let tooOld = 0;
  const hours = new Map<number, Map<number, Uint32Array>>();
  const changed = new Set<number>();

  function grow(pattern: number): void {
    patterns = Math.max(patterns, pattern + 1);
    if (pattern < capacity) return;
    const wider = Math.max(capacity * 2, pattern + 1);
    counts = widen(counts, new Uint32Array(buckets * wider), capacity, wider);
    offsets = widen(offsets, new Uint16Array(buckets * wider), capacity, wider);
    capacity = wider;
  }

  function cell(bucket: number, pattern: number): number {
    return (bucket % buckets) * capacity + pattern;
  }

  function isFine(bucket: number): boolean {
    return bucket <= head && bucket > head - buckets && bucket >= 0;
  }

  function advance(nowMs: number): void {
    if (!Number.isFinite(nowMs) || nowMs < 0) return;
    const next = Math.floor(nowMs / bucketMs);
    if (next <= head && next > head - buckets) return;
    const from = next < head ? next - buckets + 1 : Math.max(head + 1, next - buckets + 1);
    for (let bucket = Math.max(0, from); bucket <= next; bucket += 1) counts.fill(0, cell(bucket, 0), cell(bucket, 0) + capacity);
    head = next;
    const oldest = Math.floor(nowMs / hourMs) - hoursKept;
    for (const hour of hours.keys()) {
      if (hour >= oldest) continue;
      hours.delete(hour);
      changed.add(hour);
    }
  }

  function minutesOf(hour: number, pattern: number): Uint32Array {
    let block = hours.get(hour);
    if (!block) hours.set(hour, (block = new Map()));
    let minutes = block.get(pattern);
    if (!minutes) block.set(pattern, (minutes = new Uint32Array(60)));
    return minutes;
  }

  function addFine(bucket: number, pattern: number, atMs: number): void {
    const at = cell(bucket, pattern);
    const before = counts[at] ?? 0;
    const offset = atMs - bucket * bucketMs;
    if (before === 0 || offset < (offsets[at] ?? 0)) offsets[at] = offset;
    counts[at] = before + 1;
  }

  function addMinute(pattern: number, atMs: number): void {
    const hour = Math.floor(atMs / hourMs);
    const minutes = minutesOf(hour, pattern);
    const minute = Math.floor((atMs - hour * hourMs) / minuteMs);
    minutes[minute] = (minutes[minute] ?? 0) + 1;
    changed.add(hour);
  }

  function sumFine(from: number, to: number, into: Float64Array): void {
    for (let bucket = Math.max(from, head - buckets + 1, 0); bucket <= Math.min(to, head); bucket += 1) {
      const row = cell(bucket, 0);
      for (let pattern = 0; pattern < patterns; pattern += 1) into[pattern] = (into[pattern] ?? 0) + (counts[row + pattern] ?? 0);
    }
  }

  function sumMinutes(fromMs: number, toMs: number, into: Float64Array): void {
    for (const [hour, block] of hours) {
      const start = Math.max(0, Math.floor((fromMs - hour * hourMs) / minuteMs));
      const end = Math.min(60, Math.ceil((toMs - hour * hourMs) / minuteMs));
      if (start >= end) continue;
      for (const [pattern, minutes] of block)
        into[pattern] = (into[pattern] ?? 0) + minutes.subarray(start, end).reduce((a, b) => a + b, 0);
    }
  }

  return {
    add(pattern, atMs, receivedAtMs) {
      // Only `advance` may go back: one odd receipt time must not empty the buckets.
      if (receivedAtMs >= head * bucketMs) advance(receivedAtMs);
      const known = Number.isFinite(atMs) && atMs >= 0;
      const latest = receivedAtMs >= head * bucketMs ? receivedAtMs : head * bucketMs;
      let at = known ? atMs : latest;
      if (at > latest + futureToleranceMs || !known) clamped += 1;
      at = Math.max(0, Math.min(at, latest));
      grow(pattern);
      const bucket = Math.floor(at / bucketMs);
      if (isFine(bucket)) addFine(bucket, pattern, at);
      if (Math.floor(at / hourMs) < Math.floor((head * bucketMs) / hourMs) - hoursKept) tooOld += 1;
      else addMinute(pattern, at);
    },
    advance,
    counts(fromMs, toMs) {
      const sums = new Float64Array(patterns);
      if (!(fromMs < toMs)) return sums;
      if (fromMs >= (head - buckets + 1) * bucketMs) sumFine(Math.floor(fromMs / bucketMs), Math.ceil(toMs / bucketMs) - 1, sums);
      else sumMinutes(fromMs, toMs, sums);
      return sums;
    },
    inBucket(pattern, atMs) {
      const bucket = Math.floor(atMs / bucketMs);
      return isFine(bucket) && pattern < capacity ? (counts[cell(bucket, pattern)] ?? 0) : 0;
    },
    firstInBucketAtMs(pattern, atMs) {
      const bucket = Math.floor(atMs / bucketMs);
      const has = isFine(bucket) && pattern < capacity && (counts[cell(bucket, pattern)] ?? 0) > 0;
      return bucket * bucketMs + (has ? (offsets[cell(bucket, pattern)] ?? 0) : 0);
    },
    merge(from, into) {
      if (from === into || from >= patterns) return;
      grow(into);
      for (let bucket = Math.max(0, head - buckets + 1); bucket <= head; bucket += 1) moveCell(cell(bucket, from), cell(bucket, into));
      for (const [hour, block] of hours) {
        const moved = block.get(from);
        if (!moved) continue;
        const minutes = minutesOf(hour, into);
        moved.forEach((count, minute) => (minutes[minute] = (minutes[minute] ?? 0) + count));
        block.delete(from);
        changed.add(hour);
      }
    },
    get patterns() {
      return patterns;
    },
    get statistics() {
      return { clamped, tooOld };
    },
    snapshot() {
      return { head, patterns, clamped, tooOld, fine: listFine() };
    },
    takeChangedHours() {
      const taken = [...changed].toSorted((a, b) => a - b).map((hour) => ({ hour, state: listHour(hours.get(hour)) }));
      changed.clear();
      return taken;
    },
    restore(state) {
      counts.fill(0);
      hours.clear();
      changed.clear();
      ({ head, clamped, tooOld } = state);
      if (state.patterns > 0) grow(state.patterns - 1);
      for (let at = 0; at + 3 < state.fine.length; at += 4) {
        const [age = 0, pattern = 0, count = 0, offset = 0] = state.fine.slice(at, at + 4);
        counts[cell(head - age, pattern)] = count;
        offsets[cell(head - age, pattern)] = offset;
      }
    },
    restoreHour(hour, state) {
      for (let at = 0; at + 2 < state.length; at += 3) minutesOf(hour, state[at] ?? 0)[state[at + 1] ?? 0] = state[at + 2] ?? 0;
    },
  };

  function moveCell(from: number, into: number): void {
    const moved = counts[from] ?? 0;
    if (moved === 0) return;
    const before = counts[into] ?? 0;
    offsets[into] = before === 0 ? (offsets[from] ?? 0) : Math.min(offsets[into] ?? 0, offsets[from] ?? 0);
    counts[into] = before + moved;
    counts[from] = 0;
  }

  function listFine(): number[] {
    const list: number[] = [];
    for (let bucket = Math.max(0, head - buckets + 1); bucket <= head; bucket += 1) {
      for (let pattern = 0; pattern < patterns; pattern += 1) {
        const at = cell(bucket, pattern);
        const count = counts[at] ?? 0;
        if (count > 0) list.push(head - bucket, pattern, count, offsets[at] ?? 0);
      }
    }
    return list;
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

/** Copies rows of `narrow` cells into rows of `wide` cells. */
function widen<Cells extends Uint32Array | Uint16Array>(from: Cells, to: Cells, narrow: number, wide: number): Cells {
  for (let row = 0; row < buckets; row += 1) to.set(from.subarray(row * narrow, (row + 1) * narrow), row * wide);
  return to;
}
