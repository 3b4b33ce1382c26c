import type { Framing, LogRecord } from '../domain.ts';
import { addToCarry, createCarry, takeCarry } from './carry.ts';
import { allOf, channelOf, createChannels, endPieces, flushChannel, linesIn } from './channels.ts';
import { createEncoding, endOfText, toUtf8 } from './encoding.ts';
import { beginFeeds, createFeeds, findFeeds, holdsControl } from './feeds.ts';
import { cleanFrame, createFrame, trimFrame, unwrap } from './frame.ts';
import type { Frame } from './frame.ts';
import { gather, type Channel } from './gather.ts';
import { forgetWord } from './join/shape.ts';
import { addPiece, joinPieces, own } from './lane.ts';
import { DEFAULT_LINE_LIMITS } from './limits.ts';
import type { LineLimits } from './limits.ts';
import { readReturns } from './overwritten.ts';
import { SpanRecord } from './record.ts';
import { widestSkew } from './skew.ts';
import { restoreReader, snapshotReader } from './state.ts';
import type { ReaderState } from './state.ts';
import { UNWRAPPED, unwrapLearned } from './wrap.ts';
import { createWrappingLearning, learnFrom, stopWaiting } from './wrap/learning.ts';
import { release } from './writer.ts';
import type { Emit } from './writer.ts';

export type { LineLimits } from './limits.ts';

/** What passed through a reader. `lines` counts raw lines; the records it has emitted account for all but `heldLines` of them. */
export interface LineStatistics {
  readonly lines: number;
  /** As UTF-8: those of UTF-16 are counted once they have been transcoded. */
  readonly bytes: number;
  /** Lines that were longer than the limit, and the bytes that were cut off them. */
  readonly cutLines: number;
  readonly cutBytes: number;
  /** Raw lines in open records, in cut lines whose end is not there yet, and in the first lines that wait for wrapping and header to be learned. */
  readonly heldLines: number;
  /**
   * How far the times within the lines are ahead of the runtime's, in milliseconds: the median of some, of the container where it is the most; null while too
   * few lines carry both.
   */
  readonly skewMs: number | null;
  /** How often there were more containers in the stream than are told apart, and the quietest was given up. */
  readonly evictedContainers: number;
}

/** Turns the bytes of one container stream into records. Every raw line counts in exactly one record's `lines`. */
export interface LineReader {
  /** Takes in bytes in the order written; they may end within a line. Records are valid only within `emit`. */
  push(bytes: Uint8Array, receivedAtMs: number, emit: (record: LogRecord) => void): void;
  /** Emits what has been quiet for the flush time; `Infinity` emits everything, also a last line without its line feed. */
  flush(nowMs: number, emit: (record: LogRecord) => void): void;
  /** Raw lines so far, as in `statistics`, for who asks at every push. */
  readonly lines: number;
  readonly statistics: LineStatistics;
  /** Everything that is pending or learned, as JSON; the reader goes on unharmed. */
  snapshot(): unknown;
  /** Takes over a snapshot. Throws an Error that says what is wrong when it cannot be read. */
  restore(state: unknown): void;
}

/** One reader per container stream. Of a line that a runtime has cut into pieces, each piece counts as a raw line. */
export function createLineReader(framing: Framing, limits: Partial<LineLimits> = {}): LineReader {
  const all = { ...DEFAULT_LINE_LIMITS, ...limits };
  const state: ReaderState = {
    framing,
    limits: all,
    channels: createChannels(all),
    wrapping: createWrappingLearning(framing === 'auto'),
    encoding: createEncoding(),
    carry: createCarry(),
    lines: 0,
    bytes: 0,
    cutLines: 0,
    cutBytes: 0,
    lastReceivedAtMs: 0,
  };
  return {
    push: (bytes, receivedAtMs, emit) => push(state, bytes, receivedAtMs, emit),
    flush: (nowMs, emit) => flush(state, nowMs, emit),
    get lines() {
      return state.lines;
    },
    get statistics() {
      const { lines, bytes, cutLines, cutBytes, channels, wrapping } = state;
      const heldLines = linesIn(channels) + wrapping.held.length;
      const evictedContainers = channels.evicted;
      return {
        lines,
        bytes,
        cutLines,
        cutBytes,
        heldLines,
        evictedContainers,
        // Worked out only for who asks.
        get skewMs() {
          return widestSkew(allOf(channels).map(({ learning }) => learning.skew));
        },
      };
    },
    snapshot: () => snapshotReader(state),
    restore: (saved) => restoreReader(state, saved),
  };
}

function push(state: ReaderState, bytes: Uint8Array, receivedAtMs: number, emit: Emit): void {
  state.lastReceivedAtMs = receivedAtMs;
  const text = toUtf8(state.encoding, bytes);
  readLines(state, text, emit);
  ownLanes(state.channels.main, text);
  if (state.channels.named.size > 0) for (const channel of state.channels.named.values()) ownLanes(channel, text);
}

function ownLanes({ lanes }: Channel, text: Uint8Array): void {
  own(lanes[0], text);
  own(lanes[1], text);
}

const line = createFrame();
const feeds = createFeeds();
const NEVER = Number.POSITIVE_INFINITY;

/** Splits the text at line feeds. */
function readLines(state: ReaderState, text: Uint8Array, emit: Emit): void {
  let at = 0;
  beginFeeds(feeds, text);
  while (findFeeds(feeds, text)) {
    for (let i = 0; i < feeds.count; i += 1) {
      const feed = feeds.places[i] ?? at;
      if (state.carry.length > 0) endCarry(state, text.subarray(at, feed), emit);
      else {
        line.source = text;
        line.start = at;
        line.end = feed;
        line.rawBytes = feed + 1 - at;
        takeLine(state, holdsControl(feeds, text, at, feed), emit);
      }
      at = feed + 1;
    }
  }
  if (at < text.length) carryOver(state, text.subarray(at));
}

function flush(state: ReaderState, nowMs: number, emit: Emit): void {
  const { channels, limits, wrapping } = state;
  const isQuiet = nowMs - state.lastReceivedAtMs >= limits.flushForMs;
  if (nowMs === NEVER) endText(state, emit);
  if (isQuiet) for (const frame of stopWaiting(wrapping)) route(state, frame, emit);
  for (const channel of allOf(channels)) {
    if (nowMs === NEVER) endPieces(channel, state.lastReceivedAtMs, emit);
    flushChannel(channel, nowMs, emit);
    if (isQuiet) release(channel.learning, emit);
  }
}

/** What came last, without its line feed, is read as far as it goes. */
function endText(state: ReaderState, emit: Emit): void {
  const rest = endOfText(state.encoding);
  if (rest.length > 0) carryOver(state, rest);
  if (state.carry.length > 0) endCarry(state, new Uint8Array(0), emit);
}

/** Reads the line in `line`, of which source, place and raw bytes are set. */
function takeLine(state: ReaderState, isDirty: boolean, emit: Emit): void {
  line.ordinal = state.lines;
  line.pieces = null;
  line.tag = 0;
  line.isDirty = false;
  line.receivedAtMs = state.lastReceivedAtMs;
  state.lines += 1;
  state.bytes += line.rawBytes;
  trimFrame(line);
  if (isDirty) cleanFrame(line);
  if (line.source[line.start] === 239) skipMark();
  if (state.wrapping.seen === null) route(state, line, emit);
  else for (const frame of learnFrom(state.wrapping, line)) route(state, frame, emit);
}

/** Brings a line, without its wrapping, to the container and output that it is of. */
function route(state: ReaderState, frame: Frame, emit: Emit): void {
  const {
    channels,
    limits,
    wrapping: { wrapping },
  } = state;
  let channel = channels.main;
  if (wrapping === UNWRAPPED) unwrap(frame, state.framing);
  else {
    const name = unwrapLearned(frame, wrapping);
    if (name !== null) channel = channelOf(channels, name, frame.ordinal, emit);
  }
  const lane = channel.lanes[frame.lane];
  if (frame.partial && lane.pieceOrdinals.length < limits.recordLines) {
    countCut(state, addPiece(lane, frame, limits.lineBytes));
    return;
  }
  if (lane.pieceOrdinals.length > 0) joinPieces(lane, frame);
  if (frame.isDirty) readReturns(frame);
  if (frame.end - frame.start > limits.lineBytes) cutFrame(state, frame, limits.lineBytes);
  forgetWord();
  gather(channel, lane, frame, emit);
}

/** The byte order mark of UTF-8, which files carry at their beginning, and in the middle when they have been put together. */
function skipMark(): void {
  const { source, start, end } = line;
  if (source[start + 1] === 187 && source[start + 2] === 191 && start + 3 <= end) line.start += 3;
}

/** Cuts the line, and not within a character. */
function cutFrame(state: ReaderState, frame: Frame, lineBytes: number): void {
  const { source, start } = frame;
  let end = start + lineBytes;
  while (end > start + lineBytes - 3 && ((source[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  countCut(state, frame.end - end);
  frame.end = end;
}

function countCut(state: ReaderState, cutBytes: number): void {
  if (cutBytes <= 0) return;
  state.cutLines += 1;
  state.cutBytes += cutBytes;
}

/** Wrapping is allowed for on top of the limit. */
function carryOver(state: ReaderState, bytes: Uint8Array): void {
  addToCarry(state.carry, bytes, state.limits.lineBytes + 4_096);
}

function endCarry(state: ReaderState, tail: Uint8Array, emit: Emit): void {
  carryOver(state, tail);
  const { bytes, length, cut } = takeCarry(state.carry);
  countCut(state, cut);
  line.source = bytes;
  line.start = 0;
  line.end = bytes.length;
  line.rawBytes = length + 1;
  takeLine(state, bytes.includes(27) || bytes.includes(0) || bytes.includes(13), emit);
}

/** The numbers, from 0, of the raw lines that were joined into a record of a reader; null for records from elsewhere. */
export function rawLinesOf(record: LogRecord): readonly number[] | null {
  if (!(record instanceof SpanRecord)) return null;
  return record.ordinals ?? [record.firstLine];
}
