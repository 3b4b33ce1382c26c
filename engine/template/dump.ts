import { byteAt } from '../line/bytes.ts';
import { ATOM, CLASS, DIGIT } from './classes.ts';
import type { Tokens } from './tokens.ts';
import { isHexRun } from './words.ts';

const blank = 32;
/** Digits of one byte, and of two. */
const sizes: readonly number[] = [2, 4];
/** So many groups on a side are looked at, and so many on both must be alike, so that `to be fed` stays words. */
const farthest = 3;
const leastAlike = 3;

/** Whether the letters are a group of a hexadecimal dump, such as `CB` in `9A 0F CB 11`. To be asked of words of hexadecimal letters only. */
export function isDumped(tokens: Tokens): boolean {
  const { source, start, end, stop } = tokens;
  const size = end - start;
  if (!sizes.includes(size)) return false;
  const groups = [...groupsBefore(source, start), ...groupsBehind(source, end, stop)];
  // Words with digits are masked: which of them are there is the same in all messages of one mask, what they are is not.
  const hasDigit = groups.map(([from, to]) => holdsDigit(source, from, to));
  const isGroup = ([from, to]: Group): boolean => to - from === size && isHexRun(source, from, to);
  if (groups.filter((group, i) => hasDigit[i] === true || isGroup(group)).length < leastAlike) return false;
  tokens.readsDigits ||= hasDigit.includes(true);
  return groups.filter(isGroup).length >= leastAlike;
}

/** Where a word begins and ends. */
type Group = readonly [number, number];

function groupsBefore(source: Uint8Array, start: number): readonly Group[] {
  const groups: Group[] = [];
  let end = start - 1;
  while (groups.length < farthest && byteAt(source, end) === blank) {
    let from = end;
    while (from > 0 && isAtom(source, from - 1)) from -= 1;
    if (from === end) break;
    groups.push([from, end]);
    end = from - 1;
  }
  return groups;
}

function groupsBehind(source: Uint8Array, end: number, stop: number): readonly Group[] {
  const groups: Group[] = [];
  let from = end + 1;
  while (groups.length < farthest && from < stop && byteAt(source, from - 1) === blank) {
    let to = from;
    while (to < stop && isAtom(source, to)) to += 1;
    if (to === from) break;
    groups.push([from, to]);
    from = to + 1;
  }
  return groups;
}

function isAtom(source: Uint8Array, place: number): boolean {
  return (byteAt(CLASS, byteAt(source, place)) & ATOM) !== 0;
}

function holdsDigit(source: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (byteAt(CLASS, byteAt(source, i)) === DIGIT) return true;
  return false;
}
