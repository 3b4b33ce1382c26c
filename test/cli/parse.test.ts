import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'logbot-'));

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function logbot(args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], { maxBuffer: 1 << 26 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
    child.stdin?.end(input);
  });
}

function file(text: string): string {
  const path = join(folder, `${Math.abs(text.length)}-${text.charCodeAt(0)}.log`);
  writeFileSync(path, text);
  return path;
}

describe('logbot parse', () => {
  test('prints one id a line, and the lines of a trace share theirs', async () => {
    const { code, out, err } = await logbot(['parse', file('order 1 failed\nError: x\n    at y\norder 2 failed')]);
    const ids = out.trimEnd().split('\n');
    expect([code, err, ids.length]).toEqual([0, '', 4]);
    expect(ids[0]).toBe(ids[3]);
    expect(ids[1]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('reads standard input, shows templates and statistics', async () => {
    const { code, out, err } = await logbot(['parse', '-', '--json', '--stats'], 'order 1 failed\norder 2 failed\n');
    expect(code).toBe(0);
    expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({ template: 'order <num> failed' });
    expect(JSON.parse(err)).toMatchObject({ lines: 2, bytes: 30, patterns: 1 });
  });

  test('lines that fall into no patterns are told of on standard error, and their ids are printed all the same', async () => {
    const vowels = 'aeiou';
    const word = (i: number): string =>
      String(i).replaceAll(/\d/g, (digit) => `${'bcdfghjklm'[Number(digit)]}${vowels[Number(digit) % 5]}`);
    const lines = Array.from({ length: 400 }, (_, i) => `${word(i)} ${word(i * 7)}-${word(i * 13)} ${word(i * 31)}`);
    const { code, out, err } = await logbot(['parse', '-'], lines.join('\n'));
    expect([code, out.trimEnd().split('\n').length]).toEqual([0, 400]);
    expect(err).toMatch(/^logbot parse: the input does not cluster well: 400 patterns from 400 records; likely reason: .*\n$/);
    expect(JSON.parse((await logbot(['parse', '-', '--stats'], lines.join('\n'))).err)).toMatchObject({
      quality: expect.stringContaining('does not cluster well'),
    });
  });

  test('an empty file has no ids', async () => {
    expect(await logbot(['parse', '-'])).toEqual({ code: 0, out: '', err: '' });
  });

  test('a missing file and a folder are one sentence and exit code 1', async () => {
    expect(await logbot(['parse', join(folder, 'none.log')])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^logbot parse: .* does not exist\n$/),
    });
    expect(await logbot(['parse', folder])).toMatchObject({ code: 1, err: expect.stringContaining('is a folder') });
  });

  test('wrong use is exit code 2', async () => {
    expect((await logbot(['parse'])).code).toBe(2);
    expect((await logbot(['parse', '-', '--nonsense'])).code).toBe(2);
    expect((await logbot(['nonsense'])).code).toBe(2);
    expect(await logbot(['--version'])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  test('a reader that goes away early is no failure', async () => {
    const path = file('order 1 failed\n'.repeat(200_000));
    const child = spawn(process.execPath, [MAIN, 'parse', path], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err]).toEqual([0, '']);
  });
});
