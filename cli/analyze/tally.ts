/** One workload from bytes to counts, in bounded memory. */
import { createLineReader, createMiner } from '../../engine/index.ts';
import type { LineReader, LineStatistics, LogRecord, MinedPattern, Miner } from '../../engine/index.ts';
import { createCourse } from './course.ts';
import type { Course, PartCounts } from './course.ts';
import type { Series, Timeline } from './timeline.ts';

/** What is analysed, and what it is compared with. */
export type Side = 'current' | 'baseline';

/** Only records of this time count; `until` itself no more. Infinite where there is no limit. */
export interface TimeRange {
  readonly sinceAtMs: number;
  readonly untilAtMs: number;
}

/** A pattern as counted on both sides. The evicted and the overflowing are summed up under index 0. */
export interface CountedPattern {
  readonly mined: MinedPattern;
  readonly count: number;
  readonly baselineCount: number;
  /** Infinity and -Infinity where no record of it has a time. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** To be asked of the timeline when it is needed: what is read later may make the bins wider. */
  readonly series: Series;
  /** Records by part of the course. */
  readonly parts: readonly number[];
}

/** What was read of one side, and what of it does not count. */
export interface SideFacts {
  readonly lines: number;
  readonly bytes: number;
  readonly records: number;
  readonly cutLines: number;
  readonly cutBytes: number;
  /** How often a stream held lines of more containers than are told apart. */
  readonly evictedContainers: number;
  /** How far the times within the lines are ahead of those of the container runtime; null where not both are known. */
  readonly skewMs: number | null;
  /** Lines left out because of their time, and those of unknown time left out because a time was asked for. */
  readonly otherTimeLines: number;
  readonly unknownTimeLines: number;
  /** The times of those left out; Infinity and -Infinity where there are none. */
  readonly otherFirstAtMs: number;
  readonly otherLastAtMs: number;
  /** Counted records without a time of their own: in a dated log they take that of the record before. */
  readonly undatedRecords: number;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
}

export interface Tally {
  readonly workload: string;
  /** `receivedAtMs`: for a stream the time of arrival, for a file that of its last change, by which missing years are found. */
  push(bytes: Uint8Array, receivedAtMs: number): void;
  /** Counts what has been quiet for long enough to be whole, and the first lines of a slow stream at once, so that a person sees something. */
  rest(nowMs: number): void;
  /** Ends a file: what follows is another, or nothing. */
  endFile(): void;
  /** What follows belongs to this side; a tally begins with the current one. Ends a file. */
  turnTo(side: Side): void;
  patterns(): readonly CountedPattern[];
  facts(side: Side): SideFacts;
  readonly course: Course;
}

export interface TallyOptions {
  readonly timeline: Timeline;
  readonly range: TimeRange;
  /** True when a line without a time was written when it came. */
  readonly isLive: boolean;
}

/** Most indexes the miner may use, and so most counters here. */
const INDEXES = 16_384;
/** How often, in records, the counts of evicted patterns are moved away once all indexes are in use, before an index can mean another pattern. */
const SWEEP_EVERY = 4_096;
/** The reader holds the first lines of a stream until it knows their header; after so long a pause it gives them as they are. */
const LONG_QUIET_MS = 60_000;
/**
 * A fraction of a millisecond that no written time has. It marks the time of reading, so that a record that got it for want of its own is known.
 */
const MARK = 0.5 + 1 / 4_096;

interface Counter {
  count: number;
  baselineCount: number;
  firstAtMs: number;
  lastAtMs: number;
  readonly series: Series;
  readonly parts: PartCounts;
}

type ReadFacts = Pick<SideFacts, 'lines' | 'bytes' | 'cutLines' | 'cutBytes' | 'evictedContainers'>;

interface SideState {
  records: number;
  otherTimeLines: number;
  unknownTimeLines: number;
  otherFirstAtMs: number;
  otherLastAtMs: number;
  undatedRecords: number;
  firstAtMs: number;
  lastAtMs: number;
  /** Of the readers of this side that are done with. */
  read: ReadFacts;
}

interface TallyState {
  readonly options: TallyOptions;
  readonly miner: Miner;
  readonly course: Course;
  readonly counters: (Counter | undefined)[];
  readonly sides: Readonly<Record<Side, SideState>>;
  /** One for both sides, so that their lines are read by the same header. */
  readonly reader: LineReader;
  /** What the reader had read when the side began. */
  before: LineStatistics;
  side: Side;
  /** Time of the last record that carried one; NaN before the first. */
  datedAtMs: number;
}

export function createTally(workload: string, options: TallyOptions): Tally {
  const reader = createLineReader('auto');
  const tally: TallyState = {
    options,
    miner: createMiner({ indexes: INDEXES }),
    course: createCourse(),
    counters: [],
    sides: { current: createSide(), baseline: createSide() },
    reader,
    before: reader.statistics,
    side: 'current',
    datedAtMs: Number.NaN,
  };
  const emit = (record: LogRecord): void => take(tally, record);
  return {
    workload,
    push: (bytes, receivedAtMs) => tally.reader.push(bytes, Math.floor(receivedAtMs) + MARK, emit),
    rest: (nowMs) => tally.reader.flush(tally.sides[tally.side].records === 0 ? nowMs + LONG_QUIET_MS : nowMs, emit),
    endFile: () => tally.reader.flush(Number.POSITIVE_INFINITY, emit),
    turnTo(side) {
      tally.reader.flush(Number.POSITIVE_INFINITY, emit);
      tally.sides[tally.side].read = readSoFar(tally, tally.side);
      tally.before = tally.reader.statistics;
      tally.side = side;
      tally.datedAtMs = Number.NaN;
    },
    patterns: () => listPatterns(tally),
    facts: (side) => factsOf(tally, side),
    course: tally.course,
  };
}

function createSide(): SideState {
  return {
    records: 0,
    otherTimeLines: 0,
    unknownTimeLines: 0,
    otherFirstAtMs: Number.POSITIVE_INFINITY,
    otherLastAtMs: Number.NEGATIVE_INFINITY,
    undatedRecords: 0,
    firstAtMs: Number.POSITIVE_INFINITY,
    lastAtMs: Number.NEGATIVE_INFINITY,
    read: { lines: 0, bytes: 0, cutLines: 0, cutBytes: 0, evictedContainers: 0 },
  };
}

function take(tally: TallyState, record: LogRecord): void {
  const side = tally.sides[tally.side];
  const atMs = timeOf(tally, record);
  if (tally.side === 'current' && isLeftOut(tally.options.range, side, { atMs, lines: record.lines })) return;
  if (record.atMs % 1 === MARK) side.undatedRecords += 1;
  side.records += 1;
  if (atMs < side.firstAtMs) side.firstAtMs = atMs;
  if (atMs > side.lastAtMs) side.lastAtMs = atMs;
  const index = tally.miner.observe(record);
  const counter = tally.counters[index] ?? addCounter(tally, index);
  if (tally.side === 'baseline') counter.baselineCount += 1;
  else countRecord(tally, counter, atMs);
  if (side.records % SWEEP_EVERY === 0 && tally.counters.length >= INDEXES) sweep(tally);
}

function isLeftOut({ sinceAtMs, untilAtMs }: TimeRange, side: SideState, { atMs, lines }: { atMs: number; lines: number }): boolean {
  if (atMs >= sinceAtMs && atMs < untilAtMs) return false;
  const isAnyTime = sinceAtMs === Number.NEGATIVE_INFINITY && untilAtMs === Number.POSITIVE_INFINITY;
  if (Number.isNaN(atMs) && isAnyTime) return false;
  if (Number.isNaN(atMs)) {
    side.unknownTimeLines += lines;
    return true;
  }
  side.otherTimeLines += lines;
  if (atMs < side.otherFirstAtMs) side.otherFirstAtMs = atMs;
  if (atMs > side.otherLastAtMs) side.otherLastAtMs = atMs;
  return true;
}

/** NaN for a line of a file before the first one that carries a time. */
function timeOf(tally: TallyState, record: LogRecord): number {
  if (record.atMs % 1 !== MARK) {
    tally.datedAtMs = record.atMs;
    return record.atMs;
  }
  if (!Number.isNaN(tally.datedAtMs)) return tally.datedAtMs;
  return tally.options.isLive && tally.side === 'current' ? Math.floor(record.atMs) : Number.NaN;
}

function countRecord(tally: TallyState, counter: Counter, atMs: number): void {
  tally.course.next(atMs);
  counter.count += 1;
  tally.course.add(counter.parts);
  if (Number.isNaN(atMs)) return;
  if (atMs < counter.firstAtMs) counter.firstAtMs = atMs;
  if (atMs > counter.lastAtMs) counter.lastAtMs = atMs;
  tally.options.timeline.add(counter.series, atMs);
}

function addCounter(tally: TallyState, index: number): Counter {
  const counter: Counter = {
    count: 0,
    baselineCount: 0,
    firstAtMs: Number.POSITIVE_INFINITY,
    lastAtMs: Number.NEGATIVE_INFINITY,
    series: tally.options.timeline.createSeries(),
    parts: tally.course.createCounts(),
  };
  tally.counters[index] = counter;
  return counter;
}

/** Moves the counts of merged and evicted patterns to where they count now. */
function sweep(tally: TallyState): void {
  tally.counters.forEach((counter, index) => {
    if (counter === undefined || counter.count + counter.baselineCount === 0) return;
    const target = tally.miner.resolve(index);
    if (target !== index) moveCounts(tally, counter, tally.counters[target] ?? addCounter(tally, target));
  });
}

function moveCounts(tally: TallyState, from: Counter, to: Counter): void {
  to.count += from.count;
  to.baselineCount += from.baselineCount;
  to.firstAtMs = Math.min(to.firstAtMs, from.firstAtMs);
  to.lastAtMs = Math.max(to.lastAtMs, from.lastAtMs);
  from.parts.forEach((count, part) => (to.parts[part] = (to.parts[part] ?? 0) + count));
  tally.options.timeline.move(from.series, to.series);
  from.count = 0;
  from.baselineCount = 0;
  from.firstAtMs = Number.POSITIVE_INFINITY;
  from.lastAtMs = Number.NEGATIVE_INFINITY;
  from.parts.fill(0);
}

function listPatterns(tally: TallyState): CountedPattern[] {
  tally.miner.settle(0);
  sweep(tally);
  return tally.counters.flatMap((counter, index) => {
    if (counter === undefined || counter.count + counter.baselineCount === 0) return [];
    const { count, baselineCount, firstAtMs, lastAtMs, series, parts } = counter;
    return { mined: tally.miner.pattern(index), count, baselineCount, firstAtMs, lastAtMs, series, parts: [...parts] };
  });
}

function factsOf(tally: TallyState, side: Side): SideFacts {
  const { read: _, ...facts } = tally.sides[side];
  return { ...facts, ...readSoFar(tally, side), skewMs: tally.reader.statistics.skewMs };
}

function readSoFar({ sides, side: open, reader, before }: TallyState, side: Side): ReadFacts {
  const { read } = sides[side];
  if (side !== open) return read;
  const { lines, bytes, cutLines, cutBytes, evictedContainers } = reader.statistics;
  return {
    lines: read.lines + lines - before.lines,
    bytes: read.bytes + bytes - before.bytes,
    cutLines: read.cutLines + cutLines - before.cutLines,
    cutBytes: read.cutBytes + cutBytes - before.cutBytes,
    evictedContainers: read.evictedContainers + evictedContainers - before.evictedContainers,
  };
}
