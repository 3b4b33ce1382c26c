import { describe, expect, test } from 'vitest';
import type { LogRecord } from '../../../engine/domain.ts';
import { createLineReader } from '../../../engine/line/line.ts';
import { createRandom } from '../../../engine/math.ts';

const AT = Date.UTC(2026, 5, 7);
const LINES = 30_000;
/** What parsers look for, whole and broken. */
const PIECES = [
  String.raw`{"¦":¦"msg":"¦}¦{¦[¦]¦\¦\u00¦__proto__¦constructor¦level=¦msg="¦"¦ ¦|¦;¦,¦2026-06-07 10:00:00¦T08:09:10Z¦INFO¦ERROR:¦[main]¦a.b.C:¦GET /a`,
  String.raw` 200 ¦<34>1 ¦ - ¦1780819750¦-1¦I0607 08:09:10.000000 1 a.go:1] ¦Jun  7 08:09:10 host app[1]: ¦10.0.0.1¦é¦中文¦[   1.234567] ¦  at x`,
  String.raw`2026-06-07T08:09:10.0Z stdout F ¦Caused by: ¦{"log":"x\n","stream":"stdout","time":"2026-06-07T08:09:10Z"}`,
  '\t¦\r¦\u0000¦\u2028¦\u001B[31m',
].flatMap((row) => row.split('¦'));

/** One line of random pieces, of random bytes, or of one byte over and over. */
function write(random: () => number, pieces: readonly Uint8Array[]): Uint8Array {
  const kind = Math.floor(random() * 10);
  if (kind === 0) return Uint8Array.from({ length: Math.floor(random() * 90) }, () => Math.floor(random() * 256));
  if (kind === 1) return new Uint8Array(Math.floor(random() * 300)).fill(Math.floor(random() * 256));
  return Buffer.concat(
    Array.from({ length: Math.floor(random() * 12) }, () => pieces[Math.floor(random() * pieces.length)] ?? new Uint8Array(0)),
  );
}

test('whatever the lines, nothing throws and every line and byte counts once', () => {
  const random = createRandom(7);
  const pieces = PIECES.map((piece) => new TextEncoder().encode(piece));
  const reader = createLineReader('auto');
  const counted = { lines: 0, bytes: 0, characters: 0, untimed: 0 };
  const emit = (record: LogRecord): void => {
    counted.lines += record.lines;
    counted.bytes += record.bytes;
    const { message, level, traceId, ids } = record;
    counted.characters += message.length + level.length + (traceId?.length ?? 0) + (ids?.length ?? 0);
    if (Number.isNaN(record.atMs)) counted.untimed += 1;
  };
  let sent = 0;
  for (let i = 0; i < LINES; i += 100) {
    const lines = Array.from({ length: 100 }, () => Buffer.concat([write(random, pieces), Uint8Array.of(10)]));
    const chunk = new Uint8Array(Buffer.concat(lines));
    sent += chunk.length;
    reader.push(chunk, AT + i, emit);
    if (random() < 0.1) reader.flush(AT + i + 5_000, emit);
  }
  reader.flush(Number.POSITIVE_INFINITY, emit);
  expect({ ...counted, characters: 0 }).toEqual({ lines: reader.statistics.lines, bytes: sent, characters: 0, untimed: 0 });
});

describe('a line of 64 kB costs no more a byte than twenty times what others do', () => {
  const units = String.raw`a¦ ¦[¦(¦<¦{¦{"¦{"a":¦{"a":"¦"¦k="¦a=b ¦msg=a ¦GET /a ¦<34>1 ¦12:34:56 ¦a.b: ¦a{¦a|¦ - ¦\¦\u0041¦0`.split('¦');
  const heads =
    '¦{"msg":"¦level=info msg="¦2026-06-07 10:00:00 INFO ¦10.0.0.1 - - [07/Jun/2026:08:09:10 +0000] "GET ¦<34>1 2026-06-07T08:09:10Z a b - - ['.split(
      '¦',
    );

  test('of any unit behind any head', () => {
    const costs = units.flatMap((unit) =>
      heads.map((head) => ({ text: `${head}${unit}`, cost: costOf(`${head}${unit.repeat(65_000 / unit.length)}`) })),
    );
    const mean = costs.reduce((sum, { cost }) => sum + cost, 0) / costs.length;
    expect(costs.filter(({ cost }) => cost > mean * 20)).toEqual([]);
  });
});

/** Processor time of the lesser of two readings, in nanoseconds a byte. */
function costOf(line: string): number {
  const bytes = new TextEncoder().encode(`${line}\n`.repeat(4));
  const runs = Array.from({ length: 2 }, () => {
    const reader = createLineReader('plain');
    const before = process.threadCpuUsage();
    let lines = 0;
    const emit = (record: LogRecord): void => void (lines += record.lines);
    reader.push(bytes, AT, emit);
    reader.flush(Number.POSITIVE_INFINITY, emit);
    const { user, system } = process.threadCpuUsage(before);
    expect(lines).toBe(4);
    return (user + system) / bytes.length;
  });
  return Math.min(...runs) * 1_000;
}
