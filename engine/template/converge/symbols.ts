import { METHODS, MISSING, isGuarded } from '../guard.ts';

/** What varies, in the order of what takes more: one value; one word or value; some of them; any text, or nothing. Smaller than every other symbol. */
export const ANY_VALUE = 0;
export const ANY_WORD = 1;
export const ANY_WORDS = 2;
export const ANY_TEXT = 3;

/** What the text of a symbol says of it, as bits. */
export const WORD = 1;
export const MARK = 2;
/** A literal that never varies: a status class, an exit code. */
export const FIXED = 4;
/** A word that carries the meaning of its line. */
export const GUARD = 8;
/** A word of letters or signs, not of punctuation alone. */
export const TELLING = 16;
/** Joined of parts, or with capitals inside: `db.orders`, `worker-a`, `AppMaster`. */
export const JOINED = 32;
/** All in capitals: a code. */
export const CODE = 64;
/** Begins with a capital, as names do. */
export const TITLE = 128;
/** Stands between the parts of a list. */
export const LISTING = 256;
/** Stands between the words of one name: `M. Weiß`, `tea & more`. */
export const LINKING = 512;
/** `=` without a blank before it: what stands before names what follows. */
export const KEY = 1024;
export const OPENS = 2048;
export const CLOSES = 4096;
export const QUOTE = 8192;
/** Stands before the reason of what stands before it: `failed: no space`. */
export const REASON = 16_384;
/** A sign at the begin of a line that says what the line is: `+ file`, `> file`. */
export const SIGN = 32_768;
/** Stands behind a number like a unit. */
export const UNIT = 65_536;

/** Stands between a name and what is a part of it: `host:80`. */
export const BINDING = 131_072;

/** An HTTP method. */
export const METHOD = 262_144;

/** With a dot inside, as hosts and qualified names have. */
export const DOTTED = 524_288;

/** Stands for a value that is missing. */
export const ABSENT = 1_048_576;

/** A name whose last part is guarded: `SCREEN_ON`, `db.isReady`. */
export const ENDS_GUARDED = 2_097_152;

/** Words, marks and fixed tokens as small numbers, which is what forms are compared by. */
export interface Symbols {
  readonly texts: readonly string[];
  readonly traits: readonly number[];
  /** Hash of the text, the same in every run: by it a name is known again. */
  readonly hashes: readonly number[];
  of(kind: typeof WORD | typeof MARK | typeof FIXED, text: string, hash: number): number;
  /** A mark between two words without blanks. */
  joint(text: string, hash: number): number;
}

const brackets = '()[]{}<>„““”«»‘’‹›「」『』（）【】《》';

export function createSymbols(): Symbols {
  const texts = ['<*>', '<word>', '<words>', '<text>'];
  const traits = [0, 0, 0, 0];
  const hashes = [0, 0, 0, 0];
  const words = new Map<string, number>();
  const marks = new Map<string, number>();
  const fixed = new Map<string, number>();
  const joints = new Map<string, number>();
  function intern(numbers: Map<string, number>, text: string, about: { traits: number; hash: number }): number {
    const number = texts.length;
    numbers.set(text, number);
    texts.push(text);
    traits.push(about.traits);
    hashes.push(about.hash);
    return number;
  }
  return {
    texts,
    traits,
    hashes,
    of(kind, text, hash) {
      const numbers = kind === WORD ? words : kind === MARK ? marks : fixed;
      const known = numbers.get(text);
      if (known !== undefined) return known;
      return intern(numbers, text, { traits: kind === WORD ? traitsOfWord(text) : kind === MARK ? traitsOfMark(text) : FIXED, hash });
    },
    joint(text, hash) {
      const known = joints.get(text);
      if (known !== undefined) return known;
      return intern(joints, text, { traits: traitsOfMark(text) | (text === '=' ? KEY : 0) | (text === ':' ? BINDING : 0), hash });
    },
  };
}

export function isWild(symbol: number): boolean {
  return symbol <= ANY_TEXT;
}

export function hasTrait({ traits }: Symbols, symbol: number, trait: number): boolean {
  return ((traits[symbol] ?? 0) & trait) !== 0;
}

/** Words and fixed tokens. */
export function isLiteral(symbols: Symbols, symbol: number): boolean {
  return hasTrait(symbols, symbol, WORD | FIXED);
}

export function isPair({ texts }: Symbols, open: number, close: number): boolean {
  const place = brackets.indexOf(texts[open] ?? ' ');
  return place >= 0 && place % 2 === 0 && brackets[place + 1] === texts[close];
}

/** What stands behind the last sign of a name, or from the last capital of its small letters; empty for a word of one part. */
export function lastPartOf(name: string): string {
  return /(?<=[^\p{L}])\p{L}+$|(?<=\p{Ll})\p{Lu}\p{Ll}+$/u.exec(name)?.[0] ?? '';
}

function traitsOfWord(text: string): number {
  return (
    WORD |
    (isGuarded(text) ? GUARD : 0) |
    (/[^\p{P}\d]/u.test(text) ? TELLING : 0) |
    (/\p{Ll}.*\p{Lu}|[._$/#@+:^|\\-]|\d/u.test(text) ? JOINED : 0) |
    (/^[\p{Lu}_-]{2,}$/u.test(text) ? CODE : 0) |
    (/^\p{Lu}\p{Ll}/u.test(text) ? TITLE : 0) |
    (METHODS.has(text) ? METHOD : 0) |
    (text.includes('.', 1) ? DOTTED : 0) |
    (MISSING.has(text.toLowerCase()) ? ABSENT : 0) |
    (isGuarded(lastPartOf(text)) ? ENDS_GUARDED : 0)
  );
}

function traitsOfMark(text: string): number {
  const place = brackets.indexOf(text);
  const pairing = text.length !== 1 || place < 0 ? 0 : place % 2 === 0 ? OPENS : CLOSES;
  return (
    MARK |
    pairing |
    (/^[,;|]$/.test(text) ? LISTING : 0) |
    (/^[.&'/-]$/.test(text) ? LINKING : 0) |
    (/^['"`]$/.test(text) ? QUOTE : 0) |
    (/^[:=(]$/.test(text) ? REASON : 0) |
    ((pairing === 0 && !/^['"`,;:.|]$/.test(text)) || text === '>' ? SIGN : 0) |
    (/^[%°‰]/.test(text) ? UNIT : 0) |
    (MISSING.has(text) ? ABSENT : 0)
  );
}
