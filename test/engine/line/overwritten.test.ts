import { describe, expect, test } from 'vitest';
import { createLineReader } from '../../../engine/line/line.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const cri = '2026-01-02T03:04:05.000000000Z stdout';

/** What is read of the text, in chunks of `size` bytes of the plain kind or of Node's own. */
function read(text: string, { size = 4_096, isBuffer = false } = {}): readonly string[] {
  const reader = createLineReader('auto');
  const messages: string[] = [];
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = bytes.slice(at, at + size);
    reader.push(isBuffer ? Buffer.from(chunk) : chunk, AT, (record) => void messages.push(record.message));
  }
  reader.flush(Number.POSITIVE_INFINITY, (record) => void messages.push(record.message));
  expect(reader.lines).toBe(text.split('\n').length - 1);
  return messages;
}

describe('carriage returns', () => {
  const cases: readonly (readonly [title: string, line: string, message: string])[] = [
    [
      'of a count that is written over and over again the last state is read',
      'read 7 of 90\rread 80 of 90\rread 90 of 90, done',
      'read 90 of 90, done',
    ],
    [
      'of a bar the last state is read, however wide its number is',
      '\r  0%|   | 0/20\r 50%|# | 10/20\r100%|##| 20/20 \r',
      '100%|##| 20/20 ',
    ],
    [
      'those that stand for the line feeds of a trace lose nothing',
      'Error: no\r\tat a (b.js:1)\r\tat c (d.js:2)',
      'Error: no \tat a (b.js:1) \tat c (d.js:2)',
    ],
    ['those between sentences lose nothing', 'shelf is open\rshelf is shut', 'shelf is open shelf is shut'],
    ['several at the end of a line are no part of it', 'group made\r\r', 'group made'],
    ['a line of nothing else is empty', '\r\r\r', ''],
  ];
  for (const [title, line, message] of cases) {
    for (const isBuffer of [false, true]) {
      test(`${title}${isBuffer ? ', in buffers of Node' : ''}`, () => {
        const text = `${line}\n{"msg":"next"}\n`;
        const expected = message === '' ? ['', 'next'] : [message, 'next'];
        expect(read(text, { isBuffer }).filter((one, at) => one !== '' || at === 0)).toEqual(expected);
        expect(read(text, { isBuffer, size: 5 }).filter((one, at) => one !== '' || at === 0)).toEqual(expected);
      });
    }
  }

  test('behind the wrapping of a runtime, and where it has cut the line, the last state is read', () => {
    expect(read(`${cri} F got 5%\rgot 7%\n${cri} P got 9%\rgot 1\n${cri} F 0%\n`)).toEqual(['got 7%', 'got 10%']);
  });

  test('lines that end in a carriage return and a line feed stay what they are', () => {
    expect(read('{"msg":"one"}\r\n{"msg":"two"}\r\n', { isBuffer: true })).toEqual(['one', 'two']);
  });
});
