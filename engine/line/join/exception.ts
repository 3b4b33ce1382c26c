import type { ByteSpan } from '../bytes.ts';
import { isDigit, startsWith } from '../bytes.ts';
import { joinsIn, waits } from './grammar.ts';
import type { Grammar, OpenTrace, Verdict } from './grammar.ts';
import { isAtFrame, isCloser, isElision, isException, startsWithAny } from './shape.ts';

const MESSAGE = 0;
const FRAMES = 1;
/** Within the braces in which Node prints the fields of an error. */
const BLOCK = 2;
const ENDED = 3;
/** The modules that Node tried. */
const MODULES = 4;

export const EXCEPTION_FRAMES = FRAMES;

const TAB = 9;
const COLON = 58;
const BRACE = 123;
const UNCAUGHT = ['Exception in thread "', 'Unhandled exception', 'Unhandled Exception', 'Uncaught '];
const NESTED = ['Caused by:', 'Wrapped by: ', 'Suppressed: '];
const DEEPER = ['---> ', '--- End of', 'Suppressed: ', 'Caused by:'];
const WITHIN = [
  '--- End of',
  '-- End of',
  '<---',
  '[CIRCULAR REFERENCE',
  'Stack backtrace:',
  'stack backtrace:',
  'Location:',
  'Backtrace:',
];

/** Java, .NET and JavaScript: the text of the exception, then frames; causes begin again with a text. */
export const exception: Grammar = {
  begins: ['Ex', 'Un', '['],
  opens(line) {
    const { source, start, end } = line;
    const at = source[start] === 91 ? start + 1 : start;
    const isOne = isException(line, at) || (at === start && startsWithAny(line, start, UNCAUGHT));
    if (!isOne) return -1;
    if (source[end - 1] === BRACE) return BLOCK;
    return at === start ? MESSAGE : -1;
  },
  next(open, line, indent) {
    if (indent > 0) return indented(open, line, indent);
    const { start } = line;
    if (startsWithAny(line, start, NESTED)) return joinsIn(open, MESSAGE);
    if (startsWithAny(line, start, WITHIN) || isElision(line, start) || isAtFrame(line, start)) {
      open.depth = 0;
      return joinsIn(open, FRAMES);
    }
    if (open.phase === BLOCK && isCloser(line)) return joinsIn(open, FRAMES);
    if (open.fresh && open.last === COLON && isException(line)) return joinsIn(open, MESSAGE);
    return ofNode(open, line) ?? text(open, line);
  },
};

function indented(open: OpenTrace, line: ByteSpan, indent: number): Verdict {
  if (open.phase === ENDED) return 'starts';
  if (open.phase === BLOCK) return 'joins';
  if (line.source[line.end - 1] === BRACE) return joinsIn(open, BLOCK);
  const at = line.start + indent;
  const isFrame = isAtFrame(line, at) || isElision(line, at);
  if (open.phase === FRAMES) return isFrame || isBelowFrames(open, line, indent) ? 'joins' : 'starts';
  if (!isFrame && !endsLikeFrame(line)) return 'joins';
  open.depth = widthOf(line, indent);
  return joinsIn(open, FRAMES);
}

/** Frames stand below each other; what is indented less than they are is none of theirs, unless it says so. */
function isBelowFrames(open: OpenTrace, line: ByteSpan, indent: number): boolean {
  return widthOf(line, indent) >= open.depth || startsWithAny(line, line.start + indent, DEEPER);
}

/** A tab is as wide as any blanks. */
function widthOf({ source, start }: ByteSpan, indent: number): number {
  return source[start] === TAB ? indent * 8 : indent;
}

/** Frames of other languages end in a bracket or a number too. */
function endsLikeFrame({ source, end }: ByteSpan): boolean {
  return source[end - 1] === 41 || isDigit(source[end - 1]);
}

function ofNode(open: OpenTrace, line: ByteSpan): Verdict | null {
  const { start } = line;
  if (startsWith(line, start, 'Node.js v')) return open.blanks > 0 && open.phase !== ENDED ? joinsIn(open, ENDED) : 'starts';
  if (startsWith(line, start, 'Require stack:')) return joinsIn(open, MODULES);
  return open.phase === MODULES && startsWith(line, start, '- ') ? 'joins' : null;
}

/** Between the first line and the frames stands what else the text has; behind the frames a record begins. */
function text(open: OpenTrace, line: ByteSpan): Verdict {
  return open.phase === MESSAGE && open.blanks === 0 && !isException(line) ? waits(open) : 'open';
}
