import { expect, test } from 'vitest';
import { createBlocks } from '../../../cli/redact-test/blocks.ts';
import { privateKey } from '../../builders/secrets.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('lines are counted from one, whole whatever pieces they come in', () => {
  for (const size of [1, 3, 1_000]) {
    const blocks = createBlocks();
    const all = bytes('one\ntwö\r\n\nlast');
    const found = [];
    for (let at = 0; at < all.length; at += size) found.push(...blocks.take(all.subarray(at, at + size)));
    found.push(...blocks.end());
    expect(found).toEqual(['one', 'twö', '', 'last'].map((text, index) => ({ number: index + 1, text })));
    expect(blocks.lines).toBe(4);
  }
});

test('the lines of a private key are one block', () => {
  const blocks = createBlocks();
  const found = [...blocks.take(bytes(`first\n${privateKey}\nlast\n`)), ...blocks.end()];
  expect(found.map(({ number, text }) => [number, text])).toEqual([
    [1, 'first'],
    [2, privateKey],
    [7, 'last'],
  ]);
});

test('a key without an end holds back no more than some hundred lines', () => {
  const blocks = createBlocks();
  const found = blocks.take(bytes(`${privateKey.split('\n')[0]}\n${'line\n'.repeat(1_000)}`));
  expect(found.length).toBeGreaterThan(600);
  expect(blocks.lines).toBe(1_001);
});

test('what is longer than the engine reads is cut and counted', () => {
  const blocks = createBlocks();
  const [first] = blocks.take(bytes(`${'x'.repeat(100_000)}\n`));
  expect(first?.text.length).toBe(65_536);
  expect(blocks.cutLines).toBe(1);
});
