import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEncoding, endOfText, toUtf8 } from '../../../engine/line/encoding.ts';
import { createLineReader } from '../../../engine/line/line.ts';

const decode = (chunks: readonly Uint8Array[]): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));

/** The text in UTF-16 behind a byte order mark. */
function utf16(text: string, isBig: boolean): Uint8Array {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
}

function transcode(bytes: Uint8Array, cuts: readonly number[]): string {
  const encoding = createEncoding();
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  const chunks = places.slice(1).map((place, i) => toUtf8(encoding, bytes.subarray(places[i], place)).slice());
  return decode([...chunks, endOfText(encoding)]);
}

describe('encodings', () => {
  test('UTF-16 of either order is read wherever the stream has been cut', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, fc.boolean(), fc.array(fc.nat(), { maxLength: 6 }), (written, isBig, cuts) => {
        expect(transcode(utf16(written, isBig), cuts)).toBe(written.toWellFormed());
      }),
    );
  });

  test('other bytes are handed through, also those that only begin like a mark', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.array(fc.nat(), { maxLength: 4 }), (bytes, cuts) => {
        fc.pre(!(bytes[0] === 255 && bytes[1] === 254) && !(bytes[0] === 254 && bytes[1] === 255));
        expect(transcode(bytes, cuts)).toBe(decode([bytes]));
      }),
    );
  });

  test('a stream that ends within a character says so', () => {
    expect(transcode(utf16('a😀', false).subarray(0, 6), [])).toBe('a\uFFFD');
  });

  test.each([false, true])('a log in UTF-16 is read like any other (big-endian: %s)', (isBig) => {
    const reader = createLineReader('auto');
    const messages: string[] = [];
    const bytes = utf16('готово\r\nError: ящик 5\n    at a (b.js:1:1)\nзакрыто\n', isBig);
    for (const byte of bytes) reader.push(Uint8Array.of(byte), 0, ({ message }) => messages.push(message));
    reader.flush(Number.POSITIVE_INFINITY, ({ message, lines }) => messages.push(`${message} (${lines})`));
    expect(messages).toEqual(['готово (1)', 'Error: ящик 5 (2)', 'закрыто (1)']);
  });

  test('the mark of UTF-8 is no part of a line, at the beginning of a file or where two have been put together', () => {
    const reader = createLineReader('auto');
    const messages: string[] = [];
    reader.push(new TextEncoder().encode('\uFEFFready\n\uFEFFagain\n'), 0, ({ message }) => messages.push(message));
    reader.flush(Number.POSITIVE_INFINITY, ({ message }) => messages.push(message));
    expect(messages).toEqual(['ready', 'again']);
  });
});
