/** Lines per pattern in 5-second buckets for the last 15 minutes: one ring of rows, a row a bucket, a cell a pattern. */

export const bucketMs = 5_000;
/** 15 minutes. */
const rows = 180;

export class Buckets {
  /** Number of the newest bucket since the epoch; -1 before the first. */
  head = -1;
  /** Cells in use of each row. */
  patterns = 0;
  private capacity = 64;
  private counts = new Uint32Array(rows * this.capacity);
  /** Milliseconds into the bucket at which its first line was written. */
  private offsets = new Uint16Array(rows * this.capacity);

  /** Moves the head on and empties what comes round again. A head that goes back by more than the ring starts anew. */
  advance(head: number): void {
    if (head <= this.head && head > this.head - rows) return;
    const from = head < this.head ? head - rows + 1 : Math.max(this.head + 1, head - rows + 1);
    for (let bucket = Math.max(0, from); bucket <= head; bucket += 1) {
      const start = this.cell(bucket, 0);
      this.counts.fill(0, start, start + this.capacity);
    }
    this.head = head;
  }

  holds(bucket: number): boolean {
    return bucket <= this.head && bucket > this.head - rows && bucket >= 0;
  }

  add(pattern: number, atMs: number): void {
    this.grow(pattern);
    const bucket = Math.floor(atMs / bucketMs);
    if (this.holds(bucket)) this.put(bucket, pattern, { count: 1, offset: Math.floor(atMs - bucket * bucketMs) });
  }

  count(pattern: number, bucket: number): number {
    return this.holds(bucket) && pattern < this.capacity ? (this.counts[this.cell(bucket, pattern)] ?? 0) : 0;
  }

  /** When the first line of the bucket was written; the bucket's start when there is none. */
  firstAtMs(pattern: number, bucket: number): number {
    const offset = this.count(pattern, bucket) > 0 ? (this.offsets[this.cell(bucket, pattern)] ?? 0) : 0;
    return bucket * bucketMs + offset;
  }

  /** Adds the buckets from `from` to `to`, both included, to `sums`. */
  sum(from: number, to: number, sums: Float64Array): void {
    for (let bucket = Math.max(from, this.head - rows + 1, 0); bucket <= Math.min(to, this.head); bucket += 1) {
      const start = this.cell(bucket, 0);
      for (let pattern = 0; pattern < this.patterns; pattern += 1)
        sums[pattern] = (sums[pattern] ?? 0) + (this.counts[start + pattern] ?? 0);
    }
  }

  merge(from: number, into: number): void {
    this.grow(into);
    for (let bucket = Math.max(0, this.head - rows + 1); bucket <= this.head; bucket += 1) {
      const at = this.cell(bucket, from);
      const count = this.counts[at] ?? 0;
      if (count > 0) this.put(bucket, into, { count, offset: this.offsets[at] ?? 0 });
      this.counts[at] = 0;
    }
  }

  /** `age in buckets, pattern, count, offset` repeated. */
  list(): number[] {
    const list: number[] = [];
    for (let bucket = Math.max(0, this.head - rows + 1); bucket <= this.head; bucket += 1) {
      for (let pattern = 0; pattern < this.patterns; pattern += 1) {
        const at = this.cell(bucket, pattern);
        const count = this.counts[at] ?? 0;
        if (count > 0) list.push(this.head - bucket, pattern, count, this.offsets[at] ?? 0);
      }
    }
    return list;
  }

  restore(state: { readonly head: number; readonly patterns: number; readonly fine: readonly number[] }): void {
    this.counts.fill(0);
    this.head = state.head;
    this.patterns = 0;
    if (state.patterns > 0) this.grow(state.patterns - 1);
    for (let at = 0; at + 3 < state.fine.length; at += 4) {
      const [age = 0, pattern = 0, count = 0, offset = 0] = state.fine.slice(at, at + 4);
      this.put(state.head - age, pattern, { count, offset });
    }
  }

  private put(bucket: number, pattern: number, { count, offset }: { readonly count: number; readonly offset: number }): void {
    const at = this.cell(bucket, pattern);
    const before = this.counts[at] ?? 0;
    if (before === 0 || offset < (this.offsets[at] ?? 0)) this.offsets[at] = offset;
    this.counts[at] = before + count;
  }

  private cell(bucket: number, pattern: number): number {
    return (bucket % rows) * this.capacity + pattern;
  }

  private grow(pattern: number): void {
    this.patterns = Math.max(this.patterns, pattern + 1);
    if (pattern < this.capacity) return;
    const wider = Math.max(this.capacity * 2, pattern + 1);
    this.counts = widen(this.counts, new Uint32Array(rows * wider));
    this.offsets = widen(this.offsets, new Uint16Array(rows * wider));
    this.capacity = wider;
  }
}

function widen<Cells extends Uint32Array | Uint16Array>(from: Cells, to: Cells): Cells {
  const narrow = from.length / rows;
  const wide = to.length / rows;
  for (let row = 0; row < rows; row += 1) to.set(from.subarray(row * narrow, (row + 1) * narrow), row * wide);
  return to;
}
