import type { Level, LogRecord } from '../domain.ts';
import { SpanRecord } from '../line/record.ts';
import { shapeId, shapeText } from './shape.ts';
import type { Shape } from './shape.ts';

/** What the book knows of one index. */
export interface Cell {
  readonly index: number;
  readonly id: string;
  /** Signature of the form it was made from, by which it is found again after it was merged or evicted. */
  readonly low: number;
  readonly high: number;
  /** Null for the overflow bucket, an alias and an evicted pattern, whose tokens nobody needs any more. */
  shape: Shape | null;
  /** What people read, redacted; null until somebody asks. */
  text: string | null;
  /** The level its first record was written with; null for none. */
  readonly written: Level | null;
  /** The level its words suggest, for records that carry none. */
  inferred: Level;
  /** Records by level, mildest first. */
  readonly levels: number[];
  count: number;
  firstSeenAtMs: number;
  lastSeenAtMs: number;
  samples: string[];
  /** When each sample was written. */
  samplesAtMs: number[];
  aliasOf: number | null;
  /** When it was last seen, in observations: what eviction goes by. */
  seenAt: number;
}

export type Redact = (text: string) => string;

export const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];
const INFO = 2;
const WARNING = 3;

const SAMPLES = 3;
const SAMPLE_LENGTH = 500;
const FRESH_FOR_MS = 2_000;
const TEXT_LENGTH = 1_000;
/** A level counts when this share of the records has it. */
const LEVEL_SHARE = 0.05;

export function createCell(index: number, shape: Shape, record: LogRecord): Cell {
  const level = record.level;
  return {
    ...emptyCell(index, shapeId(shape)),
    low: shape.low,
    high: shape.high,
    shape,
    written: writtenLevel(record),
    inferred: record.levelInferred ? level : 'info',
    firstSeenAtMs: record.atMs,
    lastSeenAtMs: record.atMs,
  };
}

/** Does not look at the words where no level is written. */
export function writtenLevel(record: LogRecord): Level | null {
  if (record instanceof SpanRecord) return record.writtenLevel;
  return record.levelInferred ? null : record.level;
}

export function overflowCell(): Cell {
  return { ...emptyCell(0, 'overflow'), text: '<overflow: forms that no pattern has room for>' };
}

function emptyCell(index: number, id: string): Cell {
  return {
    index,
    id,
    low: 0,
    high: 0,
    shape: null,
    text: null,
    written: null,
    inferred: 'info',
    levels: [0, 0, 0, 0, 0, 0],
    count: 0,
    firstSeenAtMs: 0,
    lastSeenAtMs: 0,
    samples: [],
    samplesAtMs: [],
    aliasOf: null,
    seenAt: 0,
  };
}

/** What is due for a record that was counted. */
export const NOTHING = 0;
/** One of the first records, or one of the rare later ones. */
export const SAMPLE = 1;
/** What is wrong now may name another host than it did an hour ago, so samples of warnings and errors are to be kept fresh. */
export const FRESH_SAMPLE = 2;

/** Counts one record, and says whether a sample of it is due. */
export function countRecord(cell: Cell, record: LogRecord): number {
  const place = levelPlace(record instanceof SpanRecord ? (record.writtenLevel ?? cell.inferred) : record.level);
  cell.levels[place] = (cell.levels[place] ?? 0) + 1;
  const count = cell.count + 1;
  cell.count = count;
  const { atMs } = record;
  if (count === 1) {
    cell.firstSeenAtMs = atMs;
    cell.lastSeenAtMs = atMs;
  } else if (atMs > cell.lastSeenAtMs) cell.lastSeenAtMs = atMs;
  else if (atMs < cell.firstSeenAtMs) cell.firstSeenAtMs = atMs;
  if ((count & (count - 1)) === 0 && isSampled(count)) return SAMPLE;
  return place >= WARNING && isStale(cell, atMs) ? FRESH_SAMPLE : NOTHING;
}

export function addSample(cell: Cell, record: LogRecord, redact: Redact): void {
  const rest = record.rest === undefined ? '' : `\n${record.rest.slice(0, SAMPLE_LENGTH)}`;
  const sample = redact((record.message.slice(0, SAMPLE_LENGTH) + rest).slice(0, SAMPLE_LENGTH * 2)).slice(0, SAMPLE_LENGTH);
  cell.samples.push(sample);
  cell.samplesAtMs.push(record.atMs);
  if (cell.samples.length <= SAMPLES) return;
  cell.samples.splice(1, 1);
  cell.samplesAtMs.splice(1, 1);
}

/** The redacted text of its shape, cut to what a person reads. */
export function cellText(cell: Cell, redact: Redact): string {
  cell.text ??= cell.shape === null ? '' : textOf(cell.shape, redact);
  return cell.text;
}

function textOf(shape: Shape, redact: Redact): string {
  const text = shapeText(shape);
  return redact(text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text) || '<empty>';
}

/** Moves what `from` has counted to `to`. */
export function absorb(to: Cell, from: Cell): void {
  for (const [place, count] of from.levels.entries()) to.levels[place] = (to.levels[place] ?? 0) + count;
  to.firstSeenAtMs = to.count === 0 ? from.firstSeenAtMs : Math.min(to.firstSeenAtMs, from.firstSeenAtMs);
  to.lastSeenAtMs = Math.max(to.lastSeenAtMs, from.lastSeenAtMs);
  to.count += from.count;
  to.seenAt = Math.max(to.seenAt, from.seenAt);
  to.samples = [...to.samples, ...from.samples].slice(0, SAMPLES);
  to.samplesAtMs = [...to.samplesAtMs, ...from.samplesAtMs].slice(0, SAMPLES);
  from.samples = [];
  from.samplesAtMs = [];
  from.shape = null;
  from.text = null;
  from.aliasOf = to.index;
}

/** The worst level often enough; the mildest there is when none is. */
export function worstLevel(cell: Cell): Level {
  let summed = 0;
  for (let place = LEVELS.length - 1; place >= 0; place -= 1) {
    summed += cell.levels[place] ?? 0;
    if (summed > 0 && summed >= cell.count * LEVEL_SHARE) return LEVELS[place] ?? 'info';
  }
  return cell.inferred;
}

function isStale({ samplesAtMs }: Cell, atMs: number): boolean {
  return atMs - (samplesAtMs[samplesAtMs.length - 1] ?? 0) >= FRESH_FOR_MS;
}

/** A comparison with a constant is quicker than the look-up of a name. */
function levelPlace(level: Level): number {
  if (level === 'info') return INFO;
  return level === 'warning' ? WARNING : LEVELS.indexOf(level);
}

/** At 1, 4, 16, 64, ...: often at first, and never so often that redacting costs anything. */
function isSampled(count: number): boolean {
  return (Math.clz32(count) & 1) === 1;
}
