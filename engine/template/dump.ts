import { byteAt } from '../line/bytes.ts';
import { ATOM, CLASS, DIGIT } from './classes.ts';
import type { Tokens } from './tokens.ts';
import { isHexRun } from './words.ts';

const blank = 32;
/** So many groups on a side are looked at, and so many on both must be alike, so that `to be fed` stays words. */
const farthest = 3;
const leastAlike = 3;

/** The groups beside a word: how many of its size are of hexadecimal digits, how many may be in a message of the same mask, and whether any has a digit. */
const beside = { dumped: 0, alike: 0, hasDigit: false };

/** Whether the letters are a group of a hexadecimal dump, such as `CB` in `9A 0F CB 11`. To be asked of words of hexadecimal letters only. */
export function isDumped(tokens: Tokens): boolean {
  const { source, start, end } = tokens;
  const size = end - start;
  // The digits of one byte, or of two.
  if (size !== 2 && size !== 4) return false;
  beside.dumped = 0;
  beside.alike = 0;
  beside.hasDigit = false;
  lookBefore(source, start, size);
  lookBehind(tokens);
  if (beside.alike < leastAlike) return false;
  tokens.readsDigits ||= beside.hasDigit;
  return beside.dumped >= leastAlike;
}

function lookBefore(source: Uint8Array, start: number, size: number): void {
  let end = start - 1;
  for (let groups = 0; groups < farthest && byteAt(source, end) === blank; groups += 1) {
    let from = end;
    while (from > 0 && isAtom(source, from - 1)) from -= 1;
    if (from === end) return;
    takeGroup(source, from, end, size);
    end = from - 1;
  }
}

function lookBehind({ source, start, end, stop }: Tokens): void {
  let from = end + 1;
  for (let groups = 0; groups < farthest && from < stop && byteAt(source, from - 1) === blank; groups += 1) {
    let to = from;
    while (to < stop && isAtom(source, to)) to += 1;
    if (to === from) return;
    takeGroup(source, from, to, end - start);
    from = to + 1;
  }
}

/** Words with digits are masked: which of them are there is the same in all messages of one mask, what they are is not. */
function takeGroup(source: Uint8Array, from: number, to: number, size: number): void {
  const hasDigit = holdsDigit(source, from, to);
  const isGroup = to - from === size && isHexRun(source, from, to);
  if (isGroup) beside.dumped += 1;
  if (isGroup || hasDigit) beside.alike += 1;
  beside.hasDigit ||= hasDigit;
}

function isAtom(source: Uint8Array, place: number): boolean {
  return (byteAt(CLASS, byteAt(source, place)) & ATOM) !== 0;
}

function holdsDigit(source: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i += 1) if (byteAt(CLASS, byteAt(source, i)) === DIGIT) return true;
  return false;
}
