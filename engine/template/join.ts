import { absorb } from './cell.ts';
import type { Cell } from './cell.ts';
import { createKeeper } from './split.ts';
import type { SplitState } from './split.ts';

/**
 * Counts one living pattern with another, because somebody says that they are one. The forms seen so far follow; what is written in a form that neither
 * has had is a pattern of its own. `split` undoes it. False where they are one already, or one of them does not live.
 */
export function joinPatterns(
  { cells, split }: { readonly cells: readonly Cell[]; readonly split: SplitState },
  from: Cell | undefined,
  into: Cell | undefined,
): boolean {
  if (from === undefined || into === undefined || from === into || from.index === 0 || into.index === 0) return false;
  if (!from.isAlive || !into.isAlive) return false;
  const keep = createKeeper(cells);
  const form = from.shape;
  absorb(into, from);
  keep(into, from, form);
  // What was taken apart before may be joined again: it is said anew.
  split.delete(from.index);
  return true;
}
