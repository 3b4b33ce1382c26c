import { describe, expect, test } from 'vitest';
import { createCourse, PARTS } from '../../../cli/analyze/course.ts';
import { findNews } from '../../../cli/analyze/news.ts';
import type { News } from '../../../cli/analyze/news.ts';

/** News of a pattern whose parts hold these counts, among records that are 1,000 a part. */
function newsOf(counts: (part: number) => number, patterns = 50): News | null {
  const parts = Array.from({ length: PARTS }, (_, part) => counts(part));
  return findNews(parts, { records: PARTS * 1_000, width: 1_000, patterns });
}

describe('findNews', () => {
  test('a steady stream has none', () => {
    expect(newsOf(() => 10)).toBeNull();
    expect(newsOf((part) => 8 + (part % 5))).toBeNull();
  });

  test('a few records may stand anywhere', () => {
    expect(newsOf((part) => (part === 40 ? 2 : 0))).toBeNull();
    expect(newsOf((part) => (part % 30 === 7 ? 1 : 0))).toBeNull();
  });

  test('a burst is found, with its stretch and its size', () => {
    expect(newsOf((part) => (part === 30 || part === 31 ? 60 : 1))).toMatchObject({
      kind: 'burst',
      firstPart: 30,
      lastPart: 31,
      records: 120,
    });
    expect(newsOf((part) => (part === 40 ? 8 : 0))).toMatchObject({ kind: 'burst', records: 8, expected: 0.125 });
  });

  test('what begins, rises or stops is told as such', () => {
    expect(newsOf((part) => (part >= 40 ? 3 : 0))).toMatchObject({ kind: 'began', firstPart: 40 });
    expect(newsOf((part) => (part >= 56 ? 40 : 2))).toMatchObject({ kind: 'rose', firstPart: 56 });
    expect(newsOf((part) => (part < 40 ? 3 : 0))).toMatchObject({ kind: 'stopped', lastPart: 39 });
  });

  test('the lines of a start are no news', () => {
    expect(newsOf((part) => (part < 2 ? 50 : 0))).toBeNull();
    expect(newsOf((part) => (part >= 4 ? 50 : 0))).toBeNull();
  });

  test('the more patterns are looked at, the clearer it has to be', () => {
    const faint = (part: number): number => (part === 40 ? 5 : 0);
    expect([newsOf(faint, 1)?.kind, newsOf(faint, 2_000)]).toEqual(['burst', null]);
  });
});

describe('course', () => {
  test('parts grow with the log and keep every record', () => {
    const course = createCourse();
    const [all, late] = [course.createCounts(), course.createCounts()];
    for (let record = 0; record < 100_000; record += 1) {
      course.next(record * 10);
      course.add(all);
      if (record >= 50_000) course.add(late);
    }
    expect([course.records, course.width]).toEqual([100_000, 2_048]);
    expect(course.startsAtMs().length).toBe(49);
    expect(course.startsAtMs()[1]).toBe(20_480);
    expect(all.reduce((sum, count) => sum + count)).toBe(100_000);
    expect(late.reduce((sum, count) => sum + count)).toBe(50_000);
    expect(late.findIndex((count) => count > 0)).toBe(Math.floor(50_000 / 2_048));
  });
});
