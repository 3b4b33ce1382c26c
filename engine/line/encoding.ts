import { encode } from './bytes.ts';

/** How the bytes of a stream encode text. Known by its byte order mark; without one it is UTF-8. */
export interface Encoding {
  kind: (typeof ENCODINGS)[number];
  /** Bytes of a code point, or of a mark, whose end has not come: at most three. */
  held: Uint8Array;
}

export const ENCODINGS = ['unknown', 'utf-8', 'utf-16le', 'utf-16be'] as const;

const nothing = new Uint8Array(0);
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

export function createEncoding(): Encoding {
  return { kind: 'unknown', held: nothing };
}

/** The text of `bytes` in UTF-8, wherever the stream has been cut; UTF-8 is handed through as it is. Lone surrogates become U+FFFD. */
export function toUtf8(encoding: Encoding, bytes: Uint8Array): Uint8Array {
  if (encoding.kind === 'utf-8') return bytes;
  const text = encoding.held.length === 0 ? bytes : concat(encoding.held, bytes);
  if (encoding.kind !== 'unknown') return transcode(encoding, text);
  if (text.length === 0) return text;
  if (text.length === 1 && isMark(text[0])) {
    encoding.held = text.slice();
    return nothing;
  }
  encoding.held = nothing;
  encoding.kind = kindOf(text);
  return encoding.kind === 'utf-8' ? text : transcode(encoding, text.subarray(2));
}

/** What was held back, for a stream that ends in the middle of a code point. */
export function endOfText(encoding: Encoding): Uint8Array {
  const { held, kind } = encoding;
  if (held.length === 0) return held;
  encoding.held = nothing;
  if (kind === 'unknown') encoding.kind = 'utf-8';
  return kind === 'unknown' ? held : encode('\uFFFD');
}

function kindOf(text: Uint8Array): Encoding['kind'] {
  if (text[0] === 255 && text[1] === 254) return 'utf-16le';
  return text[0] === 254 && text[1] === 255 ? 'utf-16be' : 'utf-8';
}

function isMark(byte: number | undefined): boolean {
  return byte === 254 || byte === 255;
}

function transcode(encoding: Encoding, text: Uint8Array): Uint8Array {
  const isBig = encoding.kind === 'utf-16be';
  let whole = text.length - (text.length % 2);
  const high = text[isBig ? whole - 2 : whole - 1] ?? 0;
  if (whole >= 2 && high >= 0xd8 && high <= 0xdb) whole -= 2;
  encoding.held = text.slice(whole);
  const units = text.subarray(0, whole);
  return encode(decoder.decode(isBig ? swap(units) : units));
}

function swap(units: Uint8Array): Uint8Array {
  const swapped = new Uint8Array(units.length);
  for (let i = 0; i < units.length; i += 2) {
    swapped[i] = units[i + 1] ?? 0;
    swapped[i + 1] = units[i] ?? 0;
  }
  return swapped;
}

function concat(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
