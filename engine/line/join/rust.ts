import { startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn, waits } from './grammar.ts';
import type { Grammar, OpenTrace, Verdict } from './grammar.ts';
import { contains, startsWithAny } from './shape.ts';

/** The next line is the panic's text, whatever it looks like. */
const TEXT_NEXT = 0;
const MESSAGE = 1;
const BACKTRACE = 2;
const ENDED = 3;

export const RUST_BACKTRACE = BACKTRACE;

const COLON = 58;

/** Rust: where it panicked, the text, a backtrace on wish, and a note. */
export const rust: Grammar = {
  begins: ['th'],
  opens(line) {
    const { source, start, end } = line;
    if (!startsWith(line, start, "thread '")) return -1;
    if (contains(line, "' has overflowed its stack")) return MESSAGE;
    if (!contains(line, ' panicked at ')) return -1;
    return source[end - 1] === COLON ? TEXT_NEXT : MESSAGE;
  },
  next(open, line, indent) {
    if (open.phase === TEXT_NEXT) return joinsIn(open, MESSAGE);
    if (open.phase === ENDED) return 'starts';
    return indent > 0 ? 'joins' : flush(open, line);
  },
};

function flush(open: OpenTrace, line: ByteSpan): Verdict {
  const { start } = line;
  if (startsWith(line, start, 'note: ')) return joinsIn(open, ENDED);
  if (startsWithAny(line, start, ['stack backtrace:', 'Stack backtrace:'])) return joinsIn(open, BACKTRACE);
  if (startsWith(line, start, 'fatal runtime error: ')) return joinsIn(open, ENDED);
  if (startsWith(line, start, 'thread caused non-unwinding panic')) return 'joins';
  return open.phase === MESSAGE && open.blanks === 0 && rust.opens(line) < 0 ? waits(open) : 'starts';
}
