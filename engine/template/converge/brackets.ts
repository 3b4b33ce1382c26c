import { CLOSES, OPENS, hasTrait, isPair } from './symbols.ts';
import type { Symbols } from './symbols.ts';

/** Whether each bracket is closed by its own, in order. Angles alone are signs: `x > y`. */
export function hasBalancedBrackets(items: readonly number[], symbols: Symbols): boolean {
  const isPaired = items.some((item) => symbols.texts[item] === '<') && items.some((item) => symbols.texts[item] === '>');
  const open: number[] = [];
  for (const item of items) {
    if (!isPaired && isAngle(symbols.texts[item])) continue;
    if (hasTrait(symbols, item, OPENS)) open.push(item);
    else if (hasTrait(symbols, item, CLOSES) && !isPair(symbols, open.pop() ?? 0, item)) return false;
  }
  return open.length === 0;
}

function isAngle(text: string | undefined): boolean {
  return text === '<' || text === '>';
}

/** Where the bracketed part begins that `items` end in; their length when they end in none. */
export function bracketedFrom(items: readonly number[], symbols: Symbols): number {
  const close = items.at(-1) ?? 0;
  if (!hasTrait(symbols, close, CLOSES)) return items.length;
  let depth = 0;
  for (let i = items.length - 1; i >= 0; i -= 1) {
    const item = items[i] ?? 0;
    if (item === close) depth += 1;
    else if (isPair(symbols, item, close)) depth -= 1;
    if (depth === 0) return i;
  }
  return items.length;
}

/** Whether they are one bracketed part and nothing else. */
export function isBracketed(items: readonly number[], symbols: Symbols): boolean {
  return items.length > 1 && bracketedFrom(items, symbols) === 0;
}
