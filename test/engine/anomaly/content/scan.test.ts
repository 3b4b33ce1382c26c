import { describe, expect, test } from 'vitest';
import { createValues, scanValues } from '../../../../engine/anomaly/content/scan.ts';

function valuesOf(line: string): readonly { readonly text: string; readonly milliseconds: number }[] {
  const source = new TextEncoder().encode(line);
  const values = createValues();
  scanValues({ source, start: 0, end: source.length }, values);
  return Array.from({ length: values.count }, (_, i) => ({
    text: new TextDecoder().decode(source.subarray(values.starts[i], values.ends[i])),
    milliseconds: values.milliseconds[i] ?? Number.NaN,
  }));
}

function durationsOf(line: string): readonly number[] {
  return valuesOf(line)
    .map(({ milliseconds }) => milliseconds)
    .filter((milliseconds) => !Number.isNaN(milliseconds));
}

function keysOf(line: string): readonly number[] {
  const source = new TextEncoder().encode(line);
  const values = createValues();
  scanValues({ source, start: 0, end: source.length }, values);
  return [...values.keys.subarray(0, values.count)];
}

describe('values of a line', () => {
  test.each([
    ['request done in 87 ms', [87]],
    ['request done in 87ms', [87]],
    ['GET /x took=1.5s', [1_500]],
    ['elapsed 1m30s', [90_000]],
    ['waited 250µs', [0.25]],
    ['{"msg":"done","duration_ms":12.5}', [12.5]],
    ['{"responseTime":40,"elapsedSeconds":2}', [40, 2_000]],
    ['12 of 90 rows, 40 KB left', []],
    ['attempt 3 of 5 for customer 4711', []],
    ['status=200 version=1.2.3 from 10.0.0.1', []],
  ])('durations are read with their unit or that of their key: %s', (line, durations) => {
    expect(durationsOf(line)).toEqual(durations);
  });

  test('words with a digit and what a key is given are values', () => {
    const texts = valuesOf('shipped by node-7 region=eu tier: gold').map(({ text }) => text);
    expect(texts).toEqual(['node-7', 'eu', 'gold']);
  });

  test('a value has the same key in every line of its kind, and another one than its neighbours', () => {
    const [first, second] = [keysOf('order 17 by node-7 in 3 ms'), keysOf('order 99123 by node-12 in 4711 ms')];
    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(first.length);
  });

  test.each(['', '   ', '=====', '\u0000\u0001', 'x'.repeat(5_000), '1 '.repeat(3_000), 'a=1 '.repeat(3_000), '\u{1F600}=7'])(
    'no line makes it fail or read without end',
    (line) => {
      expect(valuesOf(line).length).toBeLessThanOrEqual(24);
    },
  );
});
