import { byteAt, isBlank, isDigit, isLetter } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import type { Grammar } from './grammar.ts';

const WHOLE = 0;
/** The document follows words on the line before it. */
const BEHIND = 1;

export const JSON_BEHIND = BEHIND;

const QUOTE = 34;
const BACKSLASH = 92;

/** A document printed over several lines; its lines become one, so that it can be read like any other. */
export const json: Grammar = {
  begins: ['{', '['],
  opens(line) {
    const { source, start, end } = line;
    const first = source[start];
    const last = byteAt(source, end - 1);
    if (first === 123) return last === 125 || !mayBeObject(source[start + 1], end - start) ? -1 : WHOLE;
    return first === 91 && (end === start + 1 || last === 123 || last === 91 || last === 44) ? WHOLE : -1;
  },
  next(open, line, indent) {
    if (indent === 0 && !isPart(line)) return 'starts';
    open.depth += depthOf(line);
    const joined = open.phase === BEHIND ? 'joins' : 'folds';
    if (open.depth <= 0) open.kind = 'closed';
    return joined;
  },
};

/** Whether what stands behind a brace can be within an object; a time or a level makes it a header's. */
function mayBeObject(next: number | undefined, bytes: number): boolean {
  return bytes === 1 || isBlank(next) || next === QUOTE || bracket(next ?? 0) !== 0;
}

/** How many more brackets a line opens than it closes, texts aside. */
export function depthOf(line: ByteSpan): number {
  const { source, end } = line;
  let depth = 0;
  let inText = false;
  for (let at = line.start; at < end; at += 1) {
    const byte = byteAt(source, at);
    if (inText && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText) depth += bracket(byte);
  }
  return depth;
}

function bracket(byte: number): number {
  if (byte === 123 || byte === 91) return 1;
  return byte === 125 || byte === 93 ? -1 : 0;
}

/** What can begin a line of a document: a key, a bracket, a comma, a number, a word such as `true`. */
function isPart(line: ByteSpan): boolean {
  const { source, start, end } = line;
  const first = byteAt(source, start);
  if (first === QUOTE || first === 44 || bracket(first) !== 0) return true;
  const last = byteAt(source, end - 1);
  return (isDigit(first) || isLetter(first) || first === 45) && (last === 44 || isWord(line));
}

function isWord(line: ByteSpan): boolean {
  for (let at = line.start; at < line.end; at += 1) {
    if (isBlank(line.source[at])) return false;
  }
  return true;
}
