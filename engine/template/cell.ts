import type { Level, LogRecord } from '../domain.ts';
import { decode, encode } from '../line/bytes.ts';
import { inferLevel } from '../line/infer.ts';
import { SpanRecord } from '../line/record.ts';
import { packShape, packedText, unpackShape } from './packed-shape.ts';
import { shapeId, shapeText } from './shape.ts';
import type { Shape } from './shape.ts';

const none: readonly never[] = [];

/** What the book knows of one index. There are tens of thousands, so that what most have not takes no memory. */
export class Cell {
  readonly index: number;
  readonly id: string;
  /** Signature of the form it was made from, by which it is found again after it was merged or evicted. */
  readonly low: number;
  readonly high: number;
  /** What people read, redacted; null until somebody asks, and where it is the words as they are. */
  text: string | null = null;
  /** Whether there is nothing to redact in its words. */
  isPlain = false;
  /** The level its first record was written with; null for none. */
  readonly written: Level | null;
  /** The level its words suggest, for records that carry none. */
  inferred: Level;
  count = 0;
  firstSeenAtMs = 0;
  lastSeenAtMs = 0;
  samples: readonly string[] = none;
  /** When each sample was written. */
  samplesAtMs: readonly number[] = none;
  aliasOf: number | null = null;
  /** When it was last seen, in observations: what eviction goes by. */
  seenAt = 0;
  private packed: string | null = null;
  private unpacked: Shape | null = null;
  /** Where all records were of one level, its place; else the records by level. */
  private onlyLevel = 0;
  private byLevel: number[] | null = null;

  constructor(index: number, { id, low, high, written, inferred }: Pick<Cell, 'id' | 'low' | 'high' | 'written' | 'inferred'>) {
    this.index = index;
    this.id = id;
    this.low = low;
    this.high = high;
    this.written = written;
    this.inferred = inferred;
  }

  /** Null for the overflow bucket, an evicted pattern, and most aliases; some keep theirs so that they can be told apart again. Kept unpacked until `pack`. */
  get shape(): Shape | null {
    if (this.unpacked === null && this.packed !== null) this.unpacked = unpackShape(this.packed, this);
    return this.unpacked;
  }

  set shape(shape: Shape | null) {
    this.packed = null;
    this.unpacked = shape;
    this.isPlain = false;
  }

  /** Whether it is a pattern of its own: no alias, not evicted. */
  get isAlive(): boolean {
    return this.aliasOf === null && this.hasShape;
  }

  get hasShape(): boolean {
    return this.unpacked !== null || this.packed !== null;
  }

  /** Its words as they are; empty without a shape. */
  get words(): string {
    if (this.unpacked !== null) return shapeText(this.unpacked);
    return this.packed === null ? '' : packedText(this.packed);
  }

  /** Keeps its shape in little memory, but for one in use. */
  pack(isInUse: (shape: Shape) => boolean): void {
    if (this.unpacked === null || isInUse(this.unpacked)) return;
    this.packed ??= packShape(this.unpacked);
    this.unpacked = null;
  }

  /** The place of the level that all its records had; -1 where they differ, or there is none. */
  get soleLevel(): number {
    return this.byLevel === null && this.count > 0 ? this.onlyLevel : -1;
  }

  /** Records by level, mildest first. */
  get levels(): readonly number[] {
    return this.byLevel ?? LEVELS.map((_, place) => (place === this.onlyLevel ? this.count : 0));
  }

  /** Also says how many records there are. */
  set levels(levels: readonly number[]) {
    const used = levels.flatMap((count, place) => (count > 0 ? [place] : []));
    this.count = levels.reduce((sum, count) => sum + count, 0);
    this.onlyLevel = used[0] ?? 0;
    this.byLevel = used.length > 1 ? [...levels] : null;
  }

  /** One more record of the level at a place. */
  add(place: number): void {
    if (this.byLevel === null) {
      if (place === this.onlyLevel || this.count === 0) {
        this.onlyLevel = place;
        this.count += 1;
        return;
      }
      this.byLevel = [...this.levels];
    }
    this.byLevel[place] = (this.byLevel[place] ?? 0) + 1;
    this.count += 1;
  }
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
  const { low, high } = shape;
  const inferred = record.levelInferred ? record.level : 'info';
  const cell = new Cell(index, { id: joined(shapeId(shape)), low, high, written: writtenLevel(record), inferred });
  cell.shape = shape;
  cell.firstSeenAtMs = record.atMs;
  cell.lastSeenAtMs = record.atMs;
  return cell;
}

/** The same text as one piece: V8 keeps what was put together as its parts until somebody reads it. */
function joined(text: string): string {
  return text.split('').join('');
}

/** Does not look at the words where no level is written. */
export function writtenLevel(record: LogRecord): Level | null {
  if (record instanceof SpanRecord) return record.writtenLevel;
  return record.levelInferred ? null : record.level;
}

export function overflowCell(): Cell {
  const cell = new Cell(0, { id: 'overflow', low: 0, high: 0, written: null, inferred: 'info' });
  cell.text = '<overflow: forms that no pattern has room for>';
  return cell;
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
  cell.add(place);
  const { count } = cell;
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
  const { message } = record;
  const rest = record.rest === undefined ? '' : `\n${record.rest.slice(0, SAMPLE_LENGTH)}`;
  const redacted = redact((message.slice(0, SAMPLE_LENGTH) + rest).slice(0, SAMPLE_LENGTH * 2));
  // A short message of bytes was decoded for itself alone.
  const isOwn = redacted === message && message.length <= SAMPLE_LENGTH && record instanceof SpanRecord;
  const sample = isOwn ? message : ownText(redacted);
  keepSamples(cell, [...cell.samples, sample], [...cell.samplesAtMs, record.atMs]);
}

/** The first and the newest. */
function keepSamples(cell: Cell, samples: readonly string[], samplesAtMs: readonly number[]): void {
  const isKept = (_: unknown, at: number): boolean => at === 0 || at > samples.length - SAMPLES;
  // `filter` leaves room for more, a copy does not.
  cell.samples = samples.filter(isKept).slice();
  cell.samplesAtMs = samplesAtMs.filter(isKept).slice();
}

/** Cut, and no part of a longer string that would be kept with it. */
function ownText(text: string): string {
  const cut = text.slice(0, SAMPLE_LENGTH).toWellFormed();
  const bytes = encode(cut);
  return decode(bytes, 0, bytes.length);
}

/** The redacted text of its shape, cut to what a person reads. */
export function cellText(cell: Cell, redact: Redact): string {
  if (cell.text !== null) return cell.text;
  const { words, isPlain, hasShape } = cell;
  if (isPlain || !hasShape) return words;
  const text = redact(words.length > TEXT_LENGTH ? `${words.slice(0, TEXT_LENGTH)}…` : words) || '<empty>';
  if (text === words) cell.isPlain = true;
  else cell.text = text;
  return text;
}

/** Moves what `from` has counted to `to`. */
export function absorb(to: Cell, from: Cell): void {
  to.firstSeenAtMs = to.count === 0 ? from.firstSeenAtMs : Math.min(to.firstSeenAtMs, from.firstSeenAtMs);
  to.lastSeenAtMs = Math.max(to.lastSeenAtMs, from.lastSeenAtMs);
  to.levels = to.levels.map((count, place) => count + (from.levels[place] ?? 0));
  to.seenAt = Math.max(to.seenAt, from.seenAt);
  to.samples = [...to.samples, ...from.samples].slice(0, SAMPLES);
  to.samplesAtMs = [...to.samplesAtMs, ...from.samplesAtMs].slice(0, SAMPLES);
  dropSamples(from);
  from.shape = null;
  from.text = null;
  from.aliasOf = to.index;
}

/**
 * Gives what was merged, and carries no level, one: that of most of its records, for a word of a single one may be a name (`Errors.Recorded`), and where
 * none has more than half of them that of the words they share.
 */
export function settleLevel(cell: Cell): void {
  if (cell.written !== null || cell.soleLevel >= 0) return;
  const place = cell.levels.findIndex((lines) => lines * 2 > cell.count);
  cell.inferred = LEVELS[place] ?? inferLevel(cell.words);
  cell.levels = LEVELS.map((level) => (level === cell.inferred ? cell.count : 0));
}

export function dropSamples(cell: Cell): void {
  cell.samples = none;
  cell.samplesAtMs = none;
}

/** The worst level often enough; the mildest there is when none is. */
export function worstLevel(cell: Cell): Level {
  if (cell.soleLevel >= 0) return LEVELS[cell.soleLevel] ?? 'info';
  const { levels, count } = cell;
  let summed = 0;
  for (let place = LEVELS.length - 1; place >= 0; place -= 1) {
    summed += levels[place] ?? 0;
    if (summed > 0 && summed >= count * LEVEL_SHARE) return LEVELS[place] ?? 'info';
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
