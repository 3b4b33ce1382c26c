import { byteAt, isDigit, isLetter } from '../line/bytes.ts';
import { ATOM, CLASS } from './classes.ts';
import { FIXED, MARK, QUOTED, VALUE } from './kinds.ts';
import { ANYTHING, addMark, addToken, isMark } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { isGuard, wordHash } from './words.ts';

/** How far a closing quote may be. */
const longest = 512;
/** A quote this near is surely within `longest` of every message that differs in its numbers only. */
const near = 256;

const quote = 34;
const apostrophe = 39;
const openParenthesis = 40;
const openBracket = 91;
const colon = 58;
const backslash = 92;
const blank = 32;
const comma = 44;
const slash = 47;
const openBrace = 123;

/** ` ()` and ` []` hold a value that is empty this time. */
export function takeBracket(tokens: Tokens, at: number, byte: number): number {
  const { source } = tokens;
  addMark(tokens, at, byte);
  const next = source[at + 1];
  const isEmpty = at + 1 < tokens.stop && ((byte === openParenthesis && next === 41) || (byte === openBracket && next === 93));
  if (isEmpty && (tokens.count === 1 || source[at - 1] === 32)) {
    tokens.start = at + 1;
    tokens.end = at + 1;
    addToken(tokens, VALUE, ANYTHING);
  }
  return at + 1;
}

/** Takes a quoted text, or the quote alone when none closes it. */
export function takeQuote(tokens: Tokens, at: number): number {
  if (at < tokens.unquotedUntil) return addMark(tokens, at, quote);
  const { source, stop } = tokens;
  const last = Math.min(stop, at + longest);
  let close = at + 1;
  while (close < last && source[close] !== quote) close += source[close] === backslash ? 2 : 1;
  if (close - at > near) tokens.readsDigits = true;
  if (close < last) return takeQuoted(tokens, at, close);
  tokens.unquotedUntil = last;
  return addMark(tokens, at, quote);
}

/** Takes a text in single quotes, or the quote alone where it is an apostrophe or none closes it: what is quoted begins and ends as words do. */
export function takeSingleQuote(tokens: Tokens, at: number): number {
  const { source, stop } = tokens;
  if (at < tokens.unquotedSingleUntil || !mayOpen(tokens, at)) return addMark(tokens, at, apostrophe);
  const last = Math.min(stop, at + longest);
  let close = at + 1;
  while (close < last && (source[close] !== apostrophe || isInside(tokens, close))) close += 1;
  if (close - at > near) tokens.readsDigits = true;
  if (close < last) return takeQuoted(tokens, at, close);
  tokens.unquotedSingleUntil = last;
  return addMark(tokens, at, apostrophe);
}

function mayOpen({ source, count }: Tokens, at: number): boolean {
  return count === 0 || !isAtom(byteAt(source, at - 1));
}

/** Whether a word goes on behind the quote, as in `can't`. */
function isInside({ source, stop }: Tokens, at: number): boolean {
  return at + 1 < stop && isAtom(byteAt(source, at + 1));
}

function isAtom(byte: number): boolean {
  return (byteAt(CLASS, byte) & ATOM) !== 0;
}

/** A quoted text is a value, unless it is a key or a single guarded word. */
function takeQuoted(tokens: Tokens, open: number, close: number): number {
  const { source } = tokens;
  tokens.start = open;
  tokens.end = close + 1;
  if (close + 1 < tokens.stop && source[close + 1] === colon && isKey(tokens)) addToken(tokens, FIXED, wordHash(source, open, close + 1));
  else if (isGuard(source, open + 1, close)) addToken(tokens, FIXED, wordHash(source, open + 1, close));
  else addToken(tokens, QUOTED, ANYTHING);
  return close + 1;
}

/** A name such as `"md5"`, but neither what a word says about, as in `user "ann": `, nor a number, nor a path or several words that no list of keys has. */
function isKey(tokens: Tokens): boolean {
  const { source, start, end, kinds, count } = tokens;
  if (count > 0 && kinds[count - 1] !== MARK) return false;
  const isListed = isMark(tokens, tokens.count - 1, openBrace) || isMark(tokens, tokens.count - 1, comma);
  let isNumbered = false;
  let isName = true;
  for (let i = start + 1; i < end - 1; i += 1) {
    const byte = byteAt(source, i);
    if (isDigit(byte)) isNumbered = true;
    else if (partsNames(byte)) isName = false;
  }
  tokens.readsDigits ||= isNumbered;
  return (!isNumbered || isLetter(source[start + 1])) && (isName || isListed);
}

/** Whether what the byte stands in is a path or several words. */
function partsNames(byte: number): boolean {
  return byte === blank || byte === slash || byte === backslash;
}
