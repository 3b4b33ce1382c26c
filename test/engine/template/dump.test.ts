import { array, assert, constantFrom, nat, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from '../../../engine/line/bytes.ts';
import { isDumped } from '../../../engine/template/dump.ts';
import { createTokens } from '../../../engine/template/tokens.ts';

/** What is said of the word at a place, and whether digits had a part in it. */
function judged(words: readonly string[], place: number): readonly [isDumped: boolean, readsDigits: boolean] {
  const source = encode(words.join(' '));
  const start = words.slice(0, place).reduce((sum, word) => sum + word.length + 1, 0);
  const tokens = { ...createTokens(64), source, start, end: start + (words[place]?.length ?? 0), stop: source.length };
  return [isDumped(tokens), tokens.readsDigits];
}

test.each([
  ['9A 0F CB 11', 2, true],
  ['CB 9A 0F 11', 0, true],
  ['CAFE BEEF FEED FACE', 3, true],
  ['to be fed', 1, false],
  ['be CAFE BEEF FEED', 0, false],
  ['9A 0F  CB 11', 2, false],
])('in "%s" word %i is a group of a dump: %s', (text, place, expected) => {
  expect(judged(text.split(' '), place)[0]).toBe(expected);
});

test('three groups of its size among the three words on either side make it one, and words with digits say that other digits might', () => {
  const word = string({ unit: constantFrom('a', 'F', '0', '9', 'z'), minLength: 1, maxLength: 5 });
  assert(
    property(array(word, { minLength: 1, maxLength: 9 }), nat(8), (words, at) => {
      const place = at % words.length;
      const size = words[place]?.length ?? 0;
      const beside = [...words.slice(Math.max(0, place - 3), place), ...words.slice(place + 1, place + 4)];
      const groups = beside.filter((one) => one.length === size && /^[aF09]+$/.test(one));
      const alike = beside.filter((one) => /\d/.test(one) || groups.includes(one)).length;
      const isSized = size === 2 || size === 4;
      const hasDigit = beside.some((one) => /\d/.test(one));
      expect(judged(words, place)).toEqual([isSized && groups.length >= 3, isSized && alike >= 3 && hasDigit]);
    }),
  );
});
