import type { ByteSpan } from '../bytes.ts';

/** What the open record is so far, which decides what may follow. `unknown` has not been looked at, `closed` is complete. */
export const TRACE_KINDS = [
  'unknown',
  'plain',
  'closed',
  'wrapped',
  'exception',
  'python',
  'go',
  'rust',
  'ruby',
  'php',
  'node',
  'native',
  'json',
  'sql',
] as const;
export type TraceKind = (typeof TRACE_KINDS)[number];

/** The record a line may continue: its first line, and where in its grammar it is. */
export interface OpenTrace extends ByteSpan {
  kind: TraceKind;
  /** A state of the kind's own. */
  phase: number;
  /** JSON: objects and lists that are open. */
  depth: number;
  /** Raw lines so far. */
  readonly lines: number;
  /** Bytes of indentation of the first line. */
  readonly base: number;
  /** The last line with text was indented, and its last byte. */
  readonly indented: boolean;
  readonly last: number;
  /** Blank lines behind it. */
  readonly blanks: number;
  /** Lines that wait for a sign whether they belong to the record. */
  readonly waiting: readonly unknown[];
  /** Nothing but its header has been joined to the first line. */
  readonly fresh: boolean;
}

/**
 * What becomes of a line: it `starts` a record, `joins` the open one, `follows` it by no more than the habit of the container, `folds` into its first line
 * because that was only a header, or `waits` for a later line to tell. `open` leaves it to the next rule.
 */
export type Verdict = 'starts' | 'joins' | 'follows' | 'folds' | 'waits' | 'open';

/** How one runtime writes what has several lines. */
export interface Grammar {
  /** First one or two characters of the lines that open this kind by their text. Those that open it by the shape of their first word have any. */
  readonly begins: readonly string[];
  /** The phase in which a record begins whose first line is this one; -1 for a line that opens nothing of this kind. */
  readonly opens: (line: ByteSpan) => number;
  /** Judges a line that is not blank while a record of this kind is open, and moves the record's phase when it belongs. */
  readonly next: (open: OpenTrace, line: ByteSpan, indent: number) => Verdict;
}

/** Lines that may wait: texts of exceptions have a few lines, and no more is worth the delay. */
const MOST_WAITING = 8;

/** Moves on and joins. */
export function joinsIn(open: OpenTrace, phase: number): Verdict {
  open.phase = phase;
  return 'joins';
}

/** A line of a text before its trace; without the trace it is somebody else's. */
export function waits(open: OpenTrace): Verdict {
  return open.waiting.length < MOST_WAITING ? 'waits' : 'starts';
}
