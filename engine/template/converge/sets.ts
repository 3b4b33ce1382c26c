import { createPairNumbers } from './numbers.ts';

/** Which patterns have a key, for keys that mostly one pattern alone has. Patterns come one after the other, by their places. */
export interface Sets {
  put(this: void, key: number, place: number): void;
  /** The places of each key that several have, ascending, in the order in which the keys came. */
  several(): readonly (readonly number[])[];
}

/** A power of two: so many counters say of most keys that they came once, before anything is made of them. */
const counters = 1 << 18;

/** Keys are looked up only once all have come: by then it is known which cannot have come again. */
export function createSets(): Sets {
  let keys = new Int32Array(4_096);
  let places = new Int32Array(4_096);
  let count = 0;
  const seen = new Uint8Array(counters);
  return {
    put(key, place) {
      if (count === keys.length) {
        keys = doubled(keys);
        places = doubled(places);
      }
      keys[count] = key;
      places[count] = place;
      count += 1;
      const counter = key & (counters - 1);
      if ((seen[counter] ?? 0) < 2) seen[counter] = (seen[counter] ?? 0) + 1;
    },
    several() {
      const sets = createLists();
      for (let i = 0; i < count; i += 1) {
        const key = keys[i] ?? 0;
        if (seen[key & (counters - 1)] === 2) sets.put(key, places[i] ?? 0);
      }
      return sets.several();
    },
  };
}

function createLists(): Sets {
  const numbers = createPairNumbers();
  const first: number[] = [];
  const lists: (number[] | null)[] = [];
  return {
    put(key, place) {
      const number = numbers.of(key, 0);
      const list = lists[number];
      if (number === first.length) {
        first.push(place);
        lists.push(null);
      } else if (!list) {
        if (first[number] !== place) lists[number] = [first[number] ?? 0, place];
      } else if (list[list.length - 1] !== place) list.push(place);
    },
    several: () => lists.filter((list) => list !== null),
  };
}

function doubled(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(numbers.length * 2);
  longer.set(numbers);
  return longer;
}
