import picocolors from 'picocolors';
import { expect, test } from 'vitest';
import { markedLines, plainLines } from '../../../cli/redact-test/marks.ts';
import { createRedactor } from '../../../engine/index.ts';
import { privateKey } from '../../builders/secrets.ts';

const { find } = createRedactor();
const blockOf = (text: string) => ({ number: 7, text });

test('a plain line has the labels and no value', () => {
  const text = 'login of ann@example.org with password=hunter2';
  expect(plainLines(blockOf(text), find(text))).toEqual([{ number: 7, text: 'login of <email> with password=<redacted>' }]);
});

test('a marked line has each value struck out before its label, and moves no cursor', () => {
  const colours = { ...picocolors.createColors(true), red: wrap('red'), strikethrough: wrap('out'), green: wrap('green') };
  const text = 'a\u001b[2J password=hun\u0007ter2';
  expect(markedLines(blockOf(text), find(text), colours)).toEqual([
    { number: 7, text: 'a\ufffd[2J password=red(out(hun\ufffdter2))green(<redacted>)' },
  ]);
});

test('a key of several lines is one, and the lines behind it keep their numbers', () => {
  const text = `read ${privateKey} end\nplain\nfor ann@example.org`;
  const first = { number: 7, text: 'read <private-key> end' };
  const last = { number: 7 + privateKey.split('\n').length + 1, text: 'for <email>' };
  expect(plainLines(blockOf(text), find(text))).toEqual([first, last]);
});

test('a line with nothing to redact is not shown', () => {
  expect(plainLines(blockOf('all is well'), [])).toEqual([]);
});

function wrap(name: string): (text: string | number | null | undefined) => string {
  return (text) => `${name}(${String(text)})`;
}
