import { isUpper, skipBlanks, skipWord } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { readLevel } from './level.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

/** Where a container's lines have their time and level, counted in blank-separated columns: this is how a line is known to begin a record. */
export interface Columns {
  /** How many leading columns end with the last one that is always a time or a level; 0 when there is none. */
  readonly columns: number;
  /** -1 where no column is always a level, or a time. */
  readonly levelColumn: number;
  readonly timeColumn: number;
}

const COLUMNS = 12;
/** The share of lines that a column must keep to count as always. */
export const ALWAYS = 0.9;

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** Finds the columns that the lines share. */
export function findColumns(lines: readonly ByteSpan[], referenceMs: number): Columns {
  const times = Array.from({ length: COLUMNS }, () => 0);
  const levels = Array.from({ length: COLUMNS }, () => 0);
  for (const line of lines) tally(line, times, levels, referenceMs);
  const enough = lines.length * ALWAYS;
  const levelColumn = levels.findIndex((count) => count >= enough);
  const lastTime = times.findLastIndex((count) => count >= enough);
  return { columns: Math.max(levelColumn, lastTime) + 1, levelColumn, timeColumn: times.findIndex((count) => count >= enough) };
}

function tally(line: ByteSpan, times: number[], levels: number[], referenceMs: number): void {
  const { source, end } = line;
  let at = skipBlanks(source, line.start, end);
  let timeEnd = at;
  for (let column = 0; column < COLUMNS && at < end; column += 1) {
    const stop = skipWord(source, at, end);
    if (at >= timeEnd && readTime(line, at, referenceMs, cursor) && cursor.end >= stop - 1) timeEnd = cursor.end;
    if (at < timeEnd) add(times, column);
    else if (isUpper(source[at]) && readLevel(source, at, stop) !== null) add(levels, column);
    at = skipBlanks(source, stop, end);
  }
}

function add(counts: number[], column: number): void {
  counts[column] = (counts[column] ?? 0) + 1;
}
