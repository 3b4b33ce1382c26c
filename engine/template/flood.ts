import type { ByteSpan } from '../line/bytes.ts';
import { mayHoldAlarm } from './alarm-grams.ts';
import type { Cell } from './cell.ts';
import { AT, ATOM, BEYOND_HEX, CLASS, DIGIT, DOT, SLASH } from './classes.ts';
import { isGeneral } from './converge/generals.ts';
import { isFound } from './converge/slot.ts';
import { VALUE, WORD } from './kinds.ts';
import type { Shape } from './shape.ts';
import { PRIME, SEED, isAlarm, isUnit } from './words.ts';

/**
 * Words of the known patterns, by which a message that no pattern takes is told without being split into tokens. This is what makes a flood, in which no
 * line is like another, no dearer than a service.
 */
export interface Flood {
  /** Makes the words of a pattern known. */
  add(shape: Shape): void;
  /**
   * Whether no pattern takes the message, it has no word of errors, and none that begins like it came a moment ago: what comes again may be a form. Where
   * that is not certain the answer is false.
   */
  isForeign(message: ByteSpan): boolean;
  /** Whether it knows so many words of patterns that are no more that it is better made anew. */
  isStale(): boolean;
}

/** A power of two, some times as many as there are patterns alive at most, so that a look-up takes one step. */
const slots = 16_384;
const mostWords = slots / 2;
/** A power of two. The more there are, the further apart a message may come again. */
const remembered = 1_024;

export function createFlood(cells: readonly Cell[]): Flood {
  const early = new Int32Array(slots);
  const late = new Int32Array(slots);
  const turnedAway = new Int32Array(remembered);
  let known = 0;
  let hasLate = false;
  /** A pattern that words do not tell takes messages of any. */
  let takesAny = false;

  function add(shape: Shape): void {
    const { word, isEarly } = tellingWord(shape);
    if (word === 0) takesAny ||= isGeneral(shape);
    else if (known < mostWords && put(isEarly ? early : late, word)) known += 1;
    hasLate ||= word !== 0 && !isEarly;
  }

  for (const cell of cells) {
    if (cell.isAlive && cell.shape !== null) add(cell.shape);
    cell.pack(isGeneral);
  }
  return {
    add,
    isForeign(message) {
      const key = takesAny ? 0 : beginOf(message, early);
      if (key === 0) return false;
      if ((hasLate || mayHoldAlarm(message.source, message.start, message.end)) && holdsAny(message, late)) return false;
      const at = (key >>> 9) & (remembered - 1);
      const comesAgain = turnedAway[at] === key;
      turnedAway[at] = key;
      return !comesAgain;
    },
    isStale: () => known >= mostWords,
  };
}

/** Marks that stand in what was made one word of several, and in no word of a message. */
const joining = /[:^|&]/;
/** Of the words that a pattern begins with, so many are looked at for the longest. */
const firstWords = 4;

/**
 * The hash of a word without which no message is of the pattern: the longest of those that it begins with, which are also the first words of the message
 * (`isEarly`); where a place that varies stands before all of them, the longest of all. 0 for none: then, unless places vary that take words, its messages
 * have none either.
 */
function tellingWord(shape: Shape): { readonly word: number; readonly isEarly: boolean } {
  const { kinds, hashes, words } = shape;
  const tokens = [...kinds.keys()];
  const isJoined = (token: number): boolean => kinds[token] === WORD && joining.test(words[token] ?? '');
  const varies = tokens.findIndex((token) => (kinds[token] === VALUE && isFound(hashes[token] ?? 0)) || isJoined(token));
  const literals = tokens.filter((token) => kinds[token] === WORD && !isJoined(token));
  const first = literals.filter((token) => varies < 0 || token < varies).slice(0, firstWords);
  return first.length > 0 ? { word: longestOf(shape, first), isEarly: true } : { word: longestOf(shape, literals), isEarly: false };
}

function longestOf({ hashes, words }: Shape, tokens: readonly number[]): number {
  const lengthOf = (token: number): number => words[token]?.length ?? 0;
  const longest = tokens.reduce((best, token) => (best < 0 || lengthOf(token) > lengthOf(best) ? token : best), -1);
  return hashes[longest] ?? 0;
}

// Constants of the module's own, which V8 folds; imported ones it reads at each use.
const classes = CLASS;
const [prime, seed, atom, dot, digit] = [PRIME, SEED, ATOM, DOT, DIGIT];
const blank = 32;
const quote = 34;
/** Bytes of the begin of a message; they have fewer tokens than are looked at. */
const beginBytes = 64;
const longestLiteral = 64;
/** Of a first word so many bytes are read: they tell that it is longer than any literal, also where a dot stands last. Behind it the begin is over. */
const tooLong = longestLiteral + 2;

/** A word of a message: where it ends, its hash, and the classes of its bytes. */
const found = { end: 0, hash: 0, flags: 0 };

/**
 * A hash of a message's first words, when none of them is in `early` and some are words for certain, so that what consists of values and marks does not
 * take it either; 0 for other messages.
 */
function beginOf(message: ByteSpan, early: Int32Array): number {
  const { source, start, end } = message;
  let key = 1;
  let certain = 0;
  let hasQuote = false;
  for (let place = start; place < end && certain < firstWords; place = found.end) {
    if (certain > 0) readWord(source, place, end);
    else if (hasQuote || !readFirst(message, place)) return 0;
    hasQuote ||= source[place] === quote;
    if (found.flags === 0) continue;
    if (holds(early, found.hash)) return 0;
    if (!hasQuote && isWord(source, place)) certain += 1;
    key = mixed(key);
  }
  return certain > 0 ? key : 0;
}

/** Reads a word before which none is certain; false where it is too late or too long for one, so that the rest of it is not read. */
function readFirst({ source, start, end }: ByteSpan, place: number): boolean {
  readWord(source, place, Math.min(end, place + tooLong));
  return place <= start + beginBytes && found.end - place <= longestLiteral;
}

/** The key with what was found in it; words with digits are alike, as they are in a mask. Never 0. */
function mixed(key: number): number {
  return Math.imul(key ^ ((found.flags & digit) === 0 ? found.hash : digit), 0x85ebca6b) | 1;
}

/** Whether it has one of the words, or one of errors. */
function holdsAny({ source, start, end }: ByteSpan, late: Int32Array): boolean {
  for (let place = start; place < end; place = found.end) {
    readWord(source, place, end);
    if (found.flags !== 0 && (holds(late, found.hash) || isAlarm(found.hash))) return true;
  }
  return false;
}

/**
 * Reads the word at `start`, or one byte that is in none, whose classes are 0. As where a message is split into tokens: a dot before anything but blanks,
 * delimiters and more dots is inside a word.
 */
function readWord(source: Uint8Array, start: number, end: number): void {
  let hash = seed;
  let flags = 0;
  let place = start;
  let kind = classes[source[place] ?? 0] ?? 0;
  while ((kind & atom) !== 0 && (kind !== dot || place === start || continues(source, place + 1, end))) {
    flags |= kind;
    hash = Math.imul(hash ^ (source[place] ?? 0), prime);
    place += 1;
    if (place >= end) break;
    kind = classes[source[place] ?? 0] ?? 0;
  }
  found.end = Math.max(place, start + 1);
  found.hash = hash;
  found.flags = flags;
}

function continues(source: Uint8Array, next: number, end: number): boolean {
  if (next >= end) return false;
  const kind = classes[source[next] ?? 0] ?? 0;
  return (kind & atom) !== 0 && kind !== dot;
}

/** Of so many letters are the names of months and days. */
const calendarLength = 3;

/** Whether what was found at `start` is a word whatever stands beside it: of letters, some of them no hexadecimal digits, and no unit or part of a date. */
function isWord(source: Uint8Array, start: number): boolean {
  const { hash, flags, end } = found;
  const length = end - start;
  if ((flags & (DIGIT | AT | SLASH)) !== 0 || (flags & BEYOND_HEX) === 0) return false;
  return length !== calendarLength && length <= longestLiteral && (start === 0 || source[start - 1] === blank) && !isUnit(hash);
}

function put(words: Int32Array, word: number): boolean {
  let at = slotOf(word);
  while (words[at] !== 0 && words[at] !== word) at = (at + 1) & (slots - 1);
  if (words[at] === word) return false;
  words[at] = word;
  return true;
}

function holds(words: Int32Array, word: number): boolean {
  for (let at = slotOf(word); ; at = (at + 1) & (slots - 1)) {
    const there = words[at];
    if (there === word) return true;
    if (there === 0) return false;
  }
}

function slotOf(word: number): number {
  return (word ^ (word >>> 15)) & (slots - 1);
}
