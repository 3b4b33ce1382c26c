import { byteAt } from '../line/bytes.ts';
import { AT, ATOM, CLASS, DELIMITER, DIGIT, DOT, LETTER, SLASH } from './classes.ts';
import {
  PRIME,
  SEED,
  continuesWord,
  endsUrl,
  isCalendar,
  isGuard,
  isHexRun,
  isPath,
  isScheme,
  numberGuards,
  units,
  wordHash,
} from './words.ts';
import type { Atom } from './words.ts';

/** Kinds of tokens. A word is literal until evidence says otherwise; a mark is one byte of punctuation. */
export const WORD = 0;
export const MARK = 1;
export const VALUE = 2;
export const QUOTED = 3;
/** A literal that may never become a wildcard: a status class, an exit code, a guarded word in the place of a value. */
export const FIXED = 4;

/** The tokens of one message, in arrays that are filled anew for each. `low` and `high` are the 64-bit signature of their shape. */
export interface Tokens {
  count: number;
  low: number;
  high: number;
  /** Up to here no quote can be closed, so that the search for one is not begun again and again. */
  unquotedUntil: number;
  /** The word being looked at. */
  readonly atom: Atom;
  readonly kinds: Uint8Array;
  readonly hashes: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export function createTokens(limit: number): Tokens {
  const room = limit + 1;
  return {
    count: 0,
    low: 0,
    high: 0,
    unquotedUntil: 0,
    atom: { start: 0, end: 0, hash: 0, flags: 0 },
    kinds: new Uint8Array(room),
    hashes: new Int32Array(room),
    starts: new Int32Array(room),
    ends: new Int32Array(room),
  };
}

/** Longer words are values, whatever they are made of. */
const LONGEST_WORD = 64;
/** How far a closing quote may be. */
const LONGEST_QUOTE = 512;

const FULL = -1;

/** Splits [start, end) into tokens and computes the signature: one pass over the bytes, no string. */
export function tokenize(source: Uint8Array, start: number, end: number, tokens: Tokens): void {
  const limit = tokens.kinds.length - 1;
  tokens.count = 0;
  tokens.unquotedUntil = start;
  let at = start;
  while (at < end && tokens.count < limit) {
    const kind = CLASS[source[at] ?? 0];
    if (kind === 0) at += 1;
    else at = kind === DELIMITER ? takeDelimiter(source, at, end, tokens) : takeAtom(source, at, end, tokens);
  }
  if (at < end) add(tokens, VALUE, FULL, at, end);
  sign(tokens);
}

function takeDelimiter(source: Uint8Array, at: number, end: number, tokens: Tokens): number {
  const byte = source[at] ?? 0;
  if (byte === 40 || byte === 91) return takeBracket(source, at, tokens);
  if (byte !== 34 || at < tokens.unquotedUntil) return takeMark(tokens, at, byte);
  const next = takeQuoted(source, at, end, tokens);
  if (next >= 0) return next;
  tokens.unquotedUntil = Math.min(end, at + LONGEST_QUOTE);
  return takeMark(tokens, at, byte);
}

function takeMark(tokens: Tokens, at: number, byte: number): number {
  add(tokens, MARK, byte, at, at + 1);
  return at + 1;
}

/** ` ()` and ` []` hold a value that is empty this time. */
function takeBracket(source: Uint8Array, at: number, tokens: Tokens): number {
  const byte = byteAt(source, at);
  takeMark(tokens, at, byte);
  const isEmpty = (byte === 40 && source[at + 1] === 41) || (byte === 91 && source[at + 1] === 93);
  if (isEmpty && (tokens.count === 1 || source[at - 1] === 32)) add(tokens, VALUE, FULL, at + 1, at + 1);
  return at + 1;
}

function takeAtom(source: Uint8Array, start: number, end: number, tokens: Tokens): number {
  let hash = SEED;
  let flags = 0;
  let at = start;
  while (at < end) {
    const byte = source[at] ?? 0;
    const kind = CLASS[byte] ?? 0;
    if ((kind & ATOM) === 0 || (kind === DOT && !continuesWord(source, at + 1, end))) break;
    flags |= kind;
    hash = Math.imul(hash ^ byte, PRIME);
    at += 1;
  }
  if (at === start) return takeMark(tokens, start, byteAt(source, start));
  if ((flags & DIGIT) !== 0) return takeDigits(source, start, at, tokens);
  if ((flags & (LETTER | AT)) === 0) {
    add(tokens, MARK, hash, start, at);
    return at;
  }
  if (isScheme(source, at)) return takeUrl(source, start, end, tokens);
  const { atom } = tokens;
  atom.start = start;
  atom.end = at;
  atom.hash = hash;
  atom.flags = flags;
  takeWord(source, atom, tokens);
  return at;
}

function takeWord(source: Uint8Array, atom: Atom, tokens: Tokens): void {
  const { start, end, hash } = atom;
  const last = tokens.count - 1;
  if (isValue(source, atom, tokens)) addValue(source, tokens, start, end);
  else if (last >= 0 && tokens.kinds[last] === VALUE && units.has(hash)) tokens.ends[last] = end;
  else if (last >= 0 && tokens.ends[last] === start && isMark(tokens, last, 61)) takePairValue(source, atom, tokens);
  else add(tokens, WORD, hash, start, end);
}

/** Addresses, paths, dates, and words too long to be words. */
function isValue(source: Uint8Array, atom: Atom, tokens: Tokens): boolean {
  const { start, end } = atom;
  if (end - start <= 4) return isCalendar(source, atom) || isHexGroup(source, atom, tokens) || isAddress(source, atom);
  return end - start > LONGEST_WORD || isAddress(source, atom);
}

function isAddress(source: Uint8Array, { start, end, flags }: Atom): boolean {
  return (flags & (AT | SLASH)) !== 0 && ((flags & AT) !== 0 || isPath(source, start, end));
}

function takePairValue(source: Uint8Array, { start, end, hash }: Atom, tokens: Tokens): void {
  const isFixed = isGuard(source, start, end);
  add(tokens, isFixed ? FIXED : VALUE, isFixed ? hash : FULL, start, end);
}

function isMark(tokens: Tokens, at: number, byte: number): boolean {
  return tokens.kinds[at] === MARK && tokens.hashes[at] === byte;
}

/** Letters between colons, as in a hardware or IPv6 address. */
function isHexGroup(source: Uint8Array, { start, end }: Atom, tokens: Tokens): boolean {
  const last = tokens.count - 1;
  if ((source[end] !== 58 && (last < 1 || !isMark(tokens, last, 58))) || !isHexRun(source, start, end)) return false;
  if (last >= 1 && tokens.kinds[last - 1] === VALUE && isMark(tokens, last, 58)) {
    return tokens.ends[last] === start && tokens.ends[last - 1] === start - 1;
  }
  return end - start === 2 && source[end] === 58 && source[end + 3] === 58 && isHexRun(source, end + 1, end + 3);
}

function takeDigits(source: Uint8Array, start: number, end: number, tokens: Tokens): number {
  if (end - start <= 3 && isMeaningful(source, tokens, start)) {
    const first = byteAt(source, start);
    const isStatus = end - start === 3 && first >= 49 && first <= 53 && !isExit(source, tokens);
    add(tokens, FIXED, isStatus ? first : wordHash(source, start, end), start, end);
  } else addValue(source, tokens, start, end);
  return end;
}

/** Whether the number at `start` follows a word, or a protocol and a quote, that makes it a part of the meaning. */
function isMeaningful(source: Uint8Array, tokens: Tokens, start: number): boolean {
  const { kinds, count } = tokens;
  let before = count - 1;
  while (before >= 0 && kinds[before] === MARK && count - before <= 2) before -= 1;
  if (before < 0 || start - endOf(tokens, before) > 3) return false;
  return kinds[before] === WORD
    ? numberGuards.has(tokens.hashes[before] ?? 0)
    : kinds[before] === VALUE && isProtocol(source, tokens, before);
}

function endOf(tokens: Tokens, token: number): number {
  return tokens.ends[token] ?? 0;
}

/** `HTTP/1.1`. */
function isProtocol(source: Uint8Array, tokens: Tokens, token: number): boolean {
  const place = tokens.starts[token] ?? 0;
  return source[place] === 72 && source[place + 1] === 84 && source[place + 4] === 47;
}

/** `exit code 137` keeps its number, `status code 503` only its class. */
function isExit(source: Uint8Array, tokens: Tokens): boolean {
  for (let i = tokens.count - 1; i >= 0 && i >= tokens.count - 4; i -= 1) {
    const place = tokens.starts[i] ?? 0;
    if ((byteAt(source, place) | 32) === 101 && tokens.kinds[i] === WORD) return true;
  }
  return false;
}

/** Adds a value, or lets the value before it grow: `12:34:56`, `10.0.0.1:80` and lists of any length are one. */
function addValue(source: Uint8Array, tokens: Tokens, start: number, end: number): void {
  const last = tokens.count - 1;
  if (last >= 1 && tokens.kinds[last] === VALUE && tokens.kinds[last - 1] === VALUE) {
    tokens.ends[last] = end;
    return;
  }
  if (last >= 1 && tokens.kinds[last] === MARK && tokens.kinds[last - 1] === VALUE && joinsValues(source, tokens, start)) {
    tokens.ends[last - 1] = end;
    tokens.count = last;
    return;
  }
  add(tokens, VALUE, FULL, start, end);
}

function joinsValues(source: Uint8Array, tokens: Tokens, start: number): boolean {
  const mark = tokens.starts[tokens.count - 1] ?? 0;
  const byte = source[mark];
  const isTight = tokens.ends[tokens.count - 2] === mark;
  if (byte === 44) return isTight && start - mark <= 2;
  return isTight && start === mark + 1 && (byte === 58 || byte === 59 || byte === 124);
}

function takeUrl(source: Uint8Array, start: number, end: number, tokens: Tokens): number {
  let at = start;
  while (at < end && !endsUrl(byteAt(source, at))) at += 1;
  addValue(source, tokens, start, at);
  return at;
}

/** A quoted text is a value, unless it is a key or a single guarded word. Returns -1 when no quote closes it. */
function takeQuoted(source: Uint8Array, open: number, end: number, tokens: Tokens): number {
  const stop = Math.min(end, open + LONGEST_QUOTE);
  let close = open + 1;
  while (close < stop && source[close] !== 34) close += source[close] === 92 ? 2 : 1;
  if (close >= stop) return -1;
  if (source[close + 1] === 58 && close + 1 < end) {
    add(tokens, FIXED, wordHash(source, open, close + 1), open, close + 1);
    return close + 1;
  }
  const isFixed = isGuard(source, open + 1, close);
  add(tokens, isFixed ? FIXED : QUOTED, isFixed ? wordHash(source, open + 1, close) : FULL, open, close + 1);
  return close + 1;
}

// oxlint-disable-next-line max-params -- the innermost call of the engine: an object here would cost a third of its speed
function add(tokens: Tokens, kind: number, hash: number, start: number, end: number): void {
  const at = tokens.count;
  tokens.kinds[at] = kind;
  tokens.hashes[at] = hash;
  tokens.starts[at] = start;
  tokens.ends[at] = end;
  tokens.count = at + 1;
}

/** Mixes kinds and hashes into two 32-bit halves, differently, so that one half's collision is not the other's. */
function sign(tokens: Tokens): void {
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
