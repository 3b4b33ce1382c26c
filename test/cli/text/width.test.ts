import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, flow, padEnd, widthOf, wrap } from '../../../cli/text/width.ts';

describe('widthOf', () => {
  test('counts columns, not characters', () => {
    expect(['', 'abc', 'äöü', '注文', '한국어', 'ｆｕｌｌ', '🔥', 'e\u0301', 'a\u200db', '▁▂…'].map(widthOf)).toEqual([
      0, 3, 3, 4, 6, 8, 2, 1, 2, 3,
    ]);
  });
});

describe('cut', () => {
  test('keeps what fits and says that there is more', () => {
    expect(cut('abcdef', 6)).toBe('abcdef');
    expect(cut('abcdef', 5)).toBe('abcd…');
    expect(cut('abc def', 5)).toBe('abc…');
    expect(cut('注文を', 5)).toBe('注文…');
    expect(cut('注文を', 4)).toBe('注…');
    expect(cut('abc', 0)).toBe('');
  });

  test('is never wider than it may be, and never splits a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, width) => {
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
        expect(cut(text, width).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('wrap', () => {
  test('breaks at blanks where it can, and cuts the last line', () => {
    expect(wrap('one two three four', 9, 3)).toEqual(['one two', 'three', 'four']);
    expect(wrap('one two three four', 9, 2)).toEqual(['one two', 'three fo…']);
    expect(wrap('abcdefghijkl', 5, 3)).toEqual(['abcde', 'fghij', 'kl']);
  });

  test('no line is too wide, and none too many', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 4, max: 30 }), fc.integer({ min: 1, max: 4 }), (text, width, most) => {
        const lines = wrap(text, width, most);
        expect(lines.length).toBeLessThanOrEqual(most);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('flow', () => {
  test('puts parts side by side while they fit', () => {
    expect(flow(['aaa', 'bb', 'cccc'], ' · ', 8)).toEqual(['aaa · bb', 'cccc']);
    expect(flow(['a very long part', 'b'], ' ', 6)).toEqual(['a ver…', 'b']);
  });
});

describe('padEnd', () => {
  test('makes columns of wide characters even', () => {
    expect(widthOf(padEnd('注', 5))).toBe(5);
    expect(padEnd('too long', 3)).toBe('too long');
  });
});
