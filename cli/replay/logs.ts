/**
 * Log lines out of the bytes of a recording, without parsing them: nearly all of a recording is these, and building a text of each only to make bytes of
 * it again for the engine takes longer than all that the engine does with it. Whatever is not in the very form in which recorders write it is left to
 * the parser, which alone says what a recording means.
 */
import type { LogPlace } from './heads.ts';
import { createHeadReader } from './heads.ts';
import { createStampReader } from './stamp.ts';

/** A log line as the engine takes it. */
export interface ReadLog {
  readonly type: 'log';
  readonly atMs: number;
  readonly place: LogPlace;
  /** The raw line with its line feed; valid until the next one is read. */
  readonly bytes: Uint8Array;
}

export interface LogReader {
  /** The line that begins at `at`, of bytes that are UTF-8, where they may be written to; null for what is to be parsed, of which nothing is changed. */
  read(bytes: Buffer, at: number): ReadLog | null;
  /** Behind the line feed of the line that was read last. */
  readonly end: number;
}

const LINE_FEED = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const CLOSING = 125;
const before = Buffer.from('{"at":"');
const between = Buffer.from('","type":"log",');

export function createLogReader(): LogReader {
  const stamps = createStampReader();
  const heads = createHeadReader();
  let end = 0;
  return {
    read(bytes, at) {
      if (!standsAt(bytes, at, before)) return null;
      const atMs = stamps.read(bytes, at + before.length);
      if (Number.isNaN(atMs) || !standsAt(bytes, stamps.end, between)) return null;
      const place = heads.read(bytes, stamps.end + between.length);
      if (place === null) return null;
      const from = heads.end;
      const plainEnd = endOfPlain(bytes, from);
      const close = plainEnd < 0 ? -1 : bytes[plainEnd] === QUOTE ? plainEnd : endOfEscaped(bytes, plainEnd);
      if (close < 0 || bytes[close + 1] !== CLOSING || bytes[close + 2] !== LINE_FEED) return null;
      end = close + 3;
      // In its own place, which is as long as the text and the quote behind it, so that nothing is copied out.
      const last = unescape(bytes, plainEnd, close);
      bytes[last] = LINE_FEED;
      return { type: 'log', atMs, place, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset + from, last + 1 - from) };
    },
    get end() {
      return end;
    },
  };
}

/** When a line of that beginning was written, as a survey needs no more of it; null for any other. Whoever reads it later will refuse what is wrong with it. */
export function createTimeReader(): (bytes: Buffer, at: number, end: number) => number | null {
  const stamps = createStampReader();
  return (bytes, at, end) => {
    if (!standsAt(bytes, at, before) || bytes[end - 1] !== CLOSING) return null;
    const atMs = stamps.read(bytes, at + before.length);
    return Number.isNaN(atMs) || !standsAt(bytes, stamps.end, between) ? null : atMs;
  };
}

function standsAt(bytes: Buffer, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text[i]) return false;
  return true;
}

const [PLAIN, STOP, FORBIDDEN] = [0, 1, 2];
/** What a byte is within a string of JSON (RFC 8259): control characters stand there only as escapes. */
const kinds = Uint8Array.from({ length: 256 }, (_, byte) => (byte < 32 ? FORBIDDEN : byte === QUOTE || byte === BACKSLASH ? STOP : PLAIN));

/** Where the first escape or the closing quote stands, or -1. */
function endOfPlain(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && kinds[bytes[at] ?? 0] === PLAIN) at += 1;
  return at < bytes.length && kinds[bytes[at] ?? 0] === STOP ? at : -1;
}

/** What a letter behind a backslash stands for; 0 for what is none, or takes a parser. */
const escapes = new Uint8Array(256);
for (const [letter, meant] of Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }))
  escapes[letter.charCodeAt(0)] = meant.charCodeAt(0);

/** Where the closing quote stands, behind escapes of two bytes; -1 where there are others. */
function endOfEscaped(bytes: Buffer, from: number): number {
  let at = from;
  while (at >= 0 && bytes[at] === BACKSLASH) at = escapes[bytes[at + 1] ?? 0] === 0 ? -1 : endOfPlain(bytes, at + 2);
  return at;
}

/** Puts what the escapes in [from, to) mean in their place, and returns where it ends. */
function unescape(bytes: Buffer, from: number, to: number): number {
  let last = from;
  for (let at = from; at < to; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === BACKSLASH) {
      at += 1;
      byte = escapes[bytes[at] ?? 0] ?? 0;
    }
    bytes[last] = byte;
    last += 1;
  }
  return last;
}
