import { width } from './open-bucket.ts';

/** Stretches of buckets up to the newest whose lines are asked for every few seconds: two minutes, five, nine, fourteen. */
const lengths = [24, 60, 108, 168] as const;

/**
 * The lines of the buckets that are over in each of these stretches: as one bucket ends and another is too old, the sums follow, so that what is asked
 * costs the same however many buckets there are. Counts are whole numbers, so nothing is lost by taking them away again.
 */
export class Trailing {
  private sums: Float64Array[] | null = null;

  /** What was counted in the `length` buckets before the newest and is over, by pattern; null where nobody keeps such a stretch. */
  of(length: number, patterns: number, build: (sums: Float64Array, length: number) => void): Float64Array | null {
    const place = lengths.findIndex((one) => one === length);
    if (place < 0) return null;
    if (this.sums === null) {
      this.sums = lengths.map(() => new Float64Array(patterns));
      for (const [at, sums] of this.sums.entries()) build(sums, lengths[at] ?? 0);
    }
    return this.sums[place] ?? null;
  }

  /** A bucket so many before the newest has another count. */
  put(age: number, pattern: number, count: number): void {
    if (this.sums === null) return;
    this.widen(pattern);
    for (const [at, sums] of this.sums.entries()) if (age <= (lengths[at] ?? 0)) sums[pattern] = (sums[pattern] ?? 0) + count;
  }

  /** A bucket is over. */
  add(list: Uint32Array): void {
    if (this.sums === null || list.length === 0) return;
    this.widen(list[list.length - width] ?? 0);
    for (const sums of this.sums) addTo(sums, list, 1);
  }

  /** The buckets leave that were `length` before the newest. */
  drop(listAt: (length: number) => Uint32Array): void {
    if (this.sums !== null) for (const [at, sums] of this.sums.entries()) addTo(sums, listAt(lengths[at] ?? 0), -1);
  }

  rename(renamed: Iterable<number>, nameOf: (pattern: number) => number): void {
    if (this.sums === null) return;
    for (const from of renamed) {
      const into = nameOf(from);
      this.widen(into);
      for (const sums of this.sums) {
        sums[into] = (sums[into] ?? 0) + (sums[from] ?? 0);
        if (from < sums.length) sums[from] = 0;
      }
    }
  }

  /** All is counted anew when it is next asked for. */
  forget(): void {
    this.sums = null;
  }

  private widen(pattern: number): void {
    this.sums =
      this.sums?.map((sums) => {
        if (pattern < sums.length) return sums;
        const wider = new Float64Array(Math.max(pattern + 1, Math.ceil(sums.length * 1.25)));
        wider.set(sums);
        return wider;
      }) ?? null;
  }
}

function addTo(sums: Float64Array, list: Uint32Array, sign: 1 | -1): void {
  for (let at = 0; at < list.length; at += width) {
    const pattern = list[at] ?? 0;
    sums[pattern] = (sums[pattern] ?? 0) + sign * (list[at + 1] ?? 0);
  }
}
