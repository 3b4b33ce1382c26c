import * as kinds from '../kinds.ts';
import type { Shape } from '../shape.ts';
import { fit, origins } from './fit.ts';
import { readItems } from './items.ts';
import { slotHash, slotOf, slotText } from './slot.ts';
import { ANY_TEXT, ANY_VALUE, ANY_WORD, MARK, WORD, hasTrait, isWild } from './symbols.ts';
import type { Symbols } from './symbols.ts';

interface Token {
  readonly kind: number;
  readonly hash: number;
  readonly word: string;
  readonly isSpaced: boolean;
}

/** Bounds the time for a pattern of many forms; the first ones tell as much. */
const mostTried = 24;
/** Of fewer forms nobody can say that all have as many columns. */
const leastForms = 3;

/** The tokens of a pattern of several forms: as one of them writes the words and blanks, with slots where they vary. */
export function generalShape(items: readonly number[], shapes: readonly Shape[], symbols: Symbols): Shape {
  const [first] = shapes;
  const tried = shapes.slice(0, mostTried);
  const readings = tried.flatMap((shape) => readAs(items, shape, symbols) ?? []);
  const tokens = tokensOf(items, { readings, areAll: readings.length === tried.length }, symbols);
  return {
    kinds: Uint8Array.from(tokens, ({ kind }) => kind),
    hashes: Int32Array.from(tokens, ({ hash }) => hash),
    words: tokens.map(({ word }) => word),
    spaced: Uint8Array.from(tokens, ({ isSpaced }, i) => (isSpaced && i > 0 ? 1 : 0)),
    low: first?.low ?? 0,
    high: first?.high ?? 0,
  };
}

/** A form, and the tokens of it that each part of the pattern takes: those of part `i` are [from[i], from[i + 1]). */
interface Reading {
  readonly shape: Shape;
  readonly from: readonly number[];
}

/** Null where the form writes a group twice that the pattern has once. */
function readAs(pattern: readonly number[], shape: Shape, symbols: Symbols): Reading | null {
  const { items, from } = readItems(shape, symbols);
  const fillers = fit(pattern, items, origins);
  if (fillers === null) return null;
  const begins = [0];
  let item = 0;
  let slot = 0;
  for (const part of pattern) {
    item += isWild(part) ? (fillers[slot]?.length ?? 0) : 1;
    if (isWild(part)) slot += 1;
    begins.push(from[item] ?? shape.kinds.length);
  }
  return { shape, from: begins };
}

function tokensOf(
  pattern: readonly number[],
  { readings, areAll }: { readings: readonly Reading[]; areAll: boolean },
  symbols: Symbols,
): Token[] {
  const [first] = readings;
  if (first === undefined) return pattern.map((item) => tokenOf(item, symbols));
  return pattern.flatMap((part, i) => {
    const [begin = 0, end = 0] = [first.from[i], first.from[i + 1]];
    if (!isWild(part) || (part === ANY_VALUE && end === begin + 1)) return copied(first.shape, begin, end);
    const columns = areAll && part !== ANY_TEXT && readings.length >= leastForms ? columnsOf(readings, i) : null;
    return columns ?? [{ ...tokenOf(part, symbols), isSpaced: end === begin || first.shape.spaced[begin] === 1 }];
  });
}

/** The tokens of a slot one by one, where all forms have equally many there; null where they have not, or differ in marks. */
function columnsOf(readings: readonly Reading[], part: number): Token[] | null {
  const fillers = readings.map(({ shape, from }) => copied(shape, from[part] ?? 0, from[part + 1] ?? 0));
  const [first = []] = fillers;
  if (first.length < 2 || fillers.some(({ length }) => length !== first.length)) return null;
  const columns = first.map((token, i) =>
    columnOf(
      token,
      fillers.map((filler) => filler[i] ?? token),
    ),
  );
  return columns.every((column) => column !== null) ? columns : null;
}

function columnOf(first: Token, tokens: readonly Token[]): Token | null {
  if (tokens.every(({ kind, hash, word }) => kind === first.kind && hash === first.hash && word === first.word)) return first;
  const isValue = ({ kind }: Token): boolean => kind === kinds.VALUE || kind === kinds.QUOTED;
  if (!tokens.every((token) => isValue(token) || token.kind === kinds.WORD)) return null;
  const slot = Math.max(...tokens.map((token) => (isValue(token) ? slotOf(token.hash) : ANY_WORD)));
  if (slot === ANY_TEXT) return null;
  return { kind: kinds.VALUE, hash: slotHash(slot), word: slotText(slot), isSpaced: first.isSpaced };
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
