import type { Level, LogRecord } from '../domain.ts';
import { decode } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { componentBefore } from './component.ts';
import { inferLevel } from './infer.ts';
import { levelOfStatus } from './level.ts';
import { findLogger } from './logger.ts';
import { findRequestId } from './request-id.ts';
import { findIds, findTrace } from './trace.ts';
import type { Trace } from './trace.ts';

/** What a line tells of its own format: an object of JSON, fields of logfmt, syslog, klog or an access log, a header before text, or nothing. */
export type LineFormat = 'json' | 'fields' | 'header' | 'plain';

/** What is known of a record before its first line is parsed. */
export interface Finished extends ByteSpan {
  /** The runtime's time, NaN when it gave none. */
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly lines: number;
  readonly bytes: number;
  /** Number of the first raw line in its stream, from 0, and of all of them where they are several. */
  readonly firstLine: number;
  readonly ordinals: number[] | null;
  /** Continuation lines, empty where there are none. */
  readonly rest: string;
  /** The records it would be if its bare lines stood for themselves; only while that is being learned. */
  readonly parts?: readonly Finished[] | null;
}

const nothing = new Uint8Array(0);
/** A logger's name stands within so many bytes. */
const longestHeader = 400;

/**
 * A record over bytes. Mining a known line needs neither its text nor an inferred level nor ids, so these are made only when somebody asks: this is
 * what keeps strings off the hit path. One object serves record after record: like every `LogRecord` it is valid only within `emit`.
 */
export class SpanRecord implements LogRecord, ByteSpan {
  source: Uint8Array = nothing;
  /** Place of the message: parsing narrows it from the whole line. */
  start = 0;
  end = 0;
  atMs = 0;
  /** The line's own time; NaN when it carries none that could be read. */
  writtenAtMs = Number.NaN;
  /** The level that is written, or that a written HTTP status stands for; null where only words can tell. */
  writtenLevel: Level | null = null;
  private isOfStatus = false;
  format: LineFormat = 'plain';
  lines = 0;
  bytes = 0;
  rest: string | undefined = undefined;
  firstLine = 0;
  ordinals: readonly number[] | null = null;
  /** The whole first line, of which the message may be a copy without escapes. */
  private lineSource: Uint8Array = nothing;
  private lineStart = 0;
  private lineEnd = 0;

  /** Begins the next record: its message is the whole line, and nothing is known of it. */
  begin(finished: Finished): void {
    const { source, start, end, rest } = finished;
    this.source = source;
    this.lineSource = source;
    this.start = start;
    this.lineStart = start;
    this.end = end;
    this.lineEnd = end;
    this.writtenAtMs = Number.NaN;
    this.writtenLevel = null;
    this.isOfStatus = false;
    this.lines = finished.lines;
    this.bytes = finished.bytes;
    this.rest = rest === '' ? undefined : rest;
    this.firstLine = finished.firstLine;
    this.ordinals = finished.ordinals;
  }

  /** Settles the time: the runtime's is the surest; then what the line says; then when it came. */
  settle({ atMs, receivedAtMs }: Finished): void {
    const { writtenAtMs } = this;
    this.atMs = Number.isNaN(atMs) ? (Number.isNaN(writtenAtMs) ? receivedAtMs : writtenAtMs) : atMs;
  }

  /** Makes [start, end) of the line the message. */
  narrow(start: number, end: number): void {
    this.start = start;
    this.end = end;
  }

  /** Takes the level of an HTTP status, where none is written. */
  takeStatus(status: number): void {
    this.writtenLevel = levelOfStatus(status);
    this.isOfStatus = true;
  }

  /** Where its values stand: the message and what follows it in the line, or all of an object. */
  fields(): ByteSpan {
    const { source, lineSource, lineStart, lineEnd } = this;
    const isWhole = source !== lineSource || lineSource[lineStart] === 123;
    return { source: lineSource, start: isWhole ? lineStart : this.start, end: lineEnd };
  }

  /** The name before a message of its header, by which bare values are told apart; null where there is none. */
  component(): ByteSpan | null {
    const { source, lineSource, lineStart, start } = this;
    return this.format === 'header' && source === lineSource ? componentBefore(source, lineStart, start) : null;
  }

  get message(): string {
    return decode(this.source, this.start, this.end);
  }

  get level(): Level {
    return this.writtenLevel ?? inferLevel(this.rest === undefined ? this.message : `${this.message}\n${this.rest}`);
  }

  get levelInferred(): boolean {
    return this.writtenLevel === null || this.isOfStatus;
  }

  get traceId(): string | undefined {
    return this.trace().traceId;
  }

  get spanId(): string | undefined {
    return this.trace().spanId;
  }

  get ids(): readonly string[] {
    return findIds(decode(this.lineSource, this.lineStart, this.lineEnd));
  }

  /** The id by which its request is known: `traceId`, else the first of `ids`. */
  get requestId(): string | undefined {
    return findRequestId(this.lineSource, this.lineStart, this.lineEnd);
  }

  get logger(): string | undefined {
    const { lineSource, lineStart, lineEnd } = this;
    return findLogger(decode(lineSource, lineStart, Math.min(lineEnd, lineStart + longestHeader)));
  }

  private trace(): Trace {
    return findTrace(decode(this.lineSource, this.lineStart, this.lineEnd));
  }
}

/** Undefined for records from elsewhere. */
export function formatOf(record: LogRecord): LineFormat | undefined {
  return record instanceof SpanRecord ? record.format : undefined;
}
