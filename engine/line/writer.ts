import type { LogRecord } from '../domain.ts';
import { learnHeader } from './learn.ts';
import type { HeaderPlan } from './learn.ts';
import { parseLine } from './parse.ts';
import { SpanRecord } from './record.ts';
import { parseStructured } from './structured.ts';
import type { Finished } from './record.ts';

export type { Finished } from './record.ts';

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
export function write(finished: Finished, learning: Learning, learnLines: number, emit: Emit): void {
  if (learning.seen === null) {
    emitRecord(finished, learning.plan, emit);
    return;
  }
  const quiet = learning.emitted > 0 && learning.emitted === learning.seen.length;
  learning.seen.push(copy(finished));
  if (quiet) {
    learning.emitted += 1;
    emitRecord(finished, null, emit);
  }
  if (learning.seen.length >= learnLines) finishLearning(learning, emit);
}

/** Emits what waits, although the header is not known for certain yet. */
export function release(learning: Learning, emit: Emit): void {
  const { seen } = learning;
  if (seen === null || learning.emitted === seen.length) return;
  learning.plan = learn(seen);
  for (const one of seen.slice(learning.emitted)) emitRecord(one, learning.plan, emit);
  learning.emitted = seen.length;
}

export function waitingLines(learning: Learning): number {
  return learning.seen === null ? 0 : learning.seen.slice(learning.emitted).reduce((sum, one) => sum + one.lines, 0);
}

function finishLearning(learning: Learning, emit: Emit): void {
  const seen = learning.seen ?? [];
  learning.plan = learn(seen);
  learning.seen = null;
  for (const one of seen.slice(learning.emitted)) emitRecord(one, learning.plan, emit);
}

/** Lines whose format their own bytes tell teach no header. */
function learn(seen: readonly Finished[]): HeaderPlan | null {
  const referenceMs = seen[0]?.receivedAtMs ?? 0;
  const texts = seen.filter((one) => {
    record.begin(one);
    return !parseStructured(record, referenceMs);
  });
  return learnHeader(texts, referenceMs);
}

/** One object for all records: each is valid only within `emit`. */
const record = new SpanRecord();

function emitRecord(finished: Finished, plan: HeaderPlan | null, emit: Emit): void {
  record.begin(finished);
  parseLine(record, plan, finished.receivedAtMs);
  record.settle(finished);
  emit(record);
}

function copy(finished: Finished): Finished {
  const { atMs, receivedAtMs, lines, bytes, firstLine, ordinals, rest } = finished;
  return {
    source: finished.source.slice(finished.start, finished.end),
    start: 0,
    end: finished.end - finished.start,
    atMs,
    receivedAtMs,
    lines,
    bytes,
    firstLine,
    ordinals,
    rest,
  };
}
