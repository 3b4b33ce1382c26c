import { describe, expect, test } from 'vitest';
import { createLineReader, rawLinesOf } from '../../../engine/line/line.ts';
import type { LogRecord } from '../../../engine/domain.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const TRACE = ['java.io.IOException: no shelf', '\tat a.B.c(B.java:1)', '\tat a.B.d(B.java:2)'];

interface Kept {
  readonly atMs: number;
  readonly message: string;
  readonly raw: readonly number[];
}

function keep(records: Kept[]): (record: LogRecord) => void {
  return (record) => void records.push({ atMs: record.atMs, message: record.message, raw: rawLinesOf(record) ?? [] });
}

function read(lines: readonly string[]): Kept[] {
  const reader = createLineReader('auto');
  const records: Kept[] = [];
  reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`), AT, keep(records));
  reader.flush(Number.POSITIVE_INFINITY, keep(records));
  return records.toSorted((a, b) => (a.raw[0] ?? 0) - (b.raw[0] ?? 0));
}

/** Two containers in turns: one talks, the other prints a trace. */
function inTurns(prefix: (container: number) => string): string[] {
  const talk = Array.from({ length: 30 }, (_, i) => `${prefix(0)}order ${i} placed`);
  const other = [
    ...Array.from({ length: 15 }, (_, i) => `shelf ${i} is full`),
    ...TRACE,
    ...Array.from({ length: 12 }, (_, i) => `shelf ${i} is empty`),
  ];
  return talk.flatMap((line, i) => [line, `${prefix(1)}${other[i] ?? ''}`]);
}

const PREFIXES: readonly (readonly [string, (container: number) => string])[] = [
  ['kubectl logs --prefix', (container) => `[pod/cart-${container}/app] `],
  ['docker compose', (container) => (container === 0 ? 'web-1       | ' : 'database-1  | ')],
  ['docker compose in colours', (container) => `\u001B[3${container}m${container === 0 ? 'web-1      ' : 'database-1 '} |\u001B[0m `],
  ['stern', (container) => `cart-7d8f9c6b5-x2x4${container} app `],
  ['a follower of pods', (container) => `shop/cart-${container}[app]: `],
];

describe('the name of a container before every line', () => {
  test.each(PREFIXES)('%s: lines of two containers do not mix, and their messages are without it', (_, prefix) => {
    const records = read(inTurns(prefix));
    expect(records.filter(({ raw }) => raw.length > 1).map(({ raw, message }) => [raw, message])).toEqual([[[31, 33, 35], TRACE[0]]]);
    expect(records[0]?.message).toBe('order 0 placed');
    expect(records).toHaveLength(58);
  });

  test('a time of the API behind the name is taken off too', () => {
    const lines = inTurns((container) => `[pod/cart-${container}/app] 2026-01-02T03:04:05.250000000Z `);
    const records = read(lines);
    expect(records[0]).toMatchObject({ atMs: AT + 250, message: 'order 0 placed' });
    expect(records).toHaveLength(58);
  });

  test('one line of kubectl is enough, because nobody else begins like that', () => {
    expect(read(['[pod/cart-0/app] ready'])).toMatchObject([{ message: 'ready' }]);
  });

  test('lines of whoever puts the names there are kept as they are', () => {
    const records = read([
      'Attaching to web-1, database-1',
      ...inTurns((container) => ['web-1       | ', 'database-1  | '][container] ?? ''),
    ]);
    expect(records[0]?.message).toBe('Attaching to web-1, database-1');
    expect(records[1]?.message).toBe('order 0 placed');
  });

  test.each([
    ['levels', (i: number) => `${['info ', 'warn '][i % 2]} | order ${i} placed`],
    ['a table', (i: number) => `row${i}  | order ${i} placed`],
    ['steps', (i: number) => `[${i}/40] order placed`],
    ['words that vary', (i: number) => `worker-${i % 3} ${['started', 'ended', 'slept'][(i % 7) % 3]} at ${i}`],
    ['threads', (i: number) => `[worker-${i % 3}] order ${i} placed`],
  ])('%s are part of what a line says', (_, line) => {
    const records = read(Array.from({ length: 40 }, (_line, i) => line(i)));
    expect(records).toHaveLength(40);
    for (const i of [0, 39]) expect(line(i)).toContain(records[i]?.message ?? 'never');
    expect(records.map(({ message }) => message.split(' ').length).every((words) => words >= 3)).toBe(true);
  });

  test('more containers than are told apart lose no line, and it is counted', () => {
    const reader = createLineReader('auto');
    const records: Kept[] = [];
    const lines = Array.from({ length: 6_000 }, (_, i) => `[pod/cart-${(i * 7) % 200}/app] order ${i} placed`);
    reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`), AT, keep(records));
    reader.flush(Number.POSITIVE_INFINITY, keep(records));
    expect(records.flatMap(({ raw }) => raw).toSorted((a, b) => a - b)).toEqual(lines.map((_, i) => i));
    expect(reader.statistics.evictedContainers).toBeGreaterThan(0);
    expect(reader.statistics.heldLines).toBe(0);
  });
});

describe('times of the API', () => {
  test('what kubectl puts before every line does not keep a trace from being joined', () => {
    const lines = [...Array.from({ length: 20 }, (_, i) => `order ${i} placed`), ...TRACE, 'ready'].map(
      (line) => `2026-01-02T03:04:05.250000000Z ${line}`,
    );
    const records = read(lines);
    expect(records.map(({ raw }) => raw.length).slice(-3)).toEqual([1, 3, 1]);
    expect(records[0]).toMatchObject({ atMs: AT + 250, message: 'order 0 placed' });
  });

  test('times of the program itself stay header', () => {
    const lines = Array.from({ length: 40 }, (_, i) => `2026-01-02T03:04:05.25Z INFO order ${i} placed`);
    expect(read(lines)[0]).toMatchObject({ atMs: AT + 250, message: 'order 0 placed' });
  });
});

describe('syslog', () => {
  const header = (tag: string): string => `Jan  2 03:04:05 node-4 ${tag}: `;

  test('a trace whose lines all have the header is one record, and another program’s line is none of it', () => {
    const talk = Array.from({ length: 30 }, (_, i) => `${header('cart[12]')}order ${i} placed`);
    const python = ['Traceback (most recent call last):', '  File "a.py", line 1, in <module>', '    go()', 'ValueError: no shelf'];
    const records = read([
      ...talk,
      ...python.map((line) => header('mail[7]') + line),
      `${header('cart[12]')}ready`,
      `${header('mail[7]')}again`,
    ]);
    expect(records.map(({ raw }) => raw.length).slice(-4)).toEqual([1, 4, 1, 1]);
    expect(records[30]?.message).toBe('Traceback (most recent call last):');
  });

  test('indented messages are messages', () => {
    const records = read(Array.from({ length: 40 }, (_, i) => `${header('kernel[0]')}${i % 3 === 0 ? 'CPU' : '  node'} ${i} is up`));
    expect(records).toHaveLength(40);
  });
});

test('a quiet stream is read before its first lines are all there', () => {
  const reader = createLineReader('auto');
  const records: Kept[] = [];
  reader.push(new TextEncoder().encode('[pod/cart-0/app] ready\nwaiting\n'), AT, keep(records));
  expect(reader.statistics).toMatchObject({ lines: 2, heldLines: 2 });
  reader.flush(AT + 2_000, keep(records));
  expect(records.map(({ message }) => message)).toEqual(['[pod/cart-0/app] ready', 'waiting']);
  reader.push(new TextEncoder().encode('order placed\n'), AT + 3_000, keep(records));
  reader.flush(AT + 6_000, keep(records));
  expect(records.at(-1)?.message).toBe('order placed');
});
