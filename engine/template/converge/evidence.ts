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
}

const none = { varying: 0, literal: 0 };

export function gatherEvidence(patterns: readonly Pattern[], symbols: Symbols): Evidence {
  const lines = new Map<number, number>();
  const behind = new Map<number, { varying: number; literal: number }>();
  for (const { items, level, lines: count } of patterns) {
    const add = (key: number): Map<number, number> => lines.set(key, (lines.get(key) ?? 0) + count);
    if (hasTrait(symbols, items[0] ?? 0, MARK)) add(keyOf(level, items[0] ?? 0, 1));
    for (const item of new Set(items)) if (isLiteral(symbols, item)) add(keyOf(level, item, 0));
    for (let i = 1; i < items.length; i += 1) {
      const before = items[i - 1] ?? 0;
      const item = items[i] ?? 0;
      if (isWild(before)) continue;
      const found = behind.get(before) ?? { varying: 0, literal: 0 };
      if (isWild(item)) found.varying += 1;
      else if (isLiteral(symbols, item)) found.literal += 1;
      behind.set(before, found);
    }
  }
  return {
    linesWith: (level, word) => lines.get(keyOf(level, word, 0)) ?? 0,
    linesFrom: (level, mark) => lines.get(keyOf(level, mark, 1)) ?? 0,
    behind: (item) => behind.get(item) ?? none,
  };
}

function keyOf(level: number, item: number, use: 0 | 1): number {
  return (item * 8 + level) * 2 + use;
}
