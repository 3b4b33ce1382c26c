import { array, assert, integer, oneof, property } from 'fast-check';
import { expect, test } from 'vitest';
import { createSets } from '../../../../engine/template/converge/sets.ts';

test('tells the places of the keys that several have, in the order in which the keys came', () => {
  const keysByPlace = array(array(oneof(integer({ min: 0, max: 9 }), integer()), { maxLength: 9 }), { maxLength: 40 });
  assert(
    property(keysByPlace, (given) => {
      const sets = createSets();
      const places = new Map<number, Set<number>>();
      for (const [place, keys] of given.entries()) {
        for (const key of keys) {
          sets.put(key, place);
          places.set(key, (places.get(key) ?? new Set()).add(place));
        }
      }
      expect(sets.several()).toEqual([...places.values()].flatMap((of) => (of.size > 1 ? [[...of]] : [])));
    }),
    { numRuns: 50 },
  );
});

test('keeps keys apart that share a counter', () => {
  const sets = createSets();
  for (const [place, key] of [5, 5 + 2 ** 18, 5 + 2 ** 19, 5].entries()) sets.put(key, place);
  expect(sets.several()).toEqual([[0, 3]]);
});
