import { MARK, hasTrait, isLiteral, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** A form, or forms that were found to be one: symbols, lines, level and which of the forms given. */
export interface Pattern {
  readonly items: readonly number[];
  readonly lines: number;
  /** As written; lines of different levels are never one. */
  readonly level: number;
  readonly members: readonly number[];
}

/** In what lines words stand: what tells a statement's own words from the names it mentions. */
export interface Evidence {
  /** Lines of this level with this word. */
  linesWith(level: number, word: number): number;
  /** Lines of this level that begin with this mark. */
  linesFrom(level: number, mark: number): number;
  /** How many patterns have what varies, and how many a word, behind this word or mark. */
  behind(item: number): { readonly varying: number; readonly literal: number };
  /** How many patterns have this word behind that one. */
  pairs(before: number, word: number): number;
}

export function gatherEvidence(patterns: readonly Pattern[], symbols: Symbols): Evidence {
  // A cell a symbol: symbols are small numbers.
  const count = symbols.texts.length;
  const withWord: Float64Array[] = [];
  const fromMark: Float64Array[] = [];
  const varying = new Int32Array(count);
  const literal = new Int32Array(count);
  const seenIn = new Int32Array(count);
  const pairs = new Map<number, number>();
  for (const [place, { items, level, lines }] of patterns.entries()) {
    const [first = 0] = items;
    if (hasTrait(symbols, first, MARK)) add((fromMark[level] ??= new Float64Array(count)), first, lines);
    const words = (withWord[level] ??= new Float64Array(count));
    for (let i = 0; i < items.length; i += 1) {
      const item = items[i] ?? 0;
      const before = items[i - 1] ?? 0;
      if (isLiteral(symbols, item)) {
        if (!isWild(before)) {
          literal[before] = (literal[before] ?? 0) + 1;
          const key = before * count + item;
          pairs.set(key, (pairs.get(key) ?? 0) + 1);
        }
        if (seenIn[item] === place + 1) continue;
        seenIn[item] = place + 1;
        add(words, item, lines);
      } else if (isWild(item) && !isWild(before)) varying[before] = (varying[before] ?? 0) + 1;
    }
  }
  return {
    linesWith: (level, word) => withWord[level]?.[word] ?? 0,
    linesFrom: (level, mark) => fromMark[level]?.[mark] ?? 0,
    pairs: (before, word) => pairs.get(before * count + word) ?? 0,
    behind: (item) => ({ varying: varying[item] ?? 0, literal: literal[item] ?? 0 }),
  };
}

function add(sums: Float64Array, item: number, lines: number): void {
  sums[item] = (sums[item] ?? 0) + lines;
}
