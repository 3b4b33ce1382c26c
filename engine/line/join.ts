import { SPACE, byteAt, isBlank, isDigit, isLetter, skipBlanks, skipWord, startsWith } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import type { HeaderPlan } from './learn.ts';
import { readLevel } from './level.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

/** What kind of trace the open record is in, which decides whether a line without indentation still belongs to it. */
export type TraceKind = (typeof TRACE_KINDS)[number];
export const TRACE_KINDS = ['none', 'trace', 'python', 'go', 'rust'] as const;

/** The record a line may continue: its first line, and what has been joined to it. */
export interface OpenTrace extends ByteSpan {
  readonly kind: TraceKind;
  readonly lines: number;
  /** The line before was indented. */
  readonly indented: boolean;
}

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** Beginnings of lines that never stand alone in the traces of the usual runtimes. */
const FOLLOWERS = [
  'at ',
  'Caused by: ',
  'Suppressed: ',
  '... ',
  'During handling of the above',
  'The above exception was',
  '--- End of',
  '-- End of',
  'Stack trace:',
  'stack backtrace:',
  'note: run with',
  'created by ',
  '[signal ',
  'exit status ',
  'goroutine ',
];
/** Beginnings that open a trace by themselves, and follow the line before where every line has a header. */
const OPENERS: readonly (readonly [string, TraceKind])[] = [
  ['Traceback (most recent call last)', 'python'],
  ['panic: ', 'go'],
  ['fatal error: ', 'go'],
  ['goroutine ', 'go'],
  ["thread '", 'rust'],
];

const followerBytes = firstBytes([...FOLLOWERS, '#', '}', ')', ']']);
const openerBytes = firstBytes(OPENERS.map(([text]) => text));

/** Which trace a record's first line opens. Also true of a line behind a header. */
export function traceKind(line: ByteSpan): TraceKind {
  if (openerBytes[byteAt(line.source, line.start)] !== 1) return 'none';
  return OPENERS.find(([text]) => startsWith(line, line.start, text))?.[1] ?? 'none';
}

/** Whether `line` continues the open record. A plan with columns says that this container begins every record with them. */
export function continues(open: OpenTrace, line: ByteSpan, plan: HeaderPlan | null): boolean {
  if (line.start >= line.end) return open.kind !== 'none' || open.lines > 1;
  const first = byteAt(line.source, line.start);
  if (isBlank(first)) return !isIndentedStart(line);
  const headed = plan !== null && plan.columns > 0;
  const isSuspect = open.kind !== 'none' || followerBytes[first] === 1;
  return (isSuspect || (headed && !isDigit(first))) && belongs(open, line, headed ? plan : null);
}

/** The slow half: only for lines whose beginning leaves it open. */
function belongs(open: OpenTrace, line: ByteSpan, plan: HeaderPlan | null): boolean {
  if (plan !== null && keepsPlan(line, plan)) return false;
  if (isFollower(line, open)) return true;
  if (isHeaded(line)) return false;
  const kind = traceKind(line);
  if (kind !== 'none') return plan !== null || open.kind === kind;
  return endsTrace(open, line) || (plan !== null && (open.lines > 1 || speaksOfFailure(open)));
}

/** An indented line that carries a time of its own, or nothing, begins a record. */
function isIndentedStart(line: ByteSpan): boolean {
  const at = skipBlanks(line.source, line.start, line.end);
  return isDigit(line.source[at]) && readTime(line, at, 0, cursor) && !Number.isNaN(cursor.atMs) && cursor.end <= line.end;
}

function isFollower(line: ByteSpan, open: OpenTrace): boolean {
  const { source, start, end } = line;
  const first = source[start];
  if (first === 35) return isDigit(source[start + 1]);
  if (first === 125 || first === 41 || first === 93) return open.lines > 1 && end - start <= 3;
  const follower = FOLLOWERS.find((text) => startsWith(line, start, text));
  if (follower === undefined) return false;
  return follower === 'goroutine ' || follower === 'exit status '
    ? open.kind === 'go'
    : follower !== 'at ' || open.lines > 1 || speaksOfFailure(open);
}

/** The lines that some runtimes write without indentation inside or at the end of a trace. */
function endsTrace(open: OpenTrace, line: ByteSpan): boolean {
  const { source, start, end } = line;
  switch (open.kind) {
    case 'python':
      return open.indented && isLetter(source[start]);
    case 'go':
      return source[end - 1] === 41 || startsWith(line, start, 'main.') || startsWith(line, start, 'runtime');
    case 'rust':
      return open.lines === 1;
    case 'trace':
    case 'none':
    default:
      return false;
  }
}

/** Whether a line has a time or a level in the column where its container has one. */
function keepsPlan(line: ByteSpan, plan: HeaderPlan): boolean {
  const { source, start, end } = line;
  let at = start;
  for (let column = 0; column < plan.columns && at < end; column += 1) {
    const stop = skipWord(source, at, end);
    if (column === plan.timeColumn && (readTime(line, at, 0, cursor) || (at < end && readTime(line, at + 1, 0, cursor)))) return true;
    if (column === plan.levelColumn && readLevel(source, at, stop) !== null) return true;
    at = skipBlanks(source, stop, end);
  }
  return false;
}

function isHeaded(line: ByteSpan): boolean {
  const { source, start, end } = line;
  const first = source[start];
  const at = first === 91 || first === 60 ? start + 1 : start;
  if (first === 123 || (readTime(line, at, 0, cursor) && cursor.end <= end)) return true;
  let stop = at;
  while (stop < end && isLetter(source[stop])) stop += 1;
  return (
    readLevel(source, at, stop) !== null &&
    (source[stop] === SPACE || source[stop] === 93 || source[stop] === 58) &&
    isCapital(source[at + 1])
  );
}

const FAILURES = ['Error', 'error', 'ERROR', 'Exception', 'exception', 'panic'];
const failureBytes = firstBytes(FAILURES);

/** Whether a first line lets one expect a trace: it names an exception, or ends in a colon or brace. */
function speaksOfFailure(line: ByteSpan): boolean {
  const { source, start, end } = line;
  const last = source[end - 1];
  if (last === 58 || last === 123) return true;
  for (let i = start; i + 5 <= end; i += 1) {
    if (failureBytes[byteAt(source, i)] === 1 && FAILURES.some((word) => startsWith(line, i, word))) return true;
  }
  return false;
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 65 && byte <= 90;
}

function firstBytes(texts: readonly string[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const text of texts) table[text.charCodeAt(0)] = 1;
  return table;
}
