/** Counts over the course of a log, by the order of its records and not by their times: every part holds the same number of records. */

/** Parts of a course; halved in number, and doubled in width, when they are used up. */
export const PARTS = 64;

/** One pattern's records by part. */
export type PartCounts = Uint32Array;

export interface Course {
  /** Takes the next record's time; NaN for one that has none. */
  next(atMs: number): void;
  createCounts(): PartCounts;
  /** Counts the record that `next` was last told of. */
  add(counts: PartCounts): void;
  readonly records: number;
  /** Records in a part; the last one in use may have fewer. */
  readonly width: number;
  /** When each part in use begins; NaN where unknown. */
  startsAtMs(): readonly number[];
}

export function createCourse(): Course {
  let records = 0;
  let width = 1;
  let part = -1;
  const starts = new Float64Array(PARTS);
  const all: PartCounts[] = [];
  const halve = (): void => {
    for (const counts of all) {
      for (let at = 0; at < PARTS / 2; at += 1) counts[at] = (counts[2 * at] ?? 0) + (counts[2 * at + 1] ?? 0);
      counts.fill(0, PARTS / 2);
    }
    for (let at = 0; at < PARTS / 2; at += 1) starts[at] = starts[2 * at] ?? Number.NaN;
    width *= 2;
  };
  return {
    next(atMs) {
      if (records === PARTS * width) halve();
      const now = Math.floor(records / width);
      if (now !== part) starts[now] = atMs;
      part = now;
      records += 1;
    },
    createCounts() {
      const counts = new Uint32Array(PARTS);
      all.push(counts);
      return counts;
    },
    add(counts) {
      counts[part] = (counts[part] ?? 0) + 1;
    },
    get records() {
      return records;
    },
    get width() {
      return width;
    },
    startsAtMs: () => [...starts.subarray(0, part + 1)],
  };
}
