import { Readable } from 'node:stream';
import picocolors from 'picocolors';
import { describe, expect, test } from 'vitest';
import { createReading } from '../../../cli/analyze/read.ts';
import { createReport } from '../../../cli/analyze/report.ts';
import type { Report } from '../../../cli/analyze/report.ts';
import { reportLines } from '../../../cli/analyze/text.ts';
import type { TextOptions } from '../../../cli/analyze/text.ts';
import { widthOf } from '../../../cli/text/width.ts';
import type { Input } from '../../../cli/input.ts';

const START = Date.UTC(2026, 0, 2, 3);
const ANY_TIME = { sinceAtMs: Number.NEGATIVE_INFINITY, untilAtMs: Number.POSITIVE_INFINITY };

function inputOf(workload: string, text: string): Input {
  const chunks = Readable.from([Buffer.from(text)]);
  return { name: `${workload}.log`, workload, chunks, totalBytes: text.length, changedAtMs: START, readBytes: () => 0 };
}

async function reportOf(logs: Readonly<Record<string, string>>, baseline: string | null = null): Promise<Report> {
  const inputs = Object.entries(logs).map(([workload, text]) => inputOf(workload, text));
  const reading = createReading({
    inputs,
    baseline: baseline === null ? null : [inputOf('before', baseline)],
    range: ANY_TIME,
    now: () => START,
    signal: new AbortController().signal,
  });
  expect(await reading.run()).toEqual([]);
  return createReport(reading.soFar());
}

/** A log of one line a second, each made by the first of these that answers for its second. */
function log(seconds: number, lineAt: (second: number) => string | null, extraAt: (second: number) => string | null = () => null): string {
  const lines: string[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const stamp = new Date(START + second * 1_000).toISOString();
    for (const line of [lineAt(second), extraAt(second)]) if (line !== null) lines.push(`${stamp} ${line}\n`);
  }
  return lines.join('');
}

const steady = (second: number): string => `INFO request ${second} served in ${10 + (second % 40)}ms`;
const failing = (second: number): string | null => (second >= 400 && second < 430 ? 'ERROR connection to 10.0.0.7 refused after 6s' : null);

function textOf(report: Report, options: Partial<TextOptions> = {}): readonly string[] {
  return reportLines(report, { colours: picocolors.createColors(false), width: 100, height: null, top: null, level: null, ...options });
}

describe('the report for a person', () => {
  test('an error that came in a burst stands before what is frequent', async () => {
    const text = textOf(await reportOf({ shop: log(1_000, steady, failing) }), { width: 80 });
    expect(text).toEqual([
      'shop · 1,030 lines · 1,030 records · 2 patterns',
      '2026-01-02 03:00:00 – 03:16:39 UTC (16 min 39 s)',
      '▅▅▅▅▅▅▅▅█▅▅▅▅▅▅▅▅▅▅▅  0 fatal · 30 error · 0 warning',
      '',
      'Errors, warnings and news',
      ' ERROR   connection to <ip> refused after <duration>',
      '                 █             30 (2.9 %)  03:06:40 – 03:07:09',
      '         burst of 30 within 1 min 6 s',
      '         network.connection_refused  › connection to 10.0.0.7 refused after 6s',
      '',
      'By frequency',
      '    1,000  97.1 % request <num> served in <duration>',
      '                  ████████████████████  03:00:00 – 03:16:39  request.served',
      '',
      'Read 1,030 lines (59 kB)',
    ]);
  });

  test('a steady log without errors says so', async () => {
    const text = textOf(await reportOf({ shop: log(300, steady) }));
    expect(text).toContain('No errors, no warnings, and nothing that came in a burst');
    expect(text).not.toContain('Errors, warnings and news');
  });

  test('an empty log is no failure', async () => {
    expect(textOf(await reportOf({ shop: '' }))).toEqual([
      'shop · 0 lines · 0 records · 0 patterns · no times',
      '0 fatal · 0 error · 0 warning',
      '',
      'Read 0 lines (0 B)',
    ]);
  });

  test('several workloads are told apart, the one with errors first', async () => {
    const text = textOf(await reportOf({ web: log(300, steady), shop: log(1_000, steady, failing) })).join('\n');
    expect(text).toMatch(/^2 workloads · 1,330 lines/);
    expect(text).toMatch(/ {2}shop +1,030 +30 errors.*\n {2}web +300 +0 errors/);
    expect(text).toContain('ERROR   shop: connection to <ip> refused');
  });

  test('every line fits the width, also with wide characters and control characters in the log', async () => {
    const odd = (second: number): string => `ERROR 注文 ${second} を処理できませんでした \u001b]0;title\u0007 \u202e🔥 ${'x'.repeat(300)}`;
    const report = await reportOf({ ワークロードの名前がとても長い場合の例: log(300, steady, odd), b: log(10, steady) });
    for (const width of [40, 80, 120]) {
      for (const line of textOf(report, { width })) {
        expect([line, widthOf(line) <= width]).toEqual([line, true]);
        expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
      }
    }
  });

  test('a terminal is filled and not overflowed, and what is not shown is told', async () => {
    // Lines of different lengths are different patterns.
    const many = (second: number): string => `ERROR unit broke ${'very '.repeat(second % 20)}badly`;
    const report = await reportOf({ shop: log(800, steady, many) });
    for (const height of [20, 24, 40, 60]) {
      const text = textOf(report, { height, width: 80 });
      expect(text.length).toBeLessThan(height);
      if (height < 40) expect(text.join('\n')).toMatch(/and \d+ more patterns? with [\d,]+ records?/);
    }
  });

  test('--top lists so many by frequency, and --level none that is milder', async () => {
    const report = await reportOf({
      shop: log(800, steady, (second) => `DEBUG step ${['one', 'two'][second % 2]} of the plan number ${second % 2}`),
    });
    expect(textOf(report, { top: 1 }).join('\n')).toMatch(/and \d more patterns? with \d+ records \(--top \d shows all\)/);
    const text = textOf(report, { level: 'error' }).join('\n');
    expect(text).toMatch(/\d patterns? below error not listed/);
    expect(text).not.toContain('By frequency');
  });

  test('a comparison tells what is new, more and gone, and by which scale', async () => {
    const other = (second: number): string => `INFO cache hit for user ${second}`;
    const third = (second: number): string => `INFO mail ${second} queued for sending`;
    const mix = (second: number): string => [steady, other, third][second % 3]?.(second) ?? '';
    const before = log(600, mix, (second) => (second % 10 === 0 ? `INFO heartbeat of node ${second}` : null));
    const text = textOf(await reportOf({ shop: log(600, mix, failing) }, before)).join('\n');
    expect(text).toContain('Changed against the baseline 1 new, 1 gone');
    expect(text).toMatch(/ERROR {3}connection to <ip> refused after <duration>\n +█▄ +new/);
    expect(text).toMatch(/INFO {4}heartbeat of node <num>\n +gone where 60 were expected/);
    expect(text).toContain('expected: 660 records of the baseline times 1, the median of 3 patterns');
    expect(textOf(await reportOf({ shop: before }, before)).join('\n')).toContain('Nothing has changed against the baseline');
  });

  test('a log without times is shown by the order of its records', async () => {
    const text = Array.from({ length: 1_000 }, (_, at) => `${at > 900 && at < 930 ? `cannot open file ${at}` : `step ${at} done`}\n`).join(
      '',
    );
    const lines = textOf(await reportOf({ build: text })).join('\n');
    expect(lines).toContain('no times');
    expect(lines).toMatch(/burst of 29 within \d+ records/);
  });

  test('a few lines with a wrong date do not squeeze the others', async () => {
    const text = `${log(2_000, steady)}1999-01-01T00:00:00Z INFO request 1 served in 1ms\n`;
    const lines = textOf(await reportOf({ shop: text }), { width: 80 });
    expect(lines.join('\n')).toContain('1 record dated outside of the time shown');
    expect(lines[1]).toBe('2026-01-02 03:00:00 – 03:33:19 UTC (33 min 19 s)');
  });

  test('a clock that is wrong is told', async () => {
    const text = log(
      300,
      (second) => `stdout F ${new Date(START + 7_200_000 + second * 1_000).toISOString()} INFO request ${second} served in 9ms`,
    );
    expect(textOf(await reportOf({ shop: text })).join('\n')).toContain("the clock of shop is 2 h ahead of the runtime's");
  });
});
