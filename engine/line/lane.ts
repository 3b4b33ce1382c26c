import { decode, isBlank } from './bytes.ts';
import type { Frame } from './frame.ts';
import { traceKind } from './join.ts';
import type { TraceKind } from './join.ts';

/** One of the two streams of a container, with its open record and the pieces of a line that the runtime has cut. */
export interface Lane {
  /** Whether a record is open; the fields up to `rest` are its own. */
  isOpen: boolean;
  source: Uint8Array;
  start: number;
  end: number;
  atMs: number;
  receivedAtMs: number;
  lastReceivedAtMs: number;
  lines: number;
  bytes: number;
  /** Number of the first raw line in the stream, and of all of them where there are several. */
  firstLine: number;
  ordinals: number[] | null;
  kind: TraceKind;
  indented: boolean;
  rest: string;
  pieces: Uint8Array[];
  pieceOrdinals: number[];
  pieceBytes: number;
  /** Raw bytes of the pieces, with their wrapping. */
  pieceRawBytes: number;
}

export function createLane(): Lane {
  return {
    isOpen: false,
    source: new Uint8Array(0),
    start: 0,
    end: 0,
    atMs: Number.NaN,
    receivedAtMs: 0,
    lastReceivedAtMs: 0,
    lines: 0,
    bytes: 0,
    firstLine: 0,
    ordinals: null,
    kind: 'none',
    indented: false,
    rest: '',
    pieces: [],
    pieceOrdinals: [],
    pieceBytes: 0,
    pieceRawBytes: 0,
  };
}

/** What the reader knows of a raw line besides its bytes. */
export interface RawLine {
  readonly ordinal: number;
  readonly rawBytes: number;
  readonly receivedAtMs: number;
}

/** Begins a record with the line in `frame`. */
export function openRecord(lane: Lane, frame: Frame, raw: RawLine): void {
  lane.isOpen = true;
  lane.source = frame.source;
  lane.start = frame.start;
  lane.end = frame.end;
  lane.atMs = frame.atMs;
  lane.receivedAtMs = raw.receivedAtMs;
  lane.lastReceivedAtMs = raw.receivedAtMs;
  lane.lines = 1;
  lane.bytes = raw.rawBytes;
  lane.firstLine = raw.ordinal;
  lane.ordinals = null;
  lane.kind = traceKind(frame);
  lane.indented = false;
  lane.rest = '';
  if (lane.pieceRawBytes > 0) takePieces(lane, raw.ordinal);
}

/** Adds the line in `frame` to the open record; text beyond `restBytes` is counted but not kept. */
export function continueRecord(lane: Lane, frame: Frame, raw: RawLine, restBytes: number): void {
  const first = lane.lines === 1 && lane.rest === '' ? '' : '\n';
  const room = restBytes - lane.rest.length;
  if (room > 0) lane.rest += first + decode(frame.source, frame.start, Math.min(frame.end, frame.start + room));
  lane.ordinals ??= [lane.firstLine];
  lane.ordinals.push(...lane.pieceOrdinals, raw.ordinal);
  lane.lines += 1 + lane.pieceOrdinals.length;
  lane.bytes += raw.rawBytes + lane.pieceRawBytes;
  lane.lastReceivedAtMs = raw.receivedAtMs;
  lane.indented = isBlank(frame.source[frame.start]);
  if (lane.kind === 'none') lane.kind = traceKind(frame) === 'none' ? 'trace' : traceKind(frame);
  dropPieces(lane);
}

/** Keeps a piece of a line that the runtime has cut; what is over `lineBytes` goes, and its length is returned. */
export function addPiece(lane: Lane, frame: Frame, raw: RawLine, lineBytes: number): number {
  const length = frame.end - frame.start;
  const kept = Math.max(0, Math.min(length, lineBytes - lane.pieceBytes));
  if (kept > 0) lane.pieces.push(frame.source.slice(frame.start, frame.start + kept));
  lane.pieceBytes += kept;
  lane.pieceOrdinals.push(raw.ordinal);
  lane.pieceRawBytes += raw.rawBytes;
  return length - kept;
}

/** Puts the kept pieces before the line in `frame`. */
export function joinPieces(lane: Lane, frame: Frame): void {
  const tail = frame.end - frame.start;
  const joined = new Uint8Array(lane.pieceBytes + tail);
  let at = 0;
  for (const piece of lane.pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  joined.set(frame.source.subarray(frame.start, frame.end), at);
  frame.source = joined;
  frame.start = 0;
  frame.end = joined.length;
}

/** Copies the open record's first line out of `bytes`, which belong to the caller again after the push. */
export function own(lane: Lane, bytes: Uint8Array): void {
  if (!lane.isOpen || lane.source.buffer !== bytes.buffer) return;
  lane.source = lane.source.slice(lane.start, lane.end);
  lane.end -= lane.start;
  lane.start = 0;
}

function takePieces(lane: Lane, last: number): void {
  lane.ordinals = [...lane.pieceOrdinals, last];
  lane.firstLine = lane.pieceOrdinals[0] ?? last;
  lane.lines += lane.pieceOrdinals.length;
  lane.bytes += lane.pieceRawBytes;
  dropPieces(lane);
}

function dropPieces(lane: Lane): void {
  if (lane.pieceRawBytes === 0) return;
  lane.pieces = [];
  lane.pieceOrdinals = [];
  lane.pieceBytes = 0;
  lane.pieceRawBytes = 0;
}
