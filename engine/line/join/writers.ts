import { byteAt, isDigit, isLetter } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';

/**
 * Whether the bare lines of an output belong to the headed ones before them, or are those of a second writer, such as the tools that a program runs. What
 * belongs to a statement follows it nearly always or nearly never; what somebody else writes comes behind any statement alike, and the same of it behind
 * different ones.
 */
export interface Writers {
  /** Statements by a hash of their words, how often each was written, and how often bare lines followed. */
  kinds: number[];
  heads: number[];
  followed: number[];
  /** First words of bare lines as hashes, and the statement behind which each came last. */
  forms: number[];
  behind: number[];
  /** Bare lines of known forms, and those that came behind another statement than the time before. */
  again: number;
  elsewhere: number;
  /** Place of the last headed line among `kinds`, -1 when it was not looked at. */
  last: number;
  isShared: boolean;
}

const MOST_KINDS = 64;
const MOST_FORMS = 64;
/** So many words make a statement; names in them part it into several, which proves nothing but harms nothing. */
const WORDS_OF_KIND = 8;
const WORDS_WITHIN = 240;
/** Fewer headed lines followed by bare ones, bare lines seen again, and statements that are sometimes followed and sometimes not, prove nothing. */
const FEWEST_FOLLOWED = 3;
const FEWEST_AGAIN = 3;
const FEWEST_MIXED = 2;
/** Of what chance alone would mix. */
const MIXED_SHARE = 0.4;
const ELSEWHERE_SHARE = 0.4;
const MOST_COUNTED = 1_000;

export function createWriters(): Writers {
  return { kinds: [], heads: [], followed: [], forms: [], behind: [], again: 0, elsewhere: 0, last: -1, isShared: false };
}

/** Notes a line with a header. */
export function noteHead(writers: Writers, line: ByteSpan): void {
  const { kinds, heads, followed } = writers;
  const kind = hashOfWords(line, WORDS_OF_KIND);
  let place = kinds.indexOf(kind);
  if (place < 0) {
    place = kinds.length < MOST_KINDS ? kinds.length : rarest(heads);
    kinds[place] = kind;
    heads[place] = 0;
    followed[place] = 0;
  }
  heads[place] = (heads[place] ?? 0) + 1;
  writers.last = place;
  if ((heads[place] ?? 0) > MOST_COUNTED) halve(writers);
  // Most containers have no bare lines, and nothing to compare.
  if (writers.again >= FEWEST_AGAIN) writers.isShared = areTwo(writers);
}

/** Forgets the last headed line: what stands before the next bare line was not looked at. */
export function forgetLast(writers: Writers): void {
  writers.last = -1;
}

/** So often a statement was written, and nothing followed it but this often by chance. */
const OFTEN_ALONE = 12;
const ALONE_SHARE = 0.1;

/** Whether the last headed line is of a statement that is known to have no further lines. */
export function standsAlone({ heads, followed, last }: Writers): boolean {
  const count = heads[last] ?? 0;
  return count >= OFTEN_ALONE && (followed[last] ?? 0) <= count * ALONE_SHARE;
}

/** Notes a bare line, the first behind a headed one or a later one. */
export function noteBare(writers: Writers, line: ByteSpan, isFirst: boolean): void {
  const { kinds, followed, forms, behind, last } = writers;
  if (last < 0) return;
  if (isFirst) followed[last] = (followed[last] ?? 0) + 1;
  const form = hashOfWords(line, 1);
  const kind = kinds[last] ?? 0;
  const place = forms.indexOf(form);
  if (place < 0) {
    if (forms.length >= MOST_FORMS) {
      forms.shift();
      behind.shift();
    }
    forms.push(form);
    behind.push(kind);
    return;
  }
  writers.again += 1;
  if (behind[place] !== kind) writers.elsewhere += 1;
  behind[place] = kind;
}

/** Compares how the statements are followed with what chance would make of it. */
function areTwo({ heads, followed, again, elsewhere }: Writers): boolean {
  let all = 0;
  let behind = 0;
  let mixed = 0;
  let mixture = 0;
  for (const [i, count] of heads.entries()) {
    if (count < 2) continue;
    const own = Math.min(count, followed[i] ?? 0);
    all += count;
    behind += own;
    if (own > 0 && own < count) mixed += 1;
    mixture += (own * (count - own)) / (count - 1);
  }
  if (behind < FEWEST_FOLLOWED || mixed < FEWEST_MIXED || elsewhere < again * ELSEWHERE_SHARE) return false;
  return mixture * (all - 1) >= MIXED_SHARE * behind * (all - behind);
}

/** A hash of the first words that are letters alone; words with digits are values. */
function hashOfWords({ source, start, end }: ByteSpan, most: number): number {
  const to = Math.min(end, start + WORDS_WITHIN);
  let hash = 7;
  let words = 0;
  for (let at = start; at < to && words < most; at += 1) {
    if (!isOfWord(byteAt(source, at))) continue;
    let stop = at;
    let own = 11;
    let isWord = true;
    for (; stop < to && isOfWord(byteAt(source, stop)); stop += 1) {
      if (isDigit(source[stop])) isWord = false;
      own = (Math.imul(own, 31) + byteAt(source, stop)) | 0;
    }
    if (isWord && stop > at + 1) {
      hash = (Math.imul(hash, 131) + own) | 0;
      words += 1;
    }
    at = stop;
  }
  return hash;
}

function isOfWord(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 95 || byte > 127;
}

function rarest(heads: readonly number[]): number {
  return heads.indexOf(Math.min(...heads));
}

function halve(writers: Writers): void {
  writers.heads = writers.heads.map((count) => Math.ceil(count / 2));
  writers.followed = writers.followed.map((count) => Math.floor(count / 2));
  writers.again = Math.ceil(writers.again / 2);
  writers.elsewhere = Math.ceil(writers.elsewhere / 2);
}
