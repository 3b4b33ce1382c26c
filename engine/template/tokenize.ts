import { AT, ATOM, BEYOND_HEX, CLASS, DELIMITER, DIGIT, DOT, LETTER, SLASH } from './classes.ts';
import { isDumped } from './dump.ts';
import { FIXED, MARK, VALUE, WORD } from './kinds.ts';
import { takeBracket, takeQuote, takeSingleQuote } from './quotes.ts';
import { ANYTHING, addMark, addToken, signTokens } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { addValue, isDate, isHexGroup, isRoot, isUrl, takeDigits, takeUrl } from './values.ts';
import { PRIME, SEED, endsInGuard, isFlag, isGuard, isMethod, isPath, isUnit } from './words.ts';

// V8 reads an imported constant from its cell at each use, but folds one of the module's own: this nearly doubles the speed of the loop.
const classes = CLASS;
const [prime, seed] = [PRIME, SEED];
const [atom, delimiter, digit, dot, letter, at, address] = [ATOM, DELIMITER, DIGIT, DOT, LETTER, AT, AT | SLASH];
const [beyondHex, word, mark, value] = [BEYOND_HEX, WORD, MARK, VALUE];
const blank = 0;
const quote = 34;
const apostrophe = 39;
const openParenthesis = 40;
const colon = 58;
const equals = 61;
const question = 63;
const openBracket = 91;
const bar = 124;

/** Words up to here may be names of months or parts of hexadecimal addresses. */
const short = 4;
/** Longer words are values, whatever they are made of. */
const longest = 64;

/** Splits [start, end) into tokens and computes the signature: one pass over the bytes, no string. */
export function tokenize(source: Uint8Array, start: number, end: number, tokens: Tokens): void {
  const limit = tokens.kinds.length - 1;
  tokens.count = 0;
  tokens.readsDigits = false;
  tokens.source = source;
  tokens.stop = end;
  tokens.unquotedUntil = start;
  tokens.unquotedSingleUntil = start;
  let place = start;
  while (place < end && tokens.count < limit) {
    const byte = source[place] ?? 0;
    const kind = classes[byte] ?? 0;
    if (kind === blank) place += 1;
    else if (kind !== delimiter) place = takeAtom(tokens, source, place);
    else if (byte === quote) place = takeQuote(tokens, place);
    else if (byte === apostrophe) place = takeSingleQuote(tokens, place);
    else place = byte === openParenthesis || byte === openBracket ? takeBracket(tokens, place, byte) : addMark(tokens, place, byte);
  }
  if (place < end) {
    tokens.start = place;
    tokens.end = end;
    addToken(tokens, value, ANYTHING);
  }
  signTokens(tokens);
}

/** Takes a run of bytes between blanks and delimiters; a dot at its end is a mark of its own. */
function takeAtom(tokens: Tokens, source: Uint8Array, start: number): number {
  const { stop } = tokens;
  let hash = seed;
  let flags = 0;
  let end = start;
  let byte = source[start] ?? 0;
  let kind = classes[byte] ?? 0;
  do {
    flags |= kind;
    hash = Math.imul(hash ^ byte, prime);
    end += 1;
    if (end >= stop) break;
    byte = source[end] ?? 0;
    kind = classes[byte] ?? 0;
  } while ((kind & atom) !== 0 && (kind !== dot || continues(source, end + 1, stop)));
  tokens.start = start;
  tokens.end = end;
  tokens.hash = hash;
  tokens.flags = flags;
  return (byte === colon || byte === question) && isUrl(tokens, byte) ? takeUrl(tokens) : addAtom(tokens);
}

function addAtom(tokens: Tokens): number {
  const { start, end, flags } = tokens;
  if ((flags & digit) !== 0) takeDigits(tokens);
  else if ((flags & (letter | at)) === 0) addSign(tokens);
  else if (((flags & address) !== 0 || end - start <= short || end - start > longest) && isValue(tokens)) addValue(tokens);
  else if (isColumn(tokens)) addToken(tokens, value, ANYTHING);
  else takeWord(tokens);
  return end;
}

/** A dot before anything but blanks, delimiters and more dots is inside a word; any other ends a sentence. */
function continues(source: Uint8Array, next: number, stop: number): boolean {
  if (next >= stop) return false;
  const kind = classes[source[next] ?? 0] ?? 0;
  return (kind & atom) !== 0 && kind !== dot;
}

/** What has neither letters nor digits. */
function addSign(tokens: Tokens): void {
  if (isRoot(tokens)) addValue(tokens);
  else addToken(tokens, mark, tokens.hash);
}

/** Addresses, paths, dates, and words too long to be words. */
function isValue(tokens: Tokens): boolean {
  const { source, start, end, flags } = tokens;
  if (end - start > longest || (flags & at) !== 0) return true;
  if ((flags & address) !== 0) return isPath(source, start, end);
  return isDate(tokens) || ((flags & beyondHex) === 0 && (isHexGroup(tokens) || isDumped(tokens)));
}

/** Behind so many columns of a row a letter is one of them, and no unit: `4 115 255 1.47 B`. */
const leastColumns = 3;

function isColumn({ keepsColumns, start, end, count }: Tokens): boolean {
  return keepsColumns && end === start + 1 && count >= leastColumns;
}

/** A unit belongs to the number before it, unless it is a key; a word right behind `=` is a value. */
function takeWord(tokens: Tokens): void {
  const { start, hash } = tokens;
  const last = tokens.count - 1;
  if (last >= 0) {
    const before = tokens.kinds[last];
    if (before === value && isUnit(hash) && tokens.source[tokens.end] !== equals) {
      tokens.ends[last] = tokens.end;
      return;
    }
    if (before === mark && tokens.hashes[last] === equals && tokens.ends[last] === start) {
      const isFixed = isMeant(tokens);
      addToken(tokens, isFixed ? FIXED : VALUE, isFixed ? hash : ANYTHING);
      return;
    }
    if (before === mark && goesOn(tokens, last)) {
      tokens.ends[last - 1] = tokens.end;
      tokens.count = last;
      return;
    }
  }
  addToken(tokens, word, hash);
}

/** Whether the word is a part of the value of a key, as in `context=user:role:type`. */
function goesOn({ source, start, end, kinds, hashes, starts, ends }: Tokens, last: number): boolean {
  const byte = hashes[last];
  if ((byte !== colon && byte !== bar) || last < 2 || source[end] === equals) return false;
  const from = starts[last - 1] ?? 0;
  const isTight = ends[last] === start && ends[last - 1] === start - 1 && ends[last - 2] === from;
  return isTight && kinds[last - 1] === value && kinds[last - 2] === mark && hashes[last - 2] === equals && !isGuard(source, start, end);
}

/** Whether the value of a key is part of the meaning: `state=failed`, `success=true`; but neither `method=DELETE` nor `dirty=true`. */
function isMeant({ source, start, end, hash, count, kinds, starts, ends }: Tokens): boolean {
  if (!isGuard(source, start, end) || isMethod(hash)) return false;
  if (!isFlag(hash)) return true;
  const key = count - 2;
  return key < 0 || kinds[key] !== word || endsInGuard(source, starts[key] ?? 0, ends[key] ?? 0);
}
