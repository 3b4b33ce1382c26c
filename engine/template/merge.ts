import { LEVELS, absorb, settleLevel } from './cell.ts';
import type { Cell } from './cell.ts';
import { converge } from './converge/converge.ts';
import { isGeneral } from './converge/generals.ts';
import type { Generals } from './converge/generals.ts';
import type { LexiconState } from './converge/lexicon.ts';
import { createKeeper } from './split.ts';
import type { SplitState } from './split.ts';

interface Known {
  readonly cells: readonly Cell[];
  readonly lexicon: LexiconState;
  readonly split: SplitState;
}

/** More rounds find too little for their time. */
const mostRounds = 3;
/** Of what was compared: where less was merged, those that had no room would hardly find theirs. */
const leastShare = 0.1;

/** Merges the living patterns that are one. The oldest of them keeps its id and takes them all; the others become its aliases. Says how many. */
export function mergeConverging(known: Known, generals: Generals): number {
  let all = 0;
  for (let round = 0; round < mostRounds; round += 1) {
    const living = known.cells.filter(({ index, isAlive }) => isAlive && !known.split.has(index));
    const chosen = compared(living);
    const merged = mergeCompared(chosen, known, generals);
    all += merged;
    if (chosen.length === living.length || merged < leastShare * chosen.length) break;
  }
  return all;
}

function mergeCompared(living: readonly Cell[], { cells, lexicon, split }: Known, generals: Generals): number {
  const apart = cells.filter(({ index, isAlive }) => isAlive && split.has(index)).flatMap(({ shape }) => shape ?? []);
  const keep = createKeeper(cells);
  const forms = living.flatMap(({ shape, count, written }) =>
    shape === null ? [] : [{ shape, lines: count, level: written === null ? 0 : LEVELS.indexOf(written) + 1 }],
  );
  let merged = 0;
  for (const { members, shape } of converge(forms, lexicon, apart)) {
    const [root, ...others] = members.flatMap((member) => living[member] ?? []);
    if (root === undefined) continue;
    for (const cell of [root, ...others]) if (hasSlots(cell)) generals.remove(cell);
    for (const cell of others) {
      const form = cell.shape;
      absorb(root, cell);
      keep(root, cell, form);
    }
    root.shape = { ...shape, low: root.low, high: root.high };
    root.text = null;
    settleLevel(root);
    generals.add(root);
    merged += others.length;
  }
  return merged;
}

/** Most patterns, and most words of them, that are compared at once: the time grows faster than their number. */
const mostCompared = 1_000;
const mostWords = 30_000;

/** Those with slots, which take others in, and of the rest what was seen last. */
function compared(living: readonly Cell[]): readonly Cell[] {
  const takers = new Set(living.filter(hasSlots));
  const rankOf = (cell: Cell): number => Number(takers.has(cell));
  const chosen = living.toSorted((a, b) => rankOf(b) - rankOf(a) || b.seenAt - a.seenAt).slice(0, mostCompared);
  let words = 0;
  return chosen
    .filter(({ shape }) => {
      words += shape?.words.length ?? 0;
      return words <= mostWords;
    })
    .toSorted((a, b) => a.index - b.index);
}

function hasSlots({ shape }: Cell): boolean {
  return shape !== null && isGeneral(shape);
}
