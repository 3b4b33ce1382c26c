import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createClock, dateTime, duration, range } from '../../../cli/text/clock.ts';
import { coloursFor } from '../../../cli/text/colours.ts';
import { bytesText, counted, grouped, percent, rough } from '../../../cli/text/numbers.ts';
import { printable } from '../../../cli/text/printable.ts';
import { sparkline } from '../../../cli/text/sparkline.ts';
import { terminalSize } from '../../../cli/text/terminal.ts';

const AT = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

describe('numbers', () => {
  test('are grouped, and one is singular', () => {
    expect([grouped(1_234_567), counted(1, 'line'), counted(0, 'line')]).toEqual(['1,234,567', '1 line', '0 lines']);
  });

  test('a share is never said to be nothing or all when it is not', () => {
    expect([0, 1e-9, 0.001, 0.5, 0.99999, 1].map(percent)).toEqual(['0 %', '<0.1 %', '0.1 %', '50.0 %', '99.9 %', '100 %']);
  });

  test('expectations are rough', () => {
    expect([0, 0.0456, 3.456, 41.6, 12_345.6].map(rough)).toEqual(['0', '0.046', '3.5', '42', '12,346']);
  });

  test('bytes have the unit that makes them short', () => {
    expect([0, 999, 1_000, 9_949, 9_950, 12_345_678, 5e15].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '9.9 kB',
      '10 kB',
      '12 MB',
      '5000 TB',
    ]);
  });
});

describe('clock', () => {
  test('writes no more of a time than the range needs', () => {
    const times = [5_000, 60_000, 86_400_000, 400 * 86_400_000].map((length) => createClock(AT, AT + length).time(AT));
    expect(times).toEqual(['03:04:05.678', '03:04:05', '01-02 03:04', '2026-01-02']);
    expect(createClock(AT, AT + 60_000).span(AT, AT + 400)).toBe('03:04:05 – 03:04:06');
    expect(createClock(AT, AT + 60_000).span(AT, AT + 100)).toBe('03:04:05');
  });

  test('a range names the day once', () => {
    expect(range(AT, AT + 60_000)).toBe('2026-01-02 03:04:05 – 03:05:05');
    expect(range(AT, AT + 86_400_000)).toBe('2026-01-02 03:04:05 – 2026-01-03 03:04:05');
    expect(dateTime(9e15)).toHaveLength(19);
  });

  test('lengths have their two largest units', () => {
    const lengths = [0.4, 999, 2_100, 59_999, 60_000, 3_960_000, 90_000_000];
    expect(lengths.map(duration)).toEqual(['0 ms', '999 ms', '2.1 s', '59 s', '1 min', '1 h 6 min', '1 d 1 h']);
  });
});

describe('sparkline', () => {
  test('shows nothing as nothing and a little as a little', () => {
    expect(sparkline([0, 1, 400, 800])).toBe(' ▁▄█');
    expect([sparkline([]), sparkline([0, 0])]).toEqual(['', '  ']);
  });
});

describe('printable', () => {
  test('a log line cannot move the cursor or turn the writing around', () => {
    expect(printable('a\u001b[2Jb\u0007\r\nc\u202ed\u2066e\tf')).toBe('a\ufffd[2Jb\ufffd\ufffd\ufffdc\ufffdd\ufffde f');
    expect(printable('注文 äöü 🔥')).toBe('注文 äöü 🔥');
  });
});

describe('colours', () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const isColoured = (out: PassThrough, environment: Record<string, string>): boolean => coloursFor(out, environment).isColorSupported;

  test('are for terminals, unless the environment says otherwise', () => {
    expect(isColoured(terminal, {})).toBe(true);
    expect(isColoured(new PassThrough(), {})).toBe(false);
    expect(isColoured(terminal, { NO_COLOR: '1' })).toBe(false);
    expect(isColoured(terminal, { NO_COLOR: '' })).toBe(true);
    expect(isColoured(terminal, { TERM: 'dumb' })).toBe(false);
    expect(isColoured(new PassThrough(), { FORCE_COLOR: '1' })).toBe(true);
    expect(isColoured(terminal, { FORCE_COLOR: '0' })).toBe(false);
    expect(isColoured(terminal, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  test('a terminal says its size, a file takes what COLUMNS says', () => {
    expect(terminalSize(terminal, { COLUMNS: '200' })).toEqual({ width: 80, height: 24 });
    expect(terminalSize(new PassThrough(), { COLUMNS: '200' })).toEqual({ width: 200, height: null });
    expect(terminalSize(new PassThrough(), { COLUMNS: 'x' })).toEqual({ width: 120, height: null });
  });
});
