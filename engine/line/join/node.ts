import { byteAt, isBlank, skipDigits, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { EXCEPTION_FRAMES, exception } from './exception.ts';
import { waits } from './grammar.ts';
import type { Grammar, Verdict } from './grammar.ts';
import type { OpenTrace } from './grammar.ts';
import { lineNumberAt } from './shape.ts';

const SOURCE = 0;
const MARKED = 1;

/** Node, when nobody catches: the place, the source line, a caret below it, and then the error as everywhere. */
export const node: Grammar = {
  begins: ['un'],
  opens(line) {
    const { start, end } = line;
    const digits = startsWith(line, start, 'undefined:') ? start + 10 : lineNumberAt(line, start);
    return digits > 0 && skipDigits(line.source, digits, end) === end ? SOURCE : -1;
  },
  next(open, line) {
    if (isCaret(line)) {
      open.phase = MARKED;
      return 'joins';
    }
    const phase = exception.opens(line);
    if (phase >= 0) return becomes(open, phase);
    return open.phase === MARKED ? becomes(open, EXCEPTION_FRAMES) : waits(open);
  },
};

function becomes(open: OpenTrace, phase: number): Verdict {
  open.kind = 'exception';
  open.phase = phase;
  return 'joins';
}

/** Carets alone. */
function isCaret(line: ByteSpan): boolean {
  let carets = 0;
  for (let at = line.start; at < line.end; at += 1) {
    const byte = byteAt(line.source, at);
    if (byte === 94) carets += 1;
    else if (!isBlank(byte)) return false;
  }
  return carets > 0;
}
