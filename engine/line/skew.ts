import { median } from '../math.ts';

/**
 * How far the times that a container writes are from those of its runtime, from some of its latest records: a clock that is wrong, or a zone that is not
 * written. Bounded; a few odd lines do not move it.
 */
export interface Skew {
  readonly samplesMs: number[];
  records: number;
}

const SAMPLES = 31;
const FEWEST_SAMPLES = 5;
/** The first records all count, so that a quiet container is judged, too; later ones in so many. */
const ALL_OF_FIRST = 31;
const ONE_IN = 64;

export function createSkew(): Skew {
  return { samplesMs: [], records: 0 };
}

/** Takes in the two times of a record; either may be NaN, when it says nothing. */
export function noteSkew(skew: Skew, writtenAtMs: number, runtimeAtMs: number): void {
  const { samplesMs } = skew;
  const apartMs = writtenAtMs - runtimeAtMs;
  if (Number.isNaN(apartMs)) return;
  skew.records += 1;
  if (skew.records > ALL_OF_FIRST && skew.records % ONE_IN !== 0) return;
  if (samplesMs.length < SAMPLES) samplesMs.push(apartMs);
  else samplesMs[(skew.records / ONE_IN) % SAMPLES] = apartMs;
}

/** The median difference of the container where it is the most, positive when its clock is ahead; null while too few lines carry both times. */
export function widestSkew(skews: readonly Skew[]): number | null {
  const known = skews.flatMap(({ samplesMs }) => (samplesMs.length < FEWEST_SAMPLES ? [] : median(samplesMs)));
  return known.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0] ?? null;
}
