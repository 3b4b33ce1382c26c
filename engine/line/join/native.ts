import { byteAt, isBlank, isDigit, skipDigits, startsWith } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { joinsIn } from './grammar.ts';
import type { Grammar, OpenTrace, Verdict } from './grammar.ts';
import { contains, endsWith, isNumbered, lineNumberAt, startsWithAny } from './shape.ts';

/** A rule of equals signs, behind which a report may begin. */
const RULE = 0;
/** A report between two rules. */
const RULED = 1;
/** A report that ends in a summary, and what may follow that. */
const REPORT = 2;
const SUMMED = 3;
/** What has only indented lines, numbered frames and addresses. */
const FRAMES = 4;
/** A list of addresses and mapped files, as the C library prints it. */
const ADDRESSES = 5;
const ENDED = 6;

export const NATIVE_RULE = RULE;

const RULE_BYTES = 18;
const AFTER_SUMMARY = ['Shadow byte', '=>0x', 'HINT: ', 'NOTE: ', 'Aborted'];

/** C and C++: reports of the sanitizers, `terminate`, and the C library's own checks. Data races of Go look like those of C++. */
export const native: Grammar = {
  begins: ['==', 'Ad', 'te', '**'],
  opens(line) {
    const { source, start } = line;
    if (source[start] === 61) return isRule(line) ? RULE : pidEnd(line) > 0 ? REPORT : -1;
    if (startsWith(line, start, 'AddressSanitizer:DEADLYSIGNAL')) return RULE;
    if (startsWith(line, start, 'terminate called ')) return FRAMES;
    if (startsWith(line, start, '*** ')) return startsWith(line, start, '*** Error in `') ? ADDRESSES : FRAMES;
    return isUndefined(line) ? FRAMES : -1;
  },
  next(open, line, indent) {
    switch (open.phase) {
      case RULE:
        return afterRule(open, line);
      case RULED:
        return isRule(line) ? joinsIn(open, ENDED) : 'joins';
      case REPORT:
        return startsWith(line, line.start, 'SUMMARY: ') ? joinsIn(open, SUMMED) : inReport(open, line, indent);
      case SUMMED:
        return afterSummary(open, line, indent);
      case FRAMES:
        return indent > 0 ? 'joins' : besideFrames(open, line);
      case ADDRESSES:
        return indent > 0 || isAddress(line) ? 'joins' : 'starts';
      default:
        return 'starts';
    }
  },
};

function afterRule(open: OpenTrace, line: ByteSpan): Verdict {
  if (startsWithAny(line, line.start, ['WARNING: DATA RACE', 'WARNING: ThreadSanitizer'])) return joinsIn(open, RULED);
  if (pidEnd(line) > 0) return joinsIn(open, REPORT);
  return isRule(line) && !isRule(open) ? 'joins' : 'starts';
}

/** Memcheck begins every line with the process and is over with the first that does not. */
function inReport(open: OpenTrace, line: ByteSpan, indent: number): Verdict {
  if (indent > 0 || pidEnd(line) > 0) return 'joins';
  return isMemcheck(open) || isRule(line) ? 'starts' : 'joins';
}

function afterSummary(open: OpenTrace, line: ByteSpan, indent: number): Verdict {
  if (indent > 0 || startsWithAny(line, line.start, AFTER_SUMMARY)) return 'joins';
  return pidEnd(line) > 0 && endsWith(line, '==ABORTING') ? joinsIn(open, ENDED) : 'starts';
}

function besideFrames(open: OpenTrace, line: ByteSpan): Verdict {
  const { start } = line;
  if (isNumbered(line, start) || startsWithAny(line, start, ['Aborted', 'PC: @', 'SUMMARY: '])) return 'joins';
  return startsWith(line, start, '0x') && contains(line, ': note: ') && isUndefined(open) ? 'joins' : 'starts';
}

/** Equals signs alone, as many as no heading of a text has. */
function isRule(line: ByteSpan): boolean {
  const { source, start, end } = line;
  if (end - start < RULE_BYTES) return false;
  for (let at = start; at < end; at += 1) {
    if (source[at] !== 61) return false;
  }
  return true;
}

/** The end of `==123==`, or -1. */
function pidEnd(line: ByteSpan): number {
  if (!startsWith(line, line.start, '==') || !isDigit(line.source[line.start + 2])) return -1;
  const stop = skipDigits(line.source, line.start + 2, line.end);
  return startsWith(line, stop, '==') ? stop + 2 : -1;
}

function isMemcheck(line: ByteSpan): boolean {
  const stop = pidEnd(line);
  return stop > 0 && isBlank(line.source[stop]);
}

/** `file.cc:11:42: runtime error: ...` */
function isUndefined(line: ByteSpan): boolean {
  const digits = lineNumberAt(line, line.start);
  if (digits < 0) return false;
  const { source, end } = line;
  const column = skipDigits(source, digits, end) + 1;
  return startsWith(line, skipDigits(source, column, end), ': runtime error: ');
}

/** `======= Backtrace: =`, `lib.so(+0x1)[0x7f]`, `00400000-00401000 r-xp ...`. */
function isAddress(line: ByteSpan): boolean {
  const { source, start, end } = line;
  if (startsWith(line, start, '======= ')) return true;
  if (byteAt(source, end - 1) === 93 && contains(line, '[0x')) return true;
  let at = start;
  while (at < end && isHex(byteAt(source, at))) at += 1;
  return at - start >= 8 && source[at] === 45 && isHex(byteAt(source, at + 1));
}

function isHex(byte: number): boolean {
  return isDigit(byte) || ((byte | 32) >= 97 && (byte | 32) <= 102);
}
