/** Numbers for each pattern in the list of a bucket: the pattern, its lines, milliseconds into the bucket at which the first was written. */
export const width = 3;

const smallest = 64;

/**
 * The lines of one bucket that is still being counted: a cell a pattern, so that counting one is a single addition. In five seconds few patterns write,
 * and a workload may have thousands, so those that did are listed: a bucket is summed several times a tick.
 */
export class OpenBucket {
  private counts = new Uint32Array(smallest);
  private offsets = new Uint16Array(smallest);
  /** The patterns with lines, each once. */
  private readonly written: number[] = [];

  add(pattern: number, count: number, offset: number): void {
    if (pattern >= this.counts.length) this.widen(pattern);
    const before = this.counts[pattern] ?? 0;
    if (before === 0 && count > 0) this.written.push(pattern);
    if (before === 0 || offset < (this.offsets[pattern] ?? 0)) this.offsets[pattern] = offset;
    this.counts[pattern] = before + count;
  }

  count(pattern: number): number {
    return this.counts[pattern] ?? 0;
  }

  offset(pattern: number): number {
    return this.offsets[pattern] ?? 0;
  }

  /** In the order of their patterns. */
  each(visit: (pattern: number, count: number, offset: number) => void): void {
    const { counts, offsets } = this;
    for (const pattern of this.inOrder()) visit(pattern, counts[pattern] ?? 0, offsets[pattern] ?? 0);
  }

  /** Spans of minutes are summed every few seconds, so without a call for each pattern. */
  addTo(sums: Float64Array): void {
    const { counts, written } = this;
    for (let at = 0; at < written.length; at += 1) {
      const pattern = written[at] ?? 0;
      sums[pattern] = (sums[pattern] ?? 0) + (counts[pattern] ?? 0);
    }
  }

  /** Takes out the lines of a pattern and answers with their number. */
  take(pattern: number): number {
    const count = this.count(pattern);
    if (count === 0) return 0;
    this.counts[pattern] = 0;
    this.written.splice(this.written.indexOf(pattern), 1);
    return count;
  }

  /** `pattern, count, offset` repeated, by pattern. */
  list(): Uint32Array {
    const { counts, offsets, written } = this;
    const list = new Uint32Array(written.length * width);
    let at = 0;
    for (const pattern of this.inOrder()) {
      list[at] = pattern;
      list[at + 1] = counts[pattern] ?? 0;
      list[at + 2] = offsets[pattern] ?? 0;
      at += width;
    }
    return list;
  }

  clear(): void {
    for (const pattern of this.written) this.counts[pattern] = 0;
    this.written.length = 0;
  }

  private inOrder(): readonly number[] {
    return this.written.toSorted((a, b) => a - b);
  }

  private widen(pattern: number): void {
    const { counts, offsets } = this;
    const wider = Math.max(counts.length * 2, pattern + 1);
    this.counts = new Uint32Array(wider);
    this.offsets = new Uint16Array(wider);
    this.counts.set(counts);
    this.offsets.set(offsets);
  }
}
