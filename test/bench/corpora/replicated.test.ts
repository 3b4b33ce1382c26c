import { describe, expect, test } from 'vitest';
import { replicate } from '../../../bench/corpora/replicated.ts';

const linesOf = (bytes: Uint8Array): string[] => new TextDecoder().decode(bytes).split('\n').slice(0, -1);

describe('replicated lines', () => {
  test('the same lines come again in their order, as many as asked for', () => {
    const lines = linesOf(replicate('one\ntwo\nthree\n', 7));
    expect(lines).toEqual(['one', 'two', 'three', 'one', 'two', 'three', 'one']);
  });

  test('numbers are fresh each time and keep their length and first digit', () => {
    const lines = linesOf(replicate('order 48213 took 250 ms\n', 50));
    expect(new Set(lines).size).toBe(50);
    for (const line of lines) expect(line).toMatch(/^order 4\d{4} took 2\d\d ms$/);
  });

  test('codes of one digit, digits of words, and the class of a status stay', () => {
    for (const line of linesOf(replicate('exit 3 sha256 status=503\n', 30))) expect(line).toMatch(/^exit 3 sha256 status=5\d\d$/);
  });

  test('an address stays an address', () => {
    for (const line of linesOf(replicate('from 10.255.3.240:8080\n', 200))) {
      const [, ...octets] = /^from (\d+)\.(\d+)\.(\d+)\.(\d+):8\d{3}$/.exec(line) ?? [];
      expect(octets).toHaveLength(4);
      for (const octet of octets) expect(Number(octet)).toBeLessThan(256);
    }
  });

  test('all digits of a hexadecimal word are fresh', () => {
    const lines = linesOf(replicate('trace a1b2c3d4e5f6\n', 20));
    expect(new Set(lines).size).toBe(20);
    for (const line of lines) expect(line).toMatch(/^trace a\db\dc\dd\de\df\d$/);
  });

  test.each([
    ['2020-05-06 07:08:09,123 x', /^2026-01-01 00:00:0\d[,]\d{3} x$/],
    ['[06/May/2020:07:08:09 +0000] x', /^\[01\/Jan\/2026:00:00:0\d \+0000\] x$/],
    ['May  6 07:08:09 x', /^Jan {2}1 00:00:0\d x$/],
    ['200506 070809 x', /^260101 00000\d x$/],
    ['20/05/06 07:08:09 x', /^26\/01\/01 00:00:0\d x$/],
    ['{"time":1588748889123}', /^\{"time":17672256\d{5}\}$/],
    ['{"ts":1588748889.123456}', /^\{"ts":17672256\d\d\.\d{6}\}$/],
  ])('times advance in their own shape: %s', (line, shape) => {
    const lines = linesOf(replicate(`${line}\n`, 100));
    for (const each of lines) expect(each).toMatch(shape);
    expect(lines.at(-1)).not.toBe(lines[0]);
    expect(lines).toEqual(lines.toSorted((a, b) => (a.slice(0, 22) < b.slice(0, 22) ? -1 : a.slice(0, 22) > b.slice(0, 22) ? 1 : 0)));
  });

  test('the same seed gives the same bytes', () => {
    expect(replicate('id 12345\n', 40)).toEqual(replicate('id 12345\n', 40));
    expect(replicate('id 12345\n', 40)).not.toEqual(replicate('id 12345\n', 40, 12));
  });
});
