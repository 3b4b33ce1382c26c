/** Secrets that their name gives away: `password=...`, `"api_key": "..."`, `Authorization: Bearer ...`, `Cookie: ...`. */
import { takeCookies, takeHeader } from './headers.ts';
import { isTail, type KeySort, sortOfKey } from './keys.ts';
import type { Finding, Rule } from './rule.ts';
import { PAIR } from './traits.ts';
import { isSecret } from './values.ts';

type Found = (finding: Finding) => void;

const LONGEST_NAME = 64;
const LONGEST_VALUE = 4_096;

/** Goes from one `:` or `=` to the next and asks for the name before it: no text is looked at twice. */
export const keyedRule: Rule = {
  traits: PAIR,
  find(text, found) {
    let reader: Reader | null = null;
    const separators = { colon: -1, equals: -1, wide: text.includes('：') ? -1 : text.length };
    for (let at = separatorFrom(text, 0, separators); at < text.length;) {
      const name = nameBefore(text, at);
      const sort = name === null ? null : sortOf(text, name);
      let end = at;
      if (name !== null && sort !== null) {
        reader ??= createReader(text, found);
        end = reader.take(sort, at, isParsing(text, name.start));
      }
      at = separatorFrom(text, Math.max(end, at + 1), separators);
    }
  },
};

/** Where the next separator of each sort stands; `wide` is the colon of Chinese and Japanese. */
interface Separators {
  colon: number;
  equals: number;
  wide: number;
}

/** The first separator from a place on, which must not go back; the length of the text where there is none. */
function separatorFrom(text: string, from: number, next: Separators): number {
  if (next.colon < from) next.colon = indexFrom(text, ':', from);
  if (next.equals < from) next.equals = indexFrom(text, '=', from);
  if (next.wide < from) next.wide = indexFrom(text, '：', from);
  return Math.min(next.colon, next.equals, next.wide);
}

function indexFrom(text: string, separator: string, from: number): number {
  const at = text.indexOf(separator, from);
  return at < 0 ? text.length : at;
}

interface Name {
  readonly start: number;
  readonly text: string;
}

/** The name before a separator, behind blanks, quotes and brackets; null where there is none that could matter. */
function nameBefore(text: string, separator: number): Name | null {
  let end = separator;
  while (end > 0 && separator - end < 8 && isBetween(text.charCodeAt(end - 1))) end -= 1;
  let letters = end;
  while (letters > 0 && isTrailing(text.charCodeAt(letters - 1))) letters -= 1;
  if (letters < 2 || !isTail(text.charCodeAt(letters - 2), text.charCodeAt(letters - 1))) return null;
  let start = letters;
  while (start > 0 && letters - start < LONGEST_NAME && isNameCode(text.charCodeAt(start - 1))) start -= 1;
  return letters - start < 2 ? null : { start, text: text.slice(start, letters) };
}

/** Blanks, quotes, `]` and a backslash may stand between a name and its separator. */
function isBetween(code: number): boolean {
  return code === 32 || code === 9 || code === 34 || code === 39 || code === 96 || code === 93 || code === 92;
}

/** `password2` is a password too. */
function isTrailing(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 95 || code === 45 || code === 46;
}

const nameCodes = new Uint8Array(128);
for (const character of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-') nameCodes[character.charCodeAt(0)] = 1;

function isNameCode(code: number): boolean {
  return code < 128 ? nameCodes[code] === 1 : code >= 0xc0 && code !== 0xff1a;
}

/** What has been redacted before, `<email>` or `<jwt:3f2a9c>`, and what a pattern has for a value, such as `<num>`. */
const LABEL = /^<[a-z][a-z0-9-]{0,31}(?::[0-9a-f]{6})?>/;

/** Lists of variables give the name a place of its own before the value: `{"name": "DB_PASSWORD", "value": "..."}`, `DB_PASSWORD value=...`. */
const NAMED_VALUE = /([\w.-]{2,64})["'\\]{0,4}[\s,;]{1,4}["'\\]{0,4}$/;

function sortOf(text: string, { start, text: name }: Name): KeySort | null {
  if (text[start - 1] === '<' && LABEL.test(text.slice(start - 1, start + LONGEST_NAME))) return null;
  if (name.length === 5 && name.toLowerCase() === 'value') {
    const before = NAMED_VALUE.exec(text.slice(Math.max(0, start - 100), start))?.[1];
    return before === undefined ? null : sortOfKey(before.replace(/[\d_.-]+$/, ''));
  }
  return sortOfKey(name, wordBefore(text, start));
}

/** The word that one blank parts from the name; mostly there is none. */
function wordBefore(text: string, start: number): string {
  return text[start - 1] === ' ' ? (/[A-Za-z]{3,12} $/.exec(text.slice(Math.max(0, start - 13), start))?.[0] ?? '') : '';
}

/** `unexpected token: x1` is a parser's complaint about somebody's text. */
function isParsing(text: string, nameStart: number): boolean {
  return /(?:unexpected|expected|illegal)\s$/i.test(text.slice(Math.max(0, nameStart - 12), nameStart));
}

interface Reader {
  /** Tells what is secret behind the separator, and answers how far the text has been dealt with. */
  take(sort: KeySort, separator: number, isParsing: boolean): number;
}

function createReader(text: string, found: Found): Reader {
  // The end of an unquoted value is the same for all that begin before it.
  let stopFrom = 0;
  let stop = -1;
  const unquotedEnd = (start: number): number => {
    if (start < stopFrom || start > stop) {
      stopFrom = start;
      stop = findStop(text, start);
    }
    return stop;
  };
  const tell = (start: number, end: number): number => {
    if (end > start) found({ kind: 'credential', start, end });
    return end;
  };
  return {
    take(sort, separator, parsing) {
      const { start, isSpaced, quote } = valueStart(text, separator);
      const isQuoted = quote !== '';
      const closed = isQuoted ? quotedEnd(text, start, quote) : unquotedEnd(start);
      if (sort === 'header') return takeHeader(text, start, isQuoted ? closed : lineEnd(text, start), tell);
      if (sort === 'cookie') return takeCookies(text, start, isQuoted ? closed : lineEnd(text, start), tell);
      const end = isQuoted ? closed : withoutBrackets(text, start, closed);
      const value = { text: text.slice(start, end), isProse: !isQuoted && (isSpaced || text[separator] !== '=') };
      const isHarmless = (parsing && sort === 'token') || !isSecret(sort, value);
      return isHarmless ? separator + 1 : tell(start, end);
    },
  };
}

const VALUE_START = /[:=]?=?>?([ \t]{0,8})(?:\[[ \t]{0,2}(?=\\{0,3}["'`]))?(\\{0,3}["'`]|)/y;

/** Where the value behind a separator begins, within its quotes. */
function valueStart(text: string, separator: number): { readonly start: number; readonly isSpaced: boolean; readonly quote: string } {
  VALUE_START.lastIndex = separator + 1;
  const [whole = '', blanks = '', quote = ''] = VALUE_START.exec(text) ?? [];
  const start = separator + 1 + whole.length;
  // What follows a label without a blank is the rest of a value that was cut in two.
  const label = text[start] === '<' ? (LABEL.exec(text.slice(start, start + LONGEST_NAME))?.[0] ?? '') : '';
  return { start: start + label.length, isSpaced: blanks !== '', quote };
}

/** Up to the quote that closes; where it is missing, up to the end of the line. */
function quotedEnd(text: string, start: number, quote: string): number {
  const line = text.slice(start, lineEnd(text, start));
  for (let at = line.indexOf(quote); at >= 0; at = line.indexOf(quote, at + 1)) {
    if (quote.length > 1 || line[at - 1] !== '\\') return start + at;
  }
  return start + line.length;
}

/** At most as far as a value may reach, so that every look ahead has a bound. */
function lineEnd(text: string, start: number): number {
  const line = text.slice(start, start + LONGEST_VALUE);
  const feed = line.indexOf('\n');
  return start + (feed < 0 ? line.length : feed);
}

const UNQUOTED = /[^\s"'`,;&<]*/y;
/** A comma ends a value where another name, a blank or nothing follows. */
const NEXT_NAME = /,(?:\s|$|["'\\]{0,2}[\w.-]{1,40}["'\\]{0,2}\s?[:=])/y;

function findStop(text: string, start: number): number {
  const limit = start + LONGEST_VALUE;
  let at = start;
  for (;;) {
    UNQUOTED.lastIndex = at;
    at += UNQUOTED.exec(text)?.[0].length ?? 0;
    if (at > limit) return at;
    if (text[at] !== ',') return at;
    NEXT_NAME.lastIndex = at;
    if (NEXT_NAME.test(text)) return at;
    at += 1;
  }
}

/** `(password=x)` closes what it did not open; a sentence ends with a dot. */
function withoutBrackets(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && ')]}>.'.includes(text[at - 1] ?? '')) at -= 1;
  return at;
}
