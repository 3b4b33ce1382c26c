import { fromLatin, toLatin } from '../bytes.ts';
import type { ByteSpan } from '../bytes.ts';
import { createFrame } from '../frame.ts';
import type { Frame } from '../frame.ts';
import { readSaved } from '../saved.ts';

/** Readers of the saved state of a log stream. */
export const saved = readSaved('the saved state of a log stream');

type Tagged = ByteSpan & { readonly tag?: number };

/** Bytes as strings of code units below 256, from the tag before the text on. */
export function saveSpan({ source, start, end, tag = 0 }: Tagged): Readonly<Record<string, unknown>> {
  return { source: toLatin(source.subarray(start - tag, end)), tag };
}

export function readSpan(value: unknown): {
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly tag: number;
} {
  const read = saved.record(value);
  const source = fromLatin(saved.text(read['source']));
  const tag = Math.min(source.length, saved.number(read['tag']));
  return { source, start: tag, end: source.length, tag };
}

/** Times that are not known are null. */
export function saveTime(atMs: number): number | null {
  return Number.isNaN(atMs) ? null : atMs;
}

export function readTimeOrNone(value: unknown): number {
  return value === null ? Number.NaN : saved.number(value);
}

/** Of a line that waits. */
export function saveFrame(frame: Frame): unknown {
  const { atMs, ordinal, pieces, rawBytes, receivedAtMs } = frame;
  return { ...saveSpan(frame), atMs: saveTime(atMs), ordinal, pieces, rawBytes, receivedAtMs };
}

export function readFrame(value: unknown): Frame {
  const read = saved.record(value);
  return {
    ...createFrame(),
    ...readSpan(read),
    atMs: readTimeOrNone(read['atMs']),
    ordinal: saved.number(read['ordinal']),
    pieces: read['pieces'] === null ? null : saved.array(read['pieces']).map(saved.number),
    rawBytes: saved.number(read['rawBytes']),
    receivedAtMs: saved.number(read['receivedAtMs']),
  };
}
