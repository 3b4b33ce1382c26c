import type { Framing } from '../domain.ts';
import { fromLatin, toLatin } from './bytes.ts';
import { createCarry } from './carry.ts';
import type { Carry } from './carry.ts';
import type { Channels } from './channels.ts';
import { ENCODINGS } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import type { LineLimits } from './limits.ts';
import { readChannels, saveChannels } from './state/channel.ts';
import { readFrame, readSpan, saveFrame, saveSpan, saved } from './state/span.ts';
import { UNWRAPPED } from './wrap.ts';
import type { Wrapping } from './wrap.ts';
import type { WrappingLearning } from './wrap/learning.ts';
import { PREFIX_KINDS } from './wrap/prefix.ts';

/** Everything a reader remembers between two pushes. */
export interface ReaderState {
  readonly framing: Framing;
  readonly limits: LineLimits;
  channels: Channels;
  wrapping: WrappingLearning;
  encoding: Encoding;
  carry: Carry;
  lines: number;
  bytes: number;
  cutLines: number;
  cutBytes: number;
  lastReceivedAtMs: number;
}

const VERSION = 3;
const { record, array, number, text, unreadable } = saved;

/** The reader's state as JSON; bytes are strings of code units below 256, times that are not known are null. */
export function snapshotReader(state: ReaderState): unknown {
  const { lines, bytes, cutLines, cutBytes, lastReceivedAtMs, encoding, carry } = state;
  return {
    version: VERSION,
    counters: [lines, bytes, cutLines, cutBytes, lastReceivedAtMs],
    encoding: { kind: encoding.kind, held: toLatin(encoding.held) },
    carry: { bytes: toLatin(carry.bytes.subarray(0, carry.kept)), length: carry.length, cut: carry.cut },
    wrapping: saveWrapping(state.wrapping),
    channels: saveChannels(state.channels),
  };
}

/** Fills `state` from a snapshot. Throws an Error with a sentence when it is not one of this version; `state` is then untouched. */
export function restoreReader(state: ReaderState, snapshot: unknown): void {
  const read = record(snapshot);
  if (read['version'] !== VERSION)
    throw new Error(`the saved state of a log stream has version ${String(read['version'])}, but ${VERSION} is needed`);
  const restored = {
    channels: readChannels(read['channels'], state.limits),
    wrapping: readWrappingLearning(read['wrapping']),
    encoding: readEncoding(read['encoding']),
    carry: readCarry(read['carry']),
  };
  const [lines = 0, bytes = 0, cutLines = 0, cutBytes = 0, lastReceivedAtMs = 0] = array(read['counters']).map(number);
  Object.assign(state, { ...restored, lines, bytes, cutLines, cutBytes, lastReceivedAtMs });
}

function saveWrapping({ wrapping, seen, held, isQuiet }: WrappingLearning): unknown {
  return { wrapping, seen: seen?.map(saveSpan) ?? null, held: held.map(saveFrame), isQuiet };
}

function readWrappingLearning(value: unknown): WrappingLearning {
  const read = record(value);
  return {
    wrapping: readWrapping(read['wrapping']),
    seen: read['seen'] === null ? null : array(read['seen']).map(readSpan),
    held: array(read['held']).map(readFrame),
    isQuiet: read['isQuiet'] === true,
  };
}

function readWrapping(value: unknown): Wrapping {
  const read = record(value);
  const prefix = PREFIX_KINDS.find((one) => one === read['prefix']) ?? null;
  const isStamped = read['isStamped'] === true;
  const isTagged = read['isTagged'] === true;
  return prefix === null && !isStamped && !isTagged ? UNWRAPPED : { prefix, isStamped, isTagged };
}

function readEncoding(value: unknown): Encoding {
  const read = record(value);
  const kind = ENCODINGS.find((one) => one === read['kind']);
  if (kind === undefined) throw unreadable();
  return { kind, held: fromLatin(text(read['held'])) };
}

function readCarry(value: unknown): Carry {
  const read = record(value);
  const bytes = fromLatin(text(read['bytes']));
  return { ...createCarry(), bytes, kept: bytes.length, length: number(read['length']), cut: number(read['cut']) };
}
