import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encode } from '../../../engine/line/bytes.ts';
import { maskBytes } from '../../../engine/template/mask.ts';
import { tokenize } from '../../../engine/template/tokenize.ts';
import { createTokens } from '../../../engine/template/tokens.ts';

function maskOf(message: string): { isMasked: boolean; key: string } {
  const bytes = encode(message);
  const mask = { low: 0, high: 0 };
  const isMasked = maskBytes(bytes, 0, bytes.length, mask);
  return { isMasked, key: `${mask.low} ${mask.high}` };
}

function formOf(message: string): { readsDigits: boolean; signature: string } {
  const bytes = encode(message);
  const tokens = createTokens(128);
  tokenize(bytes, 0, bytes.length, tokens);
  return { readsDigits: tokens.readsDigits, signature: `${tokens.low} ${tokens.high}` };
}

/** Pieces that decide about tokens: guards of numbers, units, dates, addresses, quotes, and what joins values. */
const marks = ' : : , , ; ; | = " \' ( ) [ ] < > { } . . / \\ - _ @ % &'.split(' ');
const longer = [
  '" ',
  ' "',
  '\\"',
  '://',
  'HTTP/1.1"',
  '..',
  '. ',
  '::',
  '/x?',
  'GET / ',
  'HTTP/',
  ' be',
  ' cafe',
  'status ',
  'exit code ',
  'errno=',
  'Jan ',
  'Mar 1',
  ' MB',
  'ms',
];
const words = ['ab', 'cd:', 'fe:', 'a.b', '/x', 'error ', 'user', 'Ünit', '日', ' '];
const number = fc.oneof(fc.nat(9), fc.nat(2_000), fc.constantFrom('7a', 'a7', '0xff', '1.2', 'x9y', '503', '137', '1e5', 'a1b2c3d4', '1f'));
const digitless = fc.constantFrom(...marks, ...longer, ...words);
/** A template of pieces, with two fillings of its numbers. */
const twins = fc
  .array(fc.oneof(digitless, fc.tuple(number, number)), { maxLength: 24 })
  .map((parts): [string, string] => [
    parts.map((part) => (Array.isArray(part) ? String(part[0]) : part)).join(''),
    parts.map((part) => (Array.isArray(part) ? String(part[1]) : part)).join(''),
  ]);

describe('the mask of a message', () => {
  test('messages of one mask have one form, unless their digits decide about it', () => {
    let alike = 0;
    fc.assert(
      fc.property(twins, ([one, other]) => {
        const [maskOfOne, maskOfOther] = [maskOf(one), maskOf(other)];
        if (!maskOfOne.isMasked || !maskOfOther.isMasked || maskOfOne.key !== maskOfOther.key) return;
        const form = formOf(one);
        if (form.readsDigits) return;
        alike += 1;
        expect(formOf(other)).toEqual(form);
      }),
      { numRuns: 20_000 },
    );
    expect(alike).toBeGreaterThan(4_000);
  });

  test('numbers are alike, words are not', () => {
    expect(maskOf('order 17 failed after 5ms.')).toEqual(maskOf('order a9 failed after 12s.'));
    expect(maskOf('order 17 failed')).not.toEqual(maskOf('order 17 expired'));
    expect(maskOf('order 17.')).not.toEqual(maskOf('order 17'));
  });

  test('what may not be taken as alike is said to be no mask', () => {
    expect(maskOf('range 1..5 done').isMasked).toBe(false);
    expect(maskOf(String.raw`said "a1\" b"`).isMasked).toBe(false);
    expect(maskOf('wait... for 5').isMasked).toBe(true);
  });
});
