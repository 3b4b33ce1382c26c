import { byteAt, isBlank, isDigit, isLetter } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { readLevel } from './level.ts';

/** So far before the message a component's name begins. */
const MOST_BYTES = 64;
/** Levels and single letters that stand between it and the message. */
const MOST_WORDS = 2;

/**
 * The name in the header right before a message that begins at `to`, as in `<sensor> 21.5` and `probe|21.5`: what tells one writer of bare values from another.
 * Null where a time, a number or nothing stands there. Levels are passed over.
 */
export function componentBefore(source: Uint8Array, from: number, to: number): ByteSpan | null {
  const least = Math.max(from, to - MOST_BYTES);
  let at = to;
  for (let words = 0; words <= MOST_WORDS; words += 1) {
    while (at > least && isBetween(byteAt(source, at - 1))) at -= 1;
    const end = at;
    while (at > least && isOfName(byteAt(source, at - 1))) at -= 1;
    if (at === end || (at === least && least > from)) return null;
    const isLevel = end - at === 1 || readLevel(source, at, end) !== null;
    if (!isLevel) return hasDigit(source, at, end) ? null : { source, start: at, end };
  }
  return null;
}

/** Blanks and the marks that stand around columns. */
function isBetween(byte: number): boolean {
  return isBlank(byte) || (!isOfName(byte) && byte < 128);
}

function isOfName(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === 95 || byte === 46 || byte === 45 || byte > 127;
}

function hasDigit(source: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (isDigit(source[at])) return true;
  return false;
}
