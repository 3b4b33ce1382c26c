import type { BookState } from './book.ts';
import { Cell, absorb } from './cell.ts';
import { isGeneral } from './converge/generals.ts';
import { uniteLexicons } from './converge/lexicon.ts';
import { chooseEvicted, moveToOverflow } from './eviction.ts';
import { FIXED, WORD } from './kinds.ts';
import type { MinerOptions } from './options.ts';
import type { Shape } from './shape.ts';
import { splitPattern } from './split.ts';

/**
 * Takes into one book what another has mined, which is used up: a form that both know is one pattern, counts are added, and a form that one of them
 * merged counts with what it was merged into. Answers with the index here for each index there; 0 for what no pattern has room for.
 */
export function uniteStates(into: BookState, from: BookState, options: Pick<MinerOptions, 'patterns' | 'indexes'>): readonly number[] {
  splitAlike(into, from);
  splitAlike(from, into);
  alignClocks(into, from);
  const united: Uniting = { into, options, bySignature: new Map(into.cells.slice(1).map((cell) => [signatureOf(cell), cell])) };
  const indexes: number[] = [0];
  // What is taken over changes as it is taken.
  const roots = from.cells.map(({ index }) => rootOf(from, index));
  const [living, others] = [from.cells.filter(({ isAlive }) => isAlive), from.cells.slice(1).filter(({ isAlive }) => !isAlive)];
  for (const cell of living) indexes[cell.index] = placeLiving(united, cell, from.split.get(cell.index));
  for (const cell of others) indexes[cell.index] = placeAlias(united, cell, indexes[roots[cell.index] ?? 0] ?? 0);
  addOverflow(into, from);
  uniteLexicons(into.lexicon, from.lexicon);
  evictSurplus(into, options);
  return indexes.map((index) => rootOf(into, index));
}

interface Uniting {
  readonly into: BookState;
  readonly options: Pick<MinerOptions, 'patterns' | 'indexes'>;
  readonly bySignature: Map<string, Cell>;
}

function signatureOf({ low, high }: Cell): string {
  return `${low} ${high}`;
}

/** What one of them has split is split in the other as well. */
function splitAlike(state: BookState, { cells, split }: BookState): void {
  const signatures = new Set([...split.keys()].flatMap((index) => (cells[index] === undefined ? [] : [signatureOf(cells[index])])));
  for (const cell of state.cells) {
    if (!signatures.has(signatureOf(cell)) || state.split.has(cell.index)) continue;
    const root = state.cells[rootOf(state, cell.index)];
    if (root === undefined || splitPattern(state, root).length > 0 || root !== cell || !cell.isAlive) continue;
    state.split.set(cell.index, false);
  }
}

/** Both end now, so that what was seen last in either is as young. */
function alignClocks(into: BookState, from: BookState): void {
  for (const cell of into.cells) cell.seenAt += from.observed;
  for (const cell of from.cells) cell.seenAt += into.observed;
  into.admission.grownAt += from.observed;
  into.renewed += from.observed;
  into.observed += from.observed;
  into.evicted += from.evicted;
  into.fresh += from.cells.filter(({ isAlive }) => isAlive).length;
  into.patience = 1;
}

function rootOf({ cells }: BookState, index: number): number {
  let at = index;
  for (let next = cells[at]?.aliasOf ?? null; next !== null; next = cells[at]?.aliasOf ?? null) at = next;
  return at;
}

function placeLiving(united: Uniting, cell: Cell, isRest: boolean | undefined): number {
  const { into, bySignature } = united;
  const known = bySignature.get(signatureOf(cell));
  const root = known === undefined ? undefined : into.cells[rootOf(into, known.index)];
  if (root !== undefined && root.index > 0) {
    takeIn(root, cell, { isSplit: isRest !== undefined });
    if (isRest === false) into.split.set(root.index, false);
    return root.index;
  }
  const own = known ?? addCell(united, cell);
  if (own === null) {
    moveToOverflow(overflowOf(into), cell);
    return 0;
  }
  const { shape } = cell;
  if (isRest !== undefined) into.split.set(own.index, isRest);
  own.aliasOf = null;
  own.levels = [];
  absorb(own, cell);
  own.shape = shape;
  own.text = null;
  return own.index;
}

/** What was merged there counts here with what it was merged into. */
function placeAlias(united: Uniting, cell: Cell, target: number): number {
  if (target === 0) return 0;
  const { into, bySignature } = united;
  const known = bySignature.get(signatureOf(cell));
  if (known === undefined) {
    const alias = addCell(united, cell);
    if (alias === null) return target;
    alias.aliasOf = target;
    alias.levels = cell.levels;
    alias.shape = cell.shape;
    return target;
  }
  const [first, second] = [rootOf(into, known.index), rootOf(into, target)].toSorted((a, b) => a - b).map((index) => into.cells[index]);
  if (first === undefined || second === undefined || first === second) return target;
  if (first.index === 0) known.aliasOf = second.index;
  else takeIn(first, second, { isSplit: false });
  return target;
}

/** A new cell without counts; null when there is no index left. */
function addCell({ into, options, bySignature }: Uniting, like: Cell): Cell | null {
  if (into.cells.length >= options.indexes) return null;
  const cell = new Cell(into.cells.length, like);
  into.cells.push(cell);
  bySignature.set(signatureOf(cell), cell);
  return cell;
}

/** Of two patterns that are one the wider shape stays: the one with slots, or with fewer words of its own. Where one was split, the narrower. */
function takeIn(root: Cell, cell: Cell, { isSplit }: { readonly isSplit: boolean }): void {
  const [own, other] = [root.shape, cell.shape];
  absorb(root, cell);
  if (own === null || other === null || !(isSplit ? isWider(own, other) : isWider(other, own))) return;
  root.shape = { ...other, low: root.low, high: root.high };
  root.text = null;
}

function isWider(shape: Shape, than: Shape): boolean {
  if (isGeneral(shape) !== isGeneral(than)) return isGeneral(shape);
  return literalsIn(shape) < literalsIn(than);
}

function literalsIn({ kinds }: Shape): number {
  return kinds.reduce((sum, kind) => sum + (kind === WORD || kind === FIXED ? 1 : 0), 0);
}

function overflowOf({ cells }: BookState): Cell {
  const [overflow] = cells;
  if (overflow === undefined) throw new Error('a book without an overflow bucket is no book');
  return overflow;
}

function addOverflow(into: BookState, from: BookState): void {
  const overflow = overflowOf(from);
  if (overflow.count > 0) moveToOverflow(overflowOf(into), overflow);
}

function evictSurplus(into: BookState, { patterns }: Pick<MinerOptions, 'patterns'>): void {
  let living = into.cells.filter(({ isAlive }) => isAlive).length;
  while (living > patterns) {
    for (const cell of chooseEvicted(into.cells, living, into.observed)) {
      moveToOverflow(overflowOf(into), cell);
      into.freed.push({ index: cell.index, atMs: cell.lastSeenAtMs });
      into.evicted += 1;
      living -= 1;
    }
  }
}
