import { has, sumLines } from './alternatives.ts';
import type { Alternative } from './alternatives.ts';
import { isBracketed } from './brackets.ts';
import { ANY_TEXT, ANY_VALUE, ANY_WORD, ANY_WORDS, FIXED, GUARD, LINKING, MARK, QUOTE, hasTrait, isPair, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';
import type { Place } from './verdict.ts';

/** The alternatives by what they are made of. */
export interface Sort {
  readonly alternatives: readonly Alternative[];
  /** Places already known to vary. */
  readonly wild: readonly Alternative[];
  readonly words: readonly Alternative[];
  /** Bracketed as a whole. */
  readonly groups: readonly Alternative[];
  /** Of several words, as names are. */
  readonly plain: readonly Alternative[];
  /** Of several words, with marks that names have not. */
  readonly marked: readonly Alternative[];
  readonly unguarded: readonly Alternative[];
  /** Between brackets or quotation marks. */
  readonly isEnclosed: boolean;
  /** So many, and so different, that they are rather texts of any form. */
  readonly isDiverse: boolean;
  /** Whether a few odd ones say nothing against a variable. */
  readonly isVaried: boolean;
  readonly isCertain: boolean;
}

const manyAlternatives = 12;
const someAlternatives = 8;

export function sortOf(filled: readonly Alternative[], place: Place, symbols: Symbols): Sort {
  const count = filled.length;
  const isEnclosed = enclosed(place, symbols);
  const differ = count * 2 >= place.lines;
  const isDiverse = count >= manyAlternatives && differ && new Set(filled.map(({ items }) => items.length)).size >= 3;
  const isKnown = isKnownToVary(filled, place);
  const isOwn = place.words >= 2 ? place.own >= 0.8 : place.words >= 1 && place.own >= 0.9 && count >= manyAlternatives;
  const isCertain = isKnown || (isOwn && count >= someAlternatives && differ);
  const unguarded = filled.filter((alternative) => !has(alternative, symbols, GUARD | FIXED));
  const several = filled.filter(({ items }) => items.length > 1);
  const groups = several.filter(({ items }) => isBracketed(items, symbols));
  const named = several.filter((alternative) => !groups.includes(alternative));
  const isMarked = ({ items }: Alternative): boolean =>
    items.some((item) => hasTrait(symbols, item, MARK) && !hasTrait(symbols, item, LINKING));
  const marked = isEnclosed || isCertain ? [] : named.filter(isMarked);
  return {
    alternatives: filled,
    wild: filled.filter(({ items }) => items.length === 1 && isWild(items[0] ?? 0)),
    words: filled.filter(({ items }) => items.length === 1 && !isWild(items[0] ?? 0)),
    groups,
    plain: named.filter((alternative) => !marked.includes(alternative)),
    marked,
    unguarded,
    isEnclosed,
    isDiverse,
    isVaried: (isDiverse || isKnown) && unguarded.length >= 0.8 * count,
    isCertain,
  };
}

function enclosed({ before, after }: Place, symbols: Symbols): boolean {
  if (before < 0 || after < 0) return false;
  return isPair(symbols, before, after) || (before === after && hasTrait(symbols, before, QUOTE));
}

/** Whether much of it was found to vary before, in a statement that is well known by its words. */
function isKnownToVary(filled: readonly Alternative[], { words, own, lines }: Place): boolean {
  const varying = sumLines(filled.filter(({ items }) => items.length === 1 && isWild(items[0] ?? 0) && items[0] !== ANY_VALUE));
  if (words >= 2 && own >= 0.9 && varying * 2 >= lines) return true;
  return words >= 1 && own >= 0.95 && varying >= 0.3 * lines && lines >= 20;
}

/** What a slot takes that was found from these. */
export function slotFor({ alternatives, isDiverse }: Sort): number {
  if (isDiverse || alternatives.some(({ items }) => items.includes(ANY_TEXT))) return ANY_TEXT;
  return alternatives.some(({ items }) => items.length > 1 || items.includes(ANY_WORDS)) ? ANY_WORDS : ANY_WORD;
}
