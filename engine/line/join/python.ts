import { skipDigits, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn } from './grammar.ts';
import type { Grammar, OpenTrace, Verdict } from './grammar.ts';
import { contains, startsWithAny, textStart } from './shape.ts';

/** The head of a trace, whose frames are to come. */
const HEAD = 0;
const FRAMES = 1;
/** The exception has been named. */
const DONE = 2;
/** A sentence has announced a trace. */
const ANNOUNCED = 3;
/** Within the frame that is drawn around a group of exceptions. */
const GROUP = 4;

export const PYTHON_FRAMES = FRAMES;
export const PYTHON_ANNOUNCED = ANNOUNCED;

const TRACEBACK = 'Traceback (most recent call last)';
const ANNOUNCING = ['Exception ignored in', '--- Logging error ---', 'Exception in thread ', 'Fatal Python error: '];
const CHAINING = ['During handling of the above', 'The above exception was'];
const THREADS = ['Current thread 0x', 'Thread 0x', 'Call stack:', 'Stack (most recent call last)'];
const DETAILS = ['Message: ', 'Arguments: ', 'Extension modules: '];

/** Python, and Ruby in its old order: head, indented frames, and the exception at the end. */
export const python: Grammar = {
  begins: ['Tr', 'Ex', '--', 'Fa', ' ', '	'],
  opens(line) {
    const { start } = line;
    if (startsWith(line, start, TRACEBACK)) return HEAD;
    if (startsWithAny(line, start, ANNOUNCING) && !startsWith(line, start, 'Exception in thread "')) return ANNOUNCED;
    return opensIndented(line, textStart(line));
  },
  next(open, line, indent) {
    if (indent > 0) return indented(open, line, line.start + indent);
    const { start } = line;
    if (startsWith(line, start, TRACEBACK)) return open.phase === ANNOUNCED ? joinsIn(open, HEAD) : 'starts';
    if (startsWithAny(line, start, CHAINING)) return joinsIn(open, ANNOUNCED);
    if (startsWithAny(line, start, THREADS)) return joinsIn(open, FRAMES);
    if (startsWithAny(line, start, DETAILS)) return joinsIn(open, DONE);
    return atEnd(open, line);
  },
};

/** Frames end with the exception, whatever it is called. */
function atEnd(open: OpenTrace, line: ByteSpan): Verdict {
  if (open.phase === DONE) return 'open';
  if (open.phase === HEAD || open.phase === FRAMES) return open.blanks > 0 ? 'starts' : joinsIn(open, DONE);
  return startsWith(line, line.start, 'future: <') ? 'joins' : 'starts';
}

/** A syntax error of the program itself has no head; a group's head is indented. */
function opensIndented(line: ByteSpan, at: number): number {
  if (at === line.start) return -1;
  if (startsWith(line, at, '+ Exception Group Traceback')) return GROUP;
  return startsWith(line, at, 'File "') && contains(line, '", line ') && !contains(line, ', in ') ? FRAMES : -1;
}

function indented(open: OpenTrace, line: ByteSpan, at: number): Verdict {
  if (startsWith(line, at, '+ Exception Group Traceback'))
    return open.phase === DONE || open.phase === GROUP ? 'starts' : joinsIn(open, GROUP);
  if (open.phase === DONE && startsWith(line, skipDigits(line.source, at, line.end), ': from ')) return joinsIn(open, FRAMES);
  if (open.phase === DONE) return opensIndented(line, at) >= 0 ? 'starts' : 'joins';
  return open.phase === GROUP ? 'joins' : joinsIn(open, FRAMES);
}
