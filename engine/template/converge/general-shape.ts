import * as kinds from '../kinds.ts';
import type { Shape } from '../shape.ts';
import { fit, origins } from './fit.ts';
import { readItems } from './items.ts';
import { slotHash, slotText } from './slot.ts';
import { ANY_VALUE, MARK, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

interface Token {
  readonly kind: number;
  readonly hash: number;
  readonly word: string;
  readonly isSpaced: boolean;
}

/** Bounds the time for a pattern of many forms; the first ones tell as much. */
const mostTried = 8;

/** The tokens of a pattern of several forms: as one of them writes the words and blanks, with slots where they vary. */
export function generalShape(items: readonly number[], shapes: readonly Shape[], symbols: Symbols): Shape {
  const [first] = shapes;
  const written = shapes.slice(0, mostTried).map((shape) => tokensAsWritten(items, shape, symbols));
  const tokens = written.find((found) => found !== null) ?? items.map((item) => tokenOf(item, symbols));
  return {
    kinds: Uint8Array.from(tokens, ({ kind }) => kind),
    hashes: Int32Array.from(tokens, ({ hash }) => hash),
    words: tokens.map(({ word }) => word),
    spaced: Uint8Array.from(tokens, ({ isSpaced }, i) => (isSpaced && i > 0 ? 1 : 0)),
    low: first?.low ?? 0,
    high: first?.high ?? 0,
  };
}

/** Null where the form writes a group twice that the pattern has once. */
function tokensAsWritten(pattern: readonly number[], shape: Shape, symbols: Symbols): Token[] | null {
  const { items, from } = readItems(shape, symbols);
  const fillers = fit(pattern, items, origins);
  if (fillers === null) return null;
  const tokens: Token[] = [];
  let item = 0;
  let slot = 0;
  for (const part of pattern) {
    const size = isWild(part) ? (fillers[slot]?.length ?? 0) : 1;
    if (isWild(part)) slot += 1;
    const begin = from[item] ?? 0;
    const end = from[item + size] ?? begin;
    if (!isWild(part) || (part === ANY_VALUE && end === begin + 1)) tokens.push(...copied(shape, begin, end));
    else tokens.push({ ...tokenOf(part, symbols), isSpaced: size === 0 || shape.spaced[begin] === 1 });
    item += size;
  }
  return tokens;
}

function copied({ kinds: of, hashes, words, spaced }: Shape, begin: number, end: number): Token[] {
  const tokens: Token[] = [];
  for (let i = begin; i < end; i += 1) {
    tokens.push({ kind: of[i] ?? kinds.VALUE, hash: hashes[i] ?? 0, word: words[i] ?? '', isSpaced: spaced[i] === 1 });
  }
  return tokens;
}

function tokenOf(item: number, symbols: Symbols): Token {
  if (isWild(item)) return { kind: kinds.VALUE, hash: slotHash(item), word: slotText(item), isSpaced: true };
  const kind = hasTrait(symbols, item, WORD) ? kinds.WORD : hasTrait(symbols, item, MARK) ? kinds.MARK : kinds.FIXED;
  return { kind, hash: symbols.hashes[item] ?? 0, word: symbols.texts[item] ?? '', isSpaced: kind !== kinds.MARK };
}
