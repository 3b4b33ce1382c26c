import { describe, expect, test } from 'vitest';
import { createTally } from '../../../cli/analyze/tally.ts';
import type { CountedPattern, Tally, TallyOptions } from '../../../cli/analyze/tally.ts';
import { createTimeline } from '../../../cli/analyze/timeline.ts';

const ANY_TIME = { sinceAtMs: Number.NEGATIVE_INFINITY, untilAtMs: Number.POSITIVE_INFINITY };
const CHANGED = Date.UTC(2026, 0, 2);

function tallyOf(text: string, options: Partial<TallyOptions> = {}): { tally: Tally; timeline: TallyOptions['timeline'] } {
  const timeline = createTimeline();
  const tally = createTally('shop', { timeline, range: ANY_TIME, isLive: false, ...options });
  tally.push(Buffer.from(text), CHANGED);
  tally.endFile();
  return { tally, timeline };
}

const counts = (tally: Tally): [string, number][] => tally.patterns().map(({ mined, count }) => [mined.text, count]);
const at = (patterns: readonly CountedPattern[], text: string): CountedPattern => {
  const found = patterns.find(({ mined }) => mined.text === text);
  if (found === undefined) throw new Error(`no pattern ${text} in ${patterns.map(({ mined }) => mined.text).join()}`);
  return found;
};

describe('tally', () => {
  test('counts patterns over time, and every line once', () => {
    const text = '2026-01-01T00:00:00Z order 1 paid\n2026-01-01T00:00:01Z order 2 paid\n2026-01-01T00:00:01Z cart is empty\n';
    const { tally, timeline } = tallyOf(text);
    const paid = at(tally.patterns(), 'order <num> paid');
    expect([paid.count, paid.firstAtMs, paid.lastAtMs]).toEqual([2, Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1, 0, 0, 1)]);
    expect([...timeline.countsOf(paid.series).values()]).toEqual([1, 1]);
    expect(paid.parts).toEqual([1, 1, 0, ...Array.from({ length: 61 }, () => 0)]);
    expect(tally.facts('current')).toMatchObject({ lines: 3, bytes: text.length, records: 3, undatedRecords: 0, cutLines: 0 });
  });

  test('a line without a time has that of the line before, and one before all others has none', () => {
    const lines = [{ msg: 'begin' }, { time: '2026-01-01T00:00:00Z', msg: 'order 1 paid' }, { msg: 'plain line' }];
    const { tally } = tallyOf(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    expect(at(tally.patterns(), 'plain line').firstAtMs).toBe(Date.UTC(2026, 0, 1));
    expect(at(tally.patterns(), 'begin').firstAtMs).toBe(Number.POSITIVE_INFINITY);
    expect(tally.facts('current').undatedRecords).toBe(2);
  });

  test('a line of a stream without times was written when it came', () => {
    const { tally } = tallyOf('begin\n', { isLive: true });
    expect(at(tally.patterns(), 'begin').firstAtMs).toBe(CHANGED);
    expect(tally.facts('current').undatedRecords).toBe(1);
  });

  test('what is of another or of unknown time is left out and counted', () => {
    const range = { sinceAtMs: Date.UTC(2026, 0, 1), untilAtMs: Date.UTC(2026, 0, 2) };
    const lines = ['begin', '2025-12-31T23:59:59Z order 1 paid', '2026-01-01T00:00:00Z order 2 paid', '2026-01-02T00:00:00Z order 3 paid'];
    const { tally } = tallyOf(`${lines.join('\n')}\n`, { range });
    expect(counts(tally)).toEqual([['order <num> paid', 1]]);
    expect(tally.facts('current')).toMatchObject({
      lines: 4,
      records: 1,
      otherTimeLines: 2,
      unknownTimeLines: 1,
      otherFirstAtMs: Date.UTC(2025, 11, 31, 23, 59, 59),
      otherLastAtMs: Date.UTC(2026, 0, 2),
    });
  });

  test('both sides of a comparison count the same patterns apart', () => {
    const timeline = createTimeline();
    const tally = createTally('shop', {
      timeline,
      range: { sinceAtMs: Date.UTC(2026, 0, 1), untilAtMs: Number.POSITIVE_INFINITY },
      isLive: false,
    });
    tally.turnTo('baseline');
    tally.push(Buffer.from('2025-06-01T00:00:00Z order 1 paid\n2025-06-01T00:00:00Z order 2 paid'), CHANGED);
    tally.turnTo('current');
    tally.push(Buffer.from('2026-06-01T00:00:00Z order 3 paid\n'), CHANGED);
    tally.endFile();
    expect(tally.patterns()).toMatchObject([{ count: 1, baselineCount: 2, firstAtMs: Date.UTC(2026, 5, 1) }]);
    expect([tally.facts('baseline').lines, tally.facts('current').lines]).toEqual([2, 1]);
    expect(tally.facts('baseline').records).toBe(2);
  });

  test('more patterns than there is room for are counted in one named place', () => {
    const words = ['red', 'green', 'blue', 'grey', 'pink', 'gold', 'teal', 'lime'];
    const word = (n: number): string => `${words[n % 8]}${words[(n >> 3) % 8]}`;
    // Lines of different lengths and words, so that none is like another.
    const lines = Array.from({ length: 2_500 }, (_, n) =>
      Array.from({ length: 3 + (n % 9) }, (__, place) => word((n >> place) * 31 + place * 7)).join(' '),
    );
    const { tally } = tallyOf(`${lines.join('\n')}\n`);
    expect(tally.patterns().reduce((sum, { count }) => sum + count, 0)).toBe(2_500);
    expect(tally.facts('current')).toMatchObject({ lines: 2_500, records: 2_500 });
  });

  test('a slow stream shows its first lines at once', () => {
    const tally = createTally('shop', { timeline: createTimeline(), range: ANY_TIME, isLive: true });
    tally.push(Buffer.from('order 1 paid\norder 2 paid\nhalf a li'), CHANGED);
    tally.rest(CHANGED + 1);
    expect(counts(tally)).toEqual([['order <num> paid', 2]]);
    tally.push(Buffer.from('ne\n'), CHANGED + 2);
    tally.endFile();
    expect(counts(tally)).toEqual([
      ['order <num> paid', 2],
      ['half a line', 1],
    ]);
  });
});
