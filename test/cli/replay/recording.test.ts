import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readRecorded } from '../../../api/recording.ts';
import type { Recorded } from '../../../api/recording.ts';
import { glanceRecording, readRecording } from '../../../cli/replay/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-recording-'));
afterAll(() => rmSync(folder, { recursive: true }));
const streams = { in: Readable.from([]), err: new PassThrough() };

function write(content: string | Uint8Array): string {
  const file = join(folder, 'recording.ndjson');
  writeFileSync(file, content);
  return file;
}

/** What was read, with the text of the logs, or the sentence on why it was not. */
async function read(content: string | Uint8Array): Promise<readonly object[] | string> {
  const lines: object[] = [];
  let cutOff = 0;
  try {
    await readRecording(write(content), streams, {
      take(line) {
        if (line.type !== 'log') lines.push(line);
        else lines.push({ type: 'log', atMs: line.atMs, ...line.place, line: Buffer.from(line.bytes).toString() });
      },
      onCutOff: () => void (cutOff += 1),
    });
  } catch (error) {
    return String(error).replace(/ of \S+ /, ' ');
  }
  return cutOff === 0 ? lines : [...lines, { cutOff }];
}

/** The same by parsing every line, as the recording is defined. */
function parse(content: Uint8Array): readonly object[] | string {
  const texts = new TextDecoder().decode(content).split('\n');
  const last = texts.pop() ?? '';
  const lines: object[] = [];
  for (const [i, ended] of texts.entries()) {
    const text = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (text.trim() === '') continue;
    try {
      lines.push(asRead(readRecorded(text)));
    } catch (error) {
      return `Error: line ${i + 1} ${String(error).replace('Error: ', '')}`;
    }
  }
  if (last.trim() === '') return lines;
  try {
    return [...lines, asRead(readRecorded(last))];
  } catch (error) {
    return texts.length > 0 ? [...lines, { cutOff: 1 }] : `Error: line 1 ${String(error).replace('Error: ', '')}`;
  }
}

function asRead(recorded: Recorded): object {
  return recorded.type === 'log'
    ? { ...recorded, line: new TextDecoder().decode(new TextEncoder().encode(`${recorded.line}\n`)) }
    : recorded;
}

const at = '2026-01-05T10:00:00.000Z';
const whole = `{"at":"${at}","type":"log","workload":"cart","line":"x"}`;
const times = fc.oneof(
  fc.integer({ min: 0, max: 4e12 }).map((atMs) => new Date(atMs).toISOString()),
  fc.constantFrom(
    at,
    '2026-01-31T10:00:00Z',
    '2026-02-30T10:00:00Z',
    '2028-02-29T23:59:59.123456789Z',
    '2026-01-05T10:00:61Z',
    '2026-01-05T10:00:00.Z',
  ),
  fc.constantFrom(
    '2026-01-05T10:00:00.1Z',
    '2026-01-05T10:00:00.98Z',
    '2026-01-05T10:00:00+01:00',
    '2026-01-05T10:00:00.0000000000Z',
    '2026-01-05',
    '',
  ),
);
const names = fc.constantFrom('cart', 'shop', 'a "quoted" name', 'käfer', '', null, 7, undefined);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('{"level":"info","path":"C:\\\\temp\\n"}', '\ud800 lone', 'a\tb', '"', '\\', '"line":"'),
);
const log = fc
  .record({
    at: times,
    type: fc.constant('log'),
    namespace: names,
    workload: names,
    pod: names,
    container: names,
    node: names,
    previous: fc.constantFrom(true, false, undefined, 1),
    line: texts,
  })
  .map((fields) => JSON.stringify(fields));
const odd = fc.constantFrom(
  `{"at":"${at}","type":"log","workload":"cart","line":"x","line":"y"}`,
  `{"at":"${at}","type":"log","workload":"cart","at":"2027-01-01T00:00:00Z","line":"x"}`,
  `{"at":"${at}","type":"log","workload":"cart","\\u0074ype":"tick","line":"x"}`,
  `{"at":"${at}","type":"log","workload":"cart","more":{"line":"x"}}`,
  `{"at":"${at}","type":"log","workload":"cart","more":{"deep":[1,2]},"line":"x"}`,
  `{"at":"${at}","type":"log","workload":"cart","line":"x","more":1}`,
  `{"at":"${at}","type":"log","workload":"cart","line":"x\\u0041\\/"}`,
  `{"at":"${at}","type":"log","workload":"cart","line":"x\\a"}`,
  `{"at":"${at}","type":"log","workload":"cart","line":"a\tb"}`,
  `{"at":"${at}","type":"log","workload":"cart","line":"x"} `,
  `{"at":"${at}","type":"log","workload":"cart","line":"x"}}`,
  `{ "at": "${at}", "type": "log", "workload": "cart", "line": "x" }`,
  `{"type":"log","at":"${at}","workload":"cart","line":"x"}`,
  `{"at":"${at}","type":"tick"}`,
  '',
  '  ',
  'no json',
);
const endings = fc.constantFrom('\n', '\n', '\n', '\r\n');
const lines = fc.array(fc.tuple(fc.oneof({ weight: 8, arbitrary: log }, { weight: 2, arbitrary: odd }), endings), { maxLength: 12 });

describe('a recording read from its bytes', () => {
  it('is what parsing each of its lines says, however it is written', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.nat({ max: 9 }), async (written, cut) => {
        const content = Buffer.from(written.map((parts) => parts.join('')).join(''));
        const all = content.subarray(0, content.length - (cut < 6 ? 0 : cut));
        expect(await read(all)).toEqual(parse(all));
      }),
      { numRuns: 200 },
    );
  });

  it('is what parsing says also where bytes are no text', async () => {
    const damage = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(lines, damage, async (written, [place, byte]) => {
        // What has few bytes that are text is refused as a whole.
        const content = Buffer.from(`${whole}\n${written.map((parts) => parts.join('')).join('')}`);
        content[whole.length + 1 + (place % (content.length - whole.length))] = byte;
        expect(await read(content)).toEqual(parse(content));
      }),
      { numRuns: 200 },
    );
  });

  it('that begins with a byte order mark is read as without', async () => {
    expect(await read(`\uFEFF${whole}\n`)).toEqual(await read(`${whole}\n`));
  });

  it('glanced at says the time of every line, of logs nothing else', async () => {
    const content = [
      whole,
      whole.replace('10:00:00', '10:00:07'),
      `{"at":"${at}","type":"tick"}`,
      whole.replace('cart","', 'cart"  ,"'),
      `${whole}\r`,
    ].join('\n');
    const seen: string[] = [];
    await glanceRecording(
      write(`${content}\n`),
      streams,
      ({ type, atMs }) => void seen.push(`${type} ${new Date(atMs).toISOString().slice(14, 19)}`),
    );
    expect(seen).toEqual(['glance 00:00', 'glance 00:07', 'tick 00:00', 'glance 00:00', 'glance 00:00']);
  });
});
