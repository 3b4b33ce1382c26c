import { ANY_TEXT, ANY_VALUE, isWild } from './symbols.ts';

/** What the slots of a pattern may take. */
export interface Fitting {
  isSlot(part: number): boolean;
  /** Most items of a slot. */
  most(slot: number): number;
}

/** Most items of a name of several words. */
const longestName = 4;

/** Forms that a pattern may take in. */
export const strays: Fitting = {
  isSlot: (part) => isWild(part) && part !== ANY_VALUE,
  most: (slot) => (slot === ANY_TEXT ? Number.POSITIVE_INFINITY : longestName),
};

/** Forms that a pattern was made of, of which what stood side by side was made one. */
export const origins: Fitting = { isSlot: isWild, most: () => Number.POSITIVE_INFINITY };

/**
 * What of `items` each slot of `pattern` takes, in order; null when the pattern does not take them. A slot takes as little as it can, and only the
 * last one is asked again, so that the time is that of one length times the other.
 */
export function fit(pattern: readonly number[], items: readonly number[], fitting: Fitting): readonly (readonly number[])[] | null {
  const fillers: number[][] = [];
  let slotAt = -1;
  let at = 0;
  let item = 0;
  while (item < items.length) {
    const part = pattern[at];
    if (part !== undefined && fitting.isSlot(part)) {
      fillers.push(part === ANY_TEXT ? [] : [items[item] ?? 0]);
      slotAt = at;
      item += part === ANY_TEXT ? 0 : 1;
      at += 1;
    } else if (part !== undefined && takes(part, items[item] ?? 0)) {
      at += 1;
      item += 1;
    } else {
      const filler = fillers.at(-1);
      if (filler === undefined) return null;
      // What was taken since the slot was taken too early: the slot takes one more, and the rest is tried again behind it.
      item -= at - slotAt - 1;
      filler.push(items[item] ?? 0);
      if (filler.length > fitting.most(pattern[slotAt] ?? 0)) return null;
      item += 1;
      at = slotAt + 1;
    }
  }
  while (pattern[at] === ANY_TEXT) {
    fillers.push([]);
    at += 1;
  }
  return at === pattern.length ? fillers : null;
}

function takes(part: number, item: number): boolean {
  return part === item || (part === ANY_VALUE && isWild(item));
}
