import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { packShape, packedText, unpackShape } from '../../../engine/template/packed-shape.ts';
import { shapeText } from '../../../engine/template/shape.ts';

const token = fc.record({
  kind: fc.nat(4),
  hash: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  word: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('='.repeat(8_000))),
  isSpaced: fc.boolean(),
});

test('a packed shape comes back as it was, and says the same', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 129 }), fc.integer(), fc.integer(), (tokens, low, high) => {
      const shape = {
        kinds: Uint8Array.from(tokens, ({ kind }) => kind),
        hashes: Int32Array.from(tokens, ({ hash }) => hash),
        words: tokens.map(({ word }) => word),
        spaced: Uint8Array.from(tokens, ({ isSpaced }) => Number(isSpaced)),
        low,
        high,
      };
      const packed = packShape(shape);
      expect(unpackShape(packed, { low, high })).toEqual(shape);
      expect(packedText(packed)).toBe(shapeText(shape));
    }),
  );
});
