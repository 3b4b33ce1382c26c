import type { SpanRecord } from './record.ts';

/** A message being written anew, because the line does not have it in one piece. One for all: a record is valid only until the next one. */
const scratch = { bytes: new Uint8Array(4_096), length: 0 };

export function clearScratch(): void {
  scratch.length = 0;
}

export function scratchLength(): number {
  return scratch.length;
}

export function putByte(byte: number): void {
  if (scratch.length >= scratch.bytes.length) return;
  scratch.bytes[scratch.length] = byte;
  scratch.length += 1;
}

/** Adds [from, to); what has no room any more is left out. */
export function putBytes(source: Uint8Array, from: number, to: number): void {
  const { bytes, length } = scratch;
  const count = Math.min(to - from, bytes.length - length);
  for (let i = 0; i < count; i += 1) bytes[length + i] = source[from + i] ?? 0;
  if (count > 0) scratch.length = length + count;
}

/** Adds a text in ASCII. */
export function putText(text: string): void {
  for (let i = 0; i < text.length; i += 1) putByte(text.charCodeAt(i));
}

/** Makes what was written the record's message. */
export function useScratch(record: SpanRecord): void {
  record.source = scratch.bytes;
  record.start = 0;
  record.end = scratch.length;
}
