import { array, assert, integer, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { createPairNumbers } from '../../../../engine/template/converge/numbers.ts';

test('pairs have the numbers that a map of their texts gives them', () => {
  const pairs = array(tuple(integer({ min: -30, max: 30 }), integer({ min: -20, max: 20 })), { maxLength: 2_000 });
  assert(
    property(pairs, (given) => {
      const numbers = createPairNumbers();
      const byText = new Map<string, number>();
      for (const [first, second] of given) {
        const text = `${first} ${second}`;
        if (!byText.has(text)) byText.set(text, byText.size);
        expect(numbers.of(first, second)).toBe(byText.get(text));
      }
    }),
    { numRuns: 30 },
  );
});
