import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { analyzeCommand } from '../../../cli/analyze.ts';
import type { AnalyzeOptions } from '../../../cli/analyze.ts';
import { createScreen } from '../../../cli/analyze/live.ts';

const OPTIONS: AnalyzeOptions = {
  range: { sinceAtMs: Number.NEGATIVE_INFINITY, untilAtMs: Number.POSITIVE_INFINITY },
  baseline: null,
  top: null,
  level: null,
  workloads: null,
  json: false,
};

function terminal(): { out: PassThrough; written: () => string } {
  const out = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  let written = '';
  out.on('data', (chunk: Buffer) => (written += chunk.toString()));
  return { out, written: () => written };
}

/** What a terminal shows after all of this was written to it. */
function shown(written: string): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const part of written.replaceAll('\u001b', '␛').split(/(␛\[[\d;?]*[A-Za-z]|\n|\r)/)) {
    const [, count, command] = /^␛\[([\d;?]*)([A-Za-z])$/.exec(part) ?? [];
    if (command === 'A') row -= Number(count);
    else if (command === 'J') lines.length = row + 1;
    if (command === 'J' || command === 'K') lines[row] = '';
    else if (part === '\n') row += 1;
    else if (command === undefined && part !== '\r') lines[row] = (lines[row] ?? '') + part;
  }
  return lines;
}

describe('a stream on a terminal', () => {
  test('is drawn as it goes on, and ends with the report', async () => {
    const input = new PassThrough();
    const { out, written } = terminal();
    const done = analyzeCommand(['-'], OPTIONS, { in: input, out, err: new PassThrough(), environment: { NO_COLOR: '1' } });
    input.write('INFO order 1 paid\n');
    await vi.waitUntil(() => written().includes('Still reading'), { timeout: 8_000, interval: 20 });
    expect(shown(written()).join('\n')).toMatch(/^stdin · 1 line · 1 record[\s\S]*order <num> paid[\s\S]*Ctrl-C/);
    input.end('INFO order 2 paid\n');
    expect(await done).toBe(0);
    const screen = shown(written());
    expect(screen[0]).toMatch(/^stdin · 2 lines · 2 records/);
    expect(screen.join('\n')).not.toContain('Still reading');
    expect(screen.filter((line) => line.includes('order <num> paid'))).toHaveLength(1);
  });

  test('is one object when a program reads it', async () => {
    const input = new PassThrough();
    const { out, written } = terminal();
    input.end('INFO order 1 paid\n');
    expect(await analyzeCommand(['-'], { ...OPTIONS, json: true }, { in: input, out, err: new PassThrough(), environment: {} })).toBe(0);
    expect(JSON.parse(written())).toMatchObject({ records: 1 });
  });
});

describe('screen', () => {
  test('shorter and longer pictures replace each other without a rest', () => {
    const { out, written } = terminal();
    const screen = createScreen(out);
    screen.draw(['a1', 'a2', 'a3']);
    screen.draw(['b1']);
    screen.draw(['c1', 'c2']);
    expect(shown(written())).toEqual(['c1', 'c2', '']);
    screen.clear();
    expect(shown(written())).toEqual(['']);
  });
});
