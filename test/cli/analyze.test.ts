import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { logbot, MAIN, temporaryFolder } from './run.ts';

const folder = temporaryFolder();
const START = Date.UTC(2026, 0, 2, 3);

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** The time stands in JSON, so that no word of a message can be taken for a column of a header. */
function lines(count: number, lineAt: (at: number) => { level: string; msg: string }): string {
  return Array.from({ length: count }, (_, at) => `${JSON.stringify({ time: new Date(START + at * 1_000), ...lineAt(at) })}\n`).join('');
}

const paid = (at: number): { level: string; msg: string } => ({ level: 'info', msg: `order ${at} paid` });
const shop = lines(300, (at) => (at % 10 === 3 ? { level: 'error', msg: `payment ${at} for bob@example.com refused` } : paid(at)));

describe('logbot analyze', () => {
  test('text that is no UTF-8 is told at the end, a single garbled line is not', async () => {
    const latin = (count: number): Uint8Array =>
      Buffer.from(
        lines(300, (at) => ({ level: 'info', msg: at < count ? `user J\u00F6rg ${at} came` : `user Ann ${at} came` })),
        'latin1',
      );
    const { out } = await logbot(['analyze', file('latin.log', latin(300))]);
    expect(out.replaceAll('\n', ' ')).toContain('latin has characters that are no UTF-8 in the patterns of 100 % of its records, such as');
    expect((await logbot(['analyze', file('one.log', latin(1))])).out).not.toContain('no UTF-8');
  });

  test('shows the patterns of a file, with redacted samples and without colours for a file', async () => {
    const { code, out, err } = await logbot(['analyze', file('shop.log', shop)]);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^shop · 300 lines · 300 records · 2 patterns · 2026-01-02 03:00:00 – 03:04:59 UTC/);
    expect(out).toMatch(/ERROR {3}payment <num> for <email> refused\n.*30 \(10\.0 %\)/);
    expect(out).toMatch(/270 +90\.0 % order <num> paid/);
    expect(out).not.toContain('bob@');
    expect(out).not.toContain('\u001b');
  });

  test('reads standard input, with and without saying so, and colours when forced', async () => {
    expect((await logbot(['analyze'], { input: shop })).out).toMatch(/^stdin · 300 lines/);
    expect((await logbot(['analyze', '-'], { input: gzipSync(shop) })).out).toMatch(/^stdin · 300 lines/);
    expect((await logbot(['analyze'], { input: shop, environment: { FORCE_COLOR: '1' } })).out).toContain('\u001b[31m');
    expect((await logbot(['analyze'], { input: shop, environment: { FORCE_COLOR: '1', NO_COLOR: '1' } })).out).not.toContain('\u001b');
  });

  test('several files are several workloads, and rotated ones are one', async () => {
    file('many/web.log', 'INFO get page 1\n');
    file('many/shop.log', 'INFO order 3 paid\n');
    file('many/shop.log.1', 'INFO order 2 paid\n');
    file('many/shop.log.2.gz', gzipSync('INFO order 1 paid\n'));
    const { out } = await logbot(['analyze', join(folder, 'many'), '--json']);
    expect(JSON.parse(out).workloads).toMatchObject([
      {
        workload: 'shop',
        inputs: ['shop.log.2.gz', 'shop.log.1', 'shop.log'].map((name) => join(folder, 'many', name)),
        records: 3,
        patterns: 1,
      },
      { workload: 'web', records: 1 },
    ]);
    const chosen = await logbot(['analyze', join(folder, 'many'), '--workload', 'w*', '--json']);
    expect(JSON.parse(chosen.out).workloads).toHaveLength(1);
    expect(await logbot(['analyze', join(folder, 'many'), '--workload', 'none'])).toEqual({
      code: 1,
      out: '',
      err: 'logbot analyze: there is no workload none, but shop, web\n',
    });
  });

  test('--json is one object for programs', async () => {
    const { out } = await logbot(['analyze', file('json.log', shop), '--json', '--level', 'error']);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      version: 1,
      records: 300,
      comparison: null,
      workloads: [
        { workload: 'json', lines: 300, records: 300, patterns: 2, cutLines: 0, overflowRecords: 0, firstAt: '2026-01-02T03:00:00.000Z' },
      ],
      patterns: [
        {
          template: 'payment <num> for <email> refused',
          level: 'error',
          count: 30,
          share: 0.1,
          firstAt: '2026-01-02T03:00:03.000Z',
          lastAt: '2026-01-02T03:04:53.000Z',
          baselineCount: null,
          change: null,
        },
      ],
    });
    expect(report.patterns).toHaveLength(1);
    const [{ id, series, samples }] = report.patterns;
    expect(report.attention).toEqual([{ workload: 'json', id }]);
    expect(series.reduce((sum: number, [, count]: [string, number]) => sum + count, 0)).toBe(30);
    expect(samples.at(-1)).toMatch(/^payment \d+ for <email> refused$/);
  });

  test('only what is of the time asked for counts', async () => {
    const path = file('time.log', shop);
    const { out } = await logbot(['analyze', path, '--since', '2026-01-02T03:01:00Z', '--until', '2026-01-02 03:02', '--json']);
    expect(JSON.parse(out)).toMatchObject({ records: 60, workloads: [{ lines: 300, otherTimeLines: 240 }] });
    expect((await logbot(['analyze', path, '--until', '2020-01-01'])).out).toContain(
      '300 lines of another time left out, which are of 2026-01-02 03:00:00 – 03:04:59 UTC',
    );
  });

  test('a baseline shows what is new', async () => {
    const before = file('before.log', lines(300, paid));
    const { out } = await logbot(['analyze', file('after.log', shop), '--baseline', before]);
    expect(out).toContain('Changed against the baseline 1 new');
    const json = JSON.parse((await logbot(['analyze', join(folder, 'after.log'), '--baseline', before, '--json'])).out);
    expect(json.patterns.map(({ baselineCount }: { baselineCount: number }) => baselineCount)).toEqual([300, 0]);
    expect(json.patterns[1].change).toMatchObject({ kind: 'new', isSignificant: true });
  });

  test('what cannot be read is one sentence, and what was read before is shown', async () => {
    expect(await logbot(['analyze', join(folder, 'none.log')])).toEqual({
      code: 1,
      out: '',
      err: `logbot analyze: ${join(folder, 'none.log')} does not exist\n`,
    });
    const damaged = file('damaged.gz', gzipSync(lines(20_000, (at) => paid(at * 7_919))).subarray(0, 30_000));
    const { code, out, err } = await logbot(['analyze', damaged]);
    expect([code, err]).toEqual([1, `logbot analyze: ${damaged} is damaged: it ends within the packed data\n`]);
    expect(out).toMatch(/order <num> paid/);
    expect(
      await logbot([
        'analyze',
        file(
          'binary',
          Uint8Array.from({ length: 999 }, (_, at) => at % 256),
        ),
      ]),
    ).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^logbot analyze: .*binary is no text\n$/),
    });
  });

  test('wrong use is exit code 2', async () => {
    const wrong = [['--top', '0'], ['--top', 'x'], ['--since', 'yesterday'], ['--level', 'bad'], ['--nonsense']];
    const ended = await Promise.all(wrong.map((one) => logbot(['analyze', '-', ...one])));
    for (const one of ended) expect(one).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: .*\n/) });
  });

  test('a reader that goes away early is no failure', async () => {
    const child = spawn(process.execPath, [MAIN, 'analyze', '--json', file('wide.log', shop)], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    expect([await new Promise((resolve) => child.on('close', resolve)), err]).toEqual([0, '']);
  });

  test('Ctrl-C ends a stream that never ends, with the report of what came', async () => {
    const child = spawn(process.execPath, [MAIN, 'analyze'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const closed = new Promise((resolve) => child.on('close', (code) => resolve(code)));
    // A pipe holds 64 kB: when more than that has been taken, the command is reading.
    await new Promise((resolve) => child.stdin.write(lines(10_000, paid), resolve));
    child.kill('SIGINT');
    expect(await closed).toBe(0);
    expect(out).toMatch(/^stdin · [\d,]+ lines .*1 pattern/);
  });
});
