import { absorb, dropSamples } from './cell.ts';
import type { Cell } from './cell.ts';

/** Evicted indexes, oldest first, with the time of their eviction. */
export interface Freed {
  readonly index: number;
  readonly atMs: number;
}

/** So many at once, so that a flood pays little for each. */
const share = 20;
/** A pattern of a single record leaves when it is this many times younger than one of several. */
const loneness = 4;

/** The patterns to let go: those not seen for longest, of single records before others. */
export function chooseEvicted(cells: readonly Cell[], living: number, observed: number): readonly Cell[] {
  const age = ({ seenAt, count }: Cell): number => (observed - seenAt) * (count <= 1 ? loneness : 1);
  return cells
    .filter(({ isAlive }) => isAlive)
    .toSorted((a, b) => age(b) - age(a))
    .slice(0, Math.max(1, Math.floor(living / share)));
}

/** Counts what a pattern has counted in the overflow bucket; its index stays its own until another needs it. */
export function moveToOverflow(overflow: Cell, cell: Cell): void {
  absorb(overflow, cell);
  dropSamples(overflow);
}
