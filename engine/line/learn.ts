import { isBlank, skipBlanks, skipWord } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { readLevel } from './level.ts';
import { readTime } from './time.ts';
import type { TimeCursor } from './time.ts';

/** What was learned of a container's header, counted in blank-separated columns. */
export interface HeaderPlan {
  /** How many leading columns end with the last one that is always a time or a level; 0 when shapes alone must do. */
  readonly columns: number;
  /** -1 where no column is always a level. */
  readonly levelColumn: number;
  readonly timeColumn: number;
  /** The word behind them always ends in a colon: it names a logger. */
  readonly logger: boolean;
}

const COLUMNS = 12;
/** Fewer lines than this teach nothing; the share is what a column must keep to count as always. */
const FEWEST_LINES = 10;
const ALWAYS = 0.9;

const cursor: TimeCursor = { end: 0, atMs: 0 };

/** Learns the columns that the first lines of a container share. Returns null when they are too few to tell. */
export function learnHeader(lines: readonly ByteSpan[], referenceMs: number): HeaderPlan | null {
  const heads = lines.filter((line) => !isBlank(line.source[line.start]) && line.source[line.start] !== 123);
  if (heads.length < FEWEST_LINES) return null;
  const times = Array.from({ length: COLUMNS }, () => 0);
  const levels = Array.from({ length: COLUMNS }, () => 0);
  const colons = Array.from({ length: COLUMNS }, () => 0);
  for (const line of heads) tally(line, { times, levels, colons, referenceMs });
  const enough = heads.length * ALWAYS;
  const levelColumn = levels.findIndex((count) => count >= enough);
  const lastTime = times.findLastIndex((count) => count >= enough);
  const columns = Math.max(levelColumn, lastTime) + 1;
  return {
    columns,
    levelColumn,
    timeColumn: times.findIndex((count) => count >= enough),
    logger: columns > 0 && (colons[columns] ?? 0) >= enough,
  };
}

interface Tally {
  readonly times: number[];
  readonly levels: number[];
  readonly colons: number[];
  readonly referenceMs: number;
}

function tally(line: ByteSpan, counts: Tally): void {
  const { source, end } = line;
  let at = skipBlanks(source, line.start, end);
  let timeEnd = at;
  for (let column = 0; column < COLUMNS && at < end; column += 1) {
    const stop = skipWord(source, at, end);
    if (at >= timeEnd && readTime(line, at, counts.referenceMs, cursor) && cursor.end >= stop - 1 && cursor.end <= end)
      timeEnd = cursor.end;
    if (at < timeEnd) add(counts.times, column);
    else if (isCapital(source[at]) && readLevel(source, at, stop) !== null) add(counts.levels, column);
    else if (source[stop - 1] === 58) add(counts.colons, column);
    at = skipBlanks(source, stop, end);
  }
}

function add(counts: number[], column: number): void {
  counts[column] = (counts[column] ?? 0) + 1;
}

function isCapital(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 65 && byte <= 90;
}
