import type { LogRecord } from '../domain.ts';
import { createFit, noteFit, noteRelearned } from './fit.ts';
import type { Fit } from './fit.ts';
import { NO_PLAN, learnHeader, withKnown } from './learn.ts';
import type { HeaderPlan } from './learn.ts';
import { parseLine } from './parse.ts';
import { createSkew, noteSkew } from './skew.ts';
import type { Skew } from './skew.ts';
import { SpanRecord } from './record.ts';
import { parseStructured } from './structured.ts';
import type { Finished } from './record.ts';

export type { Finished } from './record.ts';

/** What is learned of a stream, and the records it is being learned from. */
export interface Learning {
  /** The first records, or those since the header seemed to have changed; null while nothing is being learned. */
  seen: Finished[] | null;
  /** How many of `seen` have been emitted already, because the stream went quiet or there was an older plan to read them by. */
  emitted: number;
  plan: HeaderPlan | null;
  /** Bare lines have turned out to stand for themselves, also those of records that are still being learned from. */
  cutsBare: boolean;
  readonly fit: Fit;
  readonly skew: Skew;
}

export function createLearning(): Learning {
  return { seen: [], emitted: 0, plan: null, cutsBare: false, fit: createFit(), skew: createSkew() };
}

export type Emit = (record: LogRecord) => void;

/**
 * Parses and emits finished records. The first of a stream wait until their header is learned or the stream is quiet, because a pattern mined with its
 * header in it would never meet the same pattern without.
 */
export function write(finished: Finished, learning: Learning, learnLines: number, emit: Emit): void {
  const { seen } = learning;
  if (seen === null) {
    if (noteFit(learning.fit, emitRecord(finished, learning, emit))) relearn(learning);
    return;
  }
  const isEmitted = learning.emitted === seen.length && (learning.emitted > 0 || learning.plan !== null);
  seen.push(copy(finished));
  if (isEmitted) {
    learning.emitted += 1;
    emitRecord(finished, learning, emit);
  }
  if (seen.length >= learnLines) finishLearning(learning, emit);
}

/** From here on records are collected again; they are emitted at once, by the plan there is. */
function relearn(learning: Learning): void {
  learning.plan ??= NO_PLAN;
  learning.seen = [];
  learning.emitted = 0;
}

/** Emits what waits, although the header is not known for certain yet. */
export function release(learning: Learning, emit: Emit): void {
  const seen = cutBare(learning);
  if (learning.seen === null || learning.emitted === seen.length) return;
  learning.seen = seen;
  learning.plan = learn(seen);
  for (const one of seen.slice(learning.emitted)) emitRecord(one, learning, emit);
  learning.emitted = seen.length;
}

export function waitingLines(learning: Learning): number {
  return learning.seen === null ? 0 : learning.seen.slice(learning.emitted).reduce((sum, one) => sum + one.lines, 0);
}

function finishLearning(learning: Learning, emit: Emit): void {
  const seen = cutBare(learning);
  const known = learning.plan;
  const plan = learn(seen);
  learning.plan = known === null || plan === null ? (plan ?? known) : withKnown(plan, known);
  learning.seen = null;
  if (known !== null) noteRelearned(learning.fit, learning.plan !== null && learning.plan.layouts.length > known.layouts.length);
  for (const one of seen.slice(learning.emitted)) emitRecord(one, learning, emit);
}

/** What was seen, and of what has not been emitted the parts, where bare lines stand for themselves. */
function cutBare({ seen, emitted, cutsBare }: Learning): Finished[] {
  if (seen === null || !cutsBare) return seen ?? [];
  return seen.flatMap((one, i) => (i >= emitted && one.parts ? one.parts : [one]));
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

/** Returns whether the plan or the line's own format has explained it. */
function emitRecord(finished: Finished, { plan, skew }: Learning, emit: Emit): boolean {
  record.begin(finished);
  const fits = parseLine(record, plan, finished.receivedAtMs);
  record.settle(finished);
  noteSkew(skew, record.writtenAtMs, finished.atMs);
  emit(record);
  return fits;
}

function copy(finished: Finished): Finished {
  const { atMs, receivedAtMs, lines, bytes, firstLine, ordinals, rest, parts } = finished;
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
    parts: parts ?? null,
  };
}
