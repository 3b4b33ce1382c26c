import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { detectSeriesCommand, detectSessionsCommand } from '../../cli/detect.ts';

async function run(input: string, command: (streams: Parameters<typeof detectSeriesCommand>[1]) => Promise<number>) {
  const out = new PassThrough();
  const err = new PassThrough();
  const code = await command({ in: Readable.from([Buffer.from(input)]), out, err, environment: {} });
  out.end();
  err.end();
  return { code, out: await text(out), err: await text(err) };
}

describe('logbot detect', () => {
  it('answers each row of a series with one score, and counts what it cannot read', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, i) =>
        `2026-01-01T${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00Z,${i === 250 ? 9_000 : 50 + (i % 7)}`,
    );
    rows[100] = 'not a row';
    const said = await run(`timestamp,value\n${rows.join('\r\n')}\n`, (streams) => detectSeriesCommand('-', streams));
    const scores = said.out.trim().split('\n').map(Number);
    expect(said.code).toBe(0);
    expect(scores).toHaveLength(300);
    expect(scores.indexOf(Math.max(...scores))).toBe(250);
    expect(said.err).toContain('1 rows hold no time and number');
  });

  it('says which session is unlike the others and why', async () => {
    const sessions = Array.from({ length: 100 }, (_, id) => JSON.stringify({ id, t: id === 42 ? ['open'] : ['open', 'work', 'close'] }));
    const said = await run(sessions.join('\n'), (streams) => detectSessionsCommand('-', {}, streams));
    const verdicts = said.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(said.code).toBe(0);
    expect(verdicts).toHaveLength(100);
    expect(verdicts.filter(({ anomalous }) => anomalous).map(({ id }) => id)).toEqual([42]);
    expect(verdicts[42].reasons.join()).toContain('missing');
  });

  it.each([
    ['{"id": 1, "t": ["a"]}\nnonsense\n', 'line 2 of - is no session'],
    ['{"id": 1}\n', 'line 1 of - is no session'],
    ['\n', 'holds no session to learn from'],
  ])('refuses %j with one sentence', async (input, sentence) => {
    const said = await run(input, (streams) => detectSessionsCommand('-', {}, streams));
    expect(said).toMatchObject({ code: 1, out: '' });
    expect(said.err).toContain(sentence);
  });

  it('names a file that is not there', async () => {
    const said = await run('', (streams) => detectSeriesCommand('/nowhere/x.csv', streams));
    expect(said).toMatchObject({ code: 1, err: expect.stringContaining('/nowhere/x.csv') });
  });
});
