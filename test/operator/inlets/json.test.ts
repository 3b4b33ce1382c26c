import { expect, test } from 'vitest';
import { parseJson } from '../../../operator/inlets/json.ts';
import { messagesAtMost } from '../../../operator/inlets/protobuf.ts';

const parse = (text: string): unknown => parseJson(Buffer.from(text));

test('braces, commas and quotes within texts are no parts', () => {
  const value = { a: '{[,]}\\"{', b: ['\\', '\\\\"', '"{"'], '{"': 1 };
  expect(parse(JSON.stringify(value))).toEqual(value);
  const log = JSON.stringify({ text: '{'.repeat(messagesAtMost + 1) });
  expect(parse(log)).toEqual(JSON.parse(log));
});

test.each([
  ['objects', `[${'{},'.repeat(messagesAtMost)}{}]`],
  ['lists', `[${'[],'.repeat(messagesAtMost)}[]]`],
  ['numbers', `[${'1,'.repeat(10 * messagesAtMost + 1)}1]`],
])('%s beyond the bound are refused before anything is made of them', (_, body) => {
  expect(() => parse(body)).toThrow(expect.objectContaining({ status: 413, code: 'BodyTooLarge' }));
});

test('what is nested without end is refused', () => {
  expect(() => parse('['.repeat(200_000))).toThrow(expect.objectContaining({ status: 400 }));
});

test.each([['{"a":'], ['"no end'], ['{"a":"\\"}'], ['nothing'], ['']])('%s is no JSON', (body) => {
  expect(() => parse(body)).toThrow(expect.objectContaining({ status: 400, message: 'The body is no JSON.' }));
});
