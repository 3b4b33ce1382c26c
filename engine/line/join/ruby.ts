import { byteAt, skipDigits, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn, waits } from './grammar.ts';
import type { Grammar } from './grammar.ts';
import { contains, lineNumberAt } from './shape.ts';

/** A place and a text, whose frames are to come. */
const HEAD = 0;
const FRAMES = 1;
/** A thread has been said to have ended. */
const ANNOUNCED = 2;
/** The cause of an exception follows it without a word. */
const CAUSE = 3;

export const RUBY_FRAMES = FRAMES;

/** Ruby: `place: text (Class)`, then frames, indented by the interpreter and not by loggers. */
export const ruby: Grammar = {
  begins: ['#<'],
  opens(line) {
    if (startsWith(line, line.start, '#<Thread:')) return contains(line, 'terminated with exception') ? ANNOUNCED : -1;
    const after = placeEnd(line);
    if (after < 0) return -1;
    return after < line.end ? HEAD : FRAMES;
  },
  next(open, line, indent) {
    if (indent > 0) return joinsIn(open, open.phase === CAUSE ? CAUSE : FRAMES);
    const after = placeEnd(line);
    if (after >= line.end) return joinsIn(open, FRAMES);
    if (after > 0) {
      if (open.phase === ANNOUNCED) return joinsIn(open, HEAD);
      return open.phase === FRAMES && contains(open, 'rescue in ') ? joinsIn(open, CAUSE) : 'starts';
    }
    return open.phase === HEAD || (open.phase === CAUSE && !open.indented) ? waits(open) : 'open';
  },
};

/** The end of `path:12:in 'method'`, or -1; equal to the line's end for a frame without a text. */
export function placeEnd(line: ByteSpan): number {
  const { source, end } = line;
  const digits = lineNumberAt(line, line.start);
  if (digits < 0) return -1;
  const stop = skipDigits(source, digits, end);
  if (!startsWith(line, stop, ':in ') || !isQuote(byteAt(source, stop + 4))) return -1;
  for (let at = stop + 5; at < end; at += 1) {
    if (source[at] === 39) return at + 1;
  }
  return -1;
}

/** Ruby opens with a backtick before version 3.4. */
function isQuote(byte: number): boolean {
  return byte === 39 || byte === 96;
}
