import { expect, test } from 'vitest';
import { corpusOf } from '../../../bench/corpora/corpus.ts';
import { jsonCorpora } from '../../../bench/corpora/invented.ts';
import { join, race, ratiosByKind, table, type Measured } from '../../../bench/engine/race.ts';

const became = { lines: 10, records: 10, recordsInMinutes: 10, overflowed: 0, patterns: 1 };

function measured(seconds: readonly number[], calibrationSeconds: readonly number[]): Measured {
  return { corpus: 'some', kind: 'json', lines: 10, bytes: 100, seconds, calibrationSeconds, became };
}

test('a disturbed round changes no ratio', () => {
  expect(ratiosByKind([measured([4, 9, 5], [1, 1, 3])])).toEqual({ json: 0.25 });
});

test('corpora of a kind weigh by their time', () => {
  expect(ratiosByKind([measured([4], [1]), measured([1], [1])])).toEqual({ json: 0.4 });
});

test('rounds of a second race count with those of the first', () => {
  const both = join([measured([4], [1])], [measured([2], [1])]);
  expect(ratiosByKind(both)).toEqual({ json: 0.5 });
});

test('the engine is measured on all corpora as often as asked, and none of its lines is missing', () => {
  const corpora = [...jsonCorpora(500), corpusOf('plain', 'raw', new TextEncoder().encode('one\ntwo\nthree\n'))];
  const all = race(corpora, 2);
  expect(all.map(({ lines, became: of }) => [lines, of.lines])).toEqual([
    [500, 500],
    [500, 500],
    [500, 500],
    [3, 3],
  ]);
  for (const { seconds, calibrationSeconds } of all) expect([seconds.length, calibrationSeconds.length]).toEqual([2, 2]);
  const text = table(all).join('\n');
  expect(text).toContain('json: ');
  expect(text).toContain('goal 700,000 on a quiet machine');
});
