import type { Framing, LogRecord } from '../domain.ts';
import { CARRIAGE_RETURN, LINE_FEED } from './bytes.ts';
import { clean } from './clean.ts';
import { createFrame, unwrap } from './frame.ts';
import { continues } from './join.ts';
import { addPiece, continueRecord, createLane, joinPieces, openRecord, own } from './lane.ts';
import type { Lane, RawLine } from './lane.ts';
import { DEFAULT_LINE_LIMITS } from './limits.ts';
import type { LineLimits } from './limits.ts';
import { SpanRecord } from './record.ts';
import { restoreReader, snapshotReader } from './state.ts';
import type { ReaderState } from './state.ts';
import { release, waitingLines, write } from './writer.ts';
import type { Emit } from './writer.ts';

export type { LineLimits } from './limits.ts';

/** What passed through a reader. `lines` counts raw lines; the records it has emitted account for all but `heldLines` of them. */
export interface LineStatistics {
  readonly lines: number;
  readonly bytes: number;
  /** Lines that were longer than the limit, and the bytes that were cut off them. */
  readonly cutLines: number;
  readonly cutBytes: number;
  /** Raw lines in open records, in cut lines whose end is not there yet, and in the first lines that wait for the header to be learned. */
  readonly heldLines: number;
}

/** Turns the bytes of one container stream into records. Every raw line counts in exactly one record's `lines`. */
export interface LineReader {
  /** Takes in bytes in the order written; they may end within a line. Records are valid only within `emit`. */
  push(bytes: Uint8Array, receivedAtMs: number, emit: (record: LogRecord) => void): void;
  /** Emits what has been quiet for the flush time; `Infinity` emits everything, also a last line without its line feed. */
  flush(nowMs: number, emit: (record: LogRecord) => void): void;
  readonly statistics: LineStatistics;
  /** Everything that is pending or learned, as JSON; the reader goes on unharmed. */
  snapshot(): unknown;
  /** Takes over a snapshot. Throws an Error that says what is wrong when it cannot be read. */
  restore(state: unknown): void;
}

/** One reader per container stream. Of a line that a runtime has cut into pieces, each piece counts as a raw line. */
export function createLineReader(framing: Framing, limits: Partial<LineLimits> = {}): LineReader {
  const state: ReaderState = {
    framing,
    limits: { ...DEFAULT_LINE_LIMITS, ...limits },
    lanes: [createLane(), createLane()],
    learning: { seen: [], emitted: 0, plan: null },
    carry: { bytes: new Uint8Array(0), length: 0 },
    lines: 0,
    bytes: 0,
    cutLines: 0,
    cutBytes: 0,
    lastReceivedAtMs: 0,
  };
  return {
    push: (bytes, receivedAtMs, emit) => push(state, bytes, receivedAtMs, emit),
    flush: (nowMs, emit) => flush(state, nowMs, emit),
    get statistics() {
      const { lines, bytes, cutLines, cutBytes } = state;
      return { lines, bytes, cutLines, cutBytes, heldLines: heldLines(state) };
    },
    snapshot: () => snapshotReader(state),
    restore: (saved) => restoreReader(state, saved),
  };
}

function push(state: ReaderState, bytes: Uint8Array, receivedAtMs: number, emit: Emit): void {
  state.lastReceivedAtMs = receivedAtMs;
  const isDirty = bytes.includes(27) || bytes.includes(0);
  let at = 0;
  for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, at)) {
    if (state.carry.length > 0) endCarry(state, bytes.subarray(at, feed), emit);
    else takeLine(state, { source: bytes, start: at, end: feed }, { rawBytes: feed + 1 - at, isDirty }, emit);
    at = feed + 1;
  }
  if (at < bytes.length) carry(state, bytes.subarray(at));
  for (const lane of state.lanes) own(lane, bytes);
}

function flush(state: ReaderState, nowMs: number, emit: Emit): void {
  const { flushForMs } = state.limits;
  if (nowMs === Number.POSITIVE_INFINITY) {
    if (state.carry.length > 0) endCarry(state, new Uint8Array(0), emit);
    for (const lane of state.lanes) endPieces(state, lane, emit);
  }
  for (const lane of state.lanes) {
    if (lane.isOpen && nowMs - lane.lastReceivedAtMs >= flushForMs) finish(state, lane, emit);
  }
  if (nowMs - state.lastReceivedAtMs >= flushForMs) release(state.learning, emit);
}

interface RawSpan {
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const frame = createFrame();

function takeLine(state: ReaderState, span: RawSpan, { rawBytes, isDirty }: { rawBytes: number; isDirty: boolean }, emit: Emit): void {
  frame.source = span.source;
  frame.start = span.start;
  frame.end = span.end > span.start && span.source[span.end - 1] === CARRIAGE_RETURN ? span.end - 1 : span.end;
  const raw: RawLine = { ordinal: state.lines, rawBytes, receivedAtMs: state.lastReceivedAtMs };
  state.lines += 1;
  state.bytes += rawBytes;
  if (isDirty) cleanFrame();
  unwrap(frame, state.framing);
  const lane = state.lanes[frame.lane];
  if (frame.partial && lane.pieceOrdinals.length < state.limits.recordLines) {
    countCut(state, addPiece(lane, frame, raw, state.limits.lineBytes));
    return;
  }
  if (lane.pieceOrdinals.length > 0) joinPieces(lane, frame);
  if (frame.end - frame.start > state.limits.lineBytes) {
    countCut(state, frame.end - frame.start - state.limits.lineBytes);
    frame.end = frame.start + state.limits.lineBytes;
  }
  addLine(state, lane, raw, emit);
}

/** Puts the framed line into the record it belongs to. */
function addLine(state: ReaderState, lane: Lane, raw: RawLine, emit: Emit): void {
  if (lane.isOpen) {
    if (lane.lines < state.limits.recordLines && continues(lane, frame, state.learning.plan)) {
      continueRecord(lane, frame, raw, state.limits.restLength);
      return;
    }
    finish(state, lane, emit);
  }
  openRecord(lane, frame, raw);
}

function finish(state: ReaderState, lane: Lane, emit: Emit): void {
  lane.isOpen = false;
  write(lane, state.learning, state.limits.learnRecords, emit);
}

function cleanFrame(): void {
  const cleaned = clean(frame.source, frame.start, frame.end);
  frame.source = cleaned;
  frame.start = 0;
  frame.end = cleaned.length;
}

function countCut(state: ReaderState, cutBytes: number): void {
  if (cutBytes <= 0) return;
  state.cutLines += 1;
  state.cutBytes += cutBytes;
}

/** Keeps the beginning of a line whose line feed has not come; wrapping is allowed for on top of the limit. */
function carry(state: ReaderState, bytes: Uint8Array): void {
  const { carry: held, limits } = state;
  const room = Math.max(0, limits.lineBytes + 4_096 - held.bytes.length);
  const joined = new Uint8Array(held.bytes.length + Math.min(room, bytes.length));
  joined.set(held.bytes);
  joined.set(bytes.subarray(0, room), held.bytes.length);
  held.bytes = joined;
  held.length += bytes.length;
}

function endCarry(state: ReaderState, tail: Uint8Array, emit: Emit): void {
  if (tail.length > 0) carry(state, tail);
  const { bytes, length } = state.carry;
  state.carry = { bytes: new Uint8Array(0), length: 0 };
  if (length > bytes.length) countCut(state, length - bytes.length);
  takeLine(
    state,
    { source: bytes, start: 0, end: bytes.length },
    { rawBytes: length + 1, isDirty: bytes.includes(27) || bytes.includes(0) },
    emit,
  );
}

/** A line whose last piece never came is read as far as it goes: its last piece takes the place of the end. */
function endPieces(state: ReaderState, lane: Lane, emit: Emit): void {
  const ordinal = lane.pieceOrdinals.pop();
  if (ordinal === undefined) return;
  frame.source = new Uint8Array(0);
  frame.start = 0;
  frame.end = 0;
  frame.atMs = Number.NaN;
  joinPieces(lane, frame);
  addLine(state, lane, { ordinal, rawBytes: 0, receivedAtMs: state.lastReceivedAtMs }, emit);
}

function heldLines(state: ReaderState): number {
  let held = waitingLines(state.learning);
  for (const lane of state.lanes) held += lane.pieceOrdinals.length + (lane.isOpen ? lane.lines : 0);
  return held;
}

/** The numbers, from 0, of the raw lines that were joined into a record of a reader; null for records from elsewhere. */
export function rawLinesOf(record: LogRecord): readonly number[] | null {
  if (!(record instanceof SpanRecord)) return null;
  return record.ordinals ?? [record.firstLine];
}
