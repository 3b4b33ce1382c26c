/** Patterns that people put together or take apart: the book's indexes follow. */
import type { Cell } from './cell.ts';
import { isGeneral, type Generals } from './converge/generals.ts';
import { joinPatterns } from './join.ts';
import { splitPattern, type SplitState } from './split.ts';

/** What of the book is touched. */
export interface Regrouped {
  readonly state: { readonly cells: readonly Cell[]; readonly split: SplitState };
  readonly generals: Generals;
  readonly signatures: { clear(): void };
  alive: number;
}

/** Answers with the indexes that live again; `adopt` makes them findable. */
export function splitBook(inner: Regrouped, index: number, adopt: (cell: Cell) => void): readonly number[] {
  const { state, generals, signatures } = inner;
  const root = state.cells[index];
  if (root === undefined) return [];
  generals.remove(root);
  const restored = splitPattern(state, root);
  if (state.split.get(index) !== true && root.isAlive && root.shape !== null && isGeneral(root.shape)) generals.add(root);
  for (const cell of restored) adopt(cell);
  // They still lead to the pattern that had taken the others in.
  signatures.clear();
  return restored.map((cell) => cell.index);
}

/** False where nothing is joined. */
export function joinBook(inner: Regrouped, from: number, into: number): boolean {
  const cell = inner.state.cells[from];
  if (cell !== undefined) inner.generals.remove(cell);
  const isJoined = joinPatterns(inner.state, cell, inner.state.cells[into]);
  if (isJoined) inner.alive -= 1;
  else if (cell?.isAlive === true && cell.shape !== null && isGeneral(cell.shape)) inner.generals.add(cell);
  inner.signatures.clear();
  return isJoined;
}
