import { startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn, waits } from './grammar.ts';
import type { Grammar, OpenTrace, Verdict } from './grammar.ts';
import { isCloser, isException, isNumbered, startsWithAny } from './shape.ts';

const MESSAGE = 0;
const STACK = 1;
const ENDED = 2;

export const PHP_STACK = STACK;

const OPENERS = ['PHP Fatal error: ', 'Fatal error: Uncaught ', 'PHP Parse error: ', 'PHP Warning:  Uncaught '];
const STACKS = ['Stack trace:', '[stacktrace]', 'PHP Stack trace:'];

/** PHP: a text, a numbered stack, and the exception that came of it behind a blank line. */
export const php: Grammar = {
  begins: ['PH', 'Fa'],
  opens: (line) => (startsWithAny(line, line.start, OPENERS) ? MESSAGE : -1),
  next(open, line, indent) {
    if (open.phase === ENDED) return 'starts';
    if (indent > 0) return startsWith(line, line.start + indent, 'thrown in ') ? joinsIn(open, ENDED) : 'joins';
    const { start } = line;
    if (startsWithAny(line, start, STACKS)) return joinsIn(open, STACK);
    if (open.phase === STACK) return inStack(open, line);
    return isException(line) || php.opens(line) >= 0 ? 'starts' : waits(open);
  },
};

function inStack(open: OpenTrace, line: ByteSpan): Verdict {
  const { start } = line;
  if (isNumbered(line, start) || startsWith(line, start, 'PHP   ')) return 'joins';
  if (open.blanks > 0 && startsWith(line, start, 'Next ') && isException(line, start + 5)) return joinsIn(open, MESSAGE);
  return isCloser(line) ? joinsIn(open, ENDED) : 'starts';
}
