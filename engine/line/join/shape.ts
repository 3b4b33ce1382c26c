import { byteAt, isBlank, isDigit, isLetter, isUpper, skipBlanks, skipDigits, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';

/** Longest beginning of a line that is looked at for a name or a path. */
const NAME_BYTES = 160;
const COLON = 58;

/** Words in which the names of exceptions end, in every runtime's own naming. */
const ENDINGS = ['Error', 'Exception', 'Throwable', 'Failure', 'Failed', 'Fault', 'Interrupt', 'Exit', 'Warning', 'Rejection'];
const endingsBy = Array.from({ length: 128 }, (_, last) => {
  const endings = ENDINGS.filter((ending) => ending.charCodeAt(ending.length - 1) === last);
  return endings.length === 0 ? undefined : endings;
});

/**
 * Whether a line begins as an exception's text does: `pkg.SomeError: text`, `SomeError` alone, `SomeError [CODE]: text`, `Some::Error (text):`. A dotted name
 * whose last part has a capital will do without one of the usual endings.
 */
export function isException(line: ByteSpan, at: number = line.start): boolean {
  const { source, end } = line;
  const first = source[at];
  if (!isLetter(first)) return false;
  const stop = nameEnd(source, at, Math.min(end, at + NAME_BYTES));
  const next = source[stop];
  const isEnd = stop >= end;
  const isColon = next === COLON && (stop + 1 >= end || isBlank(source[stop + 1]));
  const isDetailed = isBlank(next) && isBracket(source[stop + 1]);
  if (!isEnd && !isColon && !isDetailed) return false;
  return hasEnding(source, at, stop) || (!isDetailed && isQualified(source, at, stop));
}

/** Letters, digits and what joins them: `_`, `$`, `-`, `.`, `/`, `\`, and colons that come in twos. */
function nameEnd(source: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = byteAt(source, at);
    if (byte === COLON && source[at + 1] === COLON) at += 2;
    else if (isLetter(byte) || isDigit(byte) || byte === 95 || byte === 36 || byte === 46 || byte === 92 || byte === 45) at += 1;
    else return at;
  }
  return to;
}

function hasEnding(source: Uint8Array, from: number, to: number): boolean {
  const candidates = endingsBy[byteAt(source, to - 1)];
  return candidates !== undefined && candidates.some((ending) => endsIn(source, from, to, ending));
}

function endsIn(source: Uint8Array, from: number, to: number, ending: string): boolean {
  const start = to - ending.length;
  if (start < from) return false;
  for (let i = 0; i < ending.length; i += 1) {
    if (source[start + i] !== ending.charCodeAt(i)) return false;
  }
  return true;
}

/** `a.b.Name`: at least one dot, and a capital behind the last. */
function isQualified(source: Uint8Array, from: number, to: number): boolean {
  for (let at = to - 1; at > from; at -= 1) {
    if (source[at] === 46) return isUpper(source[at + 1]) && at + 2 < to;
  }
  return false;
}

/** Whether one of the texts stands at `at`. */
export function startsWithAny(line: ByteSpan, at: number, texts: readonly string[]): boolean {
  const first = byteAt(line.source, at);
  for (const text of texts) {
    if (text.charCodeAt(0) === first && startsWith(line, at, text)) return true;
  }
  return false;
}

export function endsWith(line: ByteSpan, text: string): boolean {
  return startsWith(line, Math.max(line.start, line.end - text.length), text);
}

/** Whether the text stands anywhere in the first bytes of the line. */
export function contains(line: ByteSpan, text: string, most = 512): boolean {
  const to = Math.min(line.end, line.start + most) - text.length;
  const first = text.charCodeAt(0);
  for (let at = line.start; at <= to; at += 1) {
    if (line.source[at] === first && startsWith(line, at, text)) return true;
  }
  return false;
}

/** `at place` as frames of the Java, .NET and JavaScript runtimes have it: it ends in a bracket, the number of a line, or an opening brace. */
export function isAtFrame(line: ByteSpan, at: number): boolean {
  const { source, end } = line;
  if (!startsWith(line, at, 'at ') || at + 4 > end) return false;
  const last = byteAt(source, end - 1);
  return last === 41 || last === 123 || last === 93 || last === 44 || (isDigit(last) && endsInLineNumber(line));
}

/** `:12`, `:line 12`: other numbers at the end may be those of a sentence. */
function endsInLineNumber({ source, start, end }: ByteSpan): boolean {
  let at = end;
  while (at > start && isDigit(source[at - 1])) at -= 1;
  return source[at - 1] === COLON || startsWith({ source, start, end }, at - 5, 'line ');
}

/** What runtimes leave out, by the word behind the number. */
const LEFT_OUT = ['more', 'common', 'frame', 'level', 'line', 'other', 'additional', 'identical'];

/** `... 12 more`, `... 3 common frames omitted`. */
export function isElision(line: ByteSpan, at: number): boolean {
  const { source, end } = line;
  if (!startsWith(line, at, '... ') || !isDigit(source[at + 4])) return false;
  const stop = skipDigits(source, at + 4, end);
  return isBlank(source[stop]) && startsWithAny(line, stop + 1, LEFT_OUT);
}

/** `#12 ` and something behind it. */
export function isNumbered(line: ByteSpan, at: number): boolean {
  const { source, end } = line;
  if (source[at] !== 35 || !isDigit(source[at + 1])) return false;
  const stop = skipDigits(source, at + 1, end);
  return stop < end && isBlank(source[stop]);
}

/** Nothing but closing brackets and what may stand around them. */
export function isCloser(line: ByteSpan): boolean {
  const { source, start } = line;
  let end = line.end;
  while (end > start && isBlank(source[end - 1])) end -= 1;
  if (end - start > 4) return false;
  const first = source[start] === 34 ? start + 1 : start;
  if (!isClosing(source[first])) return false;
  for (let at = first; at < end; at += 1) {
    const byte = byteAt(source, at);
    if (!isClosing(byte) && byte !== 44 && byte !== 59) return false;
  }
  return true;
}

function isClosing(byte: number | undefined): boolean {
  return byte === 125 || byte === 93 || byte === 41;
}

/** The place of the first digit of `path:12`, or -1: a path has no blanks, and a dot, slash or bracket in it. */
export function lineNumberAt(line: ByteSpan, from: number): number {
  const { source } = line;
  const to = Math.min(line.end, from + NAME_BYTES);
  let isPath = false;
  for (let at = from; at < to; at += 1) {
    const byte = byteAt(source, at);
    if (isBlank(byte)) return -1;
    if (isOfPath(byte)) isPath = true;
    if (byte === COLON && isPath && isDigit(source[at + 1])) return at + 1;
  }
  return -1;
}

export type FirstWord = 'exception' | 'place' | 'word';

const looked: { source: Uint8Array | null; start: number; word: FirstWord } = { source: null, start: -1, word: 'word' };

/**
 * What the first word of a line is: the name of an exception, a place such as `path:12`, or any word. Remembered until `forgetWord`, since a line is judged and
 * then opened.
 */
export function firstWord(line: ByteSpan): FirstWord {
  if (looked.source === line.source && looked.start === line.start) return looked.word;
  looked.source = line.source;
  looked.start = line.start;
  looked.word = readWord(line);
  return looked.word;
}

/** Before the next line, which may have the place of this one in the same memory. */
export function forgetWord(): void {
  looked.source = null;
}

function readWord(line: ByteSpan): FirstWord {
  const { source, end } = line;
  const to = Math.min(end, line.start + NAME_BYTES);
  let isPath = false;
  for (let at = line.start; at < to; at += 1) {
    const byte = byteAt(source, at);
    if (byte === COLON) {
      if (at + 1 >= end || isBlank(source[at + 1])) return exceptionOrWord(line);
      if (isPath && isDigit(source[at + 1])) return 'place';
    } else if (isBlank(byte)) return isBracket(source[at + 1]) ? exceptionOrWord(line) : 'word';
    else if (isOfPath(byte)) isPath = true;
  }
  return to === end ? exceptionOrWord(line) : 'word';
}

function exceptionOrWord(line: ByteSpan): FirstWord {
  return isException(line) ? 'exception' : 'word';
}

/** `(` or `[`. */
function isBracket(byte: number | undefined): boolean {
  return byte === 40 || byte === 91;
}

/** Dot, slash, `>` and `]`, of which every place in a program has one. */
function isOfPath(byte: number): boolean {
  return byte === 46 || byte === 47 || byte === 62 || byte === 93;
}

/** What a line has of a drawn box (U+2500 to U+257F): its upper left corner, any other part, or nothing. */
export function boxPart({ source, start }: ByteSpan): 'corner' | 'part' | null {
  const second = source[start + 1];
  if (source[start] !== 226 || (second !== 148 && second !== 149)) return null;
  const third = source[start + 2];
  return second === 148 ? partOf(third === 140 || third === 143) : partOf(third === 148 || third === 173);
}

function partOf(isCorner: boolean): 'corner' | 'part' {
  return isCorner ? 'corner' : 'part';
}

/** Where the text of an indented line begins. */
export function textStart(line: ByteSpan): number {
  return skipBlanks(line.source, line.start, line.end);
}
