import type { Framing } from '../domain.ts';
import { BACKSLASH, CARRIAGE_RETURN, closingQuote, decode, encode, find, startsWith } from './bytes.ts';
import { clean } from './clean.ts';
import { readStamp } from './time.ts';
import type { TimeCursor } from './time.ts';
import { unescape, unescaped } from './unescape.ts';

/** One raw line without its wrapping, and what is known of it besides. Reused from line to line. */
export interface Frame {
  source: Uint8Array;
  start: number;
  end: number;
  /** Bytes before `start` that the parser is to see too: time, host and tag of syslog. What the line is, the text behind them says. */
  tag: number;
  /** NaN when the wrapping carries no time. */
  atMs: number;
  /** 0 for standard output or unknown, 1 for standard error. */
  lane: 0 | 1;
  /** True when the runtime cut the line and its next piece follows in the same lane. */
  partial: boolean;
  /** Whether there was something in the line to be cleaned away, or a carriage return within it; its bytes are the frame's own then. */
  isDirty: boolean;
  /** Number of the raw line in its stream, and of those before it that are pieces of the same line. */
  ordinal: number;
  pieces: number[] | null;
  /** Raw bytes with the wrapping, those of the pieces included. */
  rawBytes: number;
  receivedAtMs: number;
}

export function createFrame(): Frame {
  return {
    source: new Uint8Array(0),
    start: 0,
    end: 0,
    tag: 0,
    atMs: Number.NaN,
    lane: 0,
    partial: false,
    isDirty: false,
    ordinal: 0,
    pieces: null,
    rawBytes: 0,
    receivedAtMs: 0,
  };
}

const cursor: TimeCursor = { end: 0, atMs: Number.NaN };

/**
 * Unwraps `frame` in place. A line that is not wrapped as `framing` says is taken as plain, so that a stray line of the runtime is
 * read rather than lost. `auto` looks at every line: CRI and docker are unmistakable, anything else is plain.
 */
export function unwrap(frame: Frame, framing: Framing): void {
  frame.atMs = Number.NaN;
  frame.lane = 0;
  frame.partial = false;
  if (framing === 'plain') return;
  const first = frame.source[frame.start];
  if (framing === 'kubernetes') unwrapStamp(frame);
  else if (first === 123 && framing !== 'cri') unwrapDocker(frame);
  else if (first !== undefined && first >= 48 && first <= 57 && framing !== 'docker') unwrapCri(frame);
}

/** `2026-01-02T03:04:05.123456789Z message`, as `pods/log?timestamps=true` answers. */
export function unwrapStamp(frame: Frame): void {
  const stop = readStamp(frame.source, frame.start, frame.end, cursor);
  if (stop < 0 || (stop < frame.end && frame.source[stop] !== 32)) return;
  frame.atMs = cursor.atMs;
  frame.start = Math.min(stop + 1, frame.end);
}

/** `2026-01-02T03:04:05.123456789Z stdout F message` (CRI logging format of the Kubernetes container runtime interface). */
function unwrapCri(frame: Frame): void {
  const { source, end } = frame;
  const stop = readStamp(source, frame.start, end, cursor);
  if (stop < 0 || !startsWith({ source, start: stop, end }, stop, ' std')) return;
  const isError = startsWith({ source, start: stop, end }, stop + 4, 'err ');
  if (!isError && !startsWith({ source, start: stop, end }, stop + 4, 'out ')) return;
  const tag = stop + 8;
  const kind = source[tag];
  if (kind !== 80 && kind !== 70) return;
  const gap = find(source, 32, tag, Math.min(end, tag + 32));
  frame.atMs = cursor.atMs;
  frame.lane = isError ? 1 : 0;
  frame.partial = kind === 80;
  frame.start = gap < 0 ? end : gap + 1;
}

/** `{"log":"message\n","stream":"stdout","time":"..."}` (docker's json-file driver), whose long lines lack the inner line feed. */
function unwrapDocker(frame: Frame): void {
  if (!startsWith(frame, frame.start, '{"log":"')) return;
  const from = frame.start + 8;
  const close = closingQuote(frame.source, from, frame.end);
  if (close < 0) return;
  const tail = decode(frame.source, close + 1, Math.min(frame.end, close + 400));
  const time = /"time":"([^"]{20,40})"/.exec(tail)?.[1];
  if (time === undefined) return;
  const stamp = encode(time);
  if (readStamp(stamp, 0, stamp.length, cursor) < 0) return;
  frame.atMs = cursor.atMs;
  frame.lane = tail.includes('"stream":"stderr"') ? 1 : 0;
  unescapeInto(frame, from, close);
}

function unescapeInto(frame: Frame, from: number, close: number): void {
  const endsLine = close - from >= 2 && frame.source[close - 2] === BACKSLASH && frame.source[close - 1] === 110;
  const end = endsLine ? close - 2 : close;
  frame.partial = !endsLine;
  if (find(frame.source, BACKSLASH, from, end) < 0) {
    frame.start = from;
    frame.end = end;
    return;
  }
  unescape(frame.source, from, end);
  frame.source = unescaped.bytes.slice(0, unescaped.length);
  frame.start = 0;
  frame.end = unescaped.length;
  cleanFrame(frame);
}

/** Takes off NUL bytes, terminal codes and carriage returns at the end. */
export function cleanFrame(frame: Frame): void {
  frame.isDirty = true;
  const cleaned = clean(frame.source, frame.start, frame.end);
  frame.source = cleaned;
  frame.start = 0;
  frame.end = cleaned.length;
  trimFrame(frame);
}

/** A copy that stays as it is. */
export function copyFrame(frame: Frame): Frame {
  const { source, start, end, tag } = frame;
  return { ...frame, source: source.slice(start - tag, end), start: tag, end: end - start + tag };
}

/** Takes off carriage returns at the end. */
export function trimFrame(frame: Frame): void {
  while (frame.end > frame.start && frame.source[frame.end - 1] === CARRIAGE_RETURN) frame.end -= 1;
}
