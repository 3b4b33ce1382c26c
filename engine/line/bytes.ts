/** A piece of somebody else's bytes, valid only as long as the call or record it came with. */
export interface ByteSpan {
  readonly source: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const QUOTE = 34;
export const BACKSLASH = 92;

/** Up to here, building a string by hand beats the call of a decoder. */
const SHORT = 16;

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** UTF-8 to text; invalid sequences become U+FFFD. */
export function decode(source: Uint8Array, start: number, end: number): string {
  if (end - start > SHORT) return decoder.decode(source.subarray(start, end));
  let text = '';
  for (let i = start; i < end; i += 1) {
    const byte = source[i] ?? 0;
    if (byte > 127) return decoder.decode(source.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

export function encode(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The byte at a place, 0 outside. */
export function byteAt(source: Uint8Array, at: number): number {
  return source[at] ?? 0;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;
}

export function isUpper(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 65 && byte <= 90;
}

export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === 9;
}

/** Whether `text`, in ASCII, stands at `at`. */
export function startsWith(span: ByteSpan, at: number, text: string): boolean {
  if (at + text.length > span.end) return false;
  for (let i = 0; i < text.length; i += 1) {
    if (span.source[at + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** First position of `byte` in [from, to), or -1. */
export function find(source: Uint8Array, byte: number, from: number, to: number): number {
  for (let i = from; i < to; i += 1) {
    if (source[i] === byte) return i;
  }
  return -1;
}

/** Place of the quote that ends the JSON string whose content begins at `from`, or -1. */
export function closingQuote(source: Uint8Array, from: number, end: number): number {
  for (let i = from; i < end; i += 1) {
    const byte = source[i];
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) i += 1;
  }
  return -1;
}

/** End of the run of blanks that begins at `at`. */
export function skipBlanks(source: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isBlank(source[i])) i += 1;
  return i;
}

/** End of the run of non-blanks that begins at `at`. */
export function skipWord(source: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && !isBlank(source[i])) i += 1;
  return i;
}

/** End of the run of digits that begins at `at`. */
export function skipDigits(source: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isDigit(source[i])) i += 1;
  return i;
}

/** Value of at most 15 digits in [from, to). */
export function readNumber(source: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i += 1) value = value * 10 + ((source[i] ?? 48) - 48);
  return value;
}

/** Bytes as a string of code units below 256, so that a checkpoint can hold them in JSON. */
export function toLatin(source: Uint8Array): string {
  let text = '';
  for (const byte of source) text += String.fromCharCode(byte);
  return text;
}

export function fromLatin(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i) & 255;
  return bytes;
}
