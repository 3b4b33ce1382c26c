import { describe, expect, test } from 'vitest';
import { counts, headed } from '../corpora/read.ts';

describe('lines with their time further in', () => {
  const sides = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => [
      `1767323045.${100 + i} [warn] 1067#0: origin ${i} slow`,
      `FRA [02/Jan/2026:03:04:05 +0000] 0.9${i} GET https://a.example/${i} 200`,
      `node-${i % 3} 2026-01-02T03:04:05Z cart.add sku ${i}`,
      `10.0.0.${i} - - [02/Jan/2026:03:04:05 +0000] hello`,
      `web-7 - ana [02/Jan/2026:03:04:05 +0000] hello ${i}`,
      `cart main,2026-01-02 03:04:05,ready`,
      `*** 03:04:05 ready ${i}`,
      `#${i} 03:04:05 ready`,
      `host=web-${i} caller=a.go:${i} ts=2026-01-02T03:04:05Z msg=hello`,
      `svc=cart level=warn shelf ${i} low`,
    ]).flat();

  test('every one of them is a record of its own, from the first on', () => {
    expect(counts(sides(30)).every((count) => count === 1)).toBe(true);
  });

  test('what is indented below them, and a text with a time that goes on with a trace, still belong to the record before', () => {
    expect(counts(['web-1 2026-01-02T03:04:05Z ERROR no shelf', '  at shelf(a.js:1:2)', 'web-1 2026-01-02T03:04:06Z INFO again'])).toEqual([
      2, 1,
    ]);
    expect(
      counts([
        ...headed(20),
        'java.lang.IllegalStateException: no shelf',
        '\tat a.B.c(B.java:1)',
        'Caused by: a.E: since 2026-01-02 03:04:05',
        '\tat a.B.d(B.java:2)',
      ]),
    ).toEqual([...Array.from({ length: 20 }, () => 1), 4]);
  });

  test('a date, a clock and a number of seconds alone make no record of a line', () => {
    const bare = ['due on 2026-01-02 at noon', 'from 03:04:05 on', 'since 1767323045 already'];
    expect(counts([...headed(20), ...bare])).toEqual([...Array.from({ length: 19 }, () => 1), 4]);
  });
});
