import { describe, expect, test } from 'vitest';
import { createLineReader } from '../../../engine/line/line.ts';
import type { LogRecord } from '../../../engine/domain.ts';

const AT = Date.UTC(2026, 5, 7, 8, 9, 10);

function parse(line: string): Partial<LogRecord> {
  return parseAll([line])[0] ?? {};
}

function parseAll(lines: readonly string[]): Partial<LogRecord>[] {
  const records: Partial<LogRecord>[] = [];
  const reader = createLineReader('plain');
  const emit = ({ atMs, level, levelInferred, message, traceId }: LogRecord) =>
    void records.push({ atMs, level, levelInferred, message, traceId });
  reader.push(new TextEncoder().encode(`${lines.join('\n')}\n`), AT, emit);
  reader.flush(Number.POSITIVE_INFINITY, emit);
  return records;
}

describe('structured lines', () => {
  test.each([
    [
      '{"level":30,"time":1780819750000,"msg":"up at last","traceId":"abc"}',
      { level: 'info', atMs: 1_780_819_750_000, message: 'up at last', traceId: 'abc' },
    ],
    ['{"severity":"ERROR","message":"no \\"luck\\"","ts":"2026-06-07T08:09:10Z"}', { level: 'error', atMs: AT, message: 'no "luck"' }],
    [
      '{"log":{"level":"warn","message":"nested"},"@timestamp":"2026-06-07T08:09:10.5Z"}',
      { level: 'warning', message: 'nested', atMs: AT + 500 },
    ],
    ['{"status":503,"event":"answered"}', { level: 'error', levelInferred: true, message: 'answered' }],
    [
      'time=2026-06-07T08:09:10Z level=warning msg="disk is \\"full\\"" trace_id=77',
      { level: 'warning', message: 'disk is "full"', atMs: AT, traceId: '77' },
    ],
    ['E0607 08:09:10.000001       7 depot.go:12] shelf 4 is gone', { level: 'error', message: 'shelf 4 is gone' }],
    ['W260607 08:09:10.000001 614 depot/shelf.go:12 ⋮ [T1,n2] 4711  shelf 4 is low', { level: 'warning', message: 'shelf 4 is low' }],
    ['I0607 08:09:10.000001       7 depot.go:12] "Shelf was filled" shelf="a/b"', { level: 'info', message: 'Shelf was filled' }],
    [
      '10.0.0.1 - ann [07/Jun/2026:10:09:10 +0200] "GET /shelf/4 HTTP/1.1" 502 17 "-" "x"',
      { level: 'error', levelInferred: true, atMs: AT, message: 'GET /shelf/4 status=502' },
    ],
  ])('%s', (line, expected) => {
    expect(parse(line)).toMatchObject({ levelInferred: false, ...expected });
  });

  test('broken, deep and hostile JSON is read as text', () => {
    for (const line of ['{"msg":"never closed', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, '{}', '{"time":1780819750000}']) {
      expect(parse(line).message?.slice(0, 50)).toBe(line.slice(0, 50));
    }
  });
});

describe('headers', () => {
  test.each([
    '2026-06-07 08:09:10,000 WARN [main] org.depot.Shelf: shelf is low',
    '2026-06-07T08:09:10.000Z  WARN 12 --- [nio-8080-exec-1] org.depot.Shelf          : shelf is low',
    '2026/06/07 08:09:10 [warn] shelf is low',
    '[2026-06-07T08:09:10.000000+00:00] depot.WARNING: shelf is low',
    '[2026-06-07 08:09:10] [depot-1/WARN]: shelf is low',
    '06-07 08:09:10.000 W/Depot   ( 1702): shelf is low',
    '[2026-06-07 08:09:10] [WARNING] shelf is low',
    '2026-06-07 08:09:10.000 UTC [77] WARNING:  shelf is low',
    '26/06/07 08:09:10 WARN depot.Shelf: shelf is low',
    '07 Jun 2026 08:09:10.000 WARN - shelf is low',
    '[Sun Jun 07 08:09:10 2026] [warn] shelf is low',
    '20260607 8:9:10|WARN|4711|shelf is low',
    '1780819750 WARN shelf is low',
  ])('%s', (line) => {
    expect(parse(line)).toEqual({ atMs: AT, level: 'warning', levelInferred: false, message: 'shelf is low', traceId: undefined });
  });

  test('syslog lines lose time, host and tag', () => {
    expect(parse('Jun  7 08:09:10 host-a depotd[123]: shelf is low')).toMatchObject({ atMs: AT, message: 'shelf is low' });
    expect(parse('<34>Jun  7 08:09:10 host-a depotd: shelf is low')).toMatchObject({ message: 'shelf is low' });
  });

  test('a year that is not written is the one before the reading, also at the turn of the year', () => {
    expect(parse('Dec 31 23:59:59 host-a depotd[123]: late').atMs).toBe(Date.UTC(2025, 11, 31, 23, 59, 59));
  });

  test('columns that no shape tells are learned from the container', () => {
    const lines = Array.from(
      { length: 30 },
      (_, i) => `1780819750 zone-${i % 3} unit${i} CORE ${i % 5 === 0 ? 'ERROR' : 'INFO'} worker: item ${i} moved`,
    );
    const records = parseAll(lines);
    expect(records.map((record) => record.message)).toEqual(lines.map((_, i) => `item ${i} moved`));
    expect(records[5]).toMatchObject({ level: 'error', atMs: AT });
  });

  test('prose is left alone', () => {
    for (const line of ['order 5 failed: no paper', 'Error reading shelf', '12 items moved', 'a.b.c: d', '', 'INFO', '[x] y']) {
      expect(parse(line).message).toBe(line);
    }
  });
});
