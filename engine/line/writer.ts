import type { LogRecord } from '../domain.ts';
import type { Lane } from './lane.ts';
import { learnHeader } from './learn.ts';
import type { HeaderPlan } from './learn.ts';
import { parseLine } from './parse.ts';
import { SpanRecord } from './record.ts';
import type { ParsedLine } from './record.ts';

/** A finished record, not yet parsed. */
export type Finished = Pick<
  Lane,
  'source' | 'start' | 'end' | 'atMs' | 'receivedAtMs' | 'lines' | 'bytes' | 'firstLine' | 'ordinals' | 'rest'
>;

/** The first records of a stream: those that wait, and all of them as material for learning. */
export interface Learning {
  /** Null once learned. */
  seen: Finished[] | null;
  /** How many of `seen` have been emitted already because the stream went quiet. */
  emitted: number;
  plan: HeaderPlan | null;
}

export type Emit = (record: LogRecord) => void;

/**
 * Parses and emits finished records. The first of a stream wait until their header is learned or the stream is quiet, because a pattern mined with its
 * header in it would never meet the same pattern without.
 */
export function write(record: Finished, learning: Learning, learnLines: number, emit: Emit): void {
  if (learning.seen === null) {
    emitRecord(record, learning.plan, emit);
    return;
  }
  const quiet = learning.emitted > 0 && learning.emitted === learning.seen.length;
  learning.seen.push(copy(record));
  if (quiet) {
    learning.emitted += 1;
    emitRecord(record, null, emit);
  }
  if (learning.seen.length >= learnLines) finishLearning(learning, emit);
}

/** Emits what waits, although the header is not known for certain yet. */
export function release(learning: Learning, emit: Emit): void {
  const { seen } = learning;
  if (seen === null || learning.emitted === seen.length) return;
  learning.plan = learn(seen);
  for (const record of seen.slice(learning.emitted)) emitRecord(record, learning.plan, emit);
  learning.emitted = seen.length;
}

export function waitingLines(learning: Learning): number {
  return learning.seen === null ? 0 : learning.seen.slice(learning.emitted).reduce((sum, record) => sum + record.lines, 0);
}

function finishLearning(learning: Learning, emit: Emit): void {
  const seen = learning.seen ?? [];
  learning.plan = learn(seen);
  learning.seen = null;
  for (const record of seen.slice(learning.emitted)) emitRecord(record, learning.plan, emit);
}

function learn(seen: readonly Finished[]): HeaderPlan | null {
  return learnHeader(seen, seen[0]?.receivedAtMs ?? 0);
}

const nothing = new Uint8Array(0);

function emitRecord(record: Finished, plan: HeaderPlan | null, emit: Emit): void {
  const parsed: ParsedLine = {
    source: record.source,
    start: record.start,
    end: record.end,
    atMs: Number.NaN,
    level: null,
    traceStart: -1,
    traceEnd: -1,
    traceSource: nothing,
  };
  parseLine(parsed, plan, record.receivedAtMs);
  emit(new SpanRecord(parsed, record));
}

function copy(record: Finished): Finished {
  const { atMs, receivedAtMs, lines, bytes, firstLine, ordinals, rest } = record;
  return {
    source: record.source.slice(record.start, record.end),
    start: 0,
    end: record.end - record.start,
    atMs,
    receivedAtMs,
    lines,
    bytes,
    firstLine,
    ordinals,
    rest,
  };
}
