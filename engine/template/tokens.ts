import { MARK } from './kinds.ts';

/** The tokens of one message, in arrays that are filled anew for each, and what `tokenize` is looking at. */
export interface Tokens {
  count: number;
  /** The two halves of the signature of their shape. */
  low: number;
  high: number;
  /** Whether the digits of a number decide about a token, so that other digits may make another form. */
  readsDigits: boolean;
  /** Whether values that stand side by side are columns of a row, each a token, and not one list. */
  keepsColumns: boolean;
  readonly kinds: Uint8Array;
  readonly hashes: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The bytes that `starts` and `ends` point into, and where the message ends in them. */
  source: Uint8Array;
  stop: number;
  /** Up to here no quote can be closed, so that the search for one is not begun again and again. */
  unquotedUntil: number;
  /** The same of a single quote. */
  unquotedSingleUntil: number;
  /** The run of bytes being looked at: its place, hash, and the classes of its bytes. */
  start: number;
  end: number;
  hash: number;
  flags: number;
}

/** The hash of a token that stands for whatever is there. */
export const ANYTHING = -1;

export function createTokens(limit: number): Tokens {
  const room = limit + 1;
  return {
    count: 0,
    low: 0,
    high: 0,
    readsDigits: false,
    keepsColumns: false,
    kinds: new Uint8Array(room),
    hashes: new Int32Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
    source: new Uint8Array(0),
    stop: 0,
    unquotedUntil: 0,
    unquotedSingleUntil: 0,
    start: 0,
    end: 0,
    hash: 0,
    flags: 0,
  };
}

/** Adds the run of bytes being looked at. */
export function addToken(tokens: Tokens, kind: number, hash: number): void {
  const at = tokens.count;
  tokens.kinds[at] = kind;
  tokens.hashes[at] = hash;
  tokens.starts[at] = tokens.start;
  tokens.ends[at] = tokens.end;
  tokens.count = at + 1;
}

/** Adds one byte of punctuation and answers with the place behind it. */
export function addMark(tokens: Tokens, at: number, byte: number): number {
  tokens.start = at;
  tokens.end = at + 1;
  addToken(tokens, MARK, byte);
  return at + 1;
}

export function isMark(tokens: Tokens, token: number, byte: number): boolean {
  return tokens.kinds[token] === MARK && tokens.hashes[token] === byte;
}

/** Mixes kinds and hashes into two 32-bit halves, differently, so that one half's collision is not the other's. */
export function signTokens(tokens: Tokens): void {
  const { kinds, hashes, count } = tokens;
  let low = 0x2545f491 ^ count;
  let high = 0x9e3779b9 | 0;
  for (let i = 0; i < count; i += 1) {
    const mixed = (hashes[i] ?? 0) ^ Math.imul((kinds[i] ?? 0) + 1, 0x27d4eb2d);
    low = Math.imul((low << 5) ^ (low >>> 27) ^ mixed, 0x85ebca6b);
    high = Math.imul(high ^ mixed, 0xc2b2ae35) + ((high >>> 15) ^ i);
  }
  tokens.low = low | 0;
  tokens.high = high | 0;
}
