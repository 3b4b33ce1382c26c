import { describe, expect, test } from 'vitest';
import { createLineReader, rawLinesOf } from '../../../../engine/line/line.ts';
import type { LogRecord } from '../../../../engine/domain.ts';
import { createDraw } from '../corpora/draw.ts';
import type { Draw } from '../corpora/draw.ts';
import { AT, counts } from '../corpora/read.ts';

const STATEMENTS = [
  'queue: build queued',
  'exec: build started',
  'git: checkout done',
  'cache: hit for key',
  'cache: miss for key',
  'agent: online now',
  'net: peer is gone',
  'disk: almost full',
];

const head = (i: number, statement: string): string =>
  `2026-01-02T03:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}Z INFO farm.${statement} ${i}`;

/** A logger, and what tools print between its lines. */
function twoWriters(draw: Draw, count: number): string[] {
  return Array.from({ length: count }, (_, i) =>
    draw.chance(0.5)
      ? head(i, draw.pick(STATEMENTS))
      : draw.pick([`Compiling shelf v1.${i}`, `test depot::${i} ... ok`, 'ok', 'Killed', `Finished in ${i}s`, `Linking object ${i}`]),
  );
}

/** A logger two of whose statements have further lines, and one that has some now and then. */
function oneWriter(draw: Draw, count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    const [answer, report, note] = [`http: answer of depot ${i}`, `stock: report for shelf ${i}`, `note: user says ${i}`];
    const statement = draw.pick([...STATEMENTS, answer, report, note]);
    const further =
      statement === answer
        ? ['Content-Type: text/html', `Content-Length: ${i}`, 'Server: depot']
        : statement === report
          ? [`screws ${i}`, `nails ${i + 1}`]
          : statement === note && draw.chance(0.5)
            ? ['hello there', 'see you']
            : [];
    return [head(i, statement), ...further].join('\n');
  });
}

describe('lines without a header among lines with one', () => {
  test.each([1, 2, 3, 4])('those of a second writer stand for themselves, from the first on (%i)', (seed) => {
    const lines = twoWriters(createDraw(seed), 600);
    expect(counts(lines)).toEqual(lines.map(() => 1));
  });

  test('a line that begins with the number of a process in brackets belongs to no other, however rare it is', () => {
    const lines = Array.from({ length: 400 }, (_, i) =>
      i % 40 === 7 ? `[1133:0${400 + i}] entering stage ${i}` : head(i, STATEMENTS[i % 8] ?? ''),
    );
    expect(counts(lines)).toEqual(lines.map(() => 1));
  });

  test.each([1, 2, 3, 4])('what a statement writes over several lines stays one record (%i)', (seed) => {
    const records = [...[1, 2, 3].map((i) => head(i, 'exec: starting')), ...oneWriter(createDraw(seed), 600)];
    expect(counts(records)).toEqual(records.map((record) => record.split('\n').length));
  });

  test.each([40, 90, 250])('a reader that is saved and restored after %i lines goes on as if it had not been', (saved) => {
    const lines = twoWriters(createDraw(6), 400);
    let reader = createLineReader('plain');
    const numbers: (readonly number[])[] = [];
    const emit = (record: LogRecord): void => void numbers.push(rawLinesOf(record) ?? []);
    for (const [i, line] of lines.entries()) {
      reader.push(new TextEncoder().encode(`${line}\n`), AT, emit);
      if (i !== saved) continue;
      const snapshot: unknown = JSON.parse(JSON.stringify(reader.snapshot()));
      reader = createLineReader('plain');
      reader.restore(snapshot);
    }
    reader.flush(Number.POSITIVE_INFINITY, emit);
    expect(numbers).toEqual(lines.map((_, i) => [i]));
  });

  test('behind a statement that was often written and never had further lines they stand for themselves, the first time, too', () => {
    const lines = Array.from({ length: 300 }, (_, i) => (i % 90 === 89 ? `r${i}=0F r${i + 1}=A7` : head(i, STATEMENTS[i % 8] ?? '')));
    expect(counts(lines)).toEqual(lines.map(() => 1));
  });

  test('what is indented below a line of the second writer belongs to that line', () => {
    const draw = createDraw(5);
    const lines = [...twoWriters(draw, 400), 'warning: unused shelf\n  --> src/shelf.rs:4:5\n   |', ...twoWriters(draw, 50)];
    expect(counts(lines)).toEqual(lines.map((line) => line.split('\n').length));
  });
});
