import type { Framing } from '../domain.ts';
import { fromLatin, toLatin } from './bytes.ts';
import { createLane } from './lane.ts';
import { TRACE_KINDS } from './join.ts';
import type { Lane } from './lane.ts';
import type { LineLimits } from './limits.ts';
import type { Finished, Learning } from './writer.ts';
import { readSaved } from './saved.ts';

/** Everything a reader remembers between two pushes. */
export interface ReaderState {
  readonly framing: Framing;
  readonly limits: LineLimits;
  lanes: readonly [Lane, Lane];
  learning: Learning;
  /** A line whose line feed has not come: what is kept of it, and its whole length. */
  carry: { bytes: Uint8Array; length: number };
  lines: number;
  bytes: number;
  cutLines: number;
  cutBytes: number;
  lastReceivedAtMs: number;
}

const VERSION = 1;
const { record, array, number, text, unreadable } = readSaved('the saved state of a log stream');

/** The reader's state as JSON; bytes are strings of code units below 256, times that are not known are null. */
export function snapshotReader(state: ReaderState): unknown {
  const { lines, bytes, cutLines, cutBytes, lastReceivedAtMs } = state;
  return {
    version: VERSION,
    counters: [lines, bytes, cutLines, cutBytes, lastReceivedAtMs],
    carry: { bytes: toLatin(state.carry.bytes), length: state.carry.length },
    lanes: state.lanes.map((lane) => ({ ...lane, ...saved(lane), pieces: lane.pieces.map(toLatin) })),
    learning: { ...state.learning, seen: state.learning.seen?.map((one) => ({ ...one, ...saved(one) })) ?? null },
  };
}

/** Fills `state` from a snapshot. Throws an Error with a sentence when it is not one of this version; `state` is then untouched. */
export function restoreReader(state: ReaderState, snapshot: unknown): void {
  const read = record(snapshot);
  if (read['version'] !== VERSION)
    throw new Error(`the saved state of a log stream has version ${String(read['version'])}, but ${VERSION} is needed`);
  const lanes = array(read['lanes']).map(readLane);
  const [first, second] = lanes;
  const learning = record(read['learning']);
  const counters = array(read['counters']).map(number);
  const carry = record(read['carry']);
  if (first === undefined || second === undefined) throw unreadable();
  const restored = {
    learning: {
      seen: learning['seen'] === null ? null : array(learning['seen']).map(readFinished),
      emitted: number(learning['emitted']),
      plan: learning['plan'] === null ? null : readPlan(learning['plan']),
    },
    carry: { bytes: fromLatin(text(carry['bytes'])), length: number(carry['length']) },
  };
  const [lines = 0, bytes = 0, cutLines = 0, cutBytes = 0, lastReceivedAtMs = 0] = counters;
  Object.assign(state, { lanes: [first, second], ...restored, lines, bytes, cutLines, cutBytes, lastReceivedAtMs });
}

function saved(from: Finished): Record<string, unknown> {
  return {
    source: toLatin(from.source.subarray(from.start, from.end)),
    start: 0,
    end: from.end - from.start,
    atMs: Number.isNaN(from.atMs) ? null : from.atMs,
  };
}

function readLane(value: unknown): Lane {
  const read = record(value);
  const kind = TRACE_KINDS.find((one) => one === read['kind']);
  if (kind === undefined) throw unreadable();
  return {
    ...createLane(),
    ...readFinished(read),
    isOpen: read['isOpen'] === true,
    lastReceivedAtMs: number(read['lastReceivedAtMs']),
    kind,
    indented: read['indented'] === true,
    pieces: array(read['pieces']).map((piece) => fromLatin(text(piece))),
    pieceOrdinals: array(read['pieceOrdinals']).map(number),
    pieceBytes: number(read['pieceBytes']),
    pieceRawBytes: number(read['pieceRawBytes']),
  };
}

function readFinished(value: unknown): Finished {
  const read = record(value);
  const source = fromLatin(text(read['source']));
  return {
    source,
    start: 0,
    end: source.length,
    atMs: read['atMs'] === null ? Number.NaN : number(read['atMs']),
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
