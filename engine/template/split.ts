import type { Cell } from './cell.ts';

/**
 * Indexes of patterns that were taken apart and are never merged again. True for the one that had taken in the others: it is what is left of them
 * all, and takes in nothing until its own form comes again.
 */
export type SplitState = Map<number, boolean>;

/** Most forms that a pattern, and most that all patterns together, keep of what they took in. Others are themselves again when they are next seen. */
const mostKept = { each: 16, all: 512 };

/** Lets merged forms keep their shape, so that the merge can be undone at once. `cells` are those of the book. */
export function createKeeper(cells: readonly Cell[]): (root: Cell, cell: Cell, form: Cell['shape']) => void {
  const byRoot = new Map<number, number>();
  let all = 0;
  for (const { aliasOf, hasShape } of cells) {
    if (aliasOf === null || !hasShape) continue;
    byRoot.set(aliasOf, (byRoot.get(aliasOf) ?? 0) + 1);
    all += 1;
  }
  return (root, cell, form) => {
    const own = byRoot.get(root.index) ?? 0;
    if (own >= mostKept.each || all >= mostKept.all) return;
    cell.shape = form;
    byRoot.set(root.index, own + 1);
    all += 1;
  };
}

/**
 * Undoes what was merged into a pattern. Forms that kept their shape are patterns again, with their id and the records they had when they were merged;
 * others are so when they are next seen. The pattern keeps what was counted since, which nobody can tell apart. Answers with those that live again.
 */
export function splitPattern(
  { cells, split }: { readonly cells: readonly Cell[]; readonly split: SplitState },
  root: Cell,
): readonly Cell[] {
  if (root.index === 0 || root.shape === null) return [];
  const members = cells.filter(({ aliasOf }) => aliasOf === root.index);
  if (members.length === 0) return [];
  const levels = [...root.levels];
  const restored: Cell[] = [];
  for (const cell of members) {
    split.set(cell.index, false);
    if (!cell.hasShape) {
      cell.aliasOf = 0;
      continue;
    }
    cell.aliasOf = null;
    for (const [place, count] of cell.levels.entries()) levels[place] = Math.max(0, (levels[place] ?? 0) - count);
    restored.push(cell);
  }
  root.levels = levels;
  split.set(root.index, true);
  return restored;
}
