import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nameOf } from '../../../../engine/line/wrap/name.ts';

test('a name is its own text, however many others have come between', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 12 }), { maxLength: 400 }), (names) => {
      for (const name of [...names, ...names]) {
        const source = new TextEncoder().encode(`[${name}]`);
        expect(nameOf(source, 1, source.length - 1)).toBe(new TextDecoder().decode(source.subarray(1, -1)));
      }
    }),
  );
});
