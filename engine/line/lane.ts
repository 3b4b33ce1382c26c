import { SPACE, byteAt, decode, isBlank } from './bytes.ts';
import type { Frame } from './frame.ts';
import { recognise } from './join/openings.ts';
import type { OpenTrace } from './join/grammar.ts';
import type { Part } from './parts.ts';
import { createRhythm } from './join/rhythm.ts';
import type { Rhythm } from './join/rhythm.ts';
import { textStart } from './join/shape.ts';

/** One output of a container, with its open record and the pieces of a line that the runtime has cut. */
export interface Lane extends OpenTrace {
  /** Whether a record is open; the fields up to `waiting` are its own. */
  isOpen: boolean;
  source: Uint8Array;
  start: number;
  end: number;
  /** Bytes before `start` that the parser is to see too. */
  tag: number;
  /** Bytes of `source` that may be written to, because the reader made it to fold lines into; 0 when it is somebody else's. */
  room: number;
  atMs: number;
  receivedAtMs: number;
  lastReceivedAtMs: number;
  lines: number;
  bytes: number;
  /** Number of the first raw line in the stream, and of all of them where there are several. */
  firstLine: number;
  ordinals: number[] | null;
  rest: string;
  parts: Part[] | null;
  partBytes: number;
  base: number;
  indented: boolean;
  last: number;
  blanks: number;
  fresh: boolean;
  waiting: Frame[];
  /** How this output mixes lines with a header and lines without. */
  readonly rhythm: Rhythm;
  /** Where the open record's first line is kept from one push to the next. */
  keep: Uint8Array;
  pieces: Uint8Array[];
  pieceOrdinals: number[];
  pieceBytes: number;
  /** Raw bytes of the pieces, with their wrapping. */
  pieceRawBytes: number;
}

const none = new Uint8Array(0);

export function createLane(): Lane {
  return {
    isOpen: false,
    source: new Uint8Array(0),
    start: 0,
    end: 0,
    tag: 0,
    room: 0,
    atMs: Number.NaN,
    receivedAtMs: 0,
    lastReceivedAtMs: 0,
    lines: 0,
    bytes: 0,
    firstLine: 0,
    ordinals: null,
    rest: '',
    parts: null,
    partBytes: 0,
    kind: 'unknown',
    phase: 0,
    depth: 0,
    base: 0,
    indented: false,
    last: 0,
    blanks: 0,
    fresh: true,
    waiting: [],
    rhythm: createRhythm(),
    keep: none,
    pieces: [],
    pieceOrdinals: [],
    pieceBytes: 0,
    pieceRawBytes: 0,
  };
}

/** Begins a record with the line in `frame`. */
export function openRecord(lane: Lane, frame: Frame): void {
  lane.isOpen = true;
  lane.source = frame.source;
  lane.start = frame.start;
  lane.end = frame.end;
  lane.tag = frame.tag;
  lane.room = 0;
  lane.atMs = frame.atMs;
  lane.receivedAtMs = frame.receivedAtMs;
  lane.lastReceivedAtMs = frame.receivedAtMs;
  lane.lines = 1;
  lane.bytes = frame.rawBytes;
  lane.firstLine = frame.ordinal;
  lane.ordinals = null;
  lane.rest = '';
  lane.parts = null;
  lane.partBytes = 0;
  lane.base = isBlank(frame.source[frame.start]) ? textStart(frame) - frame.start : 0;
  lane.indented = lane.base > 0;
  lane.last = byteAt(frame.source, frame.end - 1);
  lane.blanks = 0;
  lane.fresh = true;
  if (frame.pieces !== null) {
    lane.ordinals = [...frame.pieces, frame.ordinal];
    lane.firstLine = lane.ordinals[0] ?? frame.ordinal;
    lane.lines = lane.ordinals.length;
  }
  recognise(lane, frame.tag === 0 || lane.rhythm.frames > 0);
}

/** Adds the line in `frame` to the open record; text beyond `restLength` is counted but not kept. */
export function continueRecord(lane: Lane, frame: Frame, restLength: number): void {
  count(lane, frame);
  const at = textStart(frame);
  if (at >= frame.end) {
    lane.blanks += 1;
    return;
  }
  const room = restLength - lane.rest.length;
  if (room > 0) {
    const gap = lane.rest === '' ? '' : '\n'.repeat(lane.blanks + 1);
    lane.rest += gap.slice(0, room) + decode(frame.source, frame.start, Math.min(frame.end, frame.start + Math.max(0, room - gap.length)));
  }
  lane.indented = at > frame.start;
  lane.last = byteAt(frame.source, frame.end - 1);
  lane.blanks = 0;
  lane.fresh = false;
}

/** Adds the line in `frame` to the first line, behind one blank; of a text longer than `lineBytes` the rest is counted but not kept. */
export function foldLine(lane: Lane, frame: Frame, lineBytes: number): void {
  count(lane, frame);
  const at = textStart(frame);
  const length = Math.min(frame.end - at, lineBytes - 1 - (lane.end - lane.start));
  lane.blanks = 0;
  if (length <= 0) return;
  makeRoom(lane, length + 1);
  lane.source[lane.end] = SPACE;
  lane.source.set(frame.source.subarray(at, at + length), lane.end + 1);
  lane.end += length + 1;
}

/** Keeps a piece of a line that the runtime has cut; what is over `lineBytes` goes, and its length is returned. */
export function addPiece(lane: Lane, frame: Frame, lineBytes: number): number {
  const length = frame.end - frame.start;
  const kept = Math.max(0, Math.min(length, lineBytes - lane.pieceBytes));
  if (kept > 0) lane.pieces.push(frame.source.slice(frame.start, frame.start + kept));
  lane.pieceBytes += kept;
  lane.pieceOrdinals.push(frame.ordinal);
  lane.pieceRawBytes += frame.rawBytes;
  return length - kept;
}

/** Puts the kept pieces before the line in `frame`, which accounts for them from now on. */
export function joinPieces(lane: Lane, frame: Frame): void {
  const joined = new Uint8Array(lane.pieceBytes + frame.end - frame.start);
  let at = 0;
  for (const piece of lane.pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  joined.set(frame.source.subarray(frame.start, frame.end), at);
  frame.source = joined;
  frame.start = 0;
  frame.end = joined.length;
  frame.rawBytes += lane.pieceRawBytes;
  frame.pieces = lane.pieceOrdinals;
  // Of the pieces nobody has looked for carriage returns.
  frame.isDirty = true;
  lane.pieces = [];
  lane.pieceOrdinals = [];
  lane.pieceBytes = 0;
  lane.pieceRawBytes = 0;
}

/** Copies the open record's first line out of `bytes`, which belong to the caller again after the push. */
export function own(lane: Lane, bytes: Uint8Array): void {
  if (!lane.isOpen || lane.source.buffer !== bytes.buffer) return;
  const from = lane.start - lane.tag;
  const length = lane.end - from;
  lane.source = length > mostKept ? lane.source.slice(from, lane.end) : copied(lane, from, length);
  lane.end -= from;
  lane.start = lane.tag;
}

/** Longer lines are rare enough to be given room of their own each time. */
const mostKept = 2_048;
const leastKept = 256;
/** Shorter ones are copied faster by hand than by a view of them. */
const longestByHand = 128;

/** The record that was kept there before is written by now. */
function copied(lane: Lane, from: number, length: number): Uint8Array {
  const { source } = lane;
  if (lane.keep.length < length) lane.keep = new Uint8Array(Math.max(leastKept, length * 2));
  const { keep } = lane;
  if (length > longestByHand) keep.set(source.subarray(from, from + length));
  else for (let i = 0; i < length; i += 1) keep[i] = source[from + i] ?? 0;
  return keep;
}

/** How many raw lines the lane holds. */
export function linesHeld(lane: Lane): number {
  let held = lane.pieceOrdinals.length + (lane.isOpen ? lane.lines : 0);
  for (const { pieces } of lane.waiting) held += 1 + (pieces?.length ?? 0);
  return held;
}

function count(lane: Lane, frame: Frame): void {
  const { pieces, ordinal } = frame;
  lane.ordinals ??= [lane.firstLine];
  if (pieces !== null) lane.ordinals.push(...pieces);
  lane.ordinals.push(ordinal);
  lane.lines += 1 + (pieces?.length ?? 0);
  lane.bytes += frame.rawBytes;
  lane.lastReceivedAtMs = frame.receivedAtMs;
}

/** Makes the first line the reader's own, with room behind it that doubles, so that a long document is copied twice and not once a line. */
function makeRoom(lane: Lane, more: number): void {
  if (lane.room >= lane.end + more) return;
  const from = lane.start - lane.tag;
  const roomy = new Uint8Array(Math.max(256, (lane.end - from + more) * 2));
  roomy.set(lane.source.subarray(from, lane.end));
  lane.source = roomy;
  lane.start = lane.tag;
  lane.end -= from;
  lane.room = roomy.length;
}
