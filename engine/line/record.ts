import type { Level, LogRecord } from '../domain.ts';
import { decode } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { inferLevel } from './level.ts';

/** What a parser found in one line, as places in its bytes. Reused from line to line. */
export interface ParsedLine {
  source: Uint8Array;
  start: number;
  end: number;
  /** NaN when the line carries no time that could be read. */
  atMs: number;
  level: Level | null;
  /** Place of the trace id in `traceSource`, or -1. */
  traceStart: number;
  traceEnd: number;
  traceSource: Uint8Array;
}

/** Notes the place of a trace id, unless there is one already or it is too long to be one. */
export function takeTrace(line: ParsedLine, start: number, end: number): void {
  if (line.traceStart >= 0 || end <= start || end - start > 64) return;
  line.traceSource = line.source;
  line.traceStart = start;
  line.traceEnd = end;
}

/** What a record is besides its parsed first line. */
export interface FinishedRecord {
  readonly atMs: number;
  readonly receivedAtMs: number;
  readonly lines: number;
  readonly bytes: number;
  readonly firstLine: number;
  readonly ordinals: readonly number[] | null;
  readonly rest: string;
}

/**
 * A record over bytes. Mining a known line needs neither its text nor an inferred level, so both are made only when somebody
 * asks: this is what keeps strings off the hit path. Like every `LogRecord` it is valid only until the push that made it ends.
 */
export class SpanRecord implements LogRecord, ByteSpan {
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly atMs: number;
  readonly lines: number;
  readonly bytes: number;
  readonly rest: string | undefined;
  /** Number of the first raw line in its stream, from 0, and of all of them where they are several. */
  readonly firstLine: number;
  readonly ordinals: readonly number[] | null;
  /** The written level, or null. */
  readonly writtenLevel: Level | null;
  private readonly traceSource: Uint8Array;
  private readonly traceStart: number;
  private readonly traceEnd: number;

  constructor(parsed: ParsedLine, finished: FinishedRecord) {
    this.source = parsed.source;
    this.start = parsed.start;
    this.end = parsed.end;
    this.atMs = timeOf(parsed, finished);
    this.lines = finished.lines;
    this.bytes = finished.bytes;
    this.rest = finished.rest === '' ? undefined : finished.rest;
    this.firstLine = finished.firstLine;
    this.ordinals = finished.ordinals;
    this.writtenLevel = parsed.level;
    this.traceSource = parsed.traceSource;
    this.traceStart = parsed.traceStart;
    this.traceEnd = parsed.traceEnd;
  }

  get message(): string {
    return decode(this.source, this.start, this.end);
  }

  get level(): Level {
    return this.writtenLevel ?? inferLevel(this.rest === undefined ? this.message : `${this.message}\n${this.rest}`);
  }

  get levelInferred(): boolean {
    return this.writtenLevel === null;
  }

  get traceId(): string | undefined {
    return this.traceStart < 0 ? undefined : decode(this.traceSource, this.traceStart, this.traceEnd);
  }
}

/** The runtime's time is the surest; then what the line says; then when it came. */
function timeOf(parsed: ParsedLine, finished: FinishedRecord): number {
  if (!Number.isNaN(finished.atMs)) return finished.atMs;
  return Number.isNaN(parsed.atMs) ? finished.receivedAtMs : parsed.atMs;
}
