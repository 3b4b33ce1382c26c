import type { Level, LogRecord } from '../domain.ts';
import { SpanRecord } from '../line/record.ts';
import { createRedactor } from '../redact/redact.ts';
import { shapeId, shapeText } from './shape.ts';
import type { Shape } from './shape.ts';

/** What the book knows of one index. */
export interface Cell {
  readonly index: number;
  readonly id: string;
  /** Null for the overflow bucket, an alias and an evicted pattern, whose tokens nobody needs any more. */
  shape: Shape | null;
  text: string;
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

export const LEVELS: readonly Level[] = ['trace', 'debug', 'info', 'warning', 'error', 'fatal'];
const LEVEL_INDEX: Readonly<Record<Level, number>> = { trace: 0, debug: 1, info: 2, warning: 3, error: 4, fatal: 5 };

const SAMPLES = 3;
const SAMPLE_LENGTH = 500;
const FRESH_FOR_MS = 2_000;
const TEXT_LENGTH = 1_000;
/** A level counts when this share of the records has it. */
const LEVEL_SHARE = 0.05;

const { redact } = createRedactor();

export function createCell(index: number, shape: Shape, record: LogRecord): Cell {
  const level = record.level;
  return {
    index,
    id: shapeId(shape),
    shape,
    text: textOf(shape),
    inferred: record.levelInferred ? level : 'info',
    levels: [0, 0, 0, 0, 0, 0],
    count: 0,
    firstSeenAtMs: record.atMs,
    lastSeenAtMs: record.atMs,
    samples: [],
    samplesAtMs: [],
    aliasOf: null,
    seenAt: 0,
  };
}

export function overflowCell(): Cell {
  return {
    index: 0,
    id: 'overflow',
    shape: null,
    text: '<overflow: forms that no pattern has room for>',
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

/** Counts one record. */
export function countRecord(cell: Cell, record: LogRecord): void {
  const level = record instanceof SpanRecord ? (record.writtenLevel ?? cell.inferred) : record.level;
  const place = LEVEL_INDEX[level];
  cell.levels[place] = (cell.levels[place] ?? 0) + 1;
  cell.count += 1;
  const { atMs } = record;
  if (cell.count === 1 || atMs < cell.firstSeenAtMs) cell.firstSeenAtMs = atMs;
  if (cell.count === 1 || atMs > cell.lastSeenAtMs) cell.lastSeenAtMs = atMs;
  if ((cell.count & (cell.count - 1)) === 0 ? isSampled(cell.count) : isStale(cell, place, atMs)) addSample(cell, record);
}

/** The redacted text of a shape, cut to what a person reads. */
export function textOf(shape: Shape): string {
  const text = shapeText(shape);
  return redact(text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text) || '<empty>';
}

/** Moves what `from` has counted to `to`. */
export function absorb(to: Cell, from: Cell): void {
  for (const [place, count] of from.levels.entries()) to.levels[place] = (to.levels[place] ?? 0) + count;
  to.count += from.count;
  to.firstSeenAtMs = Math.min(to.firstSeenAtMs, from.firstSeenAtMs);
  to.lastSeenAtMs = Math.max(to.lastSeenAtMs, from.lastSeenAtMs);
  to.seenAt = Math.max(to.seenAt, from.seenAt);
  to.samples = [...to.samples, ...from.samples].slice(0, SAMPLES);
  to.samplesAtMs = [...to.samplesAtMs, ...from.samplesAtMs].slice(0, SAMPLES);
  from.samples = [];
  from.samplesAtMs = [];
  from.shape = null;
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

/** At 1, 4, 16, 64, ...: often at first, and never so often that redacting costs anything. */
function isSampled(count: number): boolean {
  return Math.log2(count) % 2 === 0;
}

/** What is wrong now may name another host than it did an hour ago, so the samples of warnings and errors are kept fresh. */
function isStale(cell: Cell, level: number, atMs: number): boolean {
  return level >= LEVEL_INDEX.warning && atMs - (cell.samplesAtMs.at(-1) ?? 0) >= FRESH_FOR_MS;
}

function addSample(cell: Cell, record: LogRecord): void {
  const rest = record.rest === undefined ? '' : `\n${record.rest.slice(0, SAMPLE_LENGTH)}`;
  const sample = redact((record.message.slice(0, SAMPLE_LENGTH) + rest).slice(0, SAMPLE_LENGTH * 2)).slice(0, SAMPLE_LENGTH);
  cell.samples.push(sample);
  cell.samplesAtMs.push(record.atMs);
  if (cell.samples.length <= SAMPLES) return;
  cell.samples.splice(1, 1);
  cell.samplesAtMs.splice(1, 1);
}
