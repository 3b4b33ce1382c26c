import { byteAt, isBlank, isDigit, isLetter } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import type { Grammar, OpenTrace } from './grammar.ts';

/** An object from its first byte on. */
const OBJECT = 0;
/** The document follows words on the line before it. */
const BEHIND = 1;
const LIST = 2;

export const JSON_BEHIND = BEHIND;

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPENS_LIST = 91;
const OPENS_OBJECT = 123;
const CLOSES_OBJECT = 125;

/** A document printed over several lines; its lines become one, so that it can be read like any other. */
export const json: Grammar = {
  begins: ['{', '['],
  opens(line) {
    const { source, start, end } = line;
    const first = source[start];
    const last = byteAt(source, end - 1);
    if (first === OPENS_OBJECT)
      return last === CLOSES_OBJECT || !mayBeObject(source[start + 1], end - start) || isCutOff(line) ? -1 : OBJECT;
    return first === OPENS_LIST && (end === start + 1 || last === OPENS_OBJECT || last === OPENS_LIST || last === COMMA) ? LIST : -1;
  },
  next(open, line, indent) {
    if (indent === 0 && (!isPart(line) || isAnother(open, line))) return 'starts';
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

/** Whether a line ends inside a text, which no printer does: a program that died, or a limit, has cut it off. */
function isCutOff(line: ByteSpan): boolean {
  return shapeOf(line).endsInText;
}

/**
 * Whether a line is an object of its own although one is open: that was cut off then. An object holds keys and no objects, and one in a list stands behind a
 * comma or the list's bracket.
 */
function isAnother(open: OpenTrace, { source, start, end }: ByteSpan): boolean {
  if (source[start] !== OPENS_OBJECT || end === start + 1) return false;
  if (open.phase === OBJECT && open.depth === 1) return true;
  return open.last !== COMMA && open.last !== OPENS_LIST;
}

/** How many more brackets a line opens than it closes, texts aside. */
export function depthOf(line: ByteSpan): number {
  return shapeOf(line).depth;
}

function shapeOf(line: ByteSpan): { depth: number; endsInText: boolean } {
  const { source, end } = line;
  let depth = 0;
  let inText = false;
  for (let at = line.start; at < end; at += 1) {
    const byte = byteAt(source, at);
    if (inText && byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) inText = !inText;
    else if (!inText) depth += bracket(byte);
  }
  return { depth, endsInText: inText };
}

function bracket(byte: number): number {
  if (byte === OPENS_OBJECT || byte === OPENS_LIST) return 1;
  return byte === CLOSES_OBJECT || byte === 93 ? -1 : 0;
}

/** What can begin a line of a document: a key, a bracket, a comma, a number, a word such as `true`. */
function isPart(line: ByteSpan): boolean {
  const { source, start, end } = line;
  const first = byteAt(source, start);
  if (first === QUOTE || first === COMMA || bracket(first) !== 0) return true;
  const last = byteAt(source, end - 1);
  return (isDigit(first) || isLetter(first) || first === 45) && (last === COMMA || isWord(line));
}

function isWord(line: ByteSpan): boolean {
  for (let at = line.start; at < line.end; at += 1) {
    if (isBlank(line.source[at])) return false;
  }
  return true;
}
