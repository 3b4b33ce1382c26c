import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLineReader, rawLinesOf } from '../../../engine/line/line.ts';
import type { LineLimits } from '../../../engine/line/line.ts';
import type { Framing, LogRecord } from '../../../engine/domain.ts';
import { RUNTIMES, createContainer } from './corpora/container.ts';
import { createDraw } from './corpora/draw.ts';
import { CARRIERS, UNMARKED, interleave } from './corpora/stream.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A record's own fields, since records themselves end with the push. */
function kept(record: LogRecord) {
  const { atMs, level, levelInferred, message, rest, traceId, lines, bytes } = record;
  return { atMs, level, levelInferred, message, rest, traceId, lines, bytes, raw: rawLinesOf(record) };
}

type Kept = ReturnType<typeof kept>;

function read(text: string | Uint8Array, framing: Framing = 'auto', limits: Partial<LineLimits> = {}): Kept[] {
  const reader = createLineReader(framing, limits);
  const records: Kept[] = [];
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  reader.push(bytes, AT, (record) => records.push(kept(record)));
  reader.flush(Number.POSITIVE_INFINITY, (record) => records.push(kept(record)));
  return records;
}

function only(text: string, framing: Framing = 'auto'): Kept {
  const records = read(text, framing);
  expect(records).toHaveLength(1);
  const [first] = records;
  if (first === undefined) throw new Error('no record');
  return first;
}

/** Reads up to a place, and on from there with another reader that has only the first one's checkpoint. */
function readInTwo(bytes: Uint8Array, place: number, framing: Framing, limits: Partial<LineLimits>): Kept[] {
  const first = createLineReader(framing, limits);
  const second = createLineReader(framing, limits);
  const records: Kept[] = [];
  const emit = (record: LogRecord): void => void records.push(kept(record));
  first.push(bytes.subarray(0, place), AT, emit);
  second.restore(JSON.parse(JSON.stringify(first.snapshot())));
  second.push(bytes.subarray(place), AT, emit);
  second.flush(Number.POSITIVE_INFINITY, emit);
  return records;
}

/** Order of emission between the two streams is not promised. */
const byText = (a: unknown, b: unknown): number => String(a).localeCompare(String(b));
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

describe('framing', () => {
  test('a CRI line keeps the time of the runtime and loses its wrapping', () => {
    expect(only('2026-01-02T03:04:05.678901234Z stdout F hello there\n')).toMatchObject({
      atMs: AT + 678,
      message: 'hello there',
      lines: 1,
      bytes: 52,
    });
  });

  test('the pieces of a line that the runtime has cut become one message and count as raw lines each', () => {
    const at = '2026-01-02T03:04:05.000000000Z';
    const text = `${at} stdout P {"msg":"long\n${at} stderr F other stream\n${at} stdout P  and lo\n${at} stdout F nger","level":50}\n`;
    const records = read(text);
    expect(records.map(({ message, lines }) => [message, lines]).toSorted(byText)).toEqual([
      ['long and longer', 3],
      ['other stream', 1],
    ]);
    expect(records.flatMap((record) => record.raw ?? []).toSorted(byText)).toEqual([0, 1, 2, 3]);
    expect(sum(records.map((record) => record.bytes))).toBe(text.length);
  });

  test('a cut line whose end never comes is not lost', () => {
    const records = read('2026-01-02T03:04:05.000000000Z stdout P first half\n');
    expect(records).toMatchObject([{ message: 'first half', lines: 1, bytes: 51 }]);
  });

  test('a docker line is unescaped', () => {
    expect(only(`{"log":"say \\"hi\\"\\tnow\\n","stream":"stderr","time":"2026-01-02T03:04:05.5Z"}\n`)).toMatchObject({
      message: 'say "hi"\tnow',
      atMs: AT + 500,
    });
  });

  test('a timestamp of the API is taken off, also before JSON', () => {
    const line = `2026-01-02T03:04:05.250000000Z {"level":"warn","msg":"low on paper"}\n`;
    expect(only(line, 'kubernetes')).toMatchObject({ atMs: AT + 250, level: 'warning', levelInferred: false, message: 'low on paper' });
    expect(only(line)).toMatchObject({ atMs: AT + 250, message: 'low on paper' });
  });

  test('carriage returns, NUL bytes and colours leave no trace in the message', () => {
    expect(only('\u001B[31mred\u001B[0m\u0000 and \u001B]0;title\u0007plain\r\n')).toMatchObject({ message: 'red and plain' });
  });

  test('invalid UTF-8 is read with replacement characters', () => {
    const [record] = read(Uint8Array.from([104, 105, 32, 0xff, 0xfe, 10]));
    expect(record?.message).toBe('hi \uFFFD\uFFFD');
  });

  test('a line over the limit is cut and the cut is counted', () => {
    const reader = createLineReader('plain', { lineBytes: 100 });
    const records: Kept[] = [];
    reader.push(new TextEncoder().encode(`${'a'.repeat(250)}\nshort\n`), AT, (record) => records.push(kept(record)));
    reader.push(new TextEncoder().encode('b'.repeat(9_000)), AT, (record) => records.push(kept(record)));
    reader.push(new TextEncoder().encode('b\n'), AT, (record) => records.push(kept(record)));
    reader.flush(Number.POSITIVE_INFINITY, (record) => records.push(kept(record)));
    expect(records.map((record) => record.message.length)).toEqual([100, 5, 100]);
    expect(reader.statistics).toMatchObject({ lines: 3, bytes: 251 + 6 + 9_002, cutBytes: 150 + 8_901, heldLines: 0 });
  });
});

describe('joining', () => {
  const traces: readonly (readonly [string, string])[] = [
    [
      'Java',
      'java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)\n\t... 3 more\nCaused by: java.io.IOException: x\n\tat a.D.e(D.java:2)',
    ],
    ['Python', 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    go()\nValueError: no such thing'],
    ['Go', 'panic: no map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2'],
    ['Node', 'TypeError: x is not a function\n    at go (/app/a.js:1:2)\n    at node:internal/main:3:4'],
    [
      '.NET',
      'Unhandled exception. System.Exception: no\n   at A.B() in /a.cs:line 1\n   --- End of inner exception stack trace ---\n   at A.C()',
    ],
    ['Ruby', "a.rb:3:in 'go': no (RuntimeError)\n\tfrom a.rb:5:in '<main>'"],
    [
      'Rust',
      "thread 'main' panicked at src/main.rs:2:5:\nno such thing\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace",
    ],
  ];
  test.each(traces)('a trace of %s is one record between its neighbours', (_, trace) => {
    const records = read(`ready to serve\n${trace}\nserving again\n`);
    expect(records.map((record) => record.lines)).toEqual([1, trace.split('\n').length, 1]);
    expect(records[1]?.rest).toContain(trace.split('\n').at(-1) ?? 'never');
  });

  test('a trace is joined to the headed line it belongs to, also when the other stream writes in between', () => {
    const out = '2026-01-02T03:04:05.000000000Z stdout F';
    const err = '2026-01-02T03:04:05.000000000Z stderr F';
    const records = read(`${err} boom: Error\n${out} one\n${err}     at a (b.js:1:1)\n${out} two\n${err}     at c (d.js:1:1)\n`);
    expect(records.map(({ message, lines }) => [message, lines]).toSorted(byText)).toEqual([
      ['boom: Error', 3],
      ['one', 1],
      ['two', 1],
    ]);
  });

  test('an open record waits for the flush time and no longer', () => {
    const reader = createLineReader('plain', { learnRecords: 0 });
    const records: Kept[] = [];
    const emit = (record: LogRecord) => void records.push(kept(record));
    reader.push(new TextEncoder().encode('Error: x\n    at y\n'), AT, emit);
    reader.flush(AT + 1_999, emit);
    expect(records).toHaveLength(0);
    reader.flush(AT + 2_000, emit);
    expect(records).toMatchObject([{ lines: 2, level: 'error', levelInferred: true }]);
  });

  test('a record grows no further than its cap, and every line still counts once', () => {
    const records = read(`Error: x\n${'    at y\n'.repeat(2_500)}`, 'plain');
    expect(sum(records.map((record) => record.lines))).toBe(2_501);
    expect(Math.max(...records.map((record) => record.rest?.length ?? 0))).toBeLessThan(5_000);
  });
});

describe('accounting', () => {
  test('whatever the bytes and however they are cut into chunks, every raw line is in exactly one record', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(
        ...[
          '\n',
          '\r\n',
          '  at x\n',
          'panic: \n',
          '{"log":"a',
          '{"msg":"b"}\n',
          '2026-01-02T03:04:05.0Z stdout P x\n',
          'I0102 ',
          '\u001B[',
          'level=info msg="',
        ].map((text) => new TextEncoder().encode(text)),
      ),
    );
    const framings = fc.constantFrom<Framing>('auto', 'cri', 'docker', 'kubernetes', 'plain');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), framings, (chunks, framing) => {
        const reader = createLineReader(framing, { learnRecords: 3, recordLines: 4, lineBytes: 50 });
        const records: Kept[] = [];
        const emit = (record: LogRecord) => void records.push(kept(record));
        let clock = AT;
        for (const chunk of chunks) {
          reader.push(chunk, clock, emit);
          clock += 700;
          reader.flush(clock, emit);
          expect(sum(records.map((record) => record.lines)) + reader.statistics.heldLines).toBe(reader.statistics.lines);
        }
        reader.flush(Number.POSITIVE_INFINITY, emit);
        const all = Buffer.concat(chunks);
        const lines = all.filter((byte) => byte === 10).length + (all.length > 0 && all.at(-1) !== 10 ? 1 : 0);
        expect(records.flatMap((record) => record.raw ?? []).toSorted((a, b) => a - b)).toEqual(Array.from({ length: lines }, (_, i) => i));
        expect(sum(records.map((record) => record.bytes))).toBe(reader.statistics.bytes);
      }),
      { numRuns: 300 },
    );
  });

  test('a checkpoint in the middle of anything loses nothing', () => {
    const at = '2026-01-02T03:04:05.000000000Z';
    const bytes = new TextEncoder().encode(
      `${at} stdout F boom Error\n${at} stderr P cut \n${at} stdout F   at x\n${at} stderr F whole\n${at} stdout F next\n`,
    );
    const whole = read(bytes);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const first = createLineReader('auto');
      const second = createLineReader('auto');
      const records: Kept[] = [];
      first.push(bytes.subarray(0, cut), AT, (record) => records.push(kept(record)));
      second.restore(JSON.parse(JSON.stringify(first.snapshot())));
      second.push(bytes.subarray(cut), AT, (record) => records.push(kept(record)));
      second.flush(Number.POSITIVE_INFINITY, (record) => records.push(kept(record)));
      expect(records).toEqual(whole);
    }
  });

  test('a checkpoint anywhere in any stream changes nothing', () => {
    const seeds = fc.integer({ min: 1, max: 10_000 });
    const cut = fc.double({ min: 0, max: 1, noNaN: true });
    const plan = fc.record({ seed: seeds, runtime: fc.constantFrom(...RUNTIMES), carrier: fc.constantFrom(...CARRIERS, UNMARKED), cut });
    fc.assert(
      fc.property(plan, ({ seed, runtime, carrier, cut: share }) => {
        const draw = createDraw(seed);
        const containers = Array.from({ length: carrier.containers }, () => createContainer(draw, { runtime, half: 'held', count: 30 }));
        const { bytes, framing } = interleave(draw, containers, carrier);
        const place = Math.floor(share * bytes.length);
        const limits = { learnRecords: 20, lineBytes: 120, recordLines: 40 };
        expect(readInTwo(bytes, place, framing, limits)).toEqual(read(bytes, framing, limits));
      }),
      { numRuns: 200 },
    );
  });

  test('a damaged checkpoint is refused with a sentence', () => {
    for (const state of [null, 'x', {}, { version: 1 }, { version: 9 }])
      expect(() => createLineReader('auto').restore(state)).toThrow(/saved state/);
  });
});
