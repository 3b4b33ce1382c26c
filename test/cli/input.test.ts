import { chmodSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError, openInputs } from '../../cli/input.ts';
import type { Input } from '../../cli/input.ts';
import { logbot, temporaryFolder } from './run.ts';

const folder = temporaryFolder();
const BINARY = Uint8Array.from({ length: 4_000 }, (_, at) => (at * 7) % 256);

function put(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

async function open(paths: readonly string[], stdin = ''): Promise<{ inputs: readonly Input[]; err: string }> {
  const err = new PassThrough();
  const inputs = await openInputs(paths, { in: Readable.from([Buffer.from(stdin)]), err });
  return { inputs, err: String(err.read() ?? '') };
}

async function textOf({ chunks }: Input): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all).toString();
}

async function read(paths: readonly string[], stdin = ''): Promise<string[]> {
  const { inputs } = await open(paths, stdin);
  const texts: string[] = [];
  for (const input of inputs) texts.push(`${input.workload}: ${await textOf(input)}`);
  return texts;
}

async function refusal(paths: readonly string[]): Promise<string> {
  try {
    await read(paths);
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(folder, '');
    throw error;
  }
  return 'none';
}

describe('openInputs', () => {
  test('packed files are known by what is in them, whatever they are called', async () => {
    const paths = [
      put('packed/a.log.gz', gzipSync('a\n')),
      put('packed/b', gzipSync('b\n')),
      put('packed/c.zst', zstdCompressSync('c\n')),
      put('packed/d.gz', 'not packed\n'),
    ];
    expect(await read(paths)).toEqual(['a: a\n', 'b: b\n', 'c: c\n', 'd: not packed\n']);
  });

  test('a gzip of several members is read to its end', async () => {
    expect(await read([put('members.gz', Buffer.concat([gzipSync('a\n'), gzipSync('b\n')]))])).toEqual(['members: a\nb\n']);
  });

  test('standard input is read as it comes, packed or not', async () => {
    expect(await read(['-'], 'a\n')).toEqual(['stdin: a\n']);
    const inputs = await openInputs(['-'], {
      in: Readable.from([gzipSync('a\n').subarray(0, 1), gzipSync('a\n').subarray(1)]),
      err: new PassThrough(),
    });
    expect(await Promise.all(inputs.map(textOf))).toEqual(['a\n']);
  });

  test('a folder gives the logs below it, and says what it leaves out', async () => {
    put('tree/b/web.log', 'web\n');
    put('tree/a/db.log', 'db\n');
    put('tree/core', BINARY);
    put('tree/journal', 'LPKSHHRH and more');
    put('tree/empty.log', '');
    put('tree/.hidden.log', 'hidden\n');
    symlinkSync('a/db.log', join(folder, 'tree/link.log'));
    symlinkSync('..', join(folder, 'tree/circle'));
    const { inputs, err } = await open([join(folder, 'tree')]);
    expect(inputs.map(({ workload }) => workload)).toEqual(['a/db', 'b/web']);
    expect(err.replaceAll(folder, '')).toBe(
      'logbot: left out /tree/core: it is no text\n' +
        'logbot: left out /tree/journal: it is a journal of systemd; pipe "journalctl -o short-iso" into logbot\n',
    );
  });

  test('many files left out for one reason are one sentence', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) put(`many/${name}`, BINARY);
    put('many/x.log', 'x\n');
    expect((await open([join(folder, 'many')])).err.replaceAll(folder, '')).toBe(
      'logbot: left out 5 files, each of which is no text: /many/a, /many/b, /many/c and 2 more\n',
    );
  });

  test('sizes and times are those of the file, and what has been read is known', async () => {
    const path = put('sized.log.gz', gzipSync('a'.repeat(10_000)));
    utimesSync(path, 1_767_225_600, 1_767_225_600);
    const [input] = (await open([path])).inputs;
    if (input === undefined) throw new Error('no input');
    expect([input.totalBytes, input.changedAtMs, input.readBytes()]).toEqual([statSync(path).size, 1_767_225_600_000, 0]);
    await textOf(input);
    expect(input.readBytes()).toBe(statSync(path).size);
  });

  test('what cannot be read is one sentence that begins with its name', async () => {
    expect(await refusal([join(folder, 'none.log')])).toBe('/none.log does not exist');
    expect(await refusal([put('binary', BINARY)])).toBe('/binary is no text');
    expect(await refusal([put('binary.gz', gzipSync(BINARY))])).toBe('/binary.gz is no text');
    expect(await refusal([put('short.gz', gzipSync('a'.repeat(1_000)).subarray(0, 20))])).toBe(
      '/short.gz is damaged: it ends within the packed data',
    );
    const broken = gzipSync('some text that is packed');
    broken.fill(0xee, 10, 20);
    expect(await refusal([put('broken.gz', broken)])).toBe('/broken.gz is damaged: its packed data cannot be read');
    expect(await refusal([put('a.xz', Buffer.from('fd377a585a000004', 'hex'))])).toContain('/a.xz is');
    mkdirSync(join(folder, 'bare'));
    expect(await refusal([join(folder, 'bare')])).toBe('/bare has no log file in it');
  });

  test('a log with holes, colours, or in UTF-16 is text', async () => {
    const holes = Buffer.concat([new Uint8Array(500), Buffer.from('a line after the truncation\n'.repeat(20))]);
    for (const [name, content] of [
      ['holes', holes],
      ['colours', '\u001b[31mred\u001b[0m\n'.repeat(100)],
      ['utf16', Buffer.from('\ufeffa line\n', 'utf16le')],
      ['latin1', Buffer.from('Grüße äöü\n', 'latin1')],
    ] as const) {
      expect([name, await refusal([put(`text/${name}`, content)])]).toEqual([name, 'none']);
    }
  });

  test.skipIf(process.getuid?.() !== 0)('a user without the rights is told so', async () => {
    chmodSync(folder, 0o755);
    const closed = put('closed/x.log', 'x\n');
    chmodSync(join(folder, 'closed'), 0o700);
    const file = put('closed.log', 'x\n');
    chmodSync(file, 0o600);
    for (const path of [closed, join(folder, 'closed'), file]) {
      expect(await logbot(['parse', path], { uid: 65_534 })).toEqual({
        code: 1,
        out: '',
        err: `logbot parse: ${path} may not be read by this user\n`,
      });
    }
  });
});
