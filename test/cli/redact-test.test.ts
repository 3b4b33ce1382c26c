import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { redactTestCommand, type RedactTestOptions } from '../../cli/redact-test.ts';
import { everything } from '../builders/secrets.ts';
import { temporaryFolder } from './run.ts';

const folder = temporaryFolder();
let files = 0;

function file(text: string): string {
  files += 1;
  const path = join(folder, `${files}.log`);
  writeFileSync(path, text);
  return path;
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function collector(isTTY: boolean) {
  let text = '';
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream: Object.assign(stream, isTTY ? { isTTY } : {}), text: () => text };
}

async function run(paths: readonly string[], options: Partial<RedactTestOptions> = {}, { input = '', isTTY = false } = {}): Promise<Ended> {
  const [out, err] = [collector(isTTY), collector(false)];
  const streams = { in: Readable.from([Buffer.from(input)]), out: out.stream, err: err.stream, environment: { FORCE_COLOR: '1' } };
  const code = await redactTestCommand(paths, { ip: false, hash: null, patterns: [], check: false, ...options }, streams);
  return { code, out: out.text(), err: err.text() };
}

const log = 'started\nlogin of ann@example.org from 10.0.0.7\nall is well\nbob@example.org has password=hunter2 of C-123\n';

test('shows each line that something is taken out of, and how much of each kind', async () => {
  expect(await run([file(log)])).toEqual({
    code: 0,
    err: '',
    out: [
      '2: login of <email> from 10.0.0.7',
      '4: <email> has password=<redacted> of C-123',
      '4 lines, 2 with something to redact: email 2, credential 1',
      '',
    ].join('\n'),
  });
});

test('reads standard input, and says when there is nothing', async () => {
  expect(await run(['-'], {}, { input: 'all is well\n' })).toEqual({ code: 0, err: '', out: '1 line, nothing to redact\n' });
});

test('names the file where there are several', async () => {
  const [first, second] = [file('ann@example.org\n'), file('bob@example.org')];
  const { out } = await run([first, second]);
  expect(out).toContain(`${first}:1: <email>\n${second}:1: <email>\n2 lines, 2 with something to redact: email 2\n`);
});

describe('with more rules', () => {
  test('addresses and patterns of the reader are taken out too', async () => {
    const { out } = await run([file(log)], { ip: true, patterns: ['customer=C-\\d+', 'word=w[=e]ll'] });
    expect(out).toContain('2: login of <email> from <ip>\n3: all is <word>\n4: <email> has password=<redacted> of <customer>\n');
    expect(out).toContain('email 2, ip 1, word 1, credential 1, customer 1');
  });

  test('hashes are those of the operator with the same salt', async () => {
    const { out } = await run([file('ann@example.org and ANN@example.org and bob@example.org')], { hash: file('a salt of sixteen\n') });
    expect(out).toMatch(/^1: (<email:[0-9a-f]{6}>) and \1 and (?!\1)<email:[0-9a-f]{6}>\n/);
  });
});

describe('a check', () => {
  test('fails when there is something to redact', async () => {
    expect((await run([file(log)], { check: true })).code).toBe(1);
    expect((await run([file('all is well\n')], { check: true })).code).toBe(0);
  });
});

test('a value is shown on a terminal and nowhere else, whatever colours are asked for', async () => {
  const path = file(everything.map(({ text }) => text).join('\n'));
  const { out } = await run([path]);
  for (const { secret } of everything.filter((one) => one.secret.length > 8)) expect(out).not.toContain(secret);
  expect((await run([file(log)], {}, { isTTY: true })).out).toContain('hunter2');
});

describe('what cannot be used is said in one sentence', () => {
  test.each([
    [{ patterns: ['customer=C-('] }, 2, 'The pattern "customer" cannot be read by RE2: missing closing ): `C-(`.'],
    [{ patterns: ['C-1'] }, 2, '--pattern C-1 has no name; it looks like customer=C-[0-9]+'],
    [{ patterns: ['=C-1'] }, 2, 'The pattern "" must have a name of'],
    [{ patterns: ['a=x*'] }, 2, 'The pattern "a" matches the empty text.'],
    [{ hash: join(folder, 'missing') }, 1, 'missing does not exist'],
  ] as const)('%j', async (options, code, sentence) => {
    const ended = await run([file(log)], options);
    expect(ended).toMatchObject({ code, out: '' });
    expect(ended.err).toContain(sentence);
  });

  test('a salt that is too short, and a log that is not there', async () => {
    expect((await run([file(log)], { hash: file('short') })).err).toMatch(/ holds no salt of at least 16 characters\n$/);
    expect(await run([join(folder, 'nothing.log')])).toMatchObject({ code: 1, out: '' });
  });
});
