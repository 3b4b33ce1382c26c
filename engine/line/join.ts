import { byteAt, isBlank, startsWith } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { beginsWithHead, isFailing, isHead, isIndentedHead, speaksOfFailure } from './join/head.ts';
import type { HeaderPlan } from './learn.ts';
import { FEWEST_LOOKED, continuesBare, endRun, isHeaded, isKnownHead, learnHead } from './join/rhythm.ts';
import type { Rhythm } from './join/rhythm.ts';
import { grammarOf, opening } from './join/openings.ts';
import type { Opening } from './join/openings.ts';
import { EXCEPTION_FRAMES } from './join/exception.ts';
import { GO_STACK, isGoroutine } from './join/go.ts';
import type { OpenTrace, TraceKind, Verdict } from './join/grammar.ts';
import { JSON_BEHIND, depthOf } from './join/json.ts';
import { NATIVE_RULE } from './join/native.ts';
import { PHP_STACK } from './join/php.ts';
import { PYTHON_ANNOUNCED, PYTHON_FRAMES } from './join/python.ts';
import { RUBY_FRAMES, placeEnd } from './join/ruby.ts';
import { RUST_BACKTRACE } from './join/rust.ts';
import { isAtFrame, isCloser, boxPart, isElision, isNumbered, firstWord, startsWithAny, textStart } from './join/shape.ts';
import { beginsClause, hasStatement } from './join/sql.ts';
import { hasTimeWithin } from './join/within.ts';
import { noteBare, standsAlone } from './join/writers.ts';

/** What is known of the container besides the line: its header, once learned, and how it mixes lines with one and lines without. */
export interface Habits {
  readonly plan: HeaderPlan | null;
  readonly rhythm: Rhythm;
}

const COLON = 58;
const BRACE = 123;
const SEMICOLON = 59;
/** So many records, all with a header, make a container that begins to look like one with a header. */
const FEWEST_HEADS = 3;

/** Beginnings of lines that may continue a record of which nothing is known. */
const CONTINUING = [
  'Caused by:',
  'Suppressed: ',
  'Wrapped by: ',
  'During handling',
  'The above exception',
  'Traceback (',
  'Stack trace:',
  'stack backtrace:',
  'stack traceback:',
  'CallStack (from',
  'at ',
  'goroutine ',
  'PHP ',
  'Fatal error: ',
];
/** First two bytes of such lines, of drawn boxes, and of words of SQL, which are written in capitals. */
const continuing = new Uint8Array(65_536);
for (const text of CONTINUING) continuing[text.charCodeAt(0) * 256 + text.charCodeAt(1)] = 1;
for (let capital = 65; capital <= 90; capital += 1) continuing.fill(1, capital * 256 + 65, capital * 256 + 91);
continuing.fill(1, 226 * 256 + 148, 226 * 256 + 150);
/** Brackets, marks and blanks, which may mean anything at the beginning of a line. */
const marks = new Uint8Array(256);
for (const mark of '\t {[]})"#=<-.(*') marks[mark.charCodeAt(0)] = 1;

/** `starts`: certainly a record. `head`: with a header that is known. `unclear`: to be judged. */
export type Beginning = 'starts' | 'head' | 'unclear';

/**
 * How a line begins, by a few bytes: this is all that most lines cost. In a container with a learned header a line may lack it, so only a digit or a beginning
 * that is known will do.
 */
export function beginningOf(open: OpenTrace, line: ByteSpan, plan: HeaderPlan | null, rhythm: Rhythm): Beginning {
  const { source, start, end } = line;
  if (start >= end) return 'unclear';
  const first = byteAt(source, start);
  if (open.kind === 'closed') return isBlank(first) ? 'unclear' : 'starts';
  if (open.kind !== 'unknown') return 'unclear';
  if (first >= 48 && first <= 57) return 'starts';
  if (mayHaveHeader(plan, rhythm)) return isKnownHead(rhythm, fourBytes(line)) ? 'head' : 'unclear';
  return marks[first] === 1 || mayContinue(line, first) ? 'unclear' : 'starts';
}

/** The same behind a tag of syslog, where every line is a message of its own unless it is part of a trace. */
export function beginningBehindTag(open: OpenTrace, { source, start, end }: ByteSpan): Beginning {
  return (open.kind === 'unknown' || open.kind === 'closed') && start < end && !isBlank(source[start]) ? 'starts' : 'unclear';
}

/** Whether a line that begins with a letter may continue something: by a known beginning, a clause of SQL, or the name of an exception or a place. */
function mayContinue(line: ByteSpan, first: number): boolean {
  const isSuspect = continuing[first * 256 + byteAt(line.source, line.start + 1)] === 1;
  if (isSuspect && (startsWithAny(line, line.start, CONTINUING) || beginsClause(line) || boxPart(line) === 'part')) return true;
  return firstWord(line) !== 'word';
}

/** A container that is not known yet is believed to have one, until its lines say otherwise. */
function mayHaveHeader(plan: HeaderPlan | null, rhythm: Rhythm): boolean {
  if (rhythm.writers.isShared) return false;
  return rhythm.looked < FEWEST_LOOKED || (plan !== null && plan.columns > 0) || isHeaded(rhythm);
}

function fourBytes({ source, start, end }: ByteSpan): number {
  if (start + 4 > end) return 0;
  return (byteAt(source, start) << 24) | (byteAt(source, start + 1) << 16) | (byteAt(source, start + 2) << 8) | byteAt(source, start + 3);
}

/** What becomes of a line while a record is open. The slow half: only for lines whose beginning leaves it open. */
export function judge(open: OpenTrace, line: ByteSpan, habits: Habits): Verdict {
  const indent = textStart(line) - line.start;
  if (line.start + indent >= line.end) return 'joins';
  if (indent === 0 && !takesHeads(open) && beginsWithHead(line, habits.plan)) return beginsHead(line, habits.rhythm);
  const verdict = grammarOf(open.kind)?.next(open, line, indent) ?? 'open';
  if (verdict === 'waits') return judgeWaiting(open, line, habits);
  if (verdict !== 'open') return verdict;
  return indent > 0 ? judgeIndented(open, line, indent, habits.rhythm) : judgeText(open, line, habits);
}

function beginsHead(line: ByteSpan, rhythm: Rhythm): Verdict {
  endRun(rhythm);
  if (line.source[line.start] !== BRACE && line.start + 4 <= line.end) learnHead(rhythm, fourBytes(line));
  return 'starts';
}

/** A line of the text before a trace. Another trace may begin instead, and where lines lack their header anyway, it need not wait. */
function judgeWaiting(open: OpenTrace, line: ByteSpan, habits: Habits): Verdict {
  if (textStart(line) === line.start && hasTimeWithin(line)) return beginsHead(line, habits.rhythm);
  const follower = followerKind(open, line);
  if (follower !== null) return become(open, follower[0], follower[1]);
  const opened = open.kind === 'node' ? null : opening(line);
  if (opened !== null && opened.kind !== 'json' && opened.kind !== 'sql' && opened.kind !== 'wrapped') return 'starts';
  return keepsRhythm(open, habits) ? 'joins' : 'waits';
}

/** Documents have lines like headers in them; reports of sanitizers, and messages below their own header, begin with one. */
function takesHeads({ kind, phase }: OpenTrace): boolean {
  return kind === 'json' || kind === 'wrapped' || (kind === 'native' && phase === NATIVE_RULE);
}

/** A line that is indented deeper than the record's first belongs to it, whatever it says. */
function judgeIndented(open: OpenTrace, line: ByteSpan, indent: number, rhythm: Rhythm): Verdict {
  if (open.kind === 'closed' || isIndentedHead(line, indent)) return 'starts';
  const opened = opening(line);
  if (opened !== null) return attaches(open) ? become(open, opened.kind, opened.phase) : 'starts';
  const frame = frameKind(line, line.start + indent);
  if (frame !== null) {
    // Bare lines before frames are the text of an exception, and no habit of the container.
    rhythm.run = 0;
    return become(open, frame[0], frame[1]);
  }
  return open.base > 0 && indent <= open.base ? 'starts' : 'joins';
}

/** The runtime whose frames look like the text at `at`. */
function frameKind(line: ByteSpan, at: number): readonly [TraceKind, number] | null {
  if (isAtFrame(line, at) || isElision(line, at)) return ['exception', EXCEPTION_FRAMES];
  if (startsWith(line, at, 'File "')) return ['python', PYTHON_FRAMES];
  if (startsWith(line, at, 'from ')) return ['ruby', RUBY_FRAMES];
  return null;
}

/** Within a trace a time may be part of what failed; here somebody has logged the line. */
function judgeText(open: OpenTrace, line: ByteSpan, habits: Habits): Verdict {
  if (hasTimeWithin(line)) return beginsHead(line, habits.rhythm);
  if (open.kind === 'closed') return 'starts';
  if (isCloser(line) && (open.indented || opensBlock(open.last))) return become(open, 'closed', 0);
  const follower = followerKind(open, line);
  if (follower !== null) return become(open, follower[0], follower[1]);
  const opened = opening(line);
  if (opened !== null && opened.kind !== 'sql' && opened.kind !== 'wrapped') return judgeOpening(open, line, opened);
  return mayHaveHeader(habits.plan, habits.rhythm) ? judgeBare(open, line, habits) : 'starts';
}

/** A line that ends in a colon begins what stands below it, rather than going on with what stands above. */
function isTitle({ source, start, end }: ByteSpan): boolean {
  let at = end;
  while (at > start && isBlank(source[at - 1])) at -= 1;
  return source[at - 1] === COLON;
}

/** Fewer digits in brackets may be the place in a list. */
const STAMP_DIGITS = 4;

/** `[1133:0458] ` at the very beginning, a time or the number of a process: only who writes records of his own writes that. */
function beginsWithStamp({ source, start, end }: ByteSpan): boolean {
  if (source[start] !== 91) return false;
  let digits = 0;
  let at = start + 1;
  for (; at < end && source[at] !== 93; at += 1) {
    const byte = byteAt(source, at);
    if (byte >= 48 && byte <= 57) digits += 1;
    else if (byte !== COLON && byte !== 46 && byte !== 45 && byte !== 47) return false;
  }
  return digits >= STAMP_DIGITS && isBlank(source[at + 1]);
}

/** A line that says nothing by itself goes by the habits of its container. */
function judgeBare(open: OpenTrace, line: ByteSpan, habits: Habits): Verdict {
  if (beginsWithStamp(line)) return 'starts';
  if ((speaksOfFailure(line) || (open.fresh && isTitle(line))) && !attaches(open)) return 'starts';
  const isUnusual = habits.rhythm.run === 0 && standsAlone(habits.rhythm.writers) && open.last !== COLON && !isFailing(open);
  noteBare(habits.rhythm.writers, line, habits.rhythm.run === 0);
  habits.rhythm.run += 1;
  if (isUnusual) return 'starts';
  return keepsRhythm(open, habits) ? 'follows' : 'starts';
}

function judgeOpening(open: OpenTrace, line: ByteSpan, { kind, phase }: Opening): Verdict {
  if (!attaches(open) || startsWithAny(line, line.start, STANDING)) return 'starts';
  if (kind !== 'json') return become(open, kind, phase);
  open.depth = depthOf(line);
  return become(open, kind, JSON_BEHIND);
}

type State = readonly [TraceKind, number];

/** Beginnings of lines that always continue something, and what they make of it. */
const FOLLOWERS: readonly (readonly [text: string, state: State])[] = [
  ['Caused by:', ['exception', 0]],
  ['Suppressed: ', ['exception', 0]],
  ['Wrapped by: ', ['exception', 0]],
  ['--- End of', ['exception', EXCEPTION_FRAMES]],
  ['During handling of the above', ['python', PYTHON_ANNOUNCED]],
  ['The above exception was', ['python', PYTHON_ANNOUNCED]],
  ['Stack trace:', ['php', PHP_STACK]],
  ['[stacktrace]', ['php', PHP_STACK]],
  ['stack backtrace:', ['rust', RUST_BACKTRACE]],
  ['stack traceback:', ['exception', EXCEPTION_FRAMES]],
  ['CallStack (from', ['exception', EXCEPTION_FRAMES]],
];
const IN_EXCEPTION: State = ['exception', EXCEPTION_FRAMES];
const IN_PHP: State = ['php', PHP_STACK];
const IN_GO: State = ['go', GO_STACK];
const IN_RUBY: State = ['ruby', RUBY_FRAMES];
const IN_SQL: State = ['sql', 0];
const IN_PLAIN: State = ['plain', 0];

/** What a line makes of the record that it certainly continues, or null for a line that may begin one. */
function followerKind(open: OpenTrace, line: ByteSpan): State | null {
  const { start } = line;
  const follower = FOLLOWERS.find(([text]) => startsWith(line, start, text));
  if (follower !== undefined) return follower[1];
  if (open.lines > 1 && isElision(line, start)) return IN_EXCEPTION;
  if (isNumbered(line, start) && (open.lines > 1 || open.kind === 'exception' || open.last === COLON)) return IN_PHP;
  if (isAtFrame(line, start) && (open.lines > 1 || speaksOfFailure(open))) return IN_EXCEPTION;
  if (placeEnd(line) === line.end) return IN_RUBY;
  return afterWords(open, line);
}

/** Lines that continue only what its own words announce. */
function afterWords(open: OpenTrace, line: ByteSpan): State | null {
  if (isGoroutine(line)) return open.fresh && speaksOfFailure(open) ? IN_GO : null;
  if (boxPart(line) === 'part') return boxPart(open) === null ? null : IN_PLAIN;
  if (beginsClause(line)) return open.last !== SEMICOLON && hasStatement(open) ? IN_SQL : null;
  return startsWith(line, line.start, '(Use `node') && startsWith(open, open.start, '(node:') ? IN_PLAIN : null;
}

/** Whether a trace may belong to the open record: a single line that tells of a failure, or ends as a line does that something follows. */
function attaches(open: OpenTrace): boolean {
  if (!open.fresh || open.blanks > 0 || (open.kind !== 'unknown' && open.kind !== 'plain')) return false;
  return open.last === COLON || (isHead(open, null) && isFailing(open));
}

/** Runtimes print these themselves, behind whatever a logger said. */
const STANDING = ['panic: ', 'fatal error: ', "thread '", 'Exception in thread ', 'Unhandled exception', '====', 'terminate called '];

/** Whether the container's own rhythm has the line belong to the headed one before it. */
function keepsRhythm(open: OpenTrace, { plan, rhythm }: Habits): boolean {
  if (!mayHaveHeader(plan, rhythm) || !continuesBare(rhythm) || !isHead(open, plan)) return false;
  return rhythm.looked >= FEWEST_LOOKED || (rhythm.looked >= FEWEST_HEADS && rhythm.heads === rhythm.looked) || isFailing(open);
}

function become(open: OpenTrace, kind: TraceKind, phase: number): Verdict {
  open.kind = kind;
  open.phase = phase;
  return 'joins';
}

/** `{`, `[` or `(`. */
function opensBlock(byte: number): boolean {
  return byte === 123 || byte === 91 || byte === 40;
}
