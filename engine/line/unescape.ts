import { BACKSLASH } from './bytes.ts';

/** Where the last text without escapes ends in `unescaped.bytes`; it is overwritten by the next. */
export const unescaped = { bytes: new Uint8Array(4_096), length: 0 };

/** Bytes behind a backslash that stand for another byte, and that byte. */
const ESCAPES = new Uint8Array(256);
for (const pair of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) ESCAPES[pair.charCodeAt(0)] = pair.charCodeAt(1);

/**
 * Writes what the inside of a JSON string stands for into `unescaped`; unreadable escapes stay as they are written. No string is made, so that escapes
 * cost little.
 */
export function unescape(source: Uint8Array, from: number, to: number): void {
  if (unescaped.bytes.length < to - from) unescaped.bytes = new Uint8Array((to - from) * 2);
  const { bytes } = unescaped;
  let length = 0;
  let at = from;
  while (at < to) {
    const byte = source[at] ?? 0;
    const simple = byte === BACKSLASH && at + 1 < to ? (ESCAPES[source[at + 1] ?? 0] ?? 0) : 0;
    if (simple !== 0) {
      bytes[length] = simple;
      length += 1;
      at += 2;
    } else if (byte === BACKSLASH && source[at + 1] === 117 && at + 6 <= to) {
      unescaped.length = length;
      at = takeCodePoint(source, at, to);
      ({ length } = unescaped);
    } else {
      bytes[length] = byte;
      length += 1;
      at += 1;
    }
  }
  unescaped.length = length;
}

/** `\uXXXX`, or two of them that are a pair of surrogates; returns where reading goes on. */
function takeCodePoint(source: Uint8Array, at: number, to: number): number {
  const unit = hex(source, at + 2);
  if (unit < 0) {
    put(BACKSLASH);
    return at + 1;
  }
  if (unit < 0xd800 || unit > 0xdfff) {
    putCodePoint(unit);
    return at + 6;
  }
  const low = unit < 0xdc00 && at + 12 <= to && source[at + 6] === BACKSLASH && source[at + 7] === 117 ? hex(source, at + 8) : -1;
  const isPair = low >= 0xdc00 && low <= 0xdfff;
  putCodePoint(isPair ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : 0xfffd);
  return isPair ? at + 12 : at + 6;
}

/** Four hex digits, or -1. */
function hex(source: Uint8Array, at: number): number {
  let value = 0;
  for (let i = at; i < at + 4; i += 1) {
    const byte = source[i] ?? 0;
    const digit = byte >= 48 && byte <= 57 ? byte - 48 : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** UTF-8 of a code point; never longer than the escape that it was written as. */
function putCodePoint(code: number): void {
  if (code < 0x80) put(code);
  else if (code < 0x800) {
    put(0xc0 | (code >> 6));
    put(0x80 | (code & 63));
  } else if (code < 0x10000) {
    put(0xe0 | (code >> 12));
    put(0x80 | ((code >> 6) & 63));
    put(0x80 | (code & 63));
  } else {
    put(0xf0 | (code >> 18));
    put(0x80 | ((code >> 12) & 63));
    put(0x80 | ((code >> 6) & 63));
    put(0x80 | (code & 63));
  }
}

function put(byte: number): void {
  unescaped.bytes[unescaped.length] = byte;
  unescaped.length += 1;
}
