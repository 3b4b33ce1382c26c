import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { replayCommand } from '../../cli/replay.ts';
import { at, log } from './recording-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'logbot-replay-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Orders every two seconds from a number of seconds on. */
const usual = (from: number, to: number): object[] =>
  Array.from({ length: (to - from) / 2 }, (_, i) => log(from + i * 2, 'cart', `INFO order ${i + 7} placed in ${i % 90} ms`));
const outage = (from: number): object[] =>
  Array.from({ length: 60 }, (_, i) => log(from + i, 'cart', `ERROR order ${i} failed: connection to database refused`));
const inOrder = (lines: object[]): object[] => lines.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

function write(name: string, lines: readonly (object | string)[]): string {
  const file = join(folder, name);
  writeFileSync(file, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return file;
}

async function replay(file: string, options: Partial<Parameters<typeof replayCommand>[1]> = {}) {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await replayCommand(file, { train: [], json: false, ...options }, { in: Readable.from([]), out, err, environment: {} });
  out.end();
  err.end();
  return { code, out: await text(out), err: await text(err) };
}

describe('logbot replay', () => {
  it('says nothing of a recording in which all is as usual', async () => {
    const said = await replay(write('usual.ndjson', usual(0, 1_200)), { json: true });
    expect(said.code).toBe(0);
    expect(JSON.parse(said.out)).toMatchObject({
      anomalies: [],
      incidents: [],
      ranking: [],
      coverage: { linesSeen: 600, linesDropped: 0 },
    });
  });

  it('finds what breaks, when and whose fault it is, and the same bytes come every time', async () => {
    const file = write('outage.ndjson', inOrder([...usual(0, 1_200), ...outage(900)]));
    const said = await replay(file, { json: true });
    const { incidents, anomalies, ranking } = JSON.parse(said.out);
    expect(incidents).toHaveLength(1);
    expect(incidents[0].blastRadius).toEqual(['cart']);
    expect(Date.parse(incidents[0].detectedAt) - Date.parse(at(900))).toBeLessThan(30_000);
    expect(anomalies[0]).toMatchObject({ workload: 'cart', namespace: 'shop', kind: 'new-pattern', level: 'error' });
    expect(ranking[0].workload).toBe('cart');
    expect((await replay(file, { json: true })).out).toBe(said.out);
  });

  it('tells it to a person', async () => {
    const said = await replay(write('story.ndjson', inOrder([...usual(0, 1_200), ...outage(900)])));
    expect(said.out).toContain('1 incident');
    expect(said.out).toContain('cart reports unusual errors');
    expect(said.out).toContain('order <num> failed: connection to database refused');
  });

  it('knows from a recording of normal operation what is usual, whenever that was made', async () => {
    const noisy = (from: number): object[] => inOrder([...usual(from, from + 1_200), ...outage(from + 300), ...outage(from + 900)]);
    const later = write('later.ndjson', noisy(864_000));
    const file = write('noisy.ndjson', inOrder([...usual(0, 120), ...outage(30)]));
    expect(JSON.parse((await replay(file, { json: true })).out).anomalies).not.toEqual([]);
    expect(JSON.parse((await replay(file, { json: true, train: [later, later] })).out).anomalies).toEqual([]);
  });

  it('finds the workload of a pod by objects that were recorded after its lines', async () => {
    const controlledBy = (kind: string, name: string) => [{ kind, name, controller: true }];
    const lines = inOrder([...usual(0, 1_200), ...outage(900)]);
    const pod = {
      kind: 'Pod',
      metadata: { name: 'cart-5f7c9-x1', namespace: 'shop', ownerReferences: controlledBy('StatefulSet', 'basket') },
    };
    const file = write('objects.ndjson', [...lines, { at: at(1_300), type: 'object', object: pod }]);
    expect(JSON.parse((await replay(file, { json: true })).out).ranking[0].workload).toBe('basket');
  });

  it('passes over years without a line', async () => {
    const lines = [...usual(0, 1_200), { ...log(0, 'cart', 'INFO order 1 placed in 3 ms'), at: '9999-01-01T00:00:00Z' }];
    const said = await replay(write('years.ndjson', lines), { json: true });
    expect(JSON.parse(said.out).coverage).toEqual({ linesSeen: 601, linesDropped: 0 });
  });

  it('counts what it does not judge by', async () => {
    const lines = [...usual(0, 60), { at: at(60), type: 'change', id: 'c1', title: 'x' }, { at: at(61), type: 'hologram' }];
    expect((await replay(write('more.ndjson', lines))).err).toContain('passed them over: 1 hologram');
  });

  it.each([
    ['a line that is no JSON', ['{"at": "2026-01-05T10:00:00Z", "type": "log"', '{}'], 'line 1 of'],
    ['a line without a time', [{ type: 'log', workload: 'a', line: 'b' }], 'is no JSON object with a time'],
    ['nothing', [], 'holds no line of a recording'],
  ])('refuses %s with one sentence', async (_, lines, sentence) => {
    const said = await replay(write('bad.ndjson', lines));
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain(sentence);
  });

  it('leaves out a last line that a full disk has cut off, and says so once', async () => {
    const file = write('torn.ndjson', usual(0, 60));
    const whole = await replay(file);
    appendFileSync(file, JSON.stringify(log(61, 'cart', 'INFO order 1 placed')).slice(0, 40));
    const torn = await replay(file);
    expect(torn).toMatchObject({ code: 0, out: whole.out });
    expect(torn.err.match(/the last line of .* is cut off, and was left out/g)).toHaveLength(1);
  });

  it('reads no recording from standard input, which cannot be read twice', async () => {
    expect((await replay('-')).err).toContain('read twice');
  });
});
