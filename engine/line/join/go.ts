import { byteAt, isBlank, isDigit, isLetter, isUpper, skipBlanks, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn, waits } from './grammar.ts';
import type { Grammar, OpenTrace, Verdict } from './grammar.ts';
import { endsWith, startsWithAny } from './shape.ts';

const MESSAGE = 0;
const STACK = 1;
const ENDED = 2;

export const GO_STACK = STACK;

const OPENERS = ['panic: ', 'fatal error: ', 'unexpected fault address ', 'runtime: goroutine stack exceeds', 'runtime: out of memory'];
const BEFORE_STACK = ['[signal ', 'runtime: ', 'PC='];

/** Go: a panic or a fatal error, then the goroutines, parted by blank lines. */
export const go: Grammar = {
  begins: ['pa', 'fa', 'un', 'ru', 'go', 'SI'],
  opens(line) {
    if (startsWithAny(line, line.start, OPENERS) || isSignal(line)) return MESSAGE;
    return isGoroutine(line) ? STACK : -1;
  },
  next(open, line, indent) {
    if (open.phase === ENDED) return 'starts';
    if (indent > 0) return 'joins';
    if (isGoroutine(line) || startsWith(line, line.start, 'runtime stack:')) return joinsIn(open, STACK);
    if (startsWith(line, line.start, 'exit status ')) return joinsIn(open, ENDED);
    return open.phase === MESSAGE ? beforeStack(open, line) : inStack(line);
  },
};

/** `goroutine 7 [select]:` */
export function isGoroutine(line: ByteSpan): boolean {
  return startsWith(line, line.start, 'goroutine ') && isDigit(line.source[line.start + 10]) && endsWith(line, ']:');
}

function beforeStack(open: OpenTrace, line: ByteSpan): Verdict {
  if (startsWithAny(line, line.start, BEFORE_STACK)) return 'joins';
  if (startsWith(line, line.start, 'fatal error: ') && startsWith(open, open.start, 'runtime: ')) return 'joins';
  return go.opens(line) >= 0 || open.blanks > 0 ? 'starts' : waits(open);
}

function inStack(line: ByteSpan): Verdict {
  const { start } = line;
  if (isCall(line) || isRegister(line) || startsWith(line, start, '...')) return 'joins';
  return startsWith(line, start, 'created by ') && !isBlank(line.source[start + 11]) ? 'joins' : 'starts';
}

/** `SIGQUIT: quit` */
function isSignal(line: ByteSpan): boolean {
  if (!startsWith(line, line.start, 'SIG')) return false;
  let at = line.start + 3;
  while (at < line.end && isUpper(line.source[at])) at += 1;
  return at > line.start + 4 && startsWith(line, at, ': ');
}

/** `pkg.Func(args)`, `pkg.(*Type).Method`, `panic(...)`: no blank before the first bracket, and a dot unless it is `panic`. */
export function isCall(line: ByteSpan): boolean {
  const { source, start, end } = line;
  let hasDot = startsWith(line, start, 'panic(');
  for (let at = start; at < end; at += 1) {
    const byte = byteAt(source, at);
    if (isBlank(byte)) return false;
    if (byte === 46) hasDot = true;
    if (byte === 40 && source[at + 1] !== 42) return hasDot && byteAt(source, end - 1) === 41;
  }
  return hasDot && isLetter(source[end - 1]);
}

/** `rax    0x1f` */
function isRegister(line: ByteSpan): boolean {
  const { source, start, end } = line;
  let at = start;
  while (at < end && at < start + 7 && (isLetter(source[at]) || isDigit(source[at]))) at += 1;
  const value = skipBlanks(source, at, end);
  return at > start + 1 && value > at && startsWith(line, value, '0x') && skipWordEnd(source, value, end) === end;
}

function skipWordEnd(source: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && !isBlank(source[at])) at += 1;
  return at;
}
