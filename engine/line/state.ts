import type { Framing } from '../domain.ts';
import { fromLatin, toLatin } from './bytes.ts';
import type { ByteSpan } from './bytes.ts';
import { createCarry } from './carry.ts';
import type { Carry } from './carry.ts';
import { ENCODINGS } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { createFrame } from './frame.ts';
import type { Frame } from './frame.ts';
import type { Channel } from './gather.ts';
import { TRACE_KINDS } from './join/grammar.ts';
import { createRhythm } from './join/rhythm.ts';
import type { Rhythm } from './join/rhythm.ts';
import { createLane } from './lane.ts';
import type { Lane } from './lane.ts';
import type { LineLimits } from './limits.ts';
import { readSaved } from './saved.ts';
import type { Finished, Learning } from './writer.ts';

/** Everything a reader remembers between two pushes. */
export interface ReaderState {
  readonly framing: Framing;
  readonly limits: LineLimits;
  main: Channel;
  encoding: Encoding;
  carry: Carry;
  lines: number;
  bytes: number;
  cutLines: number;
  cutBytes: number;
  lastReceivedAtMs: number;
}

const VERSION = 2;
const { record, array, number, text, unreadable } = readSaved('the saved state of a log stream');

/** The reader's state as JSON; bytes are strings of code units below 256, times that are not known are null. */
export function snapshotReader(state: ReaderState): unknown {
  const { lines, bytes, cutLines, cutBytes, lastReceivedAtMs, encoding, carry } = state;
  return {
    version: VERSION,
    counters: [lines, bytes, cutLines, cutBytes, lastReceivedAtMs],
    encoding: { kind: encoding.kind, held: toLatin(encoding.held) },
    carry: { bytes: toLatin(carry.bytes.subarray(0, carry.kept)), length: carry.length, cut: carry.cut },
    main: saveChannel(state.main),
  };
}

/** Fills `state` from a snapshot. Throws an Error with a sentence when it is not one of this version; `state` is then untouched. */
export function restoreReader(state: ReaderState, snapshot: unknown): void {
  const read = record(snapshot);
  if (read['version'] !== VERSION)
    throw new Error(`the saved state of a log stream has version ${String(read['version'])}, but ${VERSION} is needed`);
  const encoding = record(read['encoding']);
  const kind = ENCODINGS.find((one) => one === encoding['kind']);
  if (kind === undefined) throw unreadable();
  const restored = {
    main: readChannel(read['main'], state.limits),
    encoding: { kind, held: fromLatin(text(encoding['held'])) },
    carry: readCarry(read['carry']),
  };
  const [lines = 0, bytes = 0, cutLines = 0, cutBytes = 0, lastReceivedAtMs = 0] = array(read['counters']).map(number);
  Object.assign(state, { ...restored, lines, bytes, cutLines, cutBytes, lastReceivedAtMs });
}

function saveChannel({ lanes, learning, rhythm }: Channel): unknown {
  return {
    lanes: lanes.map((lane) => ({ ...lane, ...saveSpan(lane), pieces: lane.pieces.map(toLatin), waiting: lane.waiting.map(saveFrame) })),
    learning: { ...learning, seen: learning.seen?.map((one) => ({ ...one, ...saveSpan(one) })) ?? null },
    rhythm,
  };
}

function saveFrame(frame: Frame): unknown {
  return { ...frame, ...saveSpan(frame) };
}

function saveSpan(from: ByteSpan & { readonly atMs: number }): Record<string, unknown> {
  return {
    source: toLatin(from.source.subarray(from.start, from.end)),
    start: 0,
    end: from.end - from.start,
    atMs: Number.isNaN(from.atMs) ? null : from.atMs,
  };
}

function readChannel(value: unknown, limits: LineLimits): Channel {
  const read = record(value);
  const [first, second] = array(read['lanes']).map(readLane);
  if (first === undefined || second === undefined) throw unreadable();
  return { limits, lanes: [first, second], learning: readLearning(read['learning']), rhythm: readRhythm(read['rhythm']) };
}

function readLearning(value: unknown): Learning {
  const read = record(value);
  return {
    seen: read['seen'] === null ? null : array(read['seen']).map(readFinished),
    emitted: number(read['emitted']),
    plan: read['plan'] === null ? null : readPlan(read['plan']),
  };
}

function readRhythm(value: unknown): Rhythm {
  const read = record(value);
  const rhythm = createRhythm();
  for (const key of ['records', 'looked', 'heads', 'singles', 'blocks', 'run'] as const) rhythm[key] = number(read[key]);
  return rhythm;
}

function readCarry(value: unknown): Carry {
  const read = record(value);
  const bytes = fromLatin(text(read['bytes']));
  return { ...createCarry(), bytes, kept: bytes.length, length: number(read['length']), cut: number(read['cut']) };
}

function readLane(value: unknown): Lane {
  const read = record(value);
  const kind = TRACE_KINDS.find((one) => one === read['kind']);
  const pieces = array(read['pieces']).map((piece) => fromLatin(text(piece)));
  if (kind === undefined) throw unreadable();
  return {
    ...createLane(),
    ...readFinished(read),
    isOpen: read['isOpen'] === true,
    lastReceivedAtMs: number(read['lastReceivedAtMs']),
    kind,
    phase: number(read['phase']),
    depth: number(read['depth']),
    base: number(read['base']),
    indented: read['indented'] === true,
    last: number(read['last']),
    blanks: number(read['blanks']),
    fresh: read['fresh'] === true,
    waiting: array(read['waiting']).map(readFrame),
    pieces,
    pieceOrdinals: array(read['pieceOrdinals']).map(number),
    // Not the saved sum: whoever saves a reader may have redacted what it holds.
    pieceBytes: pieces.reduce((sum, piece) => sum + piece.length, 0),
    pieceRawBytes: number(read['pieceRawBytes']),
  };
}

function readFrame(value: unknown): Frame {
  const read = record(value);
  return {
    ...createFrame(),
    ...readSpan(read),
    ordinal: number(read['ordinal']),
    pieces: read['pieces'] === null ? null : array(read['pieces']).map(number),
    rawBytes: number(read['rawBytes']),
    receivedAtMs: number(read['receivedAtMs']),
  };
}

function readSpan(read: Readonly<Record<string, unknown>>): { source: Uint8Array; start: number; end: number; atMs: number } {
  const source = fromLatin(text(read['source']));
  return { source, start: 0, end: source.length, atMs: read['atMs'] === null ? Number.NaN : number(read['atMs']) };
}

function readFinished(value: unknown): Finished {
  const read = record(value);
  return {
    ...readSpan(read),
    receivedAtMs: number(read['receivedAtMs']),
    lines: number(read['lines']),
    bytes: number(read['bytes']),
    firstLine: number(read['firstLine']),
    ordinals: read['ordinals'] === null ? null : array(read['ordinals']).map(number),
    rest: text(read['rest']),
  };
}

function readPlan(value: unknown): NonNullable<Learning['plan']> {
  const read = record(value);
  return {
    columns: number(read['columns']),
    levelColumn: number(read['levelColumn']),
    timeColumn: number(read['timeColumn']),
    logger: read['logger'] === true,
  };
}
