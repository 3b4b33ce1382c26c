import { byteAt, encode } from '../line/bytes.ts';
import { CLASS, DIGIT, LETTER } from './classes.ts';
import { FIXED, MARK, QUOTED, VALUE, WORD } from './kinds.ts';
import { ANYTHING, addToken, isMark } from './tokens.ts';
import type { Tokens } from './tokens.ts';
import { endsUrl, isCalendar, isHexRun, isMethod, isNumberGuard, wordHash } from './words.ts';

const [word, mark, value, quoted] = [WORD, MARK, VALUE, QUOTED];
const quote = 34;
const comma = 44;
const colon = 58;
const dot = 46;
const slash = 47;
const semicolon = 59;
const less = 60;
const equals = 61;
const greater = 62;
const bar = 124;
const protocol = wordHash(encode(' HTTP/'), 0, 6);

/** A word with a digit in it is a value, unless it is a number that is part of the meaning. */
export function takeDigits(tokens: Tokens): void {
  const { source, start, end } = tokens;
  if (!isMeaningful(tokens)) {
    if (isCompared(tokens)) takeComparison(tokens);
    else addValue(tokens);
    return;
  }
  tokens.readsDigits = true;
  if (end - start > 3) return addValue(tokens);
  const first = byteAt(source, start);
  const isStatus = end - start === 3 && first >= 49 && first <= 53 && !isExit(tokens);
  addToken(tokens, FIXED, isStatus ? first : wordHash(source, start, end));
}

/** Whether a sign before the number makes it a bound: `<1 sec`, `>90%`; but not `<5>`. */
function isCompared(tokens: Tokens): boolean {
  const { source, start, end, count, ends } = tokens;
  const last = count - 1;
  if (last < 0 || ends[last] !== start || (!isMark(tokens, last, less) && !isMark(tokens, last, greater))) return false;
  return (last === 0 || (ends[last - 1] ?? 0) < start - 1) && source[end] !== greater;
}

/** Takes the sign into the value. */
function takeComparison(tokens: Tokens): void {
  const { start } = tokens;
  tokens.count -= 1;
  tokens.start = start - 1;
  addValue(tokens);
  tokens.start = start;
}

/** Whether the number follows a word, or a protocol and a quote, that makes it a part of the meaning. */
function isMeaningful(tokens: Tokens): boolean {
  const { kinds, count, start } = tokens;
  let before = count - 1;
  while (before >= 0 && kinds[before] === mark && count - before <= 2) before -= 1;
  if (before < 0 || start - byteEnd(tokens, before) > 3) return false;
  const kind = kinds[before];
  if (kind === word) return isNumberGuard(tokens.hashes[before] ?? 0);
  if (kind !== quoted && (kind !== value || !isMark(tokens, count - 1, quote))) return false;
  tokens.readsDigits = true;
  return isProtocol(tokens, before);
}

function byteEnd(tokens: Tokens, token: number): number {
  return tokens.ends[token] ?? 0;
}

/** `"GET /x HTTP/1.1"` before the status, with or without its opening quote. */
function isProtocol(tokens: Tokens, token: number): boolean {
  const { source } = tokens;
  const end = byteEnd(tokens, token) - (tokens.kinds[token] === quoted ? 1 : 0);
  for (let place = end - 8; place <= end - 6; place += 1) {
    if (source[place] === 72 && source[place + 1] === 84 && source[place + 2] === 84 && source[place + 4] === 47) return true;
  }
  return false;
}

/** `exit code 137` keeps its number, `status code 503` only its class. */
function isExit(tokens: Tokens): boolean {
  for (let i = tokens.count - 1; i >= 0 && i >= tokens.count - 4; i -= 1) {
    const place = tokens.starts[i] ?? 0;
    if ((byteAt(tokens.source, place) | 32) === 101 && tokens.kinds[i] === word) return true;
  }
  return false;
}

/** Adds a value, or lets the value before it grow: `12:34:56`, `10.0.0.1:80` and lists of any length are one. */
export function addValue(tokens: Tokens): void {
  const { kinds, count } = tokens;
  const last = count - 1;
  if (last >= 1 && kinds[last - 1] === value) {
    const before = kinds[last];
    if (before === value && !tokens.keepsColumns) {
      tokens.ends[last] = tokens.end;
      return;
    }
    if (before === mark && joinsValues(tokens)) {
      tokens.ends[last - 1] = tokens.end;
      tokens.count = last;
      return;
    }
  }
  if (last >= 1 && isShortened(tokens)) growAddress(tokens);
  else addToken(tokens, VALUE, ANYTHING);
}

/** Whether `::` stands right before it, behind a value or nothing, as in `2001:db8::1` and `::1`. */
function isShortened(tokens: Tokens): boolean {
  const { starts, ends, kinds, count, start } = tokens;
  const last = count - 1;
  if (!isMark(tokens, last, colon) || !isMark(tokens, last - 1, colon)) return false;
  const from = starts[last - 1] ?? 0;
  if (ends[last] !== start || from !== start - 2) return false;
  return last < 2 || ends[last - 2] !== from || kinds[last - 2] !== word;
}

/** Takes the `::` before it, and the value before that. */
function growAddress(tokens: Tokens): void {
  const { kinds, starts, ends, count } = tokens;
  const from = starts[count - 2] ?? 0;
  tokens.count = count - 2;
  if (count > 2 && kinds[count - 3] === value && ends[count - 3] === from) {
    ends[count - 3] = tokens.end;
    return;
  }
  const { start } = tokens;
  tokens.start = from;
  addValue(tokens);
  tokens.start = start;
}

function joinsValues({ source, starts, ends, count, start, keepsColumns }: Tokens): boolean {
  const place = starts[count - 1] ?? 0;
  const byte = source[place];
  const isTight = ends[count - 2] === place;
  if (keepsColumns && byte !== colon) return false;
  if (byte === comma) return isTight && start - place <= 2;
  return isTight && start === place + 1 && (byte === colon || byte === semicolon || byte === bar);
}

/** The names of months and days beside a number. */
export function isDate(tokens: Tokens): boolean {
  const { source, start, end, hash } = tokens;
  return end - start === 3 && isCalendar(source, start, hash);
}

/** Letters between colons, as in a hardware or IPv6 address. */
export function isHexGroup(tokens: Tokens): boolean {
  const { source, start, end } = tokens;
  const last = tokens.count - 1;
  const isBehindColon = last >= 1 && isMark(tokens, last, colon);
  if (source[end] !== colon && !isBehindColon) return false;
  tokens.readsDigits = true;
  if (isBehindColon && (endsBefore(tokens, last - 1, 1) || endsBefore(tokens, last - 2, 2))) return tokens.ends[last] === start;
  return end - start === 2 && source[end] === colon && source[end + 3] === colon && isHexRun(source, end + 1, end + 3);
}

/** Whether what ends before a colon or question mark goes on behind it: `https://`, `/path?key=value`. */
export function isUrl(tokens: Tokens, byte: number): boolean {
  const { source, start, end, flags, stop } = tokens;
  const hasDigit = (flags & DIGIT) !== 0;
  if (byte === colon) return !hasDigit && end + 2 < stop && source[end + 1] === slash && source[end + 2] === slash;
  tokens.readsDigits ||= hasDigit;
  return source[start] === slash && end + 1 < stop && !endsUrl(byteAt(source, end + 1));
}

/** Whether a lone slash is the path of a request: the last word, behind a method, or before the protocol or a key. */
export function isRoot({ source, start, end, stop, kinds, hashes, count }: Tokens): boolean {
  if (end - start > 1 || source[start] !== slash || count === 0 || kinds[count - 1] !== word) return false;
  if (end === stop || source[end] === quote || isMethod(hashes[count - 1] ?? 0)) return true;
  return wordHash(source, end, end + 6) === protocol || isBeforeKey(source, end, stop);
}

/** Whether one blank and a word with its equals sign follow. */
function isBeforeKey(source: Uint8Array, end: number, stop: number): boolean {
  let at = end + 1;
  while (at < stop && (byteAt(CLASS, byteAt(source, at)) & LETTER) !== 0) at += 1;
  return at > end + 1 && source[at] === equals;
}

/** Whether the token is a value that ends so many bytes before what is being looked at. */
function endsBefore({ kinds, ends, start }: Tokens, token: number, bytes: number): boolean {
  return token >= 0 && kinds[token] === value && ends[token] === start - bytes;
}

/** Takes all of an address, but for what ends the sentence, and answers with the place behind it. */
export function takeUrl(tokens: Tokens): number {
  const { source, stop } = tokens;
  let end = tokens.end;
  while (end < stop && !endsUrl(byteAt(source, end))) end += 1;
  while (endsSentence(byteAt(source, end - 1))) end -= 1;
  tokens.end = end;
  addValue(tokens);
  return end;
}

function endsSentence(byte: number): boolean {
  return byte === dot || byte === colon || byte === semicolon;
}
