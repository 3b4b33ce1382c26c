import { describe, expect, test } from 'vitest';
import { createLineReader } from '../../../engine/line/line.ts';
import type { LogRecord } from '../../../engine/domain.ts';
import { RUNTIMES } from './corpora/container.ts';
import { PRINTED } from './corpora/printed.ts';
import type { Half } from './corpora/prose.ts';
import { AT, counts, headed, read } from './corpora/read.ts';
import { score, sum } from './corpora/score.ts';
import { CARRIERS } from './corpora/stream.ts';

describe('what a runtime prints', () => {
  test.each(PRINTED)('%s is one record between its neighbours', (_, lines) => {
    expect(counts(['ready to serve', ...lines, 'serving again'])).toEqual([1, lines.length, 1]);
  });

  test.each(PRINTED)('%s is one record at the beginning, twice in a row, and at the end', (_, lines) => {
    expect(counts([...lines, ...lines])).toEqual([lines.length, lines.length]);
  });

  test.each(PRINTED)('%s is one record between lines with a header', (_, lines) => {
    const all = counts([...headed(20), ...lines, ...headed(20)]);
    expect(all.filter((count) => count > 1)).toEqual([lines.length]);
    expect(all).toHaveLength(41);
  });
});

describe('what generators write', () => {
  const seeds = [77];
  test.each(CARRIERS.filter(({ name }) => name !== 'syslog'))(
    'nearly every trace is joined exactly, whatever carries it: $name',
    (carrier) => {
      for (const half of ['seen', 'held'] as const satisfies readonly Half[]) {
        const all = RUNTIMES.map((runtime) => score({ runtime, half, carrier, seeds }));
        const { traces, exact, merged, singles, alone, lost } = sum(all);
        expect(exact / traces).toBeGreaterThanOrEqual(0.98);
        expect(merged).toBeLessThanOrEqual(traces * 0.005);
        expect(alone / singles).toBeGreaterThanOrEqual(0.995);
        expect(lost).toBe(0);
      }
    },
  );

  test.each(RUNTIMES)('nearly every trace of $name from three containers in one stream is joined exactly', (runtime) => {
    const carriers = CARRIERS.filter(({ containers }) => containers === 3);
    for (const half of ['seen', 'held'] as const satisfies readonly Half[]) {
      const { exact, traces } = sum(carriers.slice(0, 2).map((carrier) => score({ runtime, half, carrier, seeds: [78, 79] })));
      expect(exact / traces).toBeGreaterThanOrEqual(0.98);
    }
  });
});

describe('documents over several lines', () => {
  test.each([
    ['Lua', ['lua: a.lua:1: no shelf', 'stack traceback:', "\t[C]: in function 'error'", '\ta.lua:1: in main chunk']],
    ['Haskell', ['depot: no shelf', 'CallStack (from HasCallStack):', '  error, called at a.hs:1:8 in main:Main']],
    ['a drawn box', ['╭──── go ────╮', '│ a.py:5     │', '│   2 def g  │', '╰────────────╯']],
  ])('%s is one record', (_, lines) => {
    expect(counts(['ready', ...lines, ...lines, 'again'])).toEqual([1, lines.length, lines.length, 1]);
  });

  test('a pretty-printed JSON object is read like one on a single line', () => {
    const object = { level: 'error', message: 'no "shelf" { 5', time: AT, order: { id: 7, lines: [1, 2] } };
    const records = read([
      'ready',
      ...JSON.stringify(object, null, 2).split('\n'),
      ...JSON.stringify(object, null, 4).split('\n'),
      'again',
    ]);
    expect(records.map(({ message, level, lines }) => [message, level, lines])).toEqual([
      ['ready', 'info', 1],
      ['no "shelf" { 5', 'error', 12],
      ['no "shelf" { 5', 'error', 12],
      ['again', 'info', 1],
    ]);
  });

  test('a JSON object that never ends lets go at the next line that is none of it', () => {
    expect(counts(['{', '  "a": 1,', 'serving again', 'and again'])).toEqual([2, 1, 1]);
  });

  test.each([
    ['inside a text', ['{"msg":"half', '{"msg":"a"}', '{"msg":"b"}', '{"msg":"quarter \\"', 'ready', '{"msg":"c"}'], [1, 1, 1, 1, 1, 1]],
    ['behind a key', ['{"msg":', '{"msg":"a"}', '{"msg":"b"}'], [1, 1, 1]],
    ['behind a comma', ['{"a":1,', '{"msg":"a"}', '{"msg":"b"}'], [1, 1, 1]],
    ['within a list', ['{"a":[1', '{"msg":"a"}', '{"msg":"b"}'], [1, 1, 1]],
    ['while it is printed over lines', ['{', '  "a": "half', '{"msg":"a"}', '{"msg":"b"}'], [2, 1, 1]],
  ])('a JSON object that was cut off %s takes none of the lines behind it', (_, lines, expected) => {
    expect(counts(lines)).toEqual(expected);
  });

  test('objects in a list may stand at the beginning of lines', () => {
    expect(counts(['[', '{"a":1},', '{"a":2}', ']', 'ready'])).toEqual([4, 1]);
    expect(counts(['{"a":[', '{"b":1},', '{"b":2}', ']}', 'ready'])).toEqual([4, 1]);
  });

  test('a statement goes on with its clauses, with or without indentation', () => {
    expect(
      counts(['SELECT a.id,', 'b.name', 'FROM a', 'LEFT JOIN b ON a.id = b.id', "WHERE b.name = 'x';", 'FROM now on we are open']),
    ).toEqual([5, 1]);
    expect(counts(['LOG: statement: SELECT 1', '\tFROM a', 'ready'])).toEqual([2, 1]);
  });

  test('queries on a line each are a record each, and one that belongs to a statement stays with it', () => {
    expect(counts(['ready', 'SELECT a FROM b WHERE c = 1', 'SELECT a FROM b WHERE c = 2', 'SELECT 1'])).toEqual([1, 1, 1, 1]);
    expect(counts(['INSERT INTO a', 'SELECT b', 'FROM c', 'UNION ALL', 'SELECT d', 'FROM e', 'SELECT 1'])).toEqual([6, 1]);
    expect(counts(['WITH a AS (', 'SELECT 1', ')', 'SELECT b FROM a', 'ready'])).toEqual([4, 1]);
  });

  test('a header on a line of its own belongs to the message below it', () => {
    const jul = ['Jan 02, 2026 3:04:05 AM org.depot.Shelf run', 'WARNING: shelf 5 is low'];
    expect(read([...jul, ...jul])).toMatchObject([{ lines: 2, level: 'warning' }, { lines: 2 }]);
    const console = ['info: Depot.Shelf[14]', '      Now listening on port 5', 'fail: Depot.Shelf[15]', '      No shelf', '      at all'];
    expect(read(console)).toMatchObject([
      { lines: 2, rest: undefined },
      { lines: 3, level: 'error', rest: '      at all' },
    ]);
    expect(read(console)[0]?.message).toContain('Now listening on port 5');
  });
});

describe('what only looks like more of the same', () => {
  test.each([
    'at 5 pm the backup begins',
    '#5 was ordered',
    'created by hand',
    '... and so on',
    '} else we wait',
    'goroutines in use: 5',
    'note: run with care',
    '-> GET /shelf',
    'Failed to find a shelf',
    '[12/14] compiled',
  ])('%s stands for itself', (line) => {
    expect(counts(['ready to serve', line, line, 'serving again'])).toEqual([1, 1, 1, 1]);
  });

  test('a list is nobody else’s, and its last line ends it', () => {
    const usage = ['Usage: depot [flags]', '', 'Flags:', '  -h, --help   help', '  -v           verbose', '', 'Use depot --help for more.'];
    const records = read(['boom Error: x', '    at a (b.js:1:1)', ...usage, 'serving']);
    expect(records[0]?.lines).toBe(2);
    expect(records.at(-1)?.lines).toBe(1);
  });

  test('indented lines with a time or a level of their own begin records', () => {
    expect(counts(['2026-01-02 03:04:05 a', ' 2026-01-02 03:04:05 b', ' INFO c', 'ERROR d', ' WARN e'])).toEqual([1, 1, 1, 1, 1]);
  });

  test('lines indented alike stand beside each other, not below', () => {
    expect(counts([' 1  0  123', ' 2  0  124', ' 3  1  125'])).toEqual([1, 1, 1]);
  });
});

describe('the habits of a container', () => {
  test('a line without the usual header continues the record before it', () => {
    const lines = [...headed(30), '2026-01-02 03:05:00 INFO shop.Order: summary of the day', 'sold 5', 'lost 0', ...headed(5)];
    expect(read(lines).find((record) => record.lines === 3)).toMatchObject({ message: 'summary of the day', rest: 'sold 5\nlost 0' });
  });

  test('a report of several paragraphs is one record', () => {
    const report = [
      '***',
      'FAILED TO START',
      '***',
      '',
      'Description:',
      '',
      'The port is in use.',
      '',
      'Action:',
      '',
      'Stop the other one.',
      '',
    ];
    const lines = [...headed(20), '2026-01-02 03:05:00 ERROR shop.Order: ', '', ...report, ...headed(3)];
    expect(counts(lines).slice(20)).toEqual([14, 1, 1, 1]);
  });

  test('where single lines often lack it, they stand for themselves', () => {
    const lines = Array.from({ length: 60 }, (_, i) => (i % 6 === 5 ? [`polled ${i} parcels`] : headed(1))).flat();
    expect(counts([...lines, ...lines]).slice(-40)).toEqual(Array.from({ length: 40 }, () => 1));
  });

  test('a trace belongs to the message that tells of a failure, and to no other', () => {
    const trace = ['java.io.IOException: no shelf', '\tat a.B.c(B.java:1)'];
    expect(counts([...headed(10), '2026-01-02 03:05:00 ERROR shop.Order: it failed', ...trace, ...headed(2)]).slice(10)).toEqual([3, 1, 1]);
    expect(counts([...headed(10), ...trace, ...headed(2)]).slice(9)).toEqual([1, 2, 1, 1]);
  });

  test('the outputs of a container have habits of their own', () => {
    const at = '2026-01-02T03:04:05.000000000Z';
    const out = headed(30).map((line) => `${at} stdout F ${line}`);
    const err = Array.from({ length: 30 }, (_, i) => `${at} stderr F plain words ${i}`);
    const mixed = out.flatMap((line, i) => [line, err[i] ?? '']);
    expect(counts(mixed)).toEqual(Array.from({ length: 60 }, () => 1));
  });
});

describe('bounds', () => {
  const clock = (work: () => void): number => {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1_000;
  };
  const megabytes = (piece: string, count: number): string => piece.repeat(Math.ceil((count * 1_048_576) / piece.length));

  test.each([
    ['one line of 10 MB', megabytes('x', 10)],
    ['a million opening braces', '{'.repeat(1_000_000)],
    ['a million opening braces, each on its line', '{\n'.repeat(1_000_000)],
    ['JSON of depth 10,000', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['JSON of depth 10,000, pretty-printed', `${'{\n"a":\n'.repeat(10_000)}1\n${'}\n'.repeat(10_000)}`],
    ['100,000 lines that continue one', `Error: x\n${'    at y (z.js:1:1)\n'.repeat(100_000)}`],
    ['lines that wait for a trace that never comes', 'java.lang.Exception: x\nmore of it\n'.repeat(50_000)],
    ['blank lines', '\n'.repeat(500_000)],
    ['rules of equals signs', `${'='.repeat(40)}\n`.repeat(50_000)],
  ])(
    '%s costs no more than twenty times the usual, and every line is counted once',
    (_, text) => {
      const usual = new TextEncoder().encode(headed(20_000).join('\n'));
      const bytes = new TextEncoder().encode(`${text}\n`);
      const run = (input: Uint8Array): void => {
        const reader = createLineReader('auto');
        let lines = 0;
        const emit = (record: LogRecord): void => void (lines += record.lines);
        for (let at = 0; at < input.length; at += 65_536) reader.push(input.subarray(at, at + 65_536), AT, emit);
        reader.flush(Number.POSITIVE_INFINITY, emit);
        expect(lines).toBe(reader.statistics.lines);
        expect(reader.statistics.heldLines).toBe(0);
      };
      run(usual);
      const perLineOrByte = clock(() => run(usual)) / usual.length;
      // Lines of one byte cost a line each, which has sixty bytes elsewhere.
      const size = Math.max(bytes.length, bytes.filter((byte) => byte === 10).length * 60);
      expect(clock(() => run(bytes)) / size).toBeLessThan(perLineOrByte * 20);
    },
    60_000,
  );

  test('a line that comes byte by byte costs as much as one that comes at once', () => {
    const reader = createLineReader('plain');
    const byte = new TextEncoder().encode('x');
    const spent = clock(() => {
      for (let i = 0; i < 1_000_000; i += 1) reader.push(byte, AT, () => {});
    });
    expect(spent).toBeLessThan(5_000);
    reader.push(new TextEncoder().encode('\n'), AT, () => {});
    expect(reader.statistics).toMatchObject({ lines: 1, cutLines: 2 });
  });
});
