/** Numbers for each pattern in the list of a bucket: the pattern, its lines, milliseconds into the bucket at which the first was written. */
export const width = 3;

const smallest = 64;

/** The lines of one bucket that is still being counted: a cell a pattern, so that counting one is a single addition. */
export class OpenBucket {
  private counts = new Uint32Array(smallest);
  private offsets = new Uint16Array(smallest);
  /** One more than the highest pattern with lines. */
  private used = 0;

  add(pattern: number, count: number, offset: number): void {
    if (pattern >= this.used) this.widen(pattern);
    const before = this.counts[pattern] ?? 0;
    if (before === 0 || offset < (this.offsets[pattern] ?? 0)) this.offsets[pattern] = offset;
    this.counts[pattern] = before + count;
  }

  count(pattern: number): number {
    return this.counts[pattern] ?? 0;
  }

  offset(pattern: number): number {
    return this.offsets[pattern] ?? 0;
  }

  each(visit: (pattern: number, count: number, offset: number) => void): void {
    const { counts, offsets, used } = this;
    for (let pattern = 0; pattern < used; pattern += 1) {
      const count = counts[pattern] ?? 0;
      if (count > 0) visit(pattern, count, offsets[pattern] ?? 0);
    }
  }

  /** Spans of minutes are summed every few seconds, so without a call for each pattern. */
  addTo(sums: Float64Array): void {
    const { counts, used } = this;
    for (let pattern = 0; pattern < used; pattern += 1) {
      const count = counts[pattern] ?? 0;
      if (count > 0) sums[pattern] = (sums[pattern] ?? 0) + count;
    }
  }

  /** Takes out the lines of a pattern and answers with their number. */
  take(pattern: number): number {
    const count = this.count(pattern);
    if (count > 0) this.counts[pattern] = 0;
    return count;
  }

  /** `pattern, count, offset` repeated, by pattern. */
  list(): Uint32Array {
    const { counts, offsets, used } = this;
    let length = 0;
    for (let pattern = 0; pattern < used; pattern += 1) if ((counts[pattern] ?? 0) > 0) length += width;
    const list = new Uint32Array(length);
    let at = 0;
    for (let pattern = 0; pattern < used; pattern += 1) {
      if ((counts[pattern] ?? 0) === 0) continue;
      list[at] = pattern;
      list[at + 1] = counts[pattern] ?? 0;
      list[at + 2] = offsets[pattern] ?? 0;
      at += width;
    }
    return list;
  }

  clear(): void {
    this.counts.fill(0, 0, this.used);
    this.used = 0;
  }

  private widen(pattern: number): void {
    this.used = pattern + 1;
    const { counts, offsets } = this;
    if (pattern < counts.length) return;
    const wider = Math.max(counts.length * 2, pattern + 1);
    this.counts = new Uint32Array(wider);
    this.offsets = new Uint16Array(wider);
    this.counts.set(counts);
    this.offsets.set(offsets);
  }
}
