import { isBlank, isDigit, isLetter, isUpper, skipWord, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { readLevel } from '../level.ts';
import type { Grammar } from './grammar.ts';

/** .NET's console: level and category on a line of their own, the message indented below. */
const INDENTED = 0;
/** java.util.logging: time, class and method on a line of their own, level and message below. */
const LEVEL = 1;

const LEVEL_BYTES = 20;

/** Headers on a line of their own. The line below becomes part of it, so that a parser meets the usual single line. */
export const wrapped: Grammar = {
  begins: ['tr', 'db', 'in', 'wa', 'fa', 'cr', 'Ja', 'Fe', 'Ma', 'Ap', 'Ju', 'Au', 'Se', 'Oc', 'No', 'De'],
  opens(line) {
    if (isCategory(line)) return INDENTED;
    return isClassAndMethod(line) ? LEVEL : -1;
  },
  next(open, line, indent) {
    if (open.phase === INDENTED ? indent === 0 : !beginsLevel(line)) return 'open';
    open.kind = 'unknown';
    return 'folds';
  },
};

/** `info: Some.Category[14]` */
function isCategory(line: ByteSpan): boolean {
  const { source, start, end } = line;
  if (!startsWith(line, start + 4, ': ') || end - start > 300 || source[end - 1] !== 93 || !isDigit(source[end - 2])) return false;
  return isLetter(source[start]) && readLevel(source, start, start + 4) !== null && skipWord(source, start + 6, end) === end;
}

/** `Jan 02, 2026 3:04:05 AM org.depot.Shelf run` */
function isClassAndMethod(line: ByteSpan): boolean {
  const { source, start, end } = line;
  if (source[start + 3] !== 32 || end - start > 300) return false;
  const comma = source[start + 5] === 44 ? start + 5 : start + 6;
  if (source[comma] !== 44 || !isDigit(source[comma - 1])) return false;
  const half = halfDayEnd(line, comma);
  if (half < 0) return false;
  const type = skipWord(source, half, end);
  return type < end && skipWord(source, type + 1, end) === end;
}

/** The place behind ` AM ` or ` PM `, or -1. */
function halfDayEnd(line: ByteSpan, from: number): number {
  const to = Math.min(line.end - 4, from + LEVEL_BYTES);
  for (let at = from; at < to; at += 1) {
    const { source } = line;
    if (source[at + 1] === 77 && (source[at] === 65 || source[at] === 80) && isBlank(source[at - 1]) && isBlank(source[at + 2]))
      return at + 3;
  }
  return -1;
}

/** `SEVERE: `, in whatever language. */
function beginsLevel(line: ByteSpan): boolean {
  const { source, start, end } = line;
  const to = Math.min(end, start + LEVEL_BYTES);
  let at = start;
  while (at < to && (isUpper(source[at]) || (source[at] ?? 0) > 127)) at += 1;
  return at > start + 2 && startsWith(line, at, ': ');
}
